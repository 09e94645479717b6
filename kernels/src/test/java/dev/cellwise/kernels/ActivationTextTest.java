package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.Complex;
import dev.cellwise.testing.ComplexStep;
import dev.cellwise.testing.ReferenceActivation;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One text gives the same function in the kernels and in the reference. */
@Tag("reference")
class ActivationTextTest {
  /** Each kind, and each with constants that change its course. */
  static final Set<String> TEXTS =
      ActivationCases.FUNCTIONS.stream().map(Activation::toString).collect(Collectors.toSet());

  /** Values and derivatives, at points that no function has its kink at. */
  @ParameterizedTest
  @FieldSource("TEXTS")
  void oneTextIsOneFunction(String text) {
    Activation f = Activation.parse(text);
    ReferenceActivation reference = ReferenceActivation.parse(text);
    assertEquals(text, f.toString());
    assertEquals(text, reference.toString());
    for (float x = -12.015625f; x < 12; x += 0.03125f) {
      float[] a = {x};
      float[] y = new float[1];
      f.forward(1, a, 0, y, 0);
      float[] da = {1};
      f.backward(1, f.fromOutput() ? y : a, 0, da, 0, da, 0);
      Complex expected = reference.of(new Complex(x, ComplexStep.STEP));
      String what = text + " at " + x;
      assertEquals(expected.re(), y[0], 2e-6 * Math.abs(expected.re()) + 1e-37, what);
      double slope = expected.im() / ComplexStep.STEP;
      assertEquals(slope, da[0], 2e-6 * (Math.abs(slope) + 1), what + ", derivative");
    }
  }

  @Test
  void everyKindIsThere() {
    for (Activation.Kind kind : Activation.Kind.values()) {
      assertTrue(
          ActivationCases.FUNCTIONS.stream().anyMatch(f -> f.kind == kind), kind + " is missing");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Tanh", "tanh()", "tanh(1)", "elu", "elu(1, 2)", "affine(1)", "relu (1)"})
  void whatOneRefusesTheOtherDoes(String text) {
    assertThrows(IllegalArgumentException.class, () -> Activation.parse(text));
    assertThrows(IllegalArgumentException.class, () -> ReferenceActivation.parse(text));
  }
}
