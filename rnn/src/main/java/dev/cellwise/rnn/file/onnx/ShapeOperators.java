package dev.cellwise.rnn.file.onnx;

import java.util.Arrays;
import java.util.Map;

/** Operators that change a shape, or tell it, and leave the elements as they are. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Identity", ShapeOperators::identity);
    all.put("Dropout", ShapeOperators::dropout);
    all.put("Shape", ShapeOperators::shape);
    all.put("Size", ShapeOperators::size);
    all.put("Reshape", ShapeOperators::reshape);
    all.put("Flatten", ShapeOperators::flatten);
    all.put("Squeeze", ShapeOperators::squeeze);
    all.put("Unsqueeze", ShapeOperators::unsqueeze);
  }

  private static Operator identity(Making node) {
    node.inputs(1, 1);
    return Operator.of(Operator.same(Types.ALL), (in, room) -> in[0]);
  }

  /** In inference it does nothing; a mask that says so is not made. */
  private static Operator dropout(Making node) {
    node.inputs(1, node.opset() < 12 ? 1 : 3);
    if (node.opset() < 12) {
      node.number("ratio", 0.5f);
    } else {
      node.number("seed", 0L);
    }
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          if (in.length > 2 && in[2] != null) {
            Operator.check(2, in, Types.TRUTHS);
          }
          return in[0];
        },
        (in, room) -> {
          for (int i = 0; in.length > 2 && in[2] != null && i < in[2].size; i++) {
            if (in[2].truth(i)) {
              throw new Refusal("training_mode", "false", "true");
            }
          }
          return in[0];
        });
  }

  private static Operator shape(Making node) {
    node.inputs(1, 1);
    boolean part = node.opset() >= 15;
    long start = part ? node.number("start", 0L) : 0;
    long end = part ? node.number("end", Long.MAX_VALUE) : Long.MAX_VALUE;
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          return OnnxType.INT64;
        },
        (in, room) -> {
          int rank = in[0].rank();
          int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
          int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
          long[] sizes = new long[to - from];
          for (int i = 0; i < sizes.length; i++) {
            sizes[i] = in[0].shape[from + i];
          }
          return Value.of(sizes, sizes.length);
        });
  }

  private static Operator size(Making node) {
    node.inputs(1, 1);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          return OnnxType.INT64;
        },
        (in, room) -> Value.of((long) in[0].size));
  }

  private static Operator reshape(Making node) {
    node.inputs(2, 2);
    boolean zeros = node.opset() >= 14 && node.flag("allowzero");
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.ALL);
          Operator.check(1, in, Types.INDICES);
          return in[0];
        },
        (in, room) -> in[0].in(reshaped(in[0], in[1].wholes(), zeros)));
  }

  private static int[] reshaped(Value of, long[] sizes, boolean zeros) {
    long[] asked = sizes.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < asked.length; i++) {
      if (asked[i] == -1 && open < 0) {
        open = i;
        continue;
      }
      if (asked[i] == 0 && !zeros) {
        if (i >= of.rank()) {
          throw new Refusal("shape", "a dimension to be copied", "only " + of.rank());
        }
        asked[i] = of.shape[i];
      }
      known = Math.min(known * Axes.dimension(asked[i]), 1L << 32);
    }
    if (open >= 0) {
      if (known == 0) {
        throw new Refusal("shape", "no -1 beside a dimension of 0", Arrays.toString(sizes));
      }
      asked[open] = of.size / known;
      known *= asked[open];
    }
    int[] shape = Axes.shape(asked);
    if (Room.size(shape) != of.size) {
      throw new Refusal(
          "shape", "one of " + of.size + " elements", Arrays.toString(sizes) + " of " + of);
    }
    return shape;
  }

  private static Operator flatten(Making node) {
    node.inputs(1, 1);
    long axis = node.number("axis", 1L);
    return Operator.of(
        Operator.same(Types.ALL),
        (in, room) -> {
          int rank = in[0].rank();
          int cut = axis == rank ? rank : Axes.of(axis, rank);
          return in[0].in(Axes.product(in[0].shape, 0, cut), Axes.product(in[0].shape, cut, rank));
        });
  }

  /** Axes as an attribute before version 13, as an input from then on. */
  private static Operator.Typing axesTyping() {
    return in -> {
      Operator.check(0, in, Types.ALL);
      Operator.checkIndices(1, in);
      return in[0];
    };
  }

  private static long[] attributeAxes(Making node) {
    return node.opset() < 13 ? node.numbers("axes") : null;
  }

  private static long[] axes(long[] attribute, Value[] in) {
    return in.length > 1 && in[1] != null ? in[1].wholes() : attribute;
  }

  private static Operator squeeze(Making node) {
    node.inputs(1, node.opset() < 13 ? 1 : 2);
    long[] attribute = attributeAxes(node);
    return Operator.of(
        axesTyping(),
        (in, room) -> {
          int[] shape = in[0].shape;
          long[] axes = axes(attribute, in);
          boolean[] named = axes == null ? null : Axes.of(axes, shape.length);
          int[] left = new int[shape.length];
          int rank = 0;
          for (int i = 0; i < shape.length; i++) {
            if (named == null ? shape[i] != 1 : !named[i]) {
              left[rank++] = shape[i];
            } else if (shape[i] != 1) {
              throw new Refusal("axes", "those of size 1", "axis " + i + " of " + in[0]);
            }
          }
          return in[0].in(Arrays.copyOf(left, rank));
        });
  }

  private static Operator unsqueeze(Making node) {
    boolean asInput = node.opset() >= 13;
    node.inputs(asInput ? 2 : 1, asInput ? 2 : 1);
    long[] attribute = attributeAxes(node);
    if (!asInput && attribute == null) {
      throw new Refusal("attribute axes", "some", "none");
    }
    return Operator.of(
        axesTyping(),
        (in, room) -> {
          long[] axes = axes(attribute, in);
          int rank = in[0].rank() + axes.length;
          if (rank > TensorReader.MAX_RANK) {
            throw new Refusal("axes", "at most " + TensorReader.MAX_RANK + " dimensions", rank);
          }
          boolean[] named = Axes.of(axes, rank);
          int[] shape = new int[rank];
          int from = 0;
          for (int i = 0; i < rank; i++) {
            shape[i] = named[i] ? 1 : in[0].shape[from++];
          }
          return in[0].in(shape);
        });
  }
}
