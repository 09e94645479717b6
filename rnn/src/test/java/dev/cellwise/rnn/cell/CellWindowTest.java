package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a window does beside its sweeps: carries a state on, takes one, clears, and is used again.
 */
@Tag("mutation")
class CellWindowTest {
  private static final int INPUTS = 3;
  private static final int ROWS = 2;

  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  static List<Cells.Kind> few() {
    return Cells.few();
  }

  static List<Cells.Kind> masked() {
    return MaskedCells.training();
  }

  private static CellRun run(Cells.Kind kind, int hidden, int steps) {
    Cells.Instance cell = kind.of(INPUTS, hidden);
    return new CellRun(cell, cell.parameters(10), steps, ROWS);
  }

  @ParameterizedTest
  @MethodSource("masked")
  void aUsedWindowGivesTheBitsOfANewOne(Cells.Kind kind) {
    usedAgain(kind, true);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void soItDoesWithoutMasks(Cells.Kind kind) {
    usedAgain(kind, false);
  }

  private static void usedAgain(Cells.Kind kind, boolean masks) {
    CellRun used = run(kind, 5, 3);
    CellRun fresh = run(kind, 5, 3);
    use(used, masks, Nets.uniform(4, 3 * ROWS * INPUTS, -1, 1));
    Arrays.fill(used.dx, 0);
    Arrays.fill(used.dp, 0);
    float[] x = Nets.uniform(5, 3 * ROWS * INPUTS, -1, 1);
    use(used, masks, x);
    use(fresh, masks, x);
    // The padding on the tape too: it does not grow from window to window.
    Nets.assertSameBits("tape", fresh.data, used.data);
    Nets.assertSameBits("weights", fresh.dp, used.dp);
    Nets.assertSameBits("x", fresh.dx, used.dx);
    for (int part = 0; part < fresh.cell.state().size(); part++) {
      Nets.assertSameBits("states", fresh.states(part), used.states(part));
      Nets.assertSameBits("initial", fresh.before(part), used.before(part));
    }
  }

  private static void use(CellRun run, boolean masks, float[] x) {
    if (masks) {
      run.window.drawMasks(1, new RandomMasks(7, ROWS));
    }
    for (int part = 0; part < run.cell.state().size(); part++) {
      for (int n = 0; n < ROWS; n++) {
        run.window.setState(
            part, n, Nets.uniform(20 + 2L * part + n, size(run, part), -1, 1), 0, run.data);
      }
    }
    run.forward(x, 0);
    run.clear();
    run.above(Nets.uniform(3, 3 * ROWS * run.cell.outputs(), -1, 1), 0);
    run.backward(x, 0);
  }

  private static int size(CellRun run, int part) {
    return run.cell.state().get(part).size();
  }

  @ParameterizedTest
  @MethodSource("few")
  void aStateThatIsCarriedOnGoesOnLikeALongWindow(Cells.Kind kind) {
    for (int hidden : new int[] {5, 33}) {
      CellRun whole = run(kind, hidden, 5);
      CellRun chunks = run(kind, hidden, 3);
      float[] x = Nets.uniform(4, 5 * ROWS * INPUTS, -1, 1);
      whole.forward(x, 0);
      // Two of the three steps there is room for, then three.
      chunks.packing.steps(2);
      chunks.window.input(x, 0, INPUTS, chunks.p, chunks.data);
      chunks.window.forward(chunks.p, chunks.data);
      chunks.window.carry(2, chunks.data);
      chunks.forward(x, 2 * ROWS * INPUTS);
      for (int part = 0; part < whole.cell.state().size(); part++) {
        Nets.assertSameBits("state", whole.state(part, 5), chunks.state(part, 3));
        Nets.assertSameBits("state", whole.state(part, 2), chunks.state(part, 0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("few")
  void clearingTouchesWhatItSaysAndNothingElse(Cells.Kind kind) {
    for (int hidden : new int[] {5, 33}) {
      CellRun run = run(kind, hidden, 3);
      Arrays.fill(run.d, 1);
      run.packing.steps(2);
      run.window.clearAbove(run.d);
      for (int k = 0; k < 2 * ROWS * run.window.hRow(); k++) {
        assertEquals(0, run.d[run.window.dOutput() + k]);
      }
      assertEquals(2 * ROWS * run.window.hRow(), zeros(run.d));

      Arrays.fill(run.d, 1);
      run.window.clearState(run.d);
      int cleared = 0;
      for (int part = 0; part < run.cell.state().size(); part++) {
        Nets.assertSameBits("part", new float[ROWS * size(run, part)], run.before(part));
        cleared += ROWS * Panels.padded(size(run, part));
      }
      assertEquals(cleared, zeros(run.d));
    }
  }

  private static int zeros(float[] d) {
    int zeros = 0;
    for (float v : d) {
      zeros += v == 0 ? 1 : 0;
    }
    return zeros;
  }

  /** The padding of a row too, and no other row. */
  @ParameterizedTest
  @MethodSource("few")
  void aStateIsSetWithItsPadding(Cells.Kind kind) {
    for (int hidden : new int[] {5, 33}) {
      CellRun run = run(kind, hidden, 3);
      for (int part = 0; part < run.cell.state().size(); part++) {
        int size = size(run, part);
        Arrays.fill(run.data, Float.NaN);
        float[] values = Nets.uniform(6, size, 1, 2);
        run.window.setState(part, 1, values, 0, run.data);
        float[] both = run.state(part, 0);
        Nets.assertSameBits("row", values, Arrays.copyOfRange(both, size, 2 * size));
        int numbers = 0;
        for (float v : run.data) {
          numbers += Float.isNaN(v) ? 0 : 1;
        }
        assertEquals(Panels.padded(size), numbers);
        assertEquals(Panels.padded(size) - size, zeros(run.data));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("few")
  void noStepsChangeNothing(Cells.Kind kind) {
    CellRun run = run(kind, 5, 3);
    float[] x = Nets.uniform(4, 3 * ROWS * INPUTS, -1, 1);
    float[] data = Nets.uniform(7, run.data.length, -1, 1);
    System.arraycopy(data, 0, run.data, 0, data.length);
    run.packing.steps(0);
    run.window.input(x, 0, INPUTS, run.p, run.data);
    run.window.forward(run.p, run.data);
    run.window.carry(0, run.data);
    Arrays.fill(run.d, 1);
    float[] d = run.d.clone();
    run.window.clearAbove(run.d);
    run.window.backward(run.p, run.data, run.d, run.dp);
    run.window.backwardInputWeights(x, 0, INPUTS, run.d, run.dp);
    run.window.backwardInputWeights(new int[0], 0, run.d, run.dp);
    run.window.backwardInput(run.d, run.dx, 0, 16);
    Nets.assertSameBits("input's gradient", new float[run.dx.length], run.dx);
    Nets.assertSameBits("tape", data, run.data);
    Nets.assertSameBits("workspace", d, run.d);
    Nets.assertSameBits("gradients", new float[run.dp.length], run.dp);
  }

  @ParameterizedTest
  @MethodSource("few")
  void theFirstPartOfTheStateIsTheOutput(Cells.Kind kind) {
    CellWindow w = run(kind, 5, 3).window;
    for (int t = 0; t < 3; t++) {
      int at = w.output() + t * ROWS * w.hRow();
      assertEquals(w.state(0, t + 1, 0, 0), at);
      assertEquals(w.state(0, t + 1, 1, 0), at + w.hRow());
    }
  }

  @ParameterizedTest
  @MethodSource("few")
  void whatIsNotInTheWindowIsRefused(Cells.Kind kind) {
    CellRun run = run(kind, 5, 3);
    CellWindow w = run.window;
    int parts = run.cell.state().size();
    assertThrows(IndexOutOfBoundsException.class, () -> w.state(parts, 0, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> w.dState(parts, 0, 0));
    for (int part = 0; part < parts; part++) {
      int of = part;
      int size = size(run, part);
      assertThrows(IndexOutOfBoundsException.class, () -> w.state(of, 4, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.state(of, 0, ROWS, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.state(of, 0, 0, size));
      assertThrows(IndexOutOfBoundsException.class, () -> w.dState(of, ROWS, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.dState(of, 0, size));
    }
  }

  private static CellWindow overTokens(SimpleOptions o) {
    PassCell cell = o.cell(Layout.builder("parameters"), "l0", INPUTS, 5);
    Layout.Builder tape = Layout.builder("tape");
    return cell.window(tape, Layout.builder("workspace"), "", Packing.dense(3, 1), Below.TOKENS);
  }

  @ParameterizedTest
  @MethodSource("few")
  void tokensThatAreNotThereAreRefusedByName(Cells.Kind kind) {
    CellRun run = run(kind, 5, 3);
    Arrays.fill(run.d, 1);
    float[] before = run.dp.clone();
    for (int off : new int[] {-1, 1}) {
      IndexOutOfBoundsException e =
          assertThrows(
              IndexOutOfBoundsException.class,
              () -> run.window.backwardInputWeights(new int[3 * ROWS], off, run.d, run.dp));
      assertEquals(
          "tokens: expected 6 elements from " + off + ", got an array of 6", e.getMessage());
    }
    assertArrayEquals(before, run.dp);
  }

  /** Tokens from an index on, fewer than those of the call before, and others. */
  @ParameterizedTest
  @MethodSource("few")
  void tokensMayLieAnywhere(Cells.Kind kind) {
    CellRun index = run(kind, 5, 3);
    CellRun dense = run(kind, 5, 3);
    float[] d = Nets.uniform(6, index.d.length, -1, 1);
    System.arraycopy(d, 0, index.d, 0, d.length);
    System.arraycopy(d, 0, dense.d, 0, d.length);
    int[] tokens = Nets.tokens(4, 3 * ROWS, INPUTS);
    float[] x = new float[2 * ROWS * INPUTS];
    for (int r = 0; r < 2 * ROWS; r++) {
      x[r * INPUTS + tokens[2 + r]] = 1;
    }
    int[] others = new int[tokens.length];
    for (int r = 0; r < others.length; r++) {
      others[r] = (tokens[r] + 1) % INPUTS;
    }
    index.window.backwardInputWeights(others, 0, index.d, index.dp);
    index.packing.steps(2);
    dense.packing.steps(2);
    Arrays.fill(index.dp, 0);
    index.window.backwardInputWeights(tokens, 2, index.d, index.dp);
    dense.window.backwardInputWeights(x, 0, INPUTS, dense.d, dense.dp);
    Nets.assertSameNumbers(kind + ", dp", dense.dp, index.dp);
  }

  @Test
  void aWindowOverTokensHasNoGradientOfItsInputAndNoDropoutOfIt() {
    SimpleOptions o = SimpleOptions.plain();
    CellWindow w = overTokens(o.withInputDropout(0.5f));
    assertThrows(
        IllegalStateException.class, () -> w.backwardInput(new float[99], new float[99], 0, 16));
    Nets.assertRefused("input dropout", () -> w.drawMasks(0, new RandomMasks(1, 1)));
    overTokens(o.withRecurrentDropout(0.5f)).drawMasks(0, new RandomMasks(1, 1));
  }

  /** h = m h₋ and k = n k₋: the gradients before the step are the masks. */
  private static Cell twoDropped(Layout.Builder parameters, int inputs, int units) {
    PassCell.Builder b = PassCell.builder(parameters, "own", "l0", inputs);
    Block h = b.state("h", units);
    Block k = b.state("k", units);
    Block seenH = b.dropout(0.5f, h);
    Block seenK = b.dropout(0.5f, k);
    b.gate("x", units);
    b.next("h", b.product("weight_hh", seenH, b.start("bias_hh", "a_h", units)));
    b.next("k", b.product("weight_hh", seenK, b.start("bias_hh", "a_k", units)));
    return b.build();
  }

  @Test
  void eachPartOfTheStateHasItsOwnDropout() {
    int rows = 9;
    Cells.Instance cell = new Cells.Kind("own", 1, CellWindowTest::twoDropped, null).of(1, 1);
    float[] p = cell.layout().allocate();
    Map<String, float[]> ones =
        Map.of(
            "weight_ih", new float[1],
            "bias_ih", new float[1],
            "weight_hh", new float[] {1, 1},
            "bias_hh", new float[2]);
    cell.cell().pack((name, shape) -> ones.get(name), p);
    float[][] states = {Nets.uniform(1, rows, -1, 1), Nets.uniform(2, rows, -1, 1)};
    for (boolean draw : new boolean[] {true, false}) {
      CellRun run = new CellRun(cell, p, 1, rows);
      if (draw) {
        run.window.drawMasks(0, new RandomMasks(3, rows));
      }
      run.start(states);
      run.forward(new float[rows], 0);
      run.clear();
      float[] one = new float[rows];
      Arrays.fill(one, 1);
      run.behind(0, one);
      run.behind(1, one);
      run.backward(new float[rows], 0);
      assertEquals(draw, !Arrays.equals(run.before(0), run.before(1)));
      for (int part = 0; part < 2; part++) {
        double[] mask = MaskedCells.read(run, "recurrent_mask_" + "hk".charAt(part), rows, 1);
        for (int n = 0; n < rows; n++) {
          float m = draw ? (float) mask[n] : 1;
          assertEquals(0 + m * states[part][n], run.state(part, 1)[n]);
          assertEquals(m, run.before(part)[n]);
        }
      }
    }
  }
}
