package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.LossCall.Arguments;
import dev.cellwise.testing.Complex;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.GradientCheck;
import dev.cellwise.testing.RealFunction;
import dev.cellwise.testing.ReferenceLoss;
import java.util.Arrays;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * Gradients against central differences of the losses in double, over random sizes, inputs, targets
 * and weights; two columns at least, since one class alone has no gradient. The seed is fixed, so
 * that a build repeats.
 */
@Tag("reference")
class LossPropertiesTest {
  private static final String SEED = "20261122";

  @Property(tries = 300, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void gradientsAreThoseOfTheDifferences(
      @ForAll LossCall loss,
      @ForAll @IntRange(min = 1, max = 4) int rows,
      @ForAll @IntRange(min = 2, max = 40) int columns,
      @ForAll @IntRange(min = 0, max = 9) int more,
      @ForAll long seed) {
    Arguments a = arguments(rows, columns, columns + more, seed);
    double[] x = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        keepOffTheKinks(a, r, j);
        x[r * columns + j] = a.x[r * a.xStride + j];
      }
    }
    loss.run(a);
    float[] gradient = new float[rows * columns];
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      System.arraycopy(a.d, r * a.dStride, gradient, r * columns, columns);
      sum += a.loss[r];
    }
    RealFunction reference = p -> reference(loss, a, p);
    double expected = reference.at(x);
    assertEquals(expected, sum, 2e-5 * expected);
    RealFunction scaled = p -> a.scale * reference.at(p);
    GradientCheck.centralDifferences(scaled, x).against(gradient).assertPassed();
  }

  private static Arguments arguments(int rows, int columns, int stride, long seed) {
    Arguments a = new Arguments();
    a.rows = rows;
    a.columns = columns;
    a.xOff = a.dOff = a.lossOff = a.targetOff = 0;
    a.xStride = a.dStride = a.targetStride = stride;
    a.x = new Inputs(seed).uniform(rows * stride, -4, 4);
    a.d = new float[rows * (stride + 16)];
    a.loss = new float[rows];
    a.target = new Inputs(seed + 1).uniform(rows * stride, 0, 1);
    a.classes = new Inputs(seed + 2).indices(rows, columns);
    a.positive = new Inputs(seed + 3).uniform(5 + columns, 0, 3);
    a.classWeights = new Inputs(seed + 4).uniform(7 + columns, 0.5f, 3);
    a.rowWeights = new Inputs(seed + 5).uniform(rows, 0.5f, 3);
    a.scale = 0.5f;
    return a;
  }

  /** Differences would go over a kink that is nearer than 1e-3. */
  private static void keepOffTheKinks(Arguments a, int r, int j) {
    int at = r * a.xStride + j;
    float error = a.x[at] - a.target[r * a.targetStride + j];
    if (Math.abs(error) < 1e-3 || Math.abs(Math.abs(error) - LossCall.DELTA) < 1e-3) {
      a.x[at] += 0.01f;
    }
  }

  private static double reference(LossCall loss, Arguments a, double[] x) {
    ComplexArray z = ComplexArray.ofReal(x);
    double sum = 0;
    for (int r = 0; r < a.rows; r++) {
      double row = 0;
      if (loss.ofNumbers()) {
        for (int j = 0; j < a.columns; j++) {
          double t = a.target[r * a.targetStride + j];
          row += element(loss, a, z.get(r * a.columns + j), t, j).re();
        }
      } else {
        row = ofClasses(loss, a, z, r).re();
      }
      sum += a.rowWeights[r] * row;
    }
    return sum;
  }

  private static Complex element(LossCall loss, Arguments a, Complex y, double t, int j) {
    return switch (loss) {
      case SQUARED -> ReferenceLoss.squared(y, t);
      case ABSOLUTE -> ReferenceLoss.absolute(y, t);
      case HUBER -> ReferenceLoss.huber(y, t, LossCall.DELTA);
      case BINARY -> ReferenceLoss.binaryCrossEntropy(y, t, 1);
      case BINARY_POSITIVE -> ReferenceLoss.binaryCrossEntropy(y, t, a.positive[5 + j]);
      default -> throw new AssertionError(loss);
    };
  }

  private static Complex ofClasses(LossCall loss, Arguments a, ComplexArray z, int r) {
    boolean smoothed = loss == LossCall.CLASSES_SMOOTHED;
    double[] weights = new double[a.columns];
    Arrays.setAll(weights, j -> smoothed ? a.classWeights[7 + j] : 1);
    return ReferenceLoss.crossEntropy(
        z, r * a.columns, a.classes[r], smoothed ? LossCall.SMOOTHING : 0, weights);
  }
}
