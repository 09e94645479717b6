package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.HandWrittenTranslator.Fault;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The complex step of an encoder-decoder network with attention agrees with a backward pass that
 * was written by hand, and finds faults planted in it.
 */
@Tag("reference")
class HandWrittenTranslatorTest {
  private static final int H = 3;
  private static final ValidSteps SOURCE = ValidSteps.lengths(4, 2, 4, 0, 3);
  private static final ValidSteps VALID = ValidSteps.lengths(3, 3, 1, 2, 0);

  /** U units of additive attention, 0 for dot. */
  private static SequenceProblem problem(int U) {
    SequenceNetwork encoder =
        SequenceNetwork.features(2, s -> s.recurrent(SampleNetworks.rnn(2, H)));
    Consumer<SequenceStack> attention =
        s -> {
          if (U > 0) {
            s.additiveAttention("attention0", U);
          } else {
            s.dotAttention("attention0");
          }
        };
    SequenceNetwork network =
        SequenceNetwork.features(
            4,
            s ->
                attention.accept(
                    s.from(SequenceSource.encoder(encoder, "tanh"))
                        .recurrent(SampleNetworks.rnn(4, H))));
    return SequenceProblem.of(network, SOURCE, VALID).randomWeights(5).build();
  }

  private static double[] gradient(SequenceProblem problem, int U, double[] p, Fault fault) {
    Layout results = problem.results();
    double[] weights = results.random(5, 1);
    Map<String, double[]> tensors = problem.layout().split(p);
    HandWrittenTranslator byHand = new HandWrittenTranslator(SOURCE, VALID, H, U, tensors, fault);
    return problem
        .layout()
        .join(byHand.gradient(results.get("y", weights), results.get("h_n_l0", weights)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void theGradientByHandAgrees(int U) {
    SequenceProblem problem = problem(U);
    double[] p = problem.layout().random(3, 1);
    double[] right = gradient(problem, U, p, Fault.NONE);
    Comparison exact =
        problem.check(p).within(Tolerance.relativeL2(1e-13).exactZeros()).against(right);
    exact.assertPassed();
    assertTrue(exact.tensors().stream().noneMatch(Comparison.Line::zero), exact::toString);
    GradientCheck.centralDifferences(problem.real(), p)
        .named(problem.layout())
        .against(right)
        .assertPassed();
  }

  static Stream<Arguments> faults() {
    Set<Fault> ofAdditive = Set.of(Fault.SCORES_WITHOUT_TANH_DERIVATIVE);
    return Stream.of(Fault.values())
        .filter(fault -> fault != Fault.NONE)
        .flatMap(
            fault ->
                Stream.of(0, 5)
                    .filter(U -> U > 0 || !ofAdditive.contains(fault))
                    .map(U -> Arguments.of(fault, U)));
  }

  /** Gross ones, which the bound of the float engine's backward pass sees too. */
  @ParameterizedTest
  @MethodSource("faults")
  void everyFaultIsFound(Fault fault, int U) {
    SequenceProblem problem = problem(U);
    double[] p = problem.layout().random(3, 1);
    double[] wrong = gradient(problem, U, p, fault);
    GradientCheck exact = problem.check(p);
    assertFalse(exact.against(wrong).passed());
    Tolerance bound = Tolerance.relativeL2(Bounds.backward(1, H, 4, 7));
    assertFalse(exact.within(bound).against(wrong).passed());
    GradientCheck differences = GradientCheck.centralDifferences(problem.real(), p);
    assertFalse(differences.named(problem.layout()).against(wrong).passed());
  }
}
