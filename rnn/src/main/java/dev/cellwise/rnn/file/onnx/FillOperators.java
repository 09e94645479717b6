package dev.cellwise.rnn.file.onnx;

import java.util.Map;

/** Operators that make arrays of what they are told. */
final class FillOperators {
  private FillOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Constant", ConstantOperator::make);
    all.put("ConstantOfShape", FillOperators::constantOfShape);
    all.put("Range", FillOperators::range);
    all.put("OneHot", FillOperators::oneHot);
    all.put("Cast", FillOperators::cast);
  }

  private static Operator constantOfShape(Making node) {
    node.since(9);
    node.inputs(1, 1);
    Value given = node.tensor("value");
    Value with = given == null ? Value.of(new float[1], 1) : given;
    if (with.size != 1) {
      throw new Refusal("attribute value", "one element", with);
    }
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.INDICES);
          return with.type;
        },
        (in, room) -> {
          Value y = room.make(with.type, Axes.shape(in[0].wholes()));
          fill(with, y);
          return y;
        });
  }

  private static void fill(Value with, Value y) {
    for (int i = 0; i < y.size; i++) {
      System.arraycopy(with.data, 0, y.data, i, 1);
    }
  }

  private static Operator range(Making node) {
    node.since(11);
    node.inputs(3, 3);
    return Operator.of(
        Operator.same(Types.NUMBERS),
        (in, room) -> {
          for (Value x : in) {
            if (x.size != 1) {
              throw new Refusal("inputs", "one number each", x);
            }
          }
          return in[0].type.isWhole() ? wholes(in, room) : reals(in, room);
        });
  }

  private static Value wholes(Value[] in, Room room) {
    long start = in[0].whole(0);
    long limit = in[1].whole(0);
    long step = in[2].whole(0);
    if (step == 0) {
      throw new Refusal("delta", "none of 0", 0);
    }
    boolean any = step > 0 ? start < limit : start > limit;
    long apart = step > 0 ? limit - start : start - limit;
    if (any && apart < 0) {
      throw new Refusal("range", "as many numbers as an array holds", "more");
    }
    long count = any ? (apart - 1) / Math.abs(Math.max(step, -Long.MAX_VALUE)) + 1 : 0;
    Value y = room.make(in[0].type, Axes.dimension(count));
    for (int i = 0; i < y.size; i++) {
      Value.put(y.data, i, start + i * step);
    }
    return y;
  }

  private static Value reals(Value[] in, Room room) {
    double start = in[0].number(0);
    double step = in[2].number(0);
    double count = Math.ceil((in[1].number(0) - start) / step);
    if (!(count <= Integer.MAX_VALUE)) {
      throw new Refusal("range", "as many numbers as an array holds", count);
    }
    Value y = room.make(in[0].type, (int) Math.max(count, 0));
    for (int i = 0; i < y.size; i++) {
      if (y.data instanceof float[] a) {
        a[i] = (float) start + i * (float) step;
      } else {
        y.doubles()[i] = start + i * step;
      }
    }
    return y;
  }

  private static Operator oneHot(Making node) {
    node.since(9);
    node.inputs(3, 3);
    long axis = node.number("axis", -1L);
    boolean fromEnd = node.opset() >= 11;
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.INDICES);
          Operator.check(1, in, Types.INDICES);
          Operator.check(2, in, Types.ALL);
          return in[2];
        },
        (in, room) -> oneHot(in, axis, fromEnd, room));
  }

  /** Before version 11 a negative index is none, from then on it counts from the end. */
  private static Value oneHot(Value[] in, long axis, boolean fromEnd, Room room) {
    Value indices = in[0];
    Value depth = in[1];
    Value offAndOn = in[2];
    if (depth.size != 1 || !offAndOn.hasShape(2) || indices.rank() == TensorReader.MAX_RANK) {
      throw new Refusal("inputs", "a depth and two values", depth + ", " + offAndOn);
    }
    int rank = indices.rank() + 1;
    int at = Axes.of(axis, rank);
    int size = Axes.dimension(depth.whole(0));
    int[] shape = new int[rank];
    System.arraycopy(indices.shape, 0, shape, 0, at);
    shape[at] = size;
    System.arraycopy(indices.shape, at, shape, at + 1, rank - at - 1);
    Value y = room.make(offAndOn.type, shape);
    fill(offAndOn, y);
    int inner = Axes.product(shape, at + 1, rank);
    for (int k = 0; k < indices.size; k++) {
      long index = indices.whole(k);
      if (index >= (fromEnd ? -size : 0) && index < size) {
        int on = (int) (index < 0 ? index + size : index);
        int to = (k / inner * size + on) * inner + k % inner;
        System.arraycopy(offAndOn.data, 1, y.data, to, 1);
      }
    }
    return y;
  }

  private static Operator cast(Making node) {
    node.inputs(1, 1);
    if (!node.has("to")) {
      throw new Refusal("attribute to", "one", "none");
    }
    OnnxType to = OnnxType.of(node.number("to", 0L));
    if (node.opset() >= 19) {
      // It says what becomes of numbers of 8 bits, which are refused.
      node.number("saturate", 1L);
    }
    if (to == null || !Types.ALL.contains(to)) {
      throw new Refusal("attribute to", "a type of " + Types.ALL, to);
    }
    return Operator.of(
        in -> {
          if (in[0] != OnnxType.BFLOAT16) {
            Operator.check(0, in, Types.ALL);
          }
          return to;
        },
        (in, room) -> in[0].type == to ? in[0] : cast(in[0], room.make(to, in[0].shape)));
  }

  /** Real numbers become whole ones by cutting off, at the ends of their range if need be. */
  private static Value cast(Value x, Value y) {
    boolean real = x.data instanceof float[] || x.data instanceof double[];
    for (int i = 0; i < x.size; i++) {
      switch (y.data) {
        case float[] a -> {
          float f = real ? (float) x.number(i) : (float) x.whole(i);
          a[i] = y.type == OnnxType.FLOAT16 ? Float.float16ToFloat(Float.floatToFloat16(f)) : f;
        }
        case double[] a -> a[i] = x.number(i);
        default -> {
          if (y.type == OnnxType.BOOL) {
            Value.put(y.data, i, x.number(i) != 0 ? 1 : 0);
          } else if (real) {
            long cut = (long) x.number(i);
            Value.put(y.data, i, Math.clamp(cut, y.type.least(), y.type.most()));
          } else {
            Value.put(y.data, i, x.whole(i));
          }
        }
      }
    }
    return y;
  }
}
