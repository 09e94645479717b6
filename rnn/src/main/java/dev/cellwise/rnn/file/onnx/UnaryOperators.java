package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Elementwise;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Operators of one array, element by element. Activations are the kernels'. Other functions of
 * floats are those of {@link StrictMath}, rounded: the same bits on every machine.
 */
final class UnaryOperators {
  private UnaryOperators() {}

  /** For a float. */
  @FunctionalInterface
  private interface Floats {
    float apply(float x);
  }

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Neg", node -> one(node, x -> -x, x -> -x, x -> -x));
    all.put("Abs", node -> one(node, Math::abs, Math::abs, Math::abs));
    all.put("Sign", node -> one(node.since(9), Math::signum, Math::signum, x -> Long.signum(x)));
    all.put("Sqrt", node -> real(node, x -> (float) Math.sqrt(x), Math::sqrt));
    all.put("Reciprocal", node -> real(node, x -> 1 / x, x -> 1 / x));
    all.put("Log", node -> real(node, x -> (float) StrictMath.log(x), StrictMath::log));
    all.put("Floor", node -> real(node, x -> (float) Math.floor(x), Math::floor));
    all.put("Ceil", node -> real(node, x -> (float) Math.ceil(x), Math::ceil));
    all.put("Exp", UnaryOperators::exp);
    all.put("Erf", UnaryOperators::erf);
    all.put("Not", UnaryOperators::not);
    all.put("Clip", UnaryOperators::clip);
    all.put("Tanh", node -> activation(node, Activation.tanh()));
    all.put("Sigmoid", node -> activation(node, Activation.sigmoid()));
    all.put("Relu", node -> activation(node, Activation.relu()));
    all.put("Softplus", node -> activation(node, Activation.softplus()));
    all.put("Softsign", node -> activation(node, Activation.softsign()));
    all.put("LeakyRelu", node -> named(node, "LeakyRelu"));
    all.put("Elu", node -> named(node, "Elu"));
    all.put("HardSigmoid", node -> named(node, "HardSigmoid"));
    all.put("ThresholdedRelu", node -> named(node.since(10), "ThresholdedRelu"));
    all.put("Gelu", UnaryOperators::gelu);
    all.put("Selu", UnaryOperators::selu);
    all.put("PRelu", UnaryOperators::prelu);
  }

  private static Operator one(Making node, Floats f, DoubleUnaryOperator d, LongUnaryOperator w) {
    node.inputs(1, 1);
    return of(Types.NUMBERS, f, d, w);
  }

  private static Operator real(Making node, Floats f, DoubleUnaryOperator d) {
    node.inputs(1, 1);
    return of(Types.REALS, f, d, null);
  }

  private static Operator of(
      Set<OnnxType> types, Floats f, DoubleUnaryOperator d, LongUnaryOperator w) {
    return Operator.of(
        Operator.same(types),
        (in, room) -> {
          Value y = room.make(in[0].type, in[0].shape);
          switch (y.data) {
            case float[] to -> {
              for (int i = 0; i < to.length; i++) {
                to[i] = f.apply(in[0].floats()[i]);
              }
            }
            case double[] to -> {
              for (int i = 0; i < to.length; i++) {
                to[i] = d.applyAsDouble(in[0].doubles()[i]);
              }
            }
            default -> {
              for (int i = 0; i < y.size; i++) {
                Value.put(y.data, i, w.applyAsLong(in[0].whole(i)));
              }
            }
          }
          return y;
        });
  }

  private static Operator exp(Making node) {
    node.inputs(1, 1);
    return Operator.of(
        Operator.same(Types.FLOAT),
        (in, room) -> {
          Value y = room.floats(in[0].shape);
          Elementwise.exp(y.size, in[0].floats(), 0, y.floats(), 0);
          return y;
        });
  }

  private static Operator erf(Making node) {
    node.since(9);
    node.inputs(1, 1);
    return of(Types.FLOAT, UnaryOperators::erf, null, null);
  }

  /** Beyond it the error function is within half a unit in the last place of 1. */
  private static final float ERF_END = 4;

  /**
   * {@code 2/√π e^-x² Σ 2^n x^(2n+1) / (1·3·…·(2n+1))}, in which all terms have one sign: NIST,
   * Digital Library of Mathematical Functions, 7.6.2.
   */
  private static float erf(float x) {
    if (!(Math.abs(x) < ERF_END)) {
      return Float.isNaN(x) ? x : Math.copySign(1, x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2.0 * x * x / (2 * n + 1);
      sum += term;
    }
    return (float) (2 / StrictMath.sqrt(Math.PI) * StrictMath.exp(-(double) x * x) * sum);
  }

  private static Operator not(Making node) {
    node.inputs(1, 1);
    return Operator.of(
        Operator.same(Types.TRUTHS),
        (in, room) -> {
          Value y = room.make(OnnxType.BOOL, in[0].shape);
          for (int i = 0; i < y.size; i++) {
            Value.put(y.data, i, in[0].truth(i) ? 0 : 1);
          }
          return y;
        });
  }

  /** Bounds as attributes before version 11, as inputs from then on. */
  private static Operator clip(Making node) {
    if (node.opset() < 11) {
      node.inputs(1, 1);
      float least = node.number("min", -Float.MAX_VALUE);
      float most = node.number("max", Float.MAX_VALUE);
      return of(Types.FLOAT, x -> clipped(x, least, most), null, null);
    }
    node.inputs(1, 3);
    return Operator.of(
        Operator.same(Types.NUMBERS),
        (in, room) -> {
          Value y = room.make(in[0].type, in[0].shape);
          Value least = in.length > 1 ? in[1] : null;
          Value most = in.length > 2 ? in[2] : null;
          for (int i = 0; i < y.size; i++) {
            clip(in[0], bound(least), bound(most), y, i);
          }
          return y;
        });
  }

  private static Value bound(Value given) {
    if (given != null && given.size != 1) {
      throw new Refusal("bounds", "one number", given);
    }
    return given;
  }

  private static void clip(Value x, Value least, Value most, Value y, int i) {
    switch (y.data) {
      case float[] a ->
          a[i] =
              clipped(
                  x.floats()[i],
                  least == null ? Float.NEGATIVE_INFINITY : least.floats()[0],
                  most == null ? Float.POSITIVE_INFINITY : most.floats()[0]);
      case double[] a -> {
        double low = least == null ? x.doubles()[i] : Math.max(x.doubles()[i], least.doubles()[0]);
        a[i] = most == null ? low : Math.min(low, most.doubles()[0]);
      }
      default -> {
        long low = least == null ? x.whole(i) : Math.max(x.whole(i), least.whole(0));
        Value.put(y.data, i, most == null ? low : Math.min(low, most.whole(0)));
      }
    }
  }

  private static float clipped(float x, float least, float most) {
    return Math.min(Math.max(x, least), most);
  }

  private static Operator activation(Making node, Activation f) {
    node.inputs(1, 1);
    return new ActivationOperator(f);
  }

  /** Those that recurrent nodes know too, with constants that have the same defaults. */
  private static Operator named(Making node, String operator) {
    node.inputs(1, 1);
    return new ActivationOperator(Activations.of(node, operator));
  }

  private static Operator gelu(Making node) {
    node.since(20);
    node.inputs(1, 1);
    String form = node.text("approximate", "none");
    if (!form.equals("none")) {
      throw new Refusal("attribute approximate", "none", form);
    }
    return new ActivationOperator(Activation.gelu());
  }

  private static Operator selu(Making node) {
    node.inputs(1, 1);
    Activation elu = Activations.elu(node.number("alpha", 1.67326319217681884765625f));
    float gamma = node.number("gamma", 1.05070102214813232421875f);
    return Operator.of(
        Operator.same(Types.FLOAT),
        (in, room) -> {
          Value y = ActivationOperator.apply(elu, in[0], room);
          for (int i = 0; i < y.size; i++) {
            y.floats()[i] *= gamma;
          }
          return y;
        });
  }

  /** Slopes stretch to the shape of the data. */
  private static Operator prelu(Making node) {
    node.inputs(2, 2);
    return Operator.of(
        Operator.same(Types.FLOAT),
        (in, room) -> {
          int[] shape = in[0].shape;
          if (!Arrays.equals(Axes.broadcast(shape, in[1].shape), shape)) {
            throw new Refusal("slope", "a shape that stretches to " + in[0], in[1]);
          }
          Value y = room.floats(shape);
          Broadcast of = new Broadcast(shape, shape, in[1].shape);
          for (int i = 0; i < y.size; i++, of.next()) {
            float x = in[0].floats()[i];
            y.floats()[i] = x > 0 ? x : in[1].floats()[of.place(1)] * x;
          }
          return y;
        });
  }
}
