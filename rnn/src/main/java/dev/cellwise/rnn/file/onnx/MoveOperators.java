package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.Map;

/** Operators that bring elements to other places, whatever they are. */
final class MoveOperators {
  private MoveOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Transpose", MoveOperators::transpose);
    all.put("Concat", MoveOperators::concat);
    all.put("Expand", MoveOperators::expand);
    all.put("Tile", MoveOperators::tile);
    all.put("Where", MoveOperators::where);
    all.put("ReverseSequence", MoveOperators::reverseSequence);
    all.put("Pad", MoveOperators::pad);
  }

  private static Operator transpose(Making node) {
    node.inputs(1, 1);
    long[] perm = node.numbers("perm");
    return Operator.of(
        Operator.same(Types.ALL), (in, room) -> transposed(in[0], order(perm, in[0]), room));
  }

  /** The axes in their new order. */
  private static int[] order(long[] perm, Value of) {
    int rank = of.rank();
    int[] order = new int[rank];
    if (perm == null) {
      Arrays.setAll(order, i -> rank - 1 - i);
      return order;
    }
    if (perm.length != rank) {
      throw new Refusal("attribute perm", rank + " axes", Arrays.toString(perm));
    }
    Axes.of(perm, rank);
    Arrays.setAll(order, i -> Axes.of(perm[i], rank));
    return order;
  }

  static Value transposed(Value of, int[] order, Room room) {
    int[] strides = Axes.strides(of.shape);
    int[] shape = new int[order.length];
    int[] turned = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      shape[i] = of.shape[order[i]];
      turned[i] = strides[order[i]];
    }
    Value y = room.make(of.type, shape);
    Walk.copy(of.data, 0, turned, shape, y.data);
    return y;
  }

  private static Operator concat(Making node) {
    node.allInputs();
    if (!node.has("axis")) {
      throw new Refusal("attribute axis", "one", "none");
    }
    long axis = node.number("axis", 0L);
    return Operator.of(Operator.same(Types.ALL), (in, room) -> concatenated(in, axis, room));
  }

  private static Value concatenated(Value[] in, long axis, Room room) {
    int at = Axes.of(axis, in[0].rank());
    long along = 0;
    for (Value x : in) {
      int[] like = x.shape.clone();
      if (x.rank() == in[0].rank()) {
        like[at] = in[0].shape[at];
      }
      if (!Arrays.equals(like, in[0].shape)) {
        throw new Refusal("inputs", "shapes that differ along axis " + at, in[0] + " and " + x);
      }
      along += x.shape[at];
    }
    int[] shape = in[0].shape.clone();
    shape[at] = Axes.dimension(along);
    Value y = room.make(in[0].type, shape);
    int outer = Axes.product(shape, 0, at);
    int inner = Axes.product(shape, at, shape.length);
    int done = 0;
    for (Value x : in) {
      int run = x.size / Math.max(outer, 1);
      for (int i = 0; i < outer; i++) {
        System.arraycopy(x.data, i * run, y.data, i * inner + done, run);
      }
      done += run;
    }
    return y;
  }

  private static Operator expand(Making node) {
    node.since(8);
    node.inputs(2, 2);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          Operator.check(1, in, Types.INDICES);
          return in[0];
        },
        (in, room) -> {
          int[] asked = Axes.shape(in[1].wholes());
          return stretched(in[0], Axes.broadcast(in[0].shape, asked), room);
        });
  }

  private static Value stretched(Value of, int[] shape, Room room) {
    if (of.hasShape(shape)) {
      return of;
    }
    Value y = room.make(of.type, shape);
    Walk.copy(of.data, 0, Axes.stretched(of.shape, shape), shape, y.data);
    return y;
  }

  private static Operator tile(Making node) {
    node.inputs(2, 2);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          Operator.check(1, in, Types.INDICES);
          return in[0];
        },
        (in, room) -> tiled(in[0], in[1].wholes(), room));
  }

  /** Each axis becomes two: how often, which is no step forward, and what is repeated. */
  private static Value tiled(Value of, long[] repeats, Room room) {
    if (repeats.length != of.rank()) {
      throw new Refusal("repeats", "one for each of " + of.rank() + " axes", repeats.length);
    }
    int rank = of.rank();
    int[] own = Axes.strides(of.shape);
    int[] shape = new int[rank];
    int[] twice = new int[2 * rank];
    int[] strides = new int[2 * rank];
    for (int i = 0; i < rank; i++) {
      twice[2 * i] = Axes.dimension(repeats[i]);
      twice[2 * i + 1] = of.shape[i];
      strides[2 * i + 1] = own[i];
      shape[i] = Axes.dimension((long) twice[2 * i] * of.shape[i]);
    }
    Value y = room.make(of.type, shape);
    Walk.copy(of.data, 0, strides, twice, y.data);
    return y;
  }

  private static Operator where(Making node) {
    node.since(9);
    node.inputs(3, 3);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.TRUTHS);
          Operator.check(1, in, Types.ALL);
          if (in[1] != in[2]) {
            throw new Refusal("inputs", "X and Y of one type", in[1] + " and " + in[2]);
          }
          return in[1];
        },
        (in, room) -> {
          int[] shape = Axes.broadcast(in[0].shape, Axes.broadcast(in[1].shape, in[2].shape));
          Value y = room.make(in[1].type, shape);
          Broadcast of = new Broadcast(shape, in[0].shape, in[1].shape, in[2].shape);
          for (int i = 0; i < y.size; i++) {
            boolean first = in[0].truth(of.place(0));
            System.arraycopy(
                first ? in[1].data : in[2].data, of.place(first ? 1 : 2), y.data, i, 1);
            of.next();
          }
          return y;
        });
  }

  private static Operator reverseSequence(Making node) {
    node.since(10);
    node.inputs(2, 2);
    long time = node.number("time_axis", 0L);
    long batch = node.number("batch_axis", 1L);
    if (time < 0 || time > 1 || batch != 1 - time) {
      throw new Refusal("axes", "time and batch as 0 and 1", time + " and " + batch);
    }
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          Operator.check(1, in, Types.INDICES);
          return in[0];
        },
        (in, room) -> reversed(in[0], in[1], (int) time, room));
  }

  private static Value reversed(Value x, Value lengths, int time, Room room) {
    if (x.rank() < 2 || !lengths.hasShape(x.shape[1 - time])) {
      throw new Refusal(
          "inputs", "at least two axes, and a length for each row", x + ", " + lengths);
    }
    int steps = x.shape[time];
    int rows = x.shape[1 - time];
    int width = Axes.product(x.shape, 2, x.rank());
    Value y = room.make(x.type, x.shape);
    for (int n = 0; n < rows; n++) {
      long length = lengths.whole(n);
      if (length < 0 || length > steps) {
        throw new Refusal("sequence_lens", "0 to " + steps, length);
      }
      for (int t = 0; t < steps; t++) {
        int from = t < length ? (int) length - 1 - t : t;
        int at = time == 0 ? from * rows + n : n * steps + from;
        int to = time == 0 ? t * rows + n : n * steps + t;
        System.arraycopy(x.data, at * width, y.data, to * width, width);
      }
    }
    return y;
  }

  private static Operator pad(Making node) {
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw new Refusal("attribute mode", "constant", mode);
    }
    if (node.opset() < 11) {
      node.inputs(1, 1);
      long[] pads = node.numbers("pads");
      float value = node.number("value", 0f);
      if (pads == null) {
        throw new Refusal("attribute pads", "some", "none");
      }
      Value with = Value.of(new float[] {value});
      return Operator.of(
          Operator.same(Types.FLOAT), (in, room) -> padded(in[0], pads, null, with, room));
    }
    node.inputs(2, node.opset() < 18 ? 3 : 4);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          Operator.check(1, in, Types.INDICES);
          if (in.length > 2 && in[2] != null && in[2] != in[0]) {
            throw new Refusal("inputs", "a value of the type of the data", in[2]);
          }
          Operator.checkIndices(3, in);
          return in[0];
        },
        (in, room) -> {
          Value with = in.length > 2 ? in[2] : null;
          long[] axes = in.length > 3 && in[3] != null ? in[3].wholes() : null;
          return padded(in[0], in[1].wholes(), axes, with, room);
        });
  }

  /** Begins and ends of the axes; less than 0 cuts off. */
  private static Value padded(Value x, long[] pads, long[] axes, Value with, Room room) {
    int rank = x.rank();
    int count = axes == null ? rank : axes.length;
    if (axes != null) {
      Axes.of(axes, rank);
    }
    if (pads.length != 2 * count) {
      throw new Refusal("pads", 2 * count + " numbers", pads.length);
    }
    int[] shape = x.shape.clone();
    int[] before = new int[rank];
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : Axes.of(axes[i], rank);
      long size = Math.addExact(Math.addExact(shape[axis], clamp(pads[i])), clamp(pads[count + i]));
      before[axis] = (int) clamp(pads[i]);
      shape[axis] = Axes.dimension(size);
    }
    Value y = room.make(x.type, shape);
    if (with != null) {
      if (with.size != 1) {
        throw new Refusal("constant_value", "one number", with);
      }
      for (int i = 0; i < y.size; i++) {
        System.arraycopy(with.data, 0, y.data, i, 1);
      }
    }
    place(x, before, y);
    return y;
  }

  private static long clamp(long pad) {
    return Math.clamp(pad, -Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** Copies what is within both, row by row. */
  private static void place(Value x, int[] before, Value y) {
    int rank = x.rank();
    int last = rank == 0 ? 1 : x.shape[rank - 1];
    int rows = last == 0 ? 0 : x.size / last;
    int[] strides = Axes.strides(y.shape);
    int from = rank == 0 ? 0 : Math.max(0, -before[rank - 1]);
    int end = rank == 0 ? 1 : Math.min(last, y.shape[rank - 1] - before[rank - 1]);
    int[] index = new int[rank];
    for (int r = 0; r < rows && end > from; r++) {
      boolean within = true;
      int to = 0;
      for (int i = 0; i < rank - 1; i++) {
        int place = index[i] + before[i];
        within &= place >= 0 && place < y.shape[i];
        to += place * strides[i];
      }
      if (within) {
        int start = rank == 0 ? 0 : from + before[rank - 1];
        System.arraycopy(x.data, r * last + from, y.data, to + start, end - from);
      }
      for (int i = rank - 2; i >= 0 && ++index[i] == x.shape[i]; i--) {
        index[i] = 0;
      }
    }
  }
}
