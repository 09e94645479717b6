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
 * Networks of random layers that begin from random encoders or vectors, against the reference in
 * double precision: outputs, final states, attention weights, what the encoder gives, and the
 * gradients of every tensor and of what comes in on either side.
 */
@Tag("reference")
class SourceReferenceTest {
  /** Multiplications that a try may spend on the complex step. */
  private static final double BUDGET = 2e6;

  private static final TwinRun.Worst WORST = new TwinRun.Worst();

  @AfterContainer
  static void report() {
    System.out.println("networks with a source: " + WORST);
  }

  /** Of both sides, as many rows. */
  private record Sides(ValidSteps source, ValidSteps valid) {}

  @Provide
  Arbitrary<Sides> sides() {
    return Arbitraries.integers()
        .between(1, 3)
        .flatMap(rows -> masks(rows).flatMap(s -> masks(rows).map(t -> new Sides(s, t))));
  }

  private static Arbitrary<ValidSteps> masks(int rows) {
    return Arbitraries.integers()
        .between(1, 4)
        .flatMap(steps -> SequenceArbitraries.validSteps(steps, rows));
  }

  @Property(tries = 70, seed = "20261124", edgeCases = EdgeCasesMode.NONE)
  void fromEncoders(@ForAll("sides") Sides sides, @ForAll long seed) {
    TwinNetworks twins = TwinNetworks.ofEncoder(new SplittableRandom(seed));
    new TwinRun(twins, sides.source, sides.valid, seed, Mode.inference()).check(WORST, BUDGET);
  }

  @Property(tries = 30, seed = "20261125", edgeCases = EdgeCasesMode.NONE)
  void fromEncodersWithMasksThatAreDrawn(@ForAll("sides") Sides sides, @ForAll long seed) {
    TwinNetworks twins = TwinNetworks.ofEncoder(new SplittableRandom(seed));
    new TwinRun(twins, sides.source, sides.valid, seed, Mode.training(seed)).check(WORST, BUDGET);
  }

  @Property(tries = 20, seed = "20261126", edgeCases = EdgeCasesMode.NONE)
  void fromVectors(@ForAll("sides") Sides sides, @ForAll long seed) {
    TwinNetworks twins = TwinNetworks.ofVector(new SplittableRandom(seed));
    new TwinRun(twins, null, sides.valid, seed, Mode.training(seed)).check(WORST, BUDGET);
  }
}
