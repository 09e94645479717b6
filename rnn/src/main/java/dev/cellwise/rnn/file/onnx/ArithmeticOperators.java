package dev.cellwise.rnn.file.onnx;

import java.util.Map;
import java.util.Set;

/** Operators of two arrays or more, element by element, stretched to one shape. */
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  /** For two floats. */
  @FunctionalInterface
  private interface Floats {
    float apply(float a, float b);
  }

  /** For two doubles. */
  @FunctionalInterface
  private interface Doubles {
    double apply(double a, double b);
  }

  /** For two whole numbers; what is beyond the type's bits is cut off. */
  @FunctionalInterface
  private interface Wholes {
    long apply(long a, long b);
  }

  /** Whether something holds of two numbers. */
  @FunctionalInterface
  private interface Test {
    boolean of(int comparison, boolean ordered);
  }

  /** Of two truth values. */
  @FunctionalInterface
  private interface Truths {
    boolean apply(boolean a, boolean b);
  }

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Add", node -> two(node, (a, b) -> a + b, (a, b) -> a + b, (a, b) -> a + b));
    all.put("Sub", node -> two(node, (a, b) -> a - b, (a, b) -> a - b, (a, b) -> a - b));
    all.put("Mul", node -> two(node, (a, b) -> a * b, (a, b) -> a * b, (a, b) -> a * b));
    all.put(
        "Div", node -> two(node, (a, b) -> a / b, (a, b) -> a / b, ArithmeticOperators::quotient));
    all.put("Min", node -> several(node, Math::min, Math::min, Math::min));
    all.put("Max", node -> several(node, Math::max, Math::max, Math::max));
    all.put("Sum", node -> several(node, (a, b) -> a + b, (a, b) -> a + b, null));
    all.put("Pow", ArithmeticOperators::power);
    all.put("Equal", node -> compare(node, Types.ALL, (c, ordered) -> ordered && c == 0));
    all.put("Less", node -> compare(node, Types.NUMBERS, (c, ordered) -> ordered && c < 0));
    all.put("Greater", node -> compare(node, Types.NUMBERS, (c, ordered) -> ordered && c > 0));
    all.put("LessOrEqual", node -> compare12(node, (c, ordered) -> ordered && c <= 0));
    all.put("GreaterOrEqual", node -> compare12(node, (c, ordered) -> ordered && c >= 0));
    all.put("And", node -> truths(node, (a, b) -> a & b));
    all.put("Or", node -> truths(node, (a, b) -> a | b));
    all.put("Xor", node -> truths(node, (a, b) -> a ^ b));
  }

  private static long quotient(long a, long b) {
    if (b == 0) {
      throw new Refusal("divisor", "none of 0 for whole numbers", 0);
    }
    return a / b;
  }

  private static Operator two(Making node, Floats f, Doubles d, Wholes w) {
    node.inputs(2, 2);
    return Operator.of(
        Operator.same(Types.NUMBERS), (in, room) -> computed(in[0], in[1], f, d, w, room));
  }

  private static Operator several(Making node, Floats f, Doubles d, Wholes w) {
    node.allInputs();
    return Operator.of(
        Operator.same(w == null ? Types.REALS : Types.NUMBERS),
        (in, room) -> {
          Value sum = in[0];
          for (int i = 1; i < in.length; i++) {
            Value more = computed(sum, in[i], f, d, w, room);
            if (i > 1) {
              room.drop(sum);
            }
            sum = more;
          }
          return sum;
        });
  }

  private static Value computed(Value a, Value b, Floats f, Doubles d, Wholes w, Room room) {
    Value y = room.make(a.type, Axes.broadcast(a.shape, b.shape));
    if (y.size == 0) {
      return y;
    }
    Broadcast of = new Broadcast(y.shape, a.shape, b.shape);
    switch (y.data) {
      case float[] to -> {
        for (int i = 0; i < to.length; i++, of.next()) {
          to[i] = f.apply(a.floats()[of.place(0)], b.floats()[of.place(1)]);
        }
      }
      case double[] to -> {
        for (int i = 0; i < to.length; i++, of.next()) {
          to[i] = d.apply(a.doubles()[of.place(0)], b.doubles()[of.place(1)]);
        }
      }
      default -> {
        for (int i = 0; i < y.size; i++, of.next()) {
          Value.put(y.data, i, w.apply(a.whole(of.place(0)), b.whole(of.place(1))));
        }
      }
    }
    return y;
  }

  /** The exponent may be of another type. Squares are products: exporters write them so. */
  private static Operator power(Making node) {
    node.inputs(2, 2);
    return Operator.of(
        in -> {
          Operator.check(0, in, Types.NUMBERS);
          Operator.check(1, in, Types.NUMBERS);
          if (node.opset() < 12 && in[0] != in[1]) {
            throw new Refusal("inputs", "of one type", in[0] + " and " + in[1]);
          }
          return in[0];
        },
        (in, room) -> {
          Value y = room.make(in[0].type, Axes.broadcast(in[0].shape, in[1].shape));
          Broadcast of = new Broadcast(y.shape, in[0].shape, in[1].shape);
          for (int i = 0; i < y.size; i++, of.next()) {
            power(in[0], of.place(0), in[1].number(of.place(1)), y, i);
          }
          return y;
        });
  }

  private static void power(Value x, int at, double exponent, Value y, int to) {
    switch (y.data) {
      case float[] a -> {
        float base = x.floats()[at];
        a[to] = exponent == 2 ? base * base : (float) StrictMath.pow(base, exponent);
      }
      case double[] a -> {
        double base = x.doubles()[at];
        a[to] = exponent == 2 ? base * base : StrictMath.pow(base, exponent);
      }
      default -> {
        boolean whole = exponent >= 0 && exponent == Math.rint(exponent);
        double power = StrictMath.pow(x.number(at), exponent);
        Value.put(y.data, to, whole ? power(x.whole(at), (long) exponent) : (long) power);
      }
    }
  }

  /** Exact; what is beyond the bits of a long is cut off, as by products. */
  private static long power(long base, long exponent) {
    long power = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      power *= (left & 1) == 0 ? 1 : square;
      square *= square;
    }
    return power;
  }

  private static Operator compare12(Making node, Test test) {
    node.since(12);
    return compare(node, Types.NUMBERS, test);
  }

  private static Operator compare(Making node, Set<OnnxType> allowed, Test test) {
    node.inputs(2, 2);
    Operator.Typing same = Operator.same(allowed);
    return Operator.of(
        in -> {
          same.of(in);
          return OnnxType.BOOL;
        },
        (in, room) -> {
          Value y = room.make(OnnxType.BOOL, Axes.broadcast(in[0].shape, in[1].shape));
          Broadcast of = new Broadcast(y.shape, in[0].shape, in[1].shape);
          for (int i = 0; i < y.size; i++, of.next()) {
            boolean holds = holds(in[0], of.place(0), in[1], of.place(1), test);
            Value.put(y.data, i, holds ? 1 : 0);
          }
          return y;
        });
  }

  private static boolean holds(Value a, int i, Value b, int j, Test test) {
    if (a.type.isWhole() || a.type == OnnxType.BOOL) {
      return test.of(Long.compare(a.whole(i), b.whole(j)), true);
    }
    double x = a.number(i);
    double y = b.number(j);
    boolean ordered = x == x && y == y;
    return test.of(x < y ? -1 : x > y ? 1 : 0, ordered);
  }

  private static Operator truths(Making node, Truths f) {
    node.inputs(2, 2);
    return Operator.of(
        Operator.same(Types.TRUTHS),
        (in, room) -> {
          Value y = room.make(OnnxType.BOOL, Axes.broadcast(in[0].shape, in[1].shape));
          Broadcast of = new Broadcast(y.shape, in[0].shape, in[1].shape);
          for (int i = 0; i < y.size; i++, of.next()) {
            boolean holds = f.apply(in[0].truth(of.place(0)), in[1].truth(of.place(1)));
            Value.put(y.data, i, holds ? 1 : 0);
          }
          return y;
        });
  }
}
