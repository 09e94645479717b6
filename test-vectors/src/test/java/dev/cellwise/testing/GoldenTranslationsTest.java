package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference of encoder-decoder networks and of decoders of a vector against what PyTorch
 * computed in double precision.
 */
@Tag("reference")
class GoldenTranslationsTest {
  private static final double FORWARD = 1e-14;
  private static final double GRADIENT = 1e-13;

  static List<String> all() {
    return GoldenTranslations.all();
  }

  @Test
  void allAreThere() {
    assertEquals(
        List.of(
            "translate-lstm-copy-n4-s5-t4",
            "translate-gru-both-additive-n4-s5-t4",
            "translate-lstm-l2-copy-dot-between-n4-s5-t4",
            "translate-gru-head-dot-n4-s5-t4",
            "translate-rnn-additive-dot-n4-s5-t4",
            "caption-lstm-n4-t4"),
        all());
  }

  @ParameterizedTest
  @MethodSource("all")
  void outputsAndFinalStatesAgree(String name) {
    GoldenTranslations c = GoldenTranslations.load(name);
    Golden golden = c.golden();
    double[] p = c.problem().parameters(c.parameters());
    SequenceTrace trace = c.problem().forward(p);
    check(golden, "logits", trace.y());
    Set<String> compared = new TreeSet<>(Set.of("logits"));
    for (Layout.Tensor result : c.problem().results().tensors()) {
      if (!result.name().equals("y")) {
        check(golden, result.name(), trace.get(result.name()));
        compared.add(result.name());
      }
    }
    for (Layout.Tensor weights : c.problem().attention().tensors()) {
      check(golden, weights.name() + ".weights", trace.attention(weights.name()));
      compared.add(weights.name() + ".weights");
    }
    if (golden.has("encoder.y")) {
      for (Layout.Tensor result : trace.encoder().results().tensors()) {
        check(golden, "encoder." + result.name(), trace.encoder().get(result.name()));
        compared.add("encoder." + result.name());
      }
    }
    Set<String> expected = new TreeSet<>(golden.names());
    expected.removeIf(
        n -> !n.matches("logits|(encoder\\.)?[hc]_n_.*|encoder\\.y|attention\\d\\.weights"));
    assertEquals(expected, compared);
    double loss = golden.scalar("loss");
    assertEquals(loss, c.problem().loss(p), FORWARD * Math.max(1, loss));
    double[] losses = SequenceLoss.crossEntropies(trace, golden.ints("targets"));
    check(golden, "losses", losses);
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAgree(String name) {
    GoldenTranslations c = GoldenTranslations.load(name);
    Layout layout = c.problem().layout();
    Map<String, double[]> gradient = c.problem().gradient(c.parameters());
    GradientCheck.compare(layout, c.gradient(), gradient, Tolerance.complexStep()).assertPassed();
    Comparison norms =
        GradientCheck.compare(layout, c.gradient(), gradient, Tolerance.relativeL2(GRADIENT));
    norms.assertPassed();
    assertTrue(norms.tensors().stream().noneMatch(Comparison.Line::zero), norms::toString);
    Set<String> left = new TreeSet<>(c.gradient().keySet());
    layout.tensors().forEach(tensor -> left.remove(tensor.name()));
    left.removeIf(tensor -> tensor.contains("bias_hh"));
    assertEquals(Set.of(), left, "of PyTorch's gradients all are compared");
  }

  /** Of the tokens the problem has none there. */
  @Test
  void featuresBehindTheEndOfARowAreNotRead() {
    GoldenTranslations c = GoldenTranslations.load("translate-lstm-l2-copy-dot-between-n4-s5-t4");
    Map<String, double[]> tensors = c.parameters();
    double[] before = c.problem().forward(c.problem().parameters(tensors)).y();
    double[] x = tensors.get("encoder.x");
    double[] dx = c.gradient().get("encoder.x");
    boolean[] there = GoldenTranslations.valid(c.golden(), "encoder.").toArray();
    int behind = 0;
    for (int k = 0; k < x.length; k++) {
      if (!there[k * there.length / x.length]) {
        assertEquals(0, dx[k]);
        x[k] = Double.NaN;
        behind++;
      }
    }
    assertEquals(10 * 3, behind, "lengths 3, 5, 0, 2 of 5");
    assertArrayEquals(before, c.problem().forward(c.problem().parameters(tensors)).y());
  }

  @ParameterizedTest
  @MethodSource("all")
  void anEmptyRowIsOnEitherSide(String name) {
    Golden golden = Golden.load(name);
    assertArrayEquals(new int[] {4, 2, 3, 0}, golden.ints("lengths"));
    if (!name.startsWith("caption")) {
      assertArrayEquals(new int[] {3, 5, 0, 2}, golden.ints("encoder.lengths"));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void inputsAndWeightsAreFloats(String name) {
    GoldenTranslations c = GoldenTranslations.load(name);
    double[] p = c.problem().parameters(c.parameters());
    assertEquals(p.length, Floats.exact(p).length);
  }

  private static void check(Golden golden, String what, double[] actual) {
    double error = Bounds.relativeL2(golden.doubles(what), actual);
    assertTrue(error <= FORWARD, () -> golden.name() + ": " + what + " differs by " + error);
  }
}
