package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Puts nodes together that one kernel computes: exporters take a dense layer apart into a product
 * and a sum, and layer normalisation, gelu and softsign into up to nine nodes. So they have the
 * bits that they have in a network, and fewer passes.
 *
 * <p>Steps are put together where nobody else reads what is between them.
 */
final class Fusion {
  private final Program program;

  /** Null where a step has become part of another. */
  private final List<Step> steps;

  /** How often a value is read; once more if it is an output. */
  private final int[] readers;

  /** The place of the step that makes a value; negative for none. */
  private final int[] makers;

  private Fusion(Program program, List<Step> steps, List<Integer> outputs) {
    this.program = program;
    this.steps = new ArrayList<>(steps);
    this.readers = new int[program.types.length];
    this.makers = new int[program.types.length];
    Arrays.fill(makers, -1);
    for (int i = 0; i < steps.size(); i++) {
      for (int input : steps.get(i).inputs()) {
        readers[input]++;
      }
      for (int output : steps.get(i).outputs()) {
        makers[output] = i;
      }
    }
    outputs.forEach(v -> readers[v]++);
  }

  static List<Step> of(Program program, List<Step> steps, List<Integer> outputs) {
    Fusion fusion = new Fusion(program, steps, outputs);
    for (int i = 0; i < steps.size(); i++) {
      Step step = fusion.steps.get(i);
      if (step.node().is("Add")) {
        fusion.biased(step, i);
        fusion.normalised(step, i);
      } else if (step.node().is("Mul")) {
        fusion.gelu(step, i);
      } else if (step.node().is("Div")) {
        fusion.softsign(step, i);
      }
    }
    return fusion.steps.stream().filter(Objects::nonNull).toList();
  }

  /** The step of an operator that makes a value, if it is read so often; else null. */
  private Step maker(int value, String operator, int times) {
    Step step = makers[value] < 0 ? null : steps.get(makers[value]);
    return step != null && step.node().is(operator) && readers[value] == times ? step : null;
  }

  /** A constant of floats, or an input that may be given in its place, of the same shape. */
  private Value floats(int value) {
    Value known = program.known[value];
    boolean same = known != null && (!program.isInput(value) || program.isOfOneShape(value));
    return same && known.type == OnnxType.FLOAT ? known : null;
  }

  /** A constant whose elements nothing changes. */
  private Value fixed(int value) {
    return program.isInput(value) ? null : program.known[value];
  }

  private Value fixedFloats(int value) {
    Value known = fixed(value);
    return known != null && known.type == OnnxType.FLOAT ? known : null;
  }

  /** One number, which gives what it is stretched to no further axis. */
  private static boolean isOne(Value known) {
    return known != null && known.size == 1 && known.rank() <= 1;
  }

  private boolean isNumber(int value, double number) {
    Value known = fixedFloats(value);
    return isOne(known) && Math.abs(known.floats()[0] / number - 1) < 1e-6;
  }

  /** Puts a step in the place of another one and of those whose values it makes do without. */
  private void replace(int at, Operator by, int[] inputs, Step... parts) {
    Step last = steps.get(at);
    for (Step part : parts) {
      steps.set(makers[part.outputs()[0]], null);
    }
    steps.set(at, new Step(last.node(), by, inputs, last.outputs()));
  }

  /** {@code x W + b}, in either order of the sum. */
  private void biased(Step add, int at) {
    for (int k = 0; k < 2; k++) {
      int sum = add.inputs()[k];
      int bias = add.inputs()[1 - k];
      Step product = maker(sum, "MatMul", 1);
      Value w = product == null ? null : floats(product.inputs()[1]);
      Value b = floats(bias);
      if (w != null && w.rank() == 2 && b != null && b.hasShape(w.shape[1])) {
        int[] inputs = {product.inputs()[0], product.inputs()[1], bias};
        replace(at, new MatMulOperator(), inputs, product);
        return;
      }
    }
  }

  /**
   * {@code g (x - m) / √(v + ε) + b}, m and v the means of x and of (x - m)² over the last axis.
   */
  private void normalised(Step add, int at) {
    for (int k = 0; k < 4; k++) {
      int bias = add.inputs()[1 - k % 2];
      Step scaled = maker(add.inputs()[k % 2], "Mul", 1);
      int gain = scaled == null ? 0 : scaled.inputs()[1 - k / 2];
      Step quotient = scaled == null ? null : maker(scaled.inputs()[k / 2], "Div", 1);
      Value g = floats(gain);
      Value b = floats(bias);
      if (quotient != null && g != null && g.rank() == 1 && b != null && b.hasShape(g.size)) {
        normalised(at, scaled, quotient, gain, bias);
        return;
      }
    }
  }

  private void normalised(int at, Step scaled, Step quotient, int gain, int bias) {
    int centred = quotient.inputs()[0];
    Step root = maker(quotient.inputs()[1], "Sqrt", 1);
    Step sum = root == null ? null : maker(root.inputs()[0], "Add", 1);
    int which = sum != null && fixedFloats(sum.inputs()[0]) != null ? 0 : 1;
    Value epsilon = sum == null ? null : fixedFloats(sum.inputs()[which]);
    Step variance = sum == null ? null : mean(sum.inputs()[1 - which]);
    if (!isOne(epsilon) || variance == null) {
      return;
    }
    Step square = maker(variance.inputs()[0], "Pow", 1);
    int times = 2;
    boolean two = square != null && isNumber(square.inputs()[1], 2);
    if (square == null) {
      square = maker(variance.inputs()[0], "Mul", 1);
      two = square != null && square.inputs()[1] == centred;
      times = 3;
    }
    Step difference = maker(centred, "Sub", times);
    if (!two || square.inputs()[0] != centred || difference == null) {
      return;
    }
    int x = difference.inputs()[0];
    Step mean = mean(difference.inputs()[1]);
    if (mean != null && mean.inputs()[0] == x) {
      replace(
          at,
          new LayerNormOperator(-1, epsilon.floats()[0]),
          new int[] {x, gain, bias},
          scaled,
          quotient,
          root,
          sum,
          variance,
          square,
          difference,
          mean);
    }
  }

  /** A mean over the last axis, which is kept; else null. */
  private Step mean(int value) {
    Step step = maker(value, "ReduceMean", 1);
    if (step == null) {
      return null;
    }
    Making node = new Making(step.node(), program.opset());
    long[] axes = node.numbers("axes");
    if (step.inputs().length > 1) {
      Value known = fixed(step.inputs()[1]);
      axes = known == null ? null : known.wholes();
    }
    boolean last = axes != null && axes.length == 1 && axes[0] == -1;
    return last && node.number("keepdims", 1L) == 1 ? step : null;
  }

  /** {@code x · 0.5 · (1 + erf(x / √2))}, its factors in any order. */
  private void gelu(Step last, int at) {
    List<Step> products = new ArrayList<>();
    List<Integer> factors = new ArrayList<>();
    factors(last, products, factors);
    for (int sum : factors) {
      Step add = maker(sum, "Add", 1);
      if (factors.size() != 3 || add == null) {
        continue;
      }
      int one = isNumber(add.inputs()[0], 1) ? 0 : 1;
      Step erf = maker(add.inputs()[1 - one], "Erf", 1);
      Step scaled = erf == null ? null : scaled(erf.inputs()[0]);
      if (scaled == null || !isNumber(add.inputs()[one], 1)) {
        continue;
      }
      int x = fixedFloats(scaled.inputs()[0]) == null ? scaled.inputs()[0] : scaled.inputs()[1];
      boolean half = factors.stream().anyMatch(f -> isNumber(f, 0.5));
      if (half && factors.contains(x)) {
        List<Step> parts = new ArrayList<>(products);
        parts.addAll(List.of(add, erf, scaled));
        replace(
            at,
            new ActivationOperator(Activation.gelu()),
            new int[] {x},
            parts.toArray(Step[]::new));
        return;
      }
    }
  }

  /** {@code x / (1 + |x|)}. */
  private void softsign(Step quotient, int at) {
    int x = quotient.inputs()[0];
    Step sum = maker(quotient.inputs()[1], "Add", 1);
    int one = sum != null && isNumber(sum.inputs()[0], 1) ? 0 : 1;
    Step size = sum == null ? null : maker(sum.inputs()[1 - one], "Abs", 1);
    if (size != null && size.inputs()[0] == x && isNumber(sum.inputs()[one], 1)) {
      replace(at, new ActivationOperator(Activation.softsign()), new int[] {x}, sum, size);
    }
  }

  private void factors(Step product, List<Step> products, List<Integer> factors) {
    for (int input : product.inputs()) {
      Step inner = maker(input, "Mul", 1);
      if (inner != null && products.isEmpty()) {
        products.add(inner);
        factors(inner, products, factors);
      } else {
        factors.add(input);
      }
    }
  }

  /** {@code x / √2}; null if the value is anything else. */
  private Step scaled(int value) {
    Step quotient = maker(value, "Div", 1);
    if (quotient != null) {
      return isNumber(quotient.inputs()[1], Math.sqrt(2)) ? quotient : null;
    }
    Step product = maker(value, "Mul", 1);
    boolean is =
        product != null
            && (isNumber(product.inputs()[0], Math.sqrt(0.5))
                || isNumber(product.inputs()[1], Math.sqrt(0.5)));
    return is ? product : null;
  }
}
