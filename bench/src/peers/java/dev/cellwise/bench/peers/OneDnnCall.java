package dev.cellwise.bench.peers;

import java.util.Map;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/**
 * A primitive with its arguments, as the C interface takes them: one array, made once. {@code
 * primitive.execute} makes such an array of a map in every call.
 */
final class OneDnnCall {
  private final dnnl_primitive primitive;
  private final dnnl_stream stream;
  private final dnnl_exec_arg_t list;
  private final int count;

  /** What {@link #list} points to is freed with these. */
  private final Object[] kept;

  /**
   * Nothing is called yet.
   *
   * @param arguments by their numbers
   */
  OneDnnCall(primitive primitive, stream stream, Map<Integer, memory> arguments) {
    this.primitive = primitive.get();
    this.stream = stream.get();
    count = arguments.size();
    list = new dnnl_exec_arg_t(count);
    int at = 0;
    for (Map.Entry<Integer, memory> argument : arguments.entrySet()) {
      list.position(at++).arg(argument.getKey()).memory(argument.getValue().get());
    }
    list.position(0);
    kept = new Object[] {primitive, stream, Map.copyOf(arguments)};
  }

  /**
   * Calls it; the stream may work on when it comes back.
   *
   * @throws IllegalStateException if oneDNN refuses it
   */
  void run() {
    int status = dnnl.dnnl_primitive_execute(primitive, stream, count, list);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException(
          "oneDNN: expected status 0 of a call with " + kept[2] + ", got " + status);
    }
  }
}
