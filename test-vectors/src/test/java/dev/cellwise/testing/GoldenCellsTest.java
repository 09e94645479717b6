package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference cells against what PyTorch computed in double precision. */
@Tag("reference")
class GoldenCellsTest {
  private static final double FORWARD = 1e-14;
  private static final double GRADIENT = 1e-13;
  private static final List<String> FAMILIES = List.of("rnn-tanh-", "rnn-relu-", "gru-", "lstmp-");

  static List<String> cells() {
    return Golden.cases().stream()
        .filter(name -> FAMILIES.stream().anyMatch(name::startsWith))
        .toList();
  }

  @Test
  void eachFamilyLiesOnBothSidesOfABlockOf16AndIsThereInReverse() {
    for (String family : FAMILIES) {
      for (String part : List.of("h16-.*", "h17-.*", "h17-.*-reverse")) {
        assertTrue(cells().stream().anyMatch(name -> name.matches(family + part)), family + part);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void forwardAgrees(String name) {
    Case c = new Case(Golden.load(name));
    double[] p = c.problem.parameters(c.tensors);
    CellTrace trace = c.problem.forward(p);
    for (ReferenceCell.StatePart part : c.problem.cell().states()) {
      double[] expected = c.inTime(c.golden.doubles(part.name() + "_l0"));
      double error = Bounds.relativeL2(expected, trace.state(part.name()));
      assertTrue(error <= FORWARD, () -> name + ": " + part + " differs by " + error);
    }
    double loss = c.golden.scalar("loss");
    assertEquals(loss, c.problem.loss(p), FORWARD * Math.max(1, Math.abs(loss)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void gradientsAgree(String name) {
    Case c = new Case(Golden.load(name));
    Layout layout = c.problem.layout();
    Map<String, double[]> gradient =
        layout.split(c.problem.gradient(c.problem.parameters(c.tensors)));
    Map<String, double[]> pyTorch = c.below("grad.");
    GradientCheck.compare(layout, pyTorch, gradient, Tolerance.complexStep()).assertPassed();
    Comparison norms =
        GradientCheck.compare(layout, pyTorch, gradient, Tolerance.relativeL2(GRADIENT));
    norms.assertPassed();
    assertTrue(norms.tensors().stream().noneMatch(Comparison.Line::zero), norms::toString);
  }

  /** A golden case with the names and the order of time of a problem. */
  private static final class Case {
    private final Golden golden;
    private final boolean reverse;
    private final int steps;
    private final Map<String, double[]> tensors;
    private final CellProblem problem;

    Case(Golden golden) {
      this.golden = golden;
      reverse = golden.name().endsWith("-reverse");
      int[] x = golden.shape("x");
      steps = x[0];
      ReferenceCell cell = cell(golden, x[2]);
      CellProblem.Builder b = CellProblem.of(cell, steps, x[1]);
      b.outputWeights(inTime(golden.doubles("loss.weight_y")));
      for (ReferenceCell.StatePart part : cell.states()) {
        b.finalWeights(part.name(), golden.doubles("loss.weight_" + part.name() + "_n"));
      }
      problem = b.build();
      tensors = below("");
    }

    private static ReferenceCell cell(Golden golden, int I) {
      String kind = golden.name().substring(0, golden.name().indexOf("-h"));
      int O = golden.shape("h0_l0")[1];
      return switch (kind) {
        case "rnn-tanh" -> SimpleReferenceCell.of(I, O).build();
        case "rnn-relu" -> SimpleReferenceCell.of(I, O).activation("relu").build();
        case "gru" -> GruReferenceCell.resetAfter(I, O).build();
        case "lstmp" -> LstmReferenceCell.of(I, golden.shape("c0_l0")[1]).projection(O).build();
        default -> throw new IllegalArgumentException(golden.name());
      };
    }

    /** Tensors below a prefix as the problem calls them: without family and layer, x in time. */
    private Map<String, double[]> below(String prefix) {
      Map<String, double[]> named = new HashMap<>();
      golden
          .doublesBelow(prefix)
          .forEach(
              (name, values) -> named.put(name.replaceAll("^(rnn|gru|lstm)\\.|_l0$", ""), values));
      named.put("x", inTime(named.get("x")));
      return named;
    }

    /** [T, N, .] in the order in which the steps are taken. */
    private double[] inTime(double[] sequence) {
      if (!reverse) {
        return sequence;
      }
      int step = sequence.length / steps;
      double[] turned = new double[sequence.length];
      for (int t = 0; t < steps; t++) {
        System.arraycopy(sequence, t * step, turned, (steps - 1 - t) * step, step);
      }
      return turned;
    }
  }
}
