package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of cell over windows of random sizes against its reference in double precision: all
 * states forward; the gradient of every parameter, input and initial state against the complex
 * step. A kink changes nothing about that, unless rounding carries a pre-activation over it.
 */
@Tag("reference")
class CellReferenceTest {
  private static final Map<String, double[]> WORST = new TreeMap<>();

  @Provide
  Arbitrary<Cells.Kind> kinds() {
    return Arbitraries.of(Cells.all());
  }

  @AfterContainer
  static void report() {
    WORST.forEach(
        (kind, w) ->
            System.out.printf(
                "%s: worst forward %.2g, worst gradient %.2g of the bound%n", kind, w[0], w[1]));
  }

  @Property(tries = 600, seed = "20261122", edgeCases = EdgeCasesMode.MIXIN)
  void forwardAndGradientsAgree(
      @ForAll("kinds") Cells.Kind kind,
      @ForAll @IntRange(min = 1, max = 13) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int hidden,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 12) int steps,
      @ForAll int seed) {
    boolean few = kind.cancels(inputs, hidden);
    int i = few ? inputs + 1 : inputs;
    int h = few ? hidden + 2 : hidden;
    check(new CellCheck(kind, i, h, rows, steps, seed), kind);
  }

  /**
   * What is made of one number and normalised tells its sign and hardly more, and so do two numbers
   * normalised: the gradient is what ε leaves of terms that cancel, in float their rounding. Beside
   * the gradient of everything it is as good as the rest.
   */
  @Example
  void gradientsThatCancelAreRightBesideTheOthers() {
    for (Cells.Kind kind : Cells.all()) {
      for (int[] s : new int[][] {{1, 1}, {1, 5}, {3, 1}, {3, 2}, {1, 17}}) {
        if (kind.cancels(s[0], s[1])) {
          CellCheck check = new CellCheck(kind, s[0], s[1], 2, 3, 1);
          check.forward();
          double ratio = check.whole(check.backward());
          assertTrue(ratio <= 1, () -> kind + ": " + ratio + " of the bound");
        }
      }
    }
  }

  @Provide
  Arbitrary<Cells.Kind> masked() {
    return Arbitraries.of(MaskedCells.training());
  }

  /** The training form, under the masks that were drawn. */
  @Property(tries = 120, seed = "20261123", edgeCases = EdgeCasesMode.MIXIN)
  void alsoWithMasksDrawn(
      @ForAll("masked") Cells.Kind kind,
      @ForAll @IntRange(min = 1, max = 13) int inputs,
      @ForAll @IntRange(min = 1, max = 40) int hidden,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 12) int steps,
      @ForAll int seed) {
    boolean few = kind.cancels(inputs, hidden);
    int i = few ? inputs + 1 : inputs;
    int h = few ? hidden + 2 : hidden;
    check(new CellCheck(kind, i, h, rows, steps, seed, true), kind);
  }

  static List<Cells.Kind> clipped() {
    return Cells.all().stream()
        .filter(kind -> kind.name().contains("clip") || kind.name().equals("lstm all"))
        .toList();
  }

  /** Inputs and states as small as the weights reach no bound: eight times as large they do. */
  @ParameterizedTest
  @MethodSource("clipped")
  void clipsAgreeWhereTheyClip(Cells.Kind kind) {
    for (int seed = 0; seed < 5; seed++) {
      check(new CellCheck(kind, 9, 20, 3, 6, seed, false, 8), kind);
    }
  }

  /** Sizes that fill their panels, where gates may lie otherwise. */
  @ParameterizedTest
  @MethodSource("dev.cellwise.rnn.cell.Cells#few")
  void fullPanelsAgreeToo(Cells.Kind kind) {
    check(new CellCheck(kind, 7, 64, 3, 4, 20261121), kind);
  }

  /** More than one full panel of each gate, several rows and one. */
  @ParameterizedTest
  @MethodSource("dev.cellwise.rnn.cell.Cells#few")
  void severalFullPanelsAgreeToo(Cells.Kind kind) {
    check(new CellCheck(kind, 7, 128, 3, 3, 20261121), kind);
    check(new CellCheck(kind, 7, 128, 1, 3, 20261122), kind);
  }

  private static void check(CellCheck check, Cells.Kind kind) {
    CellCheck.Worst forward = check.forward();
    CellCheck.Worst gradient = check.gradients(check.backward());
    double[] worst = WORST.computeIfAbsent(kind.name(), k -> new double[2]);
    worst[0] = Math.max(worst[0], forward.ratio());
    worst[1] = Math.max(worst[1], gradient.ratio());
    assertTrue(forward.ratio() <= 1, () -> kind + " forward of the bound: " + forward);
    assertTrue(gradient.ratio() <= 1, () -> kind + " gradient of the bound: " + gradient);
  }
}
