package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bits, however a sequence is gone through: a row in a batch or alone, a window or its
 * chunks, a stream step by step or with the input's half made before.
 */
class CellBitsTest {
  private static final int[][] SIZES = {
    {1, 1}, {3, 15}, {17, 16}, {5, 17}, {9, 33}, {20, 64}, {7, 70}
  };

  static List<Cells.Kind> cells() {
    return Cells.few();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aRowOfABatchIsTheRowAlone(Cells.Kind kind) {
    for (int[] s : SIZES) {
      for (int rows : new int[] {2, 7, 13}) {
        rowsAlone(kind, s[0], s[1], 4, rows);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  void soItIsBeforeItIsCompiled(Cells.Kind kind) {
    rowsAlone(kind, 3, 15, 2, 7);
    rowsAlone(kind, 5, 17, 2, 2);
  }

  private static void rowsAlone(Cells.Kind kind, int inputs, int hidden, int steps, int rows) {
    Cells.Instance cell = kind.of(inputs, hidden);
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, steps * rows * inputs, -1, 1);
    float[] dy = Nets.uniform(2, steps * rows * cell.cell().outputs(), -1, 1);
    CellRun batch = new CellRun(cell, p, steps, rows);
    batch.forward(x, 0);
    batch.clear();
    batch.above(dy, 0);
    batch.backward(x, 0);
    for (int n = 0; n < rows; n += Math.max(1, rows - 1)) {
      CellRun one = new CellRun(cell, p, steps, 1);
      float[] own = Nets.row(x, steps, rows, inputs, n);
      one.forward(own, 0);
      one.clear();
      one.above(Nets.row(dy, steps, rows, cell.cell().outputs(), n), 0);
      one.backward(own, 0);
      String what = kind + ", I " + inputs + ", H " + hidden + ", row " + n + " of " + rows;
      for (int part = 0; part < cell.cell().state().size(); part++) {
        int size = cell.cell().state().get(part).size();
        float[] expected = one.states(part);
        Nets.assertSameBits(what, expected, Nets.row(batch.states(part), steps, rows, size, n));
      }
      float[] dx = Nets.row(batch.inputGradient(), steps, rows, inputs, n);
      Nets.assertSameBits(what + ", dx", one.inputGradient(), dx);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void aStreamIsTheWindow(Cells.Kind kind) {
    for (int[] s : SIZES) {
      streamIsTheWindow(kind, s[0], s[1]);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void soItIsWithMoreThanOneFullPanel(Cells.Kind kind) {
    rowsAlone(kind, 6, 128, 3, 13);
    streamIsTheWindow(kind, 6, 128);
  }

  private static void streamIsTheWindow(Cells.Kind kind, int inputs, int hidden) {
    int steps = 9;
    Cells.Instance cell = kind.of(inputs, hidden);
    int outputs = cell.cell().outputs();
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, steps * inputs, -1, 1);
    CellRun window = new CellRun(cell, p, steps, 1);
    window.forward(x, 0);
    float[] expected = window.states(0);
    String what = kind + ", I " + inputs + ", H " + hidden;

    int from = 5;
    float[] state = new float[from + CellCalls.state(cell.cell()).length];
    CellStream stream = cell.cell().stream(4);
    float[] actual = new float[expected.length];
    for (int t = 0; t < 3; t++) {
      stream.step(t, x, t * inputs, p, state, from);
      System.arraycopy(state, from, actual, t * outputs, outputs);
    }
    for (int t = 3, n; t < steps; t += n) {
      n = Math.min(4, steps - t);
      stream.input(n, x, t * inputs, inputs, p);
      for (int slot = 0; slot < n; slot++) {
        stream.step(t + slot, slot, p, state, from);
        System.arraycopy(state, from, actual, (t + slot) * outputs, outputs);
      }
    }
    Nets.assertSameBits(what, expected, actual);
    Nets.assertSameBits(what + ", before", new float[from], Arrays.copyOf(state, from));
    for (int part = 0, at = from; part < cell.cell().state().size(); part++) {
      int size = cell.cell().state().get(part).size();
      float[] last = Arrays.copyOfRange(state, at, at + size);
      Nets.assertSameBits(what + ", state", window.state(part, steps), last);
      int end = at + Panels.padded(size);
      float[] padding = Arrays.copyOfRange(state, at + size, end);
      Nets.assertSameBits(what + ", padding", new float[padding.length], padding);
      at = end;
    }
  }

  /** What is not finite does not outlive a new state, not even in the padding. */
  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void aNewStateForgetsWhatWasNotFinite(Cells.Kind kind) {
    for (int hidden : new int[] {3, 80}) {
      Cells.Instance cell = kind.of(2, hidden);
      float[] p = cell.parameters(10);
      float[] x = {1, -1};
      float[] dy = Nets.uniform(2, cell.cell().outputs(), -1, 1);
      CellRun run = new CellRun(cell, p, 1, 1);
      run.forward(new float[] {Float.POSITIVE_INFINITY, 1}, 0);
      run.window.carry(1, run.data);
      for (int part = 0; part < cell.cell().state().size(); part++) {
        run.window.setState(part, 0, CellCalls.state(cell.cell()), 0, run.data);
      }
      CellRun fresh = new CellRun(cell, p, 1, 1);
      for (CellRun r : List.of(run, fresh)) {
        r.forward(x, 0);
        r.clear();
        r.above(dy, 0);
        r.backward(x, 0);
      }
      Nets.assertSameBits(kind + ", H " + hidden, fresh.dp, run.dp);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void anIndexIsTheOneHotRow(Cells.Kind kind) {
    int inputs = 6;
    int steps = 5;
    int rows = 3;
    for (int hidden : new int[] {1, 17, 70}) {
      Cells.Instance cell = kind.of(inputs, hidden);
      float[] p = cell.parameters(10);
      int[] tokens = Nets.tokens(4, steps * rows, inputs);
      float[] x = new float[steps * rows * inputs];
      for (int r = 0; r < tokens.length; r++) {
        x[r * inputs + tokens[r]] = 1;
      }
      float[] dy = Nets.uniform(2, steps * rows * cell.cell().outputs(), -1, 1);
      CellRun dense = new CellRun(cell, p, steps, rows);
      dense.forward(x, 0);
      dense.clear();
      dense.above(dy, 0);
      dense.window.backward(p, dense.data, dense.d, dense.dp);
      dense.window.backwardInputWeights(x, 0, inputs, dense.d, dense.dp);
      CellRun index = new CellRun(cell, p, steps, rows);
      index.window.input(tokens, 0, p, index.data);
      index.window.forward(p, index.data);
      index.clear();
      index.above(dy, 0);
      index.window.backward(p, index.data, index.d, index.dp);
      index.window.backwardInputWeights(tokens, 0, index.d, index.dp);
      Nets.assertSameNumbers(kind + ", H " + hidden, dense.states(0), index.states(0));
      Nets.assertSameNumbers(kind + ", H " + hidden + ", dp", dense.dp, index.dp);
    }
  }

  /** With one panel or a short window the arrays would have had room, in another region. */
  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void aWindowLargerThanItsPlaceIsRefusedBeforeAnythingIsWritten(Cells.Kind kind) {
    Cells.Instance cell = kind.of(2, 3);
    float[] p = cell.parameters(10);
    CellRun run = new CellRun(cell, p, 2, 1);
    Nets.assertRefused("steps", () -> run.packing.steps(3));
    assertEquals(2, run.packing.total());
    CellWindow w = run.window;
    float[] shorter = new float[3];
    Class<IndexOutOfBoundsException> outside = IndexOutOfBoundsException.class;
    assertThrows(outside, () -> w.input(shorter, 0, 2, p, run.data));
    assertThrows(outside, () -> w.input(new int[1], 0, p, run.data));
    assertThrows(outside, () -> w.backwardInputWeights(shorter, 0, 2, run.d, run.dp));
    assertThrows(outside, () -> w.backwardInputWeights(new int[1], 0, run.d, run.dp));
    assertThrows(outside, () -> w.backwardInput(run.d, new float[31], 0, 16));
    Nets.assertSameBits("tape", new float[run.data.length], run.data);
    Nets.assertSameBits("gradients", new float[run.dp.length], run.dp);
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void weightsGoOutAndInAgain(Cells.Kind kind) {
    for (int hidden : new int[] {1, 17, 64, 70}) {
      Cells.Instance cell = kind.of(5, hidden);
      float[] p = cell.parameters(10);
      Map<String, float[]> tensors = new HashMap<>();
      cell.cell().unpack(p, (name, values, shape) -> tensors.put(name, values));
      float[] q = cell.layout().allocate();
      cell.cell().pack((name, shape) -> tensors.get(name), q);
      Nets.assertSameBits(kind.toString(), p, q);
    }
  }
}
