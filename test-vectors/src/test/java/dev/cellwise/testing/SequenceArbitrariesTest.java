package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What the arbitraries promise, and that every kind of valid steps comes up. */
class SequenceArbitrariesTest {
  private static final String SEED = "20251121";
  private static final int T = 4;
  private static final int N = 3;

  @Provide
  Arbitrary<SequenceShape> shapes() {
    return SequenceArbitraries.shapes(6, 5, 7, 33);
  }

  @Property(tries = 100, seed = SEED, edgeCases = EdgeCasesMode.NONE)
  void shapesAreWithinTheirBounds(@ForAll("shapes") SequenceShape shape) {
    assertTrue(shape.steps() >= 1 && shape.steps() <= 6);
    assertTrue(shape.rows() >= 1 && shape.rows() <= 5);
    assertTrue(shape.inputs() >= 1 && shape.inputs() <= 7);
    assertTrue(shape.hidden() >= 1 && shape.hidden() <= 33);
  }

  @Provide
  Arbitrary<ValidSteps> right() {
    return SequenceArbitraries.rightPadded(T, N);
  }

  @Property(tries = 100, seed = SEED)
  void rightPaddedRowsBeginAtTheFirstStep(@ForAll("right") ValidSteps valid) {
    assertEquals(ValidSteps.lengths(T, valid.counts()), valid);
  }

  @Provide
  Arbitrary<ValidSteps> left() {
    return SequenceArbitraries.leftPadded(T, N);
  }

  @Property(tries = 100, seed = SEED)
  void leftPaddedRowsEndAtTheLastStep(@ForAll("left") ValidSteps valid) {
    assertEquals(ValidSteps.leftPadded(T, valid.counts()), valid);
  }

  @Provide
  Arbitrary<ValidSteps> empty() {
    return SequenceArbitraries.emptyRows(T, N);
  }

  @Property(tries = 100, seed = SEED)
  void rowsAreWholeOrEmptyAndOneIsEmpty(@ForAll("empty") ValidSteps valid) {
    assertTrue(Arrays.stream(valid.counts()).allMatch(count -> count == 0 || count == T));
    assertTrue(Arrays.stream(valid.counts()).anyMatch(count -> count == 0));
  }

  @Provide
  Arbitrary<Long> seeds() {
    return SequenceArbitraries.seeds();
  }

  @Property(tries = 100, seed = SEED)
  void seedsAreNotNegative(@ForAll("seeds") long seed) {
    assertTrue(seed >= 0);
  }

  @Property(tries = 1, seed = SEED)
  void everyKindComesUp() {
    comesUp(valid -> valid.count() == T * N);
    comesUp(valid -> valid.count() == 0);
    comesUp(valid -> valid.equals(ValidSteps.lengths(T, valid.counts())) && mixed(valid));
    comesUp(valid -> valid.equals(ValidSteps.leftPadded(T, valid.counts())) && mixed(valid));
    comesUp(valid -> valid.at(0, 0) && !valid.at(1, 0) && valid.at(2, 0));
    comesUp(valid -> valid.ofRow(0).length == 0 && valid.ofRow(1).length == T);
  }

  /** Rows of more than one length, and one that is neither whole nor empty. */
  private static boolean mixed(ValidSteps valid) {
    return Arrays.stream(valid.counts()).distinct().count() > 1
        && Arrays.stream(valid.counts()).anyMatch(count -> count > 0 && count < T);
  }

  private static void comesUp(Predicate<ValidSteps> kind) {
    assertTrue(SequenceArbitraries.validSteps(T, N).sampleStream().limit(2000).anyMatch(kind));
  }

  @Property(tries = 1, seed = SEED)
  void edgesOfBlocksComeUp() {
    for (int edge : new int[] {1, 15, 16, 17, 31, 33}) {
      assertTrue(
          SequenceArbitraries.units(200).sampleStream().limit(2000).anyMatch(H -> H == edge));
    }
  }

  @Example
  void shapesOfNothingAreRefused() {
    assertEquals(
        "rows: expected at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> SequenceArbitraries.shapes(1, 0, 1, 1))
            .getMessage());
    assertEquals(
        "shape: expected at least 1 of each, got T 1, N 1, I 0, H 1",
        assertThrows(IllegalArgumentException.class, () -> new SequenceShape(1, 1, 0, 1))
            .getMessage());
  }
}
