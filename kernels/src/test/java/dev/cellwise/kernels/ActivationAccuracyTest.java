package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The activations and their derivatives against double, on a grid of 6 million arguments each; the
 * bounds are those of {@code docs/element-functions.md}.
 */
@Tag("reference")
class ActivationAccuracyTest {
  /** Function, ulp of its value, and absolute error of its derivative for an error-free dy. */
  static Stream<Arguments> bounds() {
    return Stream.of(
        Arguments.of(Activation.identity(), 0, 0),
        Arguments.of(Activation.relu(), 0, 0),
        Arguments.of(Activation.thresholdedRelu(1.5f), 0, 0),
        Arguments.of(Activation.thresholdedRelu(-2f), 0, 0),
        Arguments.of(Activation.affine(-1.5f, 0.25f), 0.5001, 0),
        Arguments.of(Activation.hardSigmoid(0.2f, 0.5f), 0.5001, 0),
        Arguments.of(Activation.leakyRelu(0.01f), 0.5001, 0),
        Arguments.of(Activation.leakyRelu(-0.3f), 0.5001, 0),
        Arguments.of(Activation.tanh(), 1, 1.2e-7),
        Arguments.of(Activation.scaledTanh(1.7159f, 0.6666667f), 3, 3e-7),
        Arguments.of(Activation.sigmoid(), 1, 6e-8),
        Arguments.of(Activation.softsign(), 1.5, 1.2e-7),
        Arguments.of(Activation.elu(1f), 1.5, 6e-8),
        Arguments.of(Activation.elu(0.7f), 2, 6e-8),
        Arguments.of(Activation.softplus(), 2, 1e-7),
        Arguments.of(Activation.gelu(), 6, 1.5e-7));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void errorsAreWithinTheStatedBounds(Activation f, double ulps, double slopeError) {
    float[] x = ActivationCases.grid(1_000_001, 8_192);
    double[] value = new double[x.length];
    double[] derivative = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      if (x[i] == x[i]) {
        value[i] = ActivationTruth.value(f, x[i]);
        derivative[i] = ActivationTruth.slope(f, x[i]);
      }
    }
    for (Twin twin : Twins.available()) {
      float[] y = ActivationCases.forward(twin, f, x);
      float[] slope = ActivationCases.slopes(twin, f, x);
      for (int i = 0; i < x.length; i++) {
        float at = x[i];
        if (at == at) {
          double error = ElementFunction.error(value[i], y[i]);
          assertTrue(error <= ulps, () -> f + ", " + twin + " at " + at + ": " + error + " ulp");
          double off = Math.abs(slope[i] - derivative[i]);
          assertTrue(off <= slopeError, () -> f + ", " + twin + ", slope at " + at + ": " + off);
        }
      }
    }
  }
}
