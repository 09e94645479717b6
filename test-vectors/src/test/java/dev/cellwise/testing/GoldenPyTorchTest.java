package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of LSTM networks against what PyTorch computed in double precision. */
@Tag("reference")
class GoldenPyTorchTest {
  private static final double FORWARD = 1e-14;
  private static final double GRADIENT = 1e-13;

  static List<String> networks() {
    return Golden.cases().stream()
        .filter(name -> name.startsWith("lstm-") || name.startsWith("charmodel-"))
        .toList();
  }

  @Test
  void casesLieOnBothSidesOfABlockOf16() {
    for (String hidden : List.of("h1-", "h15-", "h16-", "h17-", "h33-")) {
      assertTrue(networks().stream().anyMatch(name -> name.contains(hidden)), hidden);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void forwardAgrees(String name) {
    Golden golden = Golden.load(name);
    LstmProblem problem = GoldenProblems.of(golden);
    double[] p = problem.parameters(GoldenProblems.parameters(golden));
    LstmTrace trace = problem.forward(p);
    int top = trace.layers() - 1;
    check(golden, "h_l" + top, trace.h(top));
    if (golden.has("logits")) {
      check(golden, "logits", trace.y());
      check(golden, "losses", Loss.crossEntropies(trace, golden.ints("targets")));
    } else {
      check(golden, "c_l0", trace.c(0));
      assertArrayEquals(trace.h(0), trace.y());
    }
    for (int l = 0; golden.has("h_n_l" + l); l++) {
      check(golden, "h_n_l" + l, trace.finalH(l));
      check(golden, "c_n_l" + l, trace.finalC(l));
    }
    assertEquals(golden.scalar("loss"), problem.loss(p), FORWARD * Math.max(1, problem.loss(p)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAgree(String name) {
    Golden golden = Golden.load(name);
    LstmProblem problem = GoldenProblems.of(golden);
    Map<String, double[]> gradient = problem.gradient(GoldenProblems.parameters(golden));
    Map<String, double[]> pyTorch = golden.doublesBelow("grad.");
    GradientCheck.compare(problem.layout(), pyTorch, gradient, Tolerance.complexStep())
        .assertPassed();
    Comparison norms =
        GradientCheck.compare(problem.layout(), pyTorch, gradient, Tolerance.relativeL2(GRADIENT));
    norms.assertPassed();
    System.out.printf(
        "%s: worst relative L2 %.2g in %s%n", name, norms.worst().error(), norms.worst().tensor());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyPartOfTheGradientIsThere(String name) {
    Golden golden = Golden.load(name);
    for (Layout.Tensor tensor : GoldenProblems.of(golden).layout().tensors()) {
      double[] gradient = golden.doubles("grad." + tensor.name());
      assertTrue(Bounds.relativeL2(gradient, new double[tensor.size()]) > 0.99, tensor.name());
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void inputsAndWeightsAreFloats(String name) {
    Golden golden = Golden.load(name);
    for (Layout.Tensor tensor : GoldenProblems.of(golden).layout().tensors()) {
      assertEquals(tensor.size(), golden.floats(tensor.name()).length);
    }
  }

  private static void check(Golden golden, String tensor, double[] actual) {
    double error = Bounds.relativeL2(golden.doubles(tensor), actual);
    assertTrue(error <= FORWARD, () -> golden.name() + ": " + tensor + " differs by " + error);
  }
}
