package dev.cellwise.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What properties of recurrent networks range over, for tests by jqwik: shapes, lengths, valid
 * steps and seeds. All shrink towards few steps, few rows and few valid steps.
 *
 * {@snippet :
 * class MyProperties {
 *   @Property
 *   void paddingReachesNothing(
 *       @ForAll("shapes") SequenceShape shape, @ForAll("seeds") long seed) { … }
 *
 *   @Provide
 *   Arbitrary<SequenceShape> shapes() {
 *     return SequenceArbitraries.shapes(7, 4, 5, 17);
 *   }
 *
 *   @Provide
 *   Arbitrary<Long> seeds() {
 *     return SequenceArbitraries.seeds();
 *   }
 * }
 * }
 *
 * <p>jqwik is an optional dependency of this module: this class alone needs it, and who uses it has
 * {@code net.jqwik:jqwik} in test scope. A failing property prints its sample; a {@link ValidSteps}
 * prints one word a row.
 */
@SuppressWarnings("exports") // who uses it requires net.jqwik.api, who does not need not have it
public final class SequenceArbitraries {
  private SequenceArbitraries() {}

  /**
   * Sizes, each from 1 on. Those of a block of units (16) and its neighbours come up often, where
   * {@code hidden} reaches them.
   *
   * @param steps largest T
   * @param rows largest N
   * @param inputs largest I
   * @param hidden largest H
   * @return shapes
   * @throws IllegalArgumentException if one is less than 1
   */
  public static Arbitrary<SequenceShape> shapes(int steps, int rows, int inputs, int hidden) {
    return Combinators.combine(
            upTo("steps", steps), upTo("rows", rows), upTo("inputs", inputs), units(hidden))
        .as(SequenceShape::new);
  }

  /**
   * Numbers of units from 1 on, every other one at the edge of a block of 16 or of a vector.
   *
   * @param most the largest
   * @return sizes
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Arbitrary<Integer> units(int most) {
    Arbitrary<Integer> any = upTo("units", most);
    List<Integer> edges =
        List.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65).stream()
            .filter(size -> size <= most)
            .toList();
    return Arbitraries.oneOf(any, Arbitraries.of(edges));
  }

  private static Arbitrary<Integer> upTo(String what, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(what + ": expected at least 1, got " + most);
    }
    return Arbitraries.integers().between(1, most);
  }

  /**
   * Lengths of rows, with 0 and T among them more often than by chance.
   *
   * @param steps T
   * @param rows N
   * @return [N] each in [0, T]
   */
  public static Arbitrary<int[]> lengths(int steps, int rows) {
    return length(steps).array(int[].class).ofSize(rows);
  }

  private static Arbitrary<Integer> length(int steps) {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.integers().between(0, steps)),
        Tuple.of(1, Arbitraries.of(0, steps)));
  }

  /**
   * Valid steps of every kind: all, right-padded, left-padded, with holes, some rows empty, all
   * rows empty.
   *
   * @param steps T
   * @param rows N
   * @return valid steps
   */
  public static Arbitrary<ValidSteps> validSteps(int steps, int rows) {
    return Arbitraries.oneOf(
        rightPadded(steps, rows),
        leftPadded(steps, rows),
        holes(steps, rows),
        emptyRows(steps, rows),
        Arbitraries.of(ValidSteps.all(steps, rows), none(steps, rows)));
  }

  /**
   * Rows of different lengths that begin at step 0.
   *
   * @param steps T
   * @param rows N
   * @return valid steps
   */
  public static Arbitrary<ValidSteps> rightPadded(int steps, int rows) {
    return lengths(steps, rows).map(lengths -> ValidSteps.lengths(steps, lengths));
  }

  /**
   * Rows of different lengths that end at step T - 1.
   *
   * @param steps T
   * @param rows N
   * @return valid steps
   */
  public static Arbitrary<ValidSteps> leftPadded(int steps, int rows) {
    return lengths(steps, rows).map(lengths -> ValidSteps.leftPadded(steps, lengths));
  }

  /**
   * Steps that are valid or not by chance.
   *
   * @param steps T
   * @param rows N
   * @return valid steps
   */
  public static Arbitrary<ValidSteps> holes(int steps, int rows) {
    return Arbitraries.of(false, true)
        .array(boolean[].class)
        .ofSize(steps * rows)
        .map(valid -> ValidSteps.of(steps, rows, valid));
  }

  /**
   * Rows that have all steps or none, at least one of them none.
   *
   * @param steps T
   * @param rows N
   * @return valid steps
   */
  public static Arbitrary<ValidSteps> emptyRows(int steps, int rows) {
    Arbitrary<int[]> lengths = Arbitraries.of(0, steps).array(int[].class).ofSize(rows);
    Arbitrary<Integer> empty = Arbitraries.integers().between(0, rows - 1);
    return Combinators.combine(lengths, empty)
        .as(
            (all, n) -> {
              int[] some = all.clone();
              some[n] = 0;
              return ValidSteps.lengths(steps, some);
            });
  }

  /**
   * Seeds of generators, the small ones first.
   *
   * @return any number from 0 on
   */
  public static Arbitrary<Long> seeds() {
    return Arbitraries.longs().greaterOrEqual(0);
  }

  private static ValidSteps none(int steps, int rows) {
    return ValidSteps.lengths(steps, new int[rows]);
  }
}
