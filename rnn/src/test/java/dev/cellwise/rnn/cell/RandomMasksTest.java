package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which masks are drawn, and what they depend on. */
@Tag("mutation")
class RandomMasksTest {
  private static final LstmOptions PLAIN = LstmOptions.plain();
  private static final LstmOptions ALL =
      PLAIN.withZoneout(0.25f, 0.125f).withRecurrentDropout(0.375f).withInputDropout(0.5f);

  static List<Cells.Kind> masked() {
    return MaskedCells.training();
  }

  private static Cells.Instance lstm(LstmOptions o, int inputs, int hidden) {
    Layout.Builder parameters = Layout.builder("parameters");
    Cell cell = o.cell(parameters, "l0", inputs, hidden);
    return new Cells.Instance(cell, parameters.build());
  }

  private static CellRun drawn(Cells.Instance cell, int steps, int rows, RandomMasks masks) {
    CellRun run = new CellRun(cell, cell.parameters(10), steps, rows);
    run.window.drawMasks(1, masks);
    run.forward(Nets.uniform(1, steps * rows * cell.cell().inputs(), -1, 1), 0);
    return run;
  }

  /** Everything that a window computes, forward and back. */
  private static float[][] results(CellRun run, float[] x, float[] dy) {
    run.forward(x, 0);
    run.clear();
    run.above(dy, 0);
    run.backward(x, 0);
    return Stream.of(
            Stream.of(run.dp, run.inputGradient()),
            run.cell.state().stream().map(s -> run.states(run.cell.state().indexOf(s))),
            run.cell.state().stream().map(s -> run.before(run.cell.state().indexOf(s))))
        .flatMap(s -> s)
        .toArray(float[][]::new);
  }

  @Test
  @Tag("cold")
  void dropoutThatIsNotDrawnIsThePlainCell() {
    Layout.Builder p = Layout.builder("parameters");
    Cell gru = GruOptions.resetBefore().cell(p, "l0", 5, 20);
    Cells.Instance plainGru = new Cells.Instance(gru, p.build());
    Layout.Builder q = Layout.builder("parameters");
    Cell dropped =
        GruOptions.resetBefore()
            .withRecurrentDropout(0.5f)
            .withInputDropout(0.5f)
            .cell(q, "l0", 5, 20);
    same(plainGru, new Cells.Instance(dropped, q.build()));
    same(lstm(PLAIN, 5, 20), lstm(PLAIN.withRecurrentDropout(0.5f).withInputDropout(0.5f), 5, 20));
  }

  private static void same(Cells.Instance plain, Cells.Instance other) {
    float[] x = Nets.uniform(1, 4 * 3 * 5, -1, 1);
    float[] dy = Nets.uniform(2, 4 * 3 * 20, -1, 1);
    float[][] expected = results(new CellRun(plain, plain.parameters(10), 4, 3), x, dy);
    float[][] actual = results(new CellRun(other, plain.parameters(10), 4, 3), x, dy);
    for (int i = 0; i < expected.length; i++) {
      Nets.assertSameBits("result " + i, expected[i], actual[i]);
    }
  }

  @Test
  void sharesAreThoseOfTheRates() {
    int steps = 20;
    int rows = 40;
    CellRun run = drawn(lstm(ALL, 50, 100), steps, rows, new RandomMasks(42, rows));
    share("zoneout_h", MaskedCells.read(run, "zoneout_h", steps * rows, 100), 1, 0.25);
    share("zoneout_c", MaskedCells.read(run, "zoneout_c", steps * rows, 100), 1, 0.125);
    share("recurrent", MaskedCells.read(run, "recurrent_mask_h", rows, 100), 1 / 0.625f, 0.625);
    share("input", MaskedCells.read(run, "input_mask", rows, 50), 2, 0.5);
  }

  private static void share(String what, double[] mask, float kept, double share) {
    assertTrue(DoubleStream.of(mask).allMatch(m -> m == 0 || m == kept), what);
    double actual = DoubleStream.of(mask).filter(m -> m != 0).count() / (double) mask.length;
    assertEquals(share, actual, 4 * Math.sqrt(share * (1 - share) / mask.length), what);
  }

  /** Zoneout at 1 keeps the state for good. */
  @Test
  @Tag("cold")
  void atOneTheStateStays() {
    Cells.Instance cell = lstm(PLAIN.withZoneout(1, 1), 3, 20);
    for (boolean draw : new boolean[] {false, true}) {
      CellRun run = new CellRun(cell, cell.parameters(10), 3, 2);
      float[] h = Nets.uniform(4, 40, -1, 1);
      run.start(h, h);
      if (draw) {
        run.window.drawMasks(0, new RandomMasks(1, 2));
      }
      run.forward(Nets.uniform(1, 18, -1, 1), 0);
      Nets.assertSameBits("h", h, run.state(0, 3));
      Nets.assertSameBits("c", h, run.state(1, 3));
    }
  }

  @Test
  @Tag("cold")
  void kindsPartsLayersStepsAndSeedsHaveMasksOfTheirOwn() {
    LstmOptions o = PLAIN.withZoneout(0.5f, 0.5f).withRecurrentDropout(0.5f).withInputDropout(0.5f);
    Cells.Instance cell = lstm(o, 64, 64);
    CellRun run = drawn(cell, 2, 1, new RandomMasks(42, 1));
    CellRun seed = drawn(cell, 2, 1, new RandomMasks(43, 1));
    CellRun layer = new CellRun(cell, run.p, 2, 1);
    layer.window.drawMasks(2, new RandomMasks(42, 1));
    layer.forward(new float[128], 0);
    List<double[]> masks =
        Stream.of(run, seed, layer)
            .flatMap(
                r -> {
                  double[] h = MaskedCells.read(r, "zoneout_h", 2, 64);
                  double[] c = MaskedCells.read(r, "zoneout_c", 2, 64);
                  return Stream.of(
                      Arrays.copyOf(h, 64),
                      Arrays.copyOfRange(h, 64, 128),
                      Arrays.copyOf(c, 64),
                      Arrays.copyOfRange(c, 64, 128),
                      MaskedCells.read(r, "recurrent_mask_h", 1, 64),
                      MaskedCells.read(r, "input_mask", 1, 64));
                })
            .toList();
    // Zero or not: the kept values differ from kind to kind.
    List<List<Boolean>> kept =
        masks.stream().map(m -> DoubleStream.of(m).mapToObj(v -> v != 0).toList()).toList();
    assertEquals(18, kept.stream().distinct().count());
    assertEquals(
        18,
        kept.stream()
            .map(m -> m.stream().map(v -> !v).toList())
            .filter(m -> !kept.contains(m))
            .count(),
        "none is another's opposite");
  }

  /** A row takes its masks along to another place, batch and width. */
  @ParameterizedTest
  @MethodSource("masked")
  @Tag("cold")
  void aRowsMasksFollowItsId(Cells.Kind kind) {
    Cells.Instance cell = kind.of(5, 33);
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, 4 * 3 * 5, -1, 1);
    float[] dy = Nets.uniform(2, 4 * 3 * cell.cell().outputs(), -1, 1);
    CellRun batch = new CellRun(cell, p, 4, 3);
    RandomMasks masks = new RandomMasks(42, 3);
    masks.rowIds(70, -3, 9);
    batch.window.drawMasks(1, masks);
    float[][] all = results(batch, x, dy);
    for (int n = 0; n < 3; n++) {
      CellRun alone = new CellRun(cell, p, 4, 1);
      RandomMasks own = new RandomMasks(42, 1);
      own.rowIds(new int[] {70, -3, 9}[n]);
      alone.window.drawMasks(1, own);
      float[][] one =
          results(alone, Nets.row(x, 4, 3, 5, n), Nets.row(dy, 4, 3, cell.cell().outputs(), n));
      Nets.assertSameBits(kind + ", dx", one[1], Nets.row(all[1], 4, 3, 5, n));
      Nets.assertSameBits(kind + ", h", one[2], Nets.row(all[2], 4, 3, cell.cell().outputs(), n));
    }
  }

  @Test
  @Tag("cold")
  void aUnitsMaskDoesNotDependOnTheNumberOfUnits() {
    CellRun wide = drawn(lstm(ALL, 3, 70), 2, 1, new RandomMasks(42, 1));
    CellRun narrow = drawn(lstm(ALL, 3, 17), 2, 1, new RandomMasks(42, 1));
    double[] expected = MaskedCells.read(wide, "recurrent_mask_h", 1, 70);
    double[] actual = MaskedCells.read(narrow, "recurrent_mask_h", 1, 17);
    assertArrayEquals(Arrays.copyOf(expected, 17), actual);
  }

  /** Another window in between, and the first is drawn again, as checkpointing does. */
  @ParameterizedTest
  @MethodSource("masked")
  @Tag("cold")
  void aWindowCanBeReplayed(Cells.Kind kind) {
    Cells.Instance cell = kind.of(5, 20);
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, 6 * 2 * 5, -1, 1);
    CellRun whole = new CellRun(cell, p, 6, 2);
    whole.window.drawMasks(1, new RandomMasks(7, 2));
    whole.forward(x, 0);
    CellRun part = new CellRun(cell, p, 3, 2);
    RandomMasks masks = new RandomMasks(7, 2);
    part.window.drawMasks(1, masks);
    part.forward(x, 0);
    float[] first = part.data.clone();
    part.window.carry(3, part.data);
    masks.advance(3);
    part.forward(x, 3 * 2 * 5);
    Nets.assertSameBits(kind + ", carried", whole.state(0, 6), part.state(0, 3));
    CellRun again = new CellRun(cell, p, 3, 2);
    again.window.drawMasks(1, new RandomMasks(7, 2));
    again.forward(x, 0);
    Nets.assertSameBits(kind + ", again", first, again.data);
  }

  @Test
  @Tag("cold")
  void aNewSequenceHasANewMask() {
    Cells.Instance cell = lstm(ALL, 64, 64);
    RandomMasks masks = new RandomMasks(7, 2);
    CellRun run = drawn(cell, 3, 2, masks);
    for (String region : new String[] {"recurrent_mask_h", "input_mask"}) {
      double[] before = MaskedCells.read(run, region, 2, 64);
      masks.advance(3);
      run.forward(new float[3 * 2 * 64], 0);
      assertArrayEquals(before, MaskedCells.read(run, region, 2, 64), "the sequence goes on");
      masks.restart(1);
      run.forward(new float[3 * 2 * 64], 0);
      double[] after = MaskedCells.read(run, region, 2, 64);
      assertArrayEquals(Arrays.copyOf(before, 64), Arrays.copyOf(after, 64), "another row");
      assertFalse(
          Arrays.equals(Arrays.copyOfRange(before, 64, 128), Arrays.copyOfRange(after, 64, 128)));
    }
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    for (float rate : new float[] {-0.1f, 1.1f, Float.NaN}) {
      Nets.assertRefused("zoneoutHidden", () -> PLAIN.withZoneout(rate, 0));
      Nets.assertRefused("zoneoutCell", () -> PLAIN.withZoneout(0, rate));
      Nets.assertRefused("zoneoutHidden", () -> GruOptions.resetAfter().withZoneout(rate));
    }
    for (float rate : new float[] {-0.1f, 1, Float.NaN}) {
      Nets.assertRefused("recurrent", () -> PLAIN.withRecurrentDropout(rate));
      Nets.assertRefused("input", () -> GruOptions.resetAfter().withInputDropout(rate));
    }
    GruOptions gru = GruOptions.resetAfter();
    MaskRates rates = MaskRates.NONE.withZoneout(0, 0.5f);
    Nets.assertRefused(
        "zoneoutCell", () -> new GruOptions(false, true, 1, gru.gate(), gru.candidate(), rates));
    Nets.assertRefused("ids", () -> new RandomMasks(1, 2).rowIds(1));
    Nets.assertRefused("steps", () -> new RandomMasks(1, 2).advance(-1));
    Nets.assertRefused("places", () -> new RandomMasks(1, 2).save(new int[2]));
    Nets.assertRefused("places", () -> new RandomMasks(1, 2).restore(new int[4]));
    CellRun run = new CellRun(lstm(ALL, 3, 4), lstm(ALL, 3, 4).parameters(1), 2, 2);
    Nets.assertRefused("masks", () -> run.window.drawMasks(0, new RandomMasks(1, 3)));
  }

  @Test
  void otherOptionsKeepTheRates() {
    float none = Float.POSITIVE_INFINITY;
    LstmOptions o =
        ALL.withPeephole()
            .withProjection(2)
            .withCoupling(LstmOptions.Coupling.INPUT_FROM_FORGET)
            .withClips(1, none, none)
            .withActivations(ALL.gate(), ALL.candidate(), ALL.output());
    assertEquals(new MaskRates(0.25f, 0.125f, 0.375f, 0.5f), o.masks());
    GruOptions gru = GruOptions.resetBefore().withZoneout(0.5f).withInputDropout(0.25f);
    assertEquals(
        new MaskRates(0.5f, 0, 0, 0.25f),
        gru.withClip(1).withActivations(gru.gate(), gru.candidate()).masks());
  }

  @Test
  void aBuilderTakesOneMaskOfAKindForAPartOfTheState() {
    PassCell.Builder b = PassCell.builder(Layout.builder("parameters"), "own", "l0", 3);
    Block h = b.state("h", 4);
    Block a = b.gate("a", 4);
    Nets.assertRefused("a_a", () -> b.dropout(0.5f, a));
    Nets.assertRefused("a_a", () -> b.zoneout(0.5f, a, h));
    Nets.assertRefused("rate", () -> b.dropout(1, h));
    Nets.assertRefused("rate", () -> b.zoneout(Float.NaN, h, a));
    Nets.assertRefused("rate", () -> b.inputDropout(-1));
    Block masked = b.dropout(0.5f, h);
    Nets.assertRefused("h", () -> b.dropout(0.25f, h));
    Nets.assertRefused("masked h", () -> b.clip(1, masked));
    b.zoneout(0.5f, h, a);
    Nets.assertRefused("h", () -> b.zoneout(0.25f, h, a));
  }

  /** An index has no number to mask; without masks it is one like another. */
  @Test
  void inputDropoutRefusesIndices() {
    Cells.Instance cell = lstm(PLAIN.withInputDropout(0.5f), 3, 4);
    CellWindow tokens =
        cell.cell()
            .window(
                Layout.builder("tape"),
                Layout.builder("work"),
                "",
                Packing.dense(2, 1),
                Below.TOKENS);
    Nets.assertRefused("input dropout", () -> tokens.drawMasks(0, new RandomMasks(1, 1)));
    CellRun run = new CellRun(cell, cell.parameters(1), 2, 1);
    run.window.input(new int[2], 0, run.p, run.data);
    run.window.drawMasks(0, new RandomMasks(1, 1));
    Nets.assertRefused("input dropout", () -> run.window.input(new int[2], 0, run.p, run.data));
  }
}
