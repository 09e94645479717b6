package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of whole networks against what PyTorch computed in double precision. */
@Tag("reference")
class GoldenSequencesTest {
  private static final double FORWARD = 1e-14;
  private static final double GRADIENT = 1e-13;

  /** Stacks, both directions, rows of different lengths. */
  static List<String> sequences() {
    return Golden.cases().stream()
        .filter(name -> name.matches("(stack|packed|tagger)-.*"))
        .toList();
  }

  /** With one case of each family of single layers, in reverse too, and the character models. */
  static List<String> all() {
    List<String> all = new ArrayList<>(sequences());
    Golden.cases().stream()
        .filter(
            name -> name.matches("(lstm|lstmp|gru|rnn-tanh|rnn-relu)-h17-.*-n3-.*|charmodel-.*"))
        .forEach(all::add);
    return all;
  }

  @Test
  void eachKindOfStackIsThere() {
    List<String> expected = new ArrayList<>();
    for (String kind : List.of("rnn-tanh", "rnn-relu", "gru", "lstm")) {
      for (String layers : List.of("l2", "l1-both", "l2-both")) {
        expected.add("stack-" + kind + "-" + layers);
      }
    }
    for (String kind : List.of("rnn-tanh", "gru", "lstm")) {
      for (String layers : List.of("l1", "l2", "l2-both")) {
        expected.add("packed-" + kind + "-" + layers);
      }
    }
    expected.addAll(List.of("tagger-v9-e4-l1", "tagger-v11-e3-l2-both"));
    assertEquals(
        expected, sequences().stream().map(name -> name.replaceAll("-h\\d.*", "")).toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void outputsAndFinalStatesAgree(String name) {
    GoldenSequences c = GoldenSequences.load(name);
    double[] p = c.problem().parameters(c.parameters());
    SequenceTrace trace = c.problem().forward(p);
    List<String> compared = new ArrayList<>();
    for (Layout.Tensor result : c.problem().results().tensors()) {
      if (c.expected().containsKey(result.name())) {
        check(name, result.name(), c.expected().get(result.name()), trace.get(result.name()));
        compared.add(result.name());
      }
    }
    assertTrue(compared.contains("y"), compared::toString);
    if (sequences().contains(name)) {
      assertEquals(c.problem().results().tensors().size(), compared.size(), compared::toString);
    }
    double loss = c.golden().scalar("loss");
    assertEquals(loss, c.problem().loss(p), FORWARD * Math.max(1, Math.abs(loss)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradientsAgree(String name) {
    GoldenSequences c = GoldenSequences.load(name);
    Layout layout = c.problem().layout();
    Map<String, double[]> gradient = c.problem().gradient(c.parameters());
    GradientCheck.compare(layout, c.gradient(), gradient, Tolerance.complexStep()).assertPassed();
    Comparison norms =
        GradientCheck.compare(layout, c.gradient(), gradient, Tolerance.relativeL2(GRADIENT));
    norms.assertPassed();
    assertTrue(norms.tensors().stream().noneMatch(Comparison.Line::zero), norms::toString);
  }

  static List<String> taggers() {
    return sequences().stream().filter(name -> name.startsWith("tagger-")).toList();
  }

  @ParameterizedTest
  @MethodSource("taggers")
  void crossEntropiesAgree(String name) {
    GoldenSequences c = GoldenSequences.load(name);
    SequenceTrace trace = c.problem().forward(c.problem().parameters(c.parameters()));
    double[] losses = SequenceLoss.crossEntropies(trace, c.golden().ints("targets"));
    check(name, "losses", c.golden().doubles("losses"), losses);
  }

  static List<String> packed() {
    return sequences().stream().filter(name -> name.startsWith("packed-")).toList();
  }

  /** PyTorch's x behind the end of a row is a number; its gradient is zero there. */
  @ParameterizedTest
  @MethodSource("packed")
  void whatIsBehindTheEndOfARowIsNotRead(String name) {
    GoldenSequences c = GoldenSequences.load(name);
    SequenceProblem problem = c.problem();
    Map<String, double[]> tensors = c.parameters();
    double[] before = problem.forward(problem.parameters(tensors)).y();
    double[] x = tensors.get("x");
    double[] dx = c.gradient().get("x");
    int I = c.golden().shape("x")[2];
    int behind = 0;
    for (int k = 0; k < x.length; k++) {
      if (!problem.valid().toArray()[k / I]) {
        assertEquals(0, dx[k]);
        x[k] = Double.NaN;
        behind++;
      }
    }
    assertEquals(9 * I, behind, "lengths 3, 6, 1, 5 of 6");
    assertArrayEquals(before, problem.forward(problem.parameters(tensors)).y(), name);
  }

  @ParameterizedTest
  @MethodSource("sequences")
  void inputsAndWeightsAreFloats(String name) {
    GoldenSequences c = GoldenSequences.load(name);
    double[] p = c.problem().parameters(c.parameters());
    assertEquals(p.length, Floats.exact(p).length);
  }

  private static void check(String name, String what, double[] expected, double[] actual) {
    double error = Bounds.relativeL2(expected, actual);
    assertTrue(error <= FORWARD, () -> name + ": " + what + " differs by " + error);
  }
}
