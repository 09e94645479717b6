package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The element functions against double, on a grid of 5 million arguments each. All 2^32 are swept
 * by {@link ElementwiseSweepTest}; its bounds, in {@code docs/element-functions.md}, hold here.
 */
@Tag("reference")
class ElementwiseAccuracyTest {
  /** Units in the last place. */
  private static final double BOUND = 1.0;

  @ParameterizedTest
  @EnumSource
  void everyResultIsOneOfTheTwoFloatsAroundTheTruth(ElementFunction f) {
    float[] x = f.grid(1_000_001, 8_192);
    for (Twin twin : Twins.available()) {
      float[] y = f.run(twin, x);
      for (int i = 0; i < x.length; i++) {
        double error = f.error(x[i], y[i]);
        if (!(error < BOUND)) {
          float at = x[i];
          float result = y[i];
          assertTrue(
              error < BOUND,
              () ->
                  String.format(
                      "%s, %s: %a gives %a, truth %a, error %.4f ulp",
                      f, twin, at, result, f.truth(at), error));
        }
      }
    }
  }
}
