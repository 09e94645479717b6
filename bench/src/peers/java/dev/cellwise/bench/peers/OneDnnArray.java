package dev.cellwise.bench.peers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;

/**
 * A native array of oneDNN.
 *
 * @param memory as oneDNN takes it
 * @param floats as Java reads and writes it; valid as long as {@code memory} is
 */
record OneDnnArray(memory memory, MemorySegment floats) {
  /** Zeros. */
  @SuppressWarnings("restricted")
  static OneDnnArray zeros(engine engine, memory.desc desc) {
    memory memory = new memory(desc, engine);
    MemorySegment floats =
        MemorySegment.ofAddress(memory.get_data_handle().address()).reinterpret(desc.get_size());
    floats.fill((byte) 0);
    return new OneDnnArray(memory, floats);
  }

  /** With values in the layout that is described. */
  static OneDnnArray of(engine engine, memory.desc desc, float[] values) {
    OneDnnArray array = zeros(engine, desc);
    MemorySegment.copy(values, 0, array.floats, ValueLayout.JAVA_FLOAT, 0, values.length);
    return array;
  }

  void clear() {
    floats.fill((byte) 0);
  }

  /** A copy. */
  float[] values() {
    return floats.toArray(ValueLayout.JAVA_FLOAT);
  }
}
