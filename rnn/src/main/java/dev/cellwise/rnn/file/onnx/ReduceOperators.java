package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** Operators that make one element of many along some axes. Sums of floats are made in double. */
final class ReduceOperators {
  private ReduceOperators() {}

  /** What is made of the elements. */
  private enum Kind {
    SUM,
    MEAN,
    MAX,
    MIN,
    PROD;

    double start() {
      return switch (this) {
        case SUM, MEAN -> 0;
        case PROD -> 1;
        case MAX -> Double.NEGATIVE_INFINITY;
        case MIN -> Double.POSITIVE_INFINITY;
      };
    }

    double add(double so, double x) {
      return switch (this) {
        case SUM, MEAN -> so + x;
        case PROD -> so * x;
        case MAX -> Math.max(so, x);
        case MIN -> Math.min(so, x);
      };
    }

    long add(long so, long x, boolean first) {
      return switch (this) {
        case SUM, MEAN -> so + x;
        case PROD -> first ? x : so * x;
        case MAX -> first ? x : Math.max(so, x);
        case MIN -> first ? x : Math.min(so, x);
      };
    }
  }

  static void addTo(Map<String, Operator.Maker> all) {
    // The axes of sums became an input before those of the others did.
    all.put("ReduceSum", node -> reduce(node, Kind.SUM, 13));
    all.put("ReduceMean", node -> reduce(node, Kind.MEAN, 18));
    all.put("ReduceMax", node -> reduce(node, Kind.MAX, 18));
    all.put("ReduceMin", node -> reduce(node, Kind.MIN, 18));
    all.put("ReduceProd", node -> reduce(node, Kind.PROD, 18));
    all.put("ArgMax", node -> arg(node, true));
    all.put("ArgMin", node -> arg(node, false));
  }

  private static boolean keeps(Making node) {
    long keep = node.number("keepdims", 1L);
    if (keep < 0 || keep > 1) {
      throw new Refusal("attribute keepdims", "0 or 1", keep);
    }
    return keep == 1;
  }

  private static Operator reduce(Making node, Kind kind, int axesAsInput) {
    boolean asInput = node.opset() >= axesAsInput;
    node.inputs(1, asInput ? 2 : 1);
    boolean keep = keeps(node);
    long[] attribute = asInput ? null : node.numbers("axes");
    boolean nothing = asInput && node.flag("noop_with_empty_axes");
    Set<OnnxType> types = kind == Kind.MEAN ? Types.REALS : Types.NUMBERS;
    return Operator.of(
        in -> {
          Operator.check(0, in, types);
          Operator.checkIndices(1, in);
          return in[0];
        },
        (in, room) -> {
          long[] axes = in.length > 1 && in[1] != null ? in[1].wholes() : attribute;
          boolean none = axes == null || axes.length == 0;
          if (none && nothing) {
            return in[0];
          }
          boolean[] named = none ? null : Axes.of(axes, in[0].rank());
          return reduced(in[0], named, kind, keep, room);
        });
  }

  private static Value reduced(Value x, boolean[] named, Kind kind, boolean keep, Room room) {
    int rank = x.rank();
    int[] kept = x.shape.clone();
    int[] left = new int[rank];
    int leftRank = 0;
    int each = 1;
    for (int i = 0; i < rank; i++) {
      if (named == null || named[i]) {
        each = (int) Math.min((long) each * kept[i], Integer.MAX_VALUE);
        kept[i] = 1;
      } else {
        left[leftRank++] = kept[i];
      }
    }
    Value y = room.make(x.type, keep ? kept : Arrays.copyOf(left, leftRank));
    if (each == 0 && (kind == Kind.MAX || kind == Kind.MIN || kind == Kind.MEAN) && y.size > 0) {
      throw new Refusal("data", "some elements to make one of", x);
    }
    Broadcast of = new Broadcast(x.shape, kept);
    if (x.type.isWhole()) {
      reduceWholes(x, of, kind, y);
    } else {
      reduceReals(x, of, kind, each, y);
    }
    return y;
  }

  private static void reduceReals(Value x, Broadcast of, Kind kind, int each, Value y) {
    double[] sums = new double[y.size];
    Arrays.fill(sums, kind.start());
    for (int i = 0; i < x.size; i++, of.next()) {
      int to = of.place(0);
      sums[to] = kind.add(sums[to], x.number(i));
    }
    for (int i = 0; i < y.size; i++) {
      double result = kind == Kind.MEAN ? sums[i] / each : sums[i];
      if (y.data instanceof float[] a) {
        a[i] = (float) result;
      } else {
        y.doubles()[i] = result;
      }
    }
  }

  private static void reduceWholes(Value x, Broadcast of, Kind kind, Value y) {
    boolean[] begun = new boolean[y.size];
    long[] so = new long[y.size];
    if (kind == Kind.PROD) {
      Arrays.fill(so, 1);
    }
    for (int i = 0; i < x.size; i++, of.next()) {
      int to = of.place(0);
      so[to] = kind.add(so[to], x.whole(i), !begun[to]);
      begun[to] = true;
    }
    for (int i = 0; i < y.size; i++) {
      Value.put(y.data, i, so[i]);
    }
  }

  private static Operator arg(Making node, boolean greatest) {
    node.inputs(1, 1);
    long axis = node.number("axis", 0L);
    boolean keep = keeps(node);
    boolean last = node.opset() >= 12 && node.flag("select_last_index");
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.NUMBERS);
          return OnnxType.INT64;
        },
        (in, room) -> {
          int at = Axes.of(axis, in[0].rank());
          Value y = room.make(OnnxType.INT64, without(in[0].shape, at, keep));
          int size = in[0].shape[at];
          int inner = Axes.product(in[0].shape, at + 1, in[0].rank());
          if (size == 0 && y.size > 0) {
            throw new Refusal("data", "some elements to choose from", in[0]);
          }
          for (int k = 0; k < y.size; k++) {
            int from = k / inner * size * inner + k % inner;
            Value.put(y.data, k, arg(in[0], from, inner, size, greatest, last));
          }
          return y;
        });
  }

  private static int[] without(int[] shape, int axis, boolean keep) {
    if (keep) {
      int[] kept = shape.clone();
      kept[axis] = 1;
      return kept;
    }
    int[] left = new int[shape.length - 1];
    System.arraycopy(shape, 0, left, 0, axis);
    System.arraycopy(shape, axis + 1, left, axis, left.length - axis);
    return left;
  }

  /** Ties go to the first, or to the last. */
  private static int arg(Value x, int from, int step, int size, boolean greatest, boolean last) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      int comparison = compare(x, from + i * step, from + best * step);
      comparison = greatest ? comparison : -comparison;
      if (comparison > 0 || (last && comparison == 0)) {
        best = i;
      }
    }
    return best;
  }

  private static int compare(Value x, int i, int j) {
    if (x.type.isWhole()) {
      return Long.compare(x.whole(i), x.whole(j));
    }
    double a = x.number(i);
    double b = x.number(j);
    return a > b ? 1 : a < b ? -1 : 0;
  }
}
