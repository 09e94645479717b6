package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * The complex step against central differences for every cell and option, over random sizes and
 * masks. The seed is fixed, so that a build repeats.
 */
@Tag("reference")
class ReferenceCellPropertiesTest {
  private static final String SEED = "20251121";

  /** Of one problem, before it is given up. */
  private static final int DRAWS = 100;

  /** A cell by its numbers of inputs and units. */
  private record Family(String name, BiFunction<Integer, Integer, ReferenceCell> of) {}

  private static List<Family> families() {
    List<Family> all = new ArrayList<>(simple());
    all.addAll(gated());
    all.addAll(lstm());
    return all;
  }

  private static List<Family> simple() {
    return List.of(
        activation("identity"),
        activation("affine(0.7, -0.2)"),
        activation("tanh"),
        activation("scaledTanh(1.7159, 0.6666667)"),
        activation("sigmoid"),
        activation("hardSigmoid(0.2, 0.5)"),
        activation("softsign"),
        activation("relu"),
        activation("thresholdedRelu(0.3)"),
        activation("leakyRelu(0.01)"),
        activation("elu(1.0)"),
        activation("elu(0.5)"),
        activation("softplus"),
        activation("gelu"),
        new Family("prelu", (I, H) -> SimpleReferenceCell.of(I, H).prelu().build()),
        new Family("skip", (I, H) -> SimpleReferenceCell.of(I, H).skip(2, 4).build()),
        new Family("jordan", (I, H) -> new JordanReferenceCell(I, H, H + 1, tanh())),
        new Family("leaky", (I, H) -> LeakyReferenceCell.fixed(elman(I, H), 0.75)),
        new Family("leaky per unit", (I, H) -> LeakyReferenceCell.fixed(elman(I, H), each(H))),
        new Family("leaky learned", (I, H) -> LeakyReferenceCell.learned(elman(I, H))));
  }

  private static List<Family> gated() {
    return List.of(
        new Family("gru before", (I, H) -> GruReferenceCell.resetBefore(I, H).build()),
        new Family("gru after", (I, H) -> GruReferenceCell.resetAfter(I, H).build()),
        new Family(
            "gru before, activations, clip",
            (I, H) ->
                GruReferenceCell.resetBefore(I, H)
                    .activations("hardSigmoid(0.2, 0.5)", "softsign")
                    .clip(1)
                    .build()),
        new Family(
            "gru after, clip", (I, H) -> GruReferenceCell.resetAfter(I, H).clip(0.7).build()),
        new Family("gru layer norm", LayerNormGruReferenceCell::new),
        new Family("gru zoneout", (I, H) -> ZoneoutReferenceCell.masked(gru(I, H))));
  }

  private static List<Family> lstm() {
    return List.of(
        new Family("lstm", (I, H) -> LstmReferenceCell.of(I, H).build()),
        new Family("peephole", (I, H) -> LstmReferenceCell.of(I, H).peephole().build()),
        new Family(
            "projection", (I, H) -> LstmReferenceCell.of(I, H).projection((H + 1) / 2).build()),
        new Family(
            "f = 1 - i", (I, H) -> coupled(I, H, LstmReferenceCell.Coupling.FORGET_FROM_INPUT)),
        new Family(
            "i = 1 - f", (I, H) -> coupled(I, H, LstmReferenceCell.Coupling.INPUT_FROM_FORGET)),
        new Family(
            "everything",
            (I, H) ->
                LstmReferenceCell.of(I, H)
                    .peephole()
                    .projection(H + 2)
                    .activations("sigmoid", "softsign", "gelu")
                    .clip(1.5)
                    .clipCell(0.8)
                    .clipProjection(0.5)
                    .build()),
        new Family("layer norm", LayerNormLstmReferenceCell::new),
        new Family(
            "zoneout",
            (I, H) -> ZoneoutReferenceCell.masked(LstmReferenceCell.of(I, H).peephole().build())),
        new Family(
            "zoneout inference",
            (I, H) ->
                ZoneoutReferenceCell.inference(LstmReferenceCell.of(I, H).build(), 0.05, 0.5)));
  }

  @Property(tries = 8, seed = SEED)
  void everyCell(
      @ForAll @IntRange(min = 1, max = 4) int inputs,
      @ForAll @IntRange(min = 1, max = 6) int hidden,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 7) int steps,
      @ForAll long seed) {
    for (Family family : families()) {
      check(family, family.of.apply(inputs, hidden), steps, rows, seed);
    }
  }

  private static void check(Family family, ReferenceCell cell, int steps, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CellProblem.Builder b = CellProblem.of(cell, steps, rows).randomWeights(seed);
    for (ReferenceCell.StatePart part : cell.states()) {
      if (cell.masks().contains(part.name())) {
        b.mask(part.name(), zerosAnd(1, steps * rows * part.size(), random));
      }
    }
    if (random.nextBoolean()) {
      b.inputMask(zerosAnd(1.25, rows * cell.inputs(), random));
      b.recurrentMask(zerosAnd(2, rows * cell.outputs(), random));
    }
    CellProblem problem = b.build();
    checkADrawThatTells(family, problem, random);
  }

  /**
   * A draw within 1e-3 of a kink is drawn again: differences would go over it. So is one whose
   * differences are all zero, once the gradient is zero too: it proves little.
   */
  private static void checkADrawThatTells(
      Family family, CellProblem problem, SplittableRandom random) {
    int zeros = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] p = problem.layout().random(random.nextLong(), 1);
      if (problem.forward(p).kinkDistance() >= 1e-3) {
        Comparison differences =
            GradientCheck.centralDifferences(problem.real(), p)
                .named(problem.layout())
                .within(Tolerance.elementwise(1e-7, 1e-6))
                .against(problem.gradient(p));
        assertTrue(differences.worst().ratio() <= 1, () -> family.name + ": " + differences);
        if (!differences.vacuous()) {
          return;
        }
        zeros++;
      }
    }
    throw new AssertionError(
        family.name
            + ": expected a draw that tells, got "
            + zeros
            + " without a gradient and "
            + (DRAWS - zeros)
            + " near a kink");
  }

  @Example
  void aCellThatNoDrawTellsOfFails() {
    Family silent = activation("thresholdedRelu(1000)");
    AssertionError e =
        assertThrows(AssertionError.class, () -> check(silent, silent.of.apply(1, 1), 1, 1, 1));
    assertEquals(
        "thresholdedRelu(1000): expected a draw that tells, got 100 without a gradient and 0 near a"
            + " kink",
        e.getMessage());
  }

  @Example
  void distancesToKinksAreKnown() {
    ReferenceCell cell = SimpleReferenceCell.of(1, 1).activation("hardSigmoid(0.25, 0.5)").build();
    CellProblem problem = CellProblem.of(cell, 1, 1).build();
    double[] p = new double[problem.layout().size()];
    p[problem.layout().offset("bias_ih")] = 1.75;
    assertEquals(0.25, problem.forward(p).kinkDistance(), 1e-15, "the upper end is at 2");
    p[problem.layout().offset("bias_ih")] = -2.5;
    assertEquals(0.5, problem.forward(p).kinkDistance(), 1e-15, "the lower end is at -2");
    CellProblem smooth = CellProblem.of(elman(1, 1), 1, 1).build();
    assertEquals(Double.POSITIVE_INFINITY, smooth.forward(p).kinkDistance());
    CellProblem clipped = CellProblem.of(LstmReferenceCell.of(1, 1).clip(3).build(), 1, 1).build();
    assertEquals(3, clipped.forward(new double[clipped.layout().size()]).kinkDistance(), 1e-15);
  }

  private static double[] zerosAnd(double value, int n, SplittableRandom random) {
    return random.doubles(n).map(u -> u < 0.4 ? 0 : value).toArray();
  }

  private static Family activation(String text) {
    return new Family(text, (I, H) -> SimpleReferenceCell.of(I, H).activation(text).build());
  }

  private static ReferenceActivation tanh() {
    return ReferenceActivation.parse("tanh");
  }

  private static ReferenceCell elman(int I, int H) {
    return SimpleReferenceCell.of(I, H).build();
  }

  private static ReferenceCell gru(int I, int H) {
    return GruReferenceCell.resetAfter(I, H).build();
  }

  private static ReferenceCell coupled(int I, int H, LstmReferenceCell.Coupling coupling) {
    return LstmReferenceCell.of(I, H).coupled(coupling).peephole().build();
  }

  private static double[] each(int H) {
    double[] alpha = new double[H];
    for (int j = 0; j < H; j++) {
      alpha[j] = 1.0 / (j + 2);
    }
    return alpha;
  }
}
