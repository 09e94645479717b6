package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The memory of a run: what the values that are alive take, against a bound. A graph says large
 * sizes in a few bytes; whoever makes an array asks here first.
 */
final class Room {
  /** Arrays of Integer.MAX_VALUE elements do not exist on HotSpot. */
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  private final long most;
  private long taken;

  /** Arrays that were made here, with how many values hold them. */
  private final Map<Object, Integer> holders = new IdentityHashMap<>();

  Room(long most) {
    this.most = most;
  }

  /** Elements of a shape; refused if no array holds them. */
  static int size(int... shape) {
    long size = 1;
    for (int d : shape) {
      if (d < 0) {
        throw new Refusal("shape", "no negative dimension", Arrays.toString(shape));
      }
      // At most (2^31)^2 before it is cut back, so it cannot overflow.
      size = Math.min(size, MAX_ELEMENTS + 1L) * d;
    }
    if (size > MAX_ELEMENTS) {
      throw new Refusal("shape", "at most " + MAX_ELEMENTS + " elements", Arrays.toString(shape));
    }
    return (int) size;
  }

  /** A new array in a value, of zeros. */
  Value make(OnnxType type, int... shape) {
    int size = size(shape);
    take((long) size * type.held);
    Object data = Value.allocate(type, size);
    holders.put(data, 0);
    return new Value(type, shape, data);
  }

  /** New floats in a value, of zeros. */
  Value floats(int... shape) {
    return make(OnnxType.FLOAT, shape);
  }

  /** Memory beside values, to be given back. */
  void take(long bytes) {
    if (bytes > most - taken) {
      throw new Refusal(
          "memory",
          "at most " + most + " bytes at a time, which an option may change",
          taken + " taken, and " + bytes + " more");
    }
    taken += bytes;
  }

  void give(long bytes) {
    taken -= bytes;
  }

  /** A value has come that will be read. */
  void hold(Value value) {
    holders.computeIfPresent(value.data, (data, n) -> n + 1);
  }

  /** Whether a value's array was made here, and so is nobody else's. */
  boolean isMade(Value value) {
    return holders.containsKey(value.data);
  }

  /** A value will not be read any more. */
  void drop(Value value) {
    Integer n = holders.get(value.data);
    if (n == null) {
      return;
    }
    if (n > 1) {
      holders.put(value.data, n - 1);
    } else {
      holders.remove(value.data);
      give(value.bytes());
    }
  }
}
