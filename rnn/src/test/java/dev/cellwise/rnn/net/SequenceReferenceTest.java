package dev.cellwise.rnn.net;

import dev.cellwise.testing.SequenceArbitraries;
import dev.cellwise.testing.ValidSteps;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Networks of random layers over rows with random valid steps against the reference in double
 * precision: outputs, final states, and the gradients of every tensor, of features and of first
 * states, these against the complex step.
 */
@Tag("reference")
@Tag("mutation")
class SequenceReferenceTest {
  /** Multiplications that a try may spend on the complex step. */
  private static final double BUDGET = 1e7;

  private static final TwinRun.Worst WORST = new TwinRun.Worst();

  @AfterContainer
  static void report() {
    System.out.println("networks of sequences: " + WORST);
  }

  @Provide
  Arbitrary<ValidSteps> masks() {
    Arbitrary<Integer> rows = Arbitraries.integers().between(1, 4);
    return Arbitraries.integers()
        .between(1, 6)
        .flatMap(steps -> rows.flatMap(n -> SequenceArbitraries.validSteps(steps, n)));
  }

  @Property(tries = 300, seed = "20261122", edgeCases = EdgeCasesMode.MIXIN)
  void forwardAndGradientsAgree(@ForAll("masks") ValidSteps valid, @ForAll long seed) {
    TwinNetworks twins = new TwinNetworks(new SplittableRandom(seed));
    new TwinRun(twins, null, valid, seed, Mode.inference()).check(WORST, BUDGET);
  }

  @Property(tries = 100, seed = "20261123", edgeCases = EdgeCasesMode.MIXIN)
  void withMasksThatAreDrawn(@ForAll("masks") ValidSteps valid, @ForAll long seed) {
    TwinNetworks twins = new TwinNetworks(new SplittableRandom(seed));
    new TwinRun(twins, null, valid, seed, Mode.training(seed)).check(WORST, BUDGET);
  }
}
