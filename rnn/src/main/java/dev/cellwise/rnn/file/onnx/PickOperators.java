package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.Map;

/** Operators that take some of the elements. */
final class PickOperators {
  private PickOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Gather", PickOperators::gather);
    all.put("GatherElements", PickOperators::gatherElements);
    all.put("Slice", PickOperators::slice);
    all.put("Split", PickOperators::split);
  }

  private static Operator.Typing byIndices() {
    return in -> {
      Operator.check(0, in, Types.ALL);
      Operator.check(1, in, Types.INDICES);
      return in[0];
    };
  }

  private static Operator gather(Making node) {
    node.inputs(2, 2);
    long axis = node.number("axis", 0L);
    return Operator.of(byIndices(), (in, room) -> gathered(in[0], in[1], axis, room));
  }

  /** An index along an axis, a negative one from the end. */
  static int index(long index, int size) {
    if (index < -size || index >= size) {
      throw new Refusal("indices", "-" + size + " to " + (size - 1), index);
    }
    return (int) (index < 0 ? index + size : index);
  }

  private static Value gathered(Value x, Value indices, long axis, Room room) {
    int at = Axes.of(axis, x.rank());
    int rank = x.rank() - 1 + indices.rank();
    if (rank > TensorReader.MAX_RANK) {
      throw new Refusal("indices", "at most " + TensorReader.MAX_RANK + " dimensions", rank);
    }
    int[] shape = new int[rank];
    System.arraycopy(x.shape, 0, shape, 0, at);
    System.arraycopy(indices.shape, 0, shape, at, indices.rank());
    System.arraycopy(x.shape, at + 1, shape, at + indices.rank(), x.rank() - at - 1);
    Value y = room.make(x.type, shape);
    int outer = Axes.product(x.shape, 0, at);
    int inner = Axes.product(x.shape, at + 1, x.rank());
    int size = x.shape[at];
    for (int i = 0, to = 0; i < outer && y.size > 0; i++) {
      for (int k = 0; k < indices.size; k++, to += inner) {
        int from = index(indices.whole(k), size);
        System.arraycopy(x.data, (i * size + from) * inner, y.data, to, inner);
      }
    }
    return y;
  }

  private static Operator gatherElements(Making node) {
    node.since(11);
    node.inputs(2, 2);
    long axis = node.number("axis", 0L);
    return Operator.of(byIndices(), (in, room) -> gatheredElements(in[0], in[1], axis, room));
  }

  private static Value gatheredElements(Value x, Value indices, long axis, Room room) {
    int at = Axes.of(axis, x.rank());
    boolean fits = indices.rank() == x.rank();
    for (int i = 0; fits && i < x.rank(); i++) {
      fits = i == at || indices.shape[i] <= x.shape[i];
    }
    if (!fits) {
      throw new Refusal("indices", "a shape within that of the data", indices + " of " + x);
    }
    Value y = room.make(x.type, indices.shape);
    int[] strides = Axes.strides(x.shape);
    int[] index = new int[x.rank()];
    for (int k = 0; k < y.size; k++) {
      int from = index(indices.whole(k), x.shape[at]) * strides[at];
      for (int i = 0; i < index.length; i++) {
        from += i == at ? 0 : index[i] * strides[i];
      }
      System.arraycopy(x.data, from, y.data, k, 1);
      for (int i = index.length - 1; i >= 0 && ++index[i] == y.shape[i]; i--) {
        index[i] = 0;
      }
    }
    return y;
  }

  /** Attributes before version 10, inputs from then on. */
  private static Operator slice(Making node) {
    if (node.opset() < 10) {
      node.inputs(1, 1);
      long[] starts = node.numbers("starts");
      long[] ends = node.numbers("ends");
      long[] axes = node.numbers("axes");
      if (starts == null || ends == null) {
        throw new Refusal("attributes", "starts and ends", "not both");
      }
      return Operator.of(
          Operator.same(Types.ALL), (in, room) -> sliced(in[0], starts, ends, axes, null, room));
    }
    node.inputs(3, 5);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          for (int i = 1; i < in.length; i++) {
            Operator.checkIndices(i, in);
          }
          return in[0];
        },
        (in, room) ->
            sliced(
                in[0],
                in[1].wholes(),
                in[2].wholes(),
                in.length > 3 && in[3] != null ? in[3].wholes() : null,
                in.length > 4 && in[4] != null ? in[4].wholes() : null,
                room));
  }

  private static Value sliced(
      Value x, long[] starts, long[] ends, long[] axes, long[] steps, Room room) {
    int n = starts.length;
    if (ends.length != n
        || (axes != null && axes.length != n)
        || (steps != null && steps.length != n)
        || n > x.rank()) {
      throw new Refusal("slices", "as many starts, ends, axes and steps, one an axis", "others");
    }
    if (axes != null) {
      Axes.of(axes, x.rank());
    }
    int[] strides = Axes.strides(x.shape);
    int[] shape = x.shape.clone();
    int at = 0;
    for (int k = 0; k < n; k++) {
      int axis = axes == null ? k : Axes.of(axes[k], x.rank());
      long step = steps == null ? 1 : Math.clamp(steps[k], -Integer.MAX_VALUE, Integer.MAX_VALUE);
      int size = x.shape[axis];
      long first = place(starts[k], size, step, size - 1L);
      long behind = place(ends[k], size, step, size);
      if (step < 0 && ends[k] < 0 && ends[k] + size < 0) {
        behind = -1;
      }
      long count = step > 0 ? behind - first : first - behind;
      count = count <= 0 || size == 0 ? 0 : (count - 1) / Math.abs(step) + 1;
      shape[axis] = (int) count;
      if (count > 0) {
        at += (int) first * strides[axis];
        strides[axis] *= Math.clamp(step, -size, size);
      }
    }
    Value y = room.make(x.type, shape);
    Walk.copy(x.data, at, strides, shape, y.data);
    return y;
  }

  /** A start or end: from the end if negative, then brought to the axis. */
  private static long place(long given, int size, long step, long most) {
    if (step == 0) {
      throw new Refusal("steps", "none of 0", 0);
    }
    long from = given < 0 ? given + size : given;
    return step > 0 ? Math.clamp(from, 0L, size) : Math.clamp(from, 0L, Math.max(most, 0L));
  }

  /** Sizes as an attribute before version 13, as an input from then on, or equal ones. */
  private static Operator split(Making node) {
    boolean asInput = node.opset() >= 13;
    node.inputs(1, asInput ? 2 : 1);
    long axis = node.number("axis", 0L);
    long[] sizes = asInput ? null : node.numbers("split");
    int count = node.outputs();
    if (node.opset() >= 18) {
      boolean named = node.has("num_outputs");
      long asked = node.number("num_outputs", (long) count);
      if (named == node.hasInput(1) || asked != count) {
        throw new Refusal(
            "attribute num_outputs", "the number of outputs, " + count + ", or sizes", asked);
      }
    }
    boolean uneven = node.opset() >= 18;
    return new Operator() {
      @Override
      public OnnxType[] types(OnnxType[] in) {
        check(0, in);
        Operator.checkIndices(1, in);
        OnnxType[] out = new OnnxType[count];
        Arrays.fill(out, in[0]);
        return out;
      }

      private void check(int i, OnnxType[] in) {
        Operator.check(i, in, Types.ALL);
      }

      @Override
      public Value[] run(Value[] in, Room room) {
        int at = Axes.of(axis, in[0].rank());
        long[] given = in.length > 1 && in[1] != null ? in[1].wholes() : sizes;
        if (given != null && given.length != count) {
          throw new Refusal("split", "a size for each of " + count + " outputs", given.length);
        }
        return parts(
            in[0], at, given == null ? equal(in[0].shape[at], count, uneven) : given, room);
      }
    };
  }

  /** The last part is smaller where the size is no multiple, from version 18 on. */
  private static long[] equal(int size, int count, boolean uneven) {
    long each = ((long) size + count - 1) / count;
    long last = size - each * (count - 1);
    if (last != each && (!uneven || last < 1)) {
      throw new Refusal("split", "a size that " + count + " parts share", size);
    }
    long[] sizes = new long[count];
    Arrays.fill(sizes, each);
    sizes[count - 1] = last;
    return sizes;
  }

  private static Value[] parts(Value x, int axis, long[] sizes, Room room) {
    long sum = 0;
    for (long size : sizes) {
      sum = Math.min(sum + Axes.dimension(size), 1L << 32);
    }
    if (sum != x.shape[axis]) {
      throw new Refusal("split", "sizes of " + x.shape[axis] + " together", Arrays.toString(sizes));
    }
    Value[] parts = new Value[sizes.length];
    int[] strides = Axes.strides(x.shape);
    int at = 0;
    for (int i = 0; i < parts.length; i++) {
      int[] shape = x.shape.clone();
      shape[axis] = (int) sizes[i];
      parts[i] = room.make(x.type, shape);
      Walk.copy(x.data, at * strides[axis], strides, shape, parts[i].data);
      at += shape[axis];
    }
    return parts;
  }
}
