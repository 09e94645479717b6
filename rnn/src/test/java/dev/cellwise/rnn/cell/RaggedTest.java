package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows of different length in one window have the bits of each row alone, and the gradients those
 * of all rows run to the longest, with nothing from above where a row has ended.
 */
class RaggedTest {
  private static final int INPUTS = 3;
  private static final int[][] LENGTHS = {{2, 5, 0, 3}, {4, 4, 1}, {0, 0}, {1}, {3, 0, 3, 6, 6, 1}};

  static List<Cells.Kind> cells() {
    return Cells.few();
  }

  static List<Cells.Kind> masked() {
    return MaskedCells.training();
  }

  /**
   * A window of rows of different length, over x and dy [T, N, ·] with NaN where there is no step.
   */
  private static final class Case {
    final int[] lengths;
    final int steps;
    final int rows;
    final float[] x;
    final float[] dy;
    final CellRun run;

    Case(Cells.Kind kind, int hidden, int[] lengths, boolean masks) {
      this.lengths = lengths;
      this.steps = 6;
      this.rows = lengths.length;
      Cells.Instance cell = kind.of(INPUTS, hidden);
      float[] p = cell.parameters(10);
      x = Nets.uniform(1, steps * rows * INPUTS, -1, 1);
      dy = Nets.uniform(2, steps * rows * cell.cell().outputs(), -1, 1);
      run = new CellRun(cell, p, Packing.ragged(steps, rows, steps * rows));
      run.packing.lengths(lengths);
      if (masks) {
        run.window.drawMasks(1, new RandomMasks(7, rows));
      }
    }

    /** Rows of [T, N, size] one after the other, packed. */
    float[] packed(float[] all, int size, int to) {
      float[] some = new float[run.packing.total() * to];
      for (int t = 0; t < steps; t++) {
        for (int n = 0; n < rows; n++) {
          if (t < lengths[n]) {
            int at = run.packing.at(t, n) * to;
            System.arraycopy(all, (t * rows + n) * size, some, at, size);
          }
        }
      }
      return some;
    }

    void forwardAndBack() {
      states((part, n, u, v) -> run.data[run.window.state(part, 0, n, u)] = v, 20);
      float[] in = packed(x, INPUTS, INPUTS);
      run.window.input(in, 0, INPUTS, run.p, run.data);
      run.window.forward(run.p, run.data);
      run.clear();
      above();
      states((part, n, u, v) -> run.d[run.window.dState(part, n, u)] = v, 40);
      run.window.backward(run.p, run.data, run.d, run.dp);
      run.window.backwardInputWeights(in, 0, INPUTS, run.d, run.dp);
      run.window.backwardInput(run.d, run.dx, 0, Panels.padded(INPUTS));
    }

    private void above() {
      int h = run.cell.outputs();
      for (int t = 0; t < steps; t++) {
        for (int n = 0; n < rows; n++) {
          if (t < lengths[n]) {
            int to = run.window.dOutput() + slot(t, n) * run.window.hRow();
            System.arraycopy(dy, (t * rows + n) * h, run.d, to, h);
          }
        }
      }
    }

    int slot(int t, int n) {
      return run.packing.reversed(t) + run.packing.at(t, n) - run.packing.at(t);
    }

    private interface Number {
      void set(int part, int row, int unit, float value);
    }

    private void states(Number to, long seed) {
      for (int part = 0; part < run.cell.state().size(); part++) {
        int size = run.cell.state().get(part).size();
        float[] values = Nets.uniform(seed + part, rows * size, -1, 1);
        for (int n = 0; n < rows; n++) {
          for (int u = 0; u < size; u++) {
            to.set(part, n, u, values[n * size + u]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  @Tag("mutation")
  void aRowHasTheBitsOfTheRowAlone(Cells.Kind kind) {
    for (int[] lengths : LENGTHS) {
      alone(kind, 17, lengths);
    }
    alone(kind, 64, LENGTHS[0]);
  }

  private static void alone(Cells.Kind kind, int hidden, int[] lengths) {
    Case all = new Case(kind, hidden, lengths, false);
    all.forwardAndBack();
    for (int n = 0; n < all.rows; n++) {
      if (lengths[n] > 0) {
        row(all, n, kind.of(INPUTS, hidden));
      }
      state(all, n);
    }
  }

  /** The state of a row after its last step is the one that is carried. */
  private static void state(Case all, int n) {
    CellRun run = all.run;
    float[] data = run.data.clone();
    run.window.carry(all.steps, data);
    for (int part = 0; part < run.cell.state().size(); part++) {
      int size = run.cell.state().get(part).size();
      float[] last = new float[size];
      float[] carried = new float[size];
      for (int u = 0; u < size; u++) {
        last[u] = run.data[run.window.state(part, all.lengths[n], n, u)];
        carried[u] = data[run.window.state(part, 0, n, u)];
      }
      Nets.assertSameBits("carried", last, carried);
    }
  }

  private static void row(Case all, int n, Cells.Instance cell) {
    String what = Arrays.toString(all.lengths) + ", row " + n;
    int length = all.lengths[n];
    CellRun one = new CellRun(cell, all.run.p, length, 1);
    for (int part = 0; part < one.cell.state().size(); part++) {
      int size = one.cell.state().get(part).size();
      float[] h = Nets.uniform(20 + part, all.rows * size, -1, 1);
      one.window.setState(part, 0, h, n * size, one.data);
    }
    float[] x = column(all.x, n, length, all.rows, INPUTS);
    one.forward(x, 0);
    one.clear();
    one.above(column(all.dy, n, length, all.rows, one.cell.outputs()), 0);
    for (int part = 0; part < one.cell.state().size(); part++) {
      int size = one.cell.state().get(part).size();
      float[] d = Nets.uniform(40 + part, all.rows * size, -1, 1);
      one.behind(part, Arrays.copyOfRange(d, n * size, (n + 1) * size));
    }
    one.backward(x, 0);
    for (int part = 0; part < one.cell.state().size(); part++) {
      int size = one.cell.state().get(part).size();
      float[] states = new float[length * size];
      float[] before = new float[size];
      for (int u = 0; u < size; u++) {
        before[u] = all.run.d[all.run.window.dState(part, n, u)];
        for (int t = 0; t < length; t++) {
          states[t * size + u] = all.run.data[all.run.window.state(part, t + 1, n, u)];
        }
      }
      Nets.assertSameBits(what + ", states", one.states(part), states);
      Nets.assertSameBits(what + ", gradient before", one.before(part), before);
    }
    float[] dx = new float[length * INPUTS];
    for (int t = 0; t < length; t++) {
      int from = all.slot(t, n) * Panels.padded(INPUTS);
      System.arraycopy(all.run.dx, from, dx, t * INPUTS, INPUTS);
    }
    Nets.assertSameBits(what + ", dx", one.inputGradient(), dx);
  }

  private static float[] column(float[] all, int n, int length, int rows, int size) {
    float[] of = new float[length * size];
    for (int t = 0; t < length; t++) {
      System.arraycopy(all, (t * rows + n) * size, of, t * size, size);
    }
    return of;
  }

  /** The order of the chains: time descending, rows ascending, continued window by window. */
  @ParameterizedTest
  @MethodSource("cells")
  void weightGradientsAreThoseOfTheSpansOneAfterTheOther(Cells.Kind kind) {
    int[] lengths = {2, 5, 0, 3};
    Case all = new Case(kind, 17, lengths, false);
    all.forwardAndBack();
    Cells.Instance cell = kind.of(INPUTS, 17);
    float[] dp = cell.layout().allocate();
    float[][] handed = new float[cell.cell().state().size()][4096];
    int[][] spans = {{3, 5, 1}, {2, 3, 1, 3}, {0, 2, 0, 1, 3}};
    for (int[] s : spans) {
      span(all, cell, s[0], s[1], Arrays.copyOfRange(s, 2, s.length), handed, dp);
    }
    Nets.assertSameBits(kind + ", dp", dp, all.run.dp);
  }

  /**
   * A dense window of some rows from a step to another, its states and gradients from the whole.
   */
  private static void span(
      Case all, Cells.Instance cell, int from, int to, int[] rows, float[][] handed, float[] dp) {
    CellRun one = new CellRun(cell, all.run.p, to - from, rows.length);
    float[] x = new float[one.steps * rows.length * INPUTS];
    int outputs = one.cell.outputs();
    float[] dy = new float[one.steps * rows.length * outputs];
    for (int t = 0; t < one.steps; t++) {
      for (int i = 0; i < rows.length; i++) {
        int source = (from + t) * all.rows + rows[i];
        int target = t * rows.length + i;
        System.arraycopy(all.x, source * INPUTS, x, target * INPUTS, INPUTS);
        System.arraycopy(all.dy, source * outputs, dy, target * outputs, outputs);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      for (int part = 0; part < one.cell.state().size(); part++) {
        int size = one.cell.state().get(part).size();
        float[] h = new float[size];
        for (int u = 0; u < size; u++) {
          h[u] = all.run.data[all.run.window.state(part, from, rows[i], u)];
        }
        one.window.setState(part, i, h, 0, one.data);
      }
    }
    one.forward(x, 0);
    one.clear();
    one.above(dy, 0);
    for (int i = 0; i < rows.length; i++) {
      for (int part = 0; part < one.cell.state().size(); part++) {
        behind(all, one, handed, part, i, rows[i], to);
      }
    }
    // A chain goes on from what is in the buffer.
    System.arraycopy(dp, 0, one.dp, 0, dp.length);
    one.window.backward(one.p, one.data, one.d, one.dp);
    one.window.backwardInputWeights(x, 0, INPUTS, one.d, one.dp);
    System.arraycopy(one.dp, 0, dp, 0, dp.length);
    for (int i = 0; i < rows.length; i++) {
      for (int part = 0; part < one.cell.state().size(); part++) {
        int size = one.cell.state().get(part).size();
        System.arraycopy(one.before(part), i * size, handed[part], rows[i] * size, size);
      }
    }
  }

  /** The gradient of a row's state after a span: given where it ends, else the next span's. */
  private static void behind(
      Case all, CellRun one, float[][] handed, int part, int i, int row, int to) {
    int size = one.cell.state().get(part).size();
    float[] given = Nets.uniform(40 + part, all.rows * size, -1, 1);
    for (int u = 0; u < size; u++) {
      float v = all.lengths[row] == to ? given[row * size + u] : handed[part][row * size + u];
      one.d[one.window.dState(part, i, u)] = v;
    }
  }

  /** A row's masks are those that it has in another batch under its id. */
  @ParameterizedTest
  @MethodSource("masked")
  void masksGoWithTheRow(Cells.Kind kind) {
    Case ragged = new Case(kind, 17, new int[] {2, 5, 0, 3}, true);
    ragged.forwardAndBack();
    Case whole = new Case(kind, 17, new int[] {6, 6, 6, 6}, true);
    whole.forwardAndBack();
    for (int part = 0; part < ragged.run.cell.state().size(); part++) {
      int size = ragged.run.cell.state().get(part).size();
      for (int n = 0; n < 4; n++) {
        for (int t = 0; t <= ragged.lengths[n]; t++) {
          float[] expected = new float[size];
          float[] actual = new float[size];
          for (int u = 0; u < size; u++) {
            expected[u] = whole.run.data[whole.run.window.state(part, t, n, u)];
            actual[u] = ragged.run.data[ragged.run.window.state(part, t, n, u)];
          }
          Nets.assertSameBits(kind + ", row " + n + " after " + t, expected, actual);
        }
      }
    }
  }
}
