package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Backward through time in two segments, the last one first, gives the bits of one sweep: the
 * gradient of the state between them is handed over, and the weight gradients go on in the same
 * buffer.
 */
class BackwardSegmentsTest {
  @Test
  @Tag("cold")
  void twoSegmentsGiveTheBitsOfOneSweep() {
    for (int[] s : new int[][] {{5, 3, 2, 1}, {17, 6, 3, 3}, {33, 17, 4, 7}, {16, 1, 9, 1}}) {
      for (int first = 1; first < 5; first += 3) {
        check(s[0], s[1], 5, first, s[3]);
      }
    }
  }

  @Test
  void alsoInLongWindows() {
    check(20, 9, 70, 64, 2);
    check(40, 5, 70, 3, 1);
  }

  private void check(int hidden, int inputs, int steps, int first, int rows) {
    Layout.Builder regions = Layout.builder("parameters");
    LstmCell cell = new LstmCell(regions, "l0", inputs, hidden);
    Layout layout = regions.build();
    float[] p = parameters(cell, layout);
    float[] x = Nets.uniform(1, steps * rows * inputs, -1, 1);
    float[] dy = Nets.uniform(2, steps * rows * hidden, -1, 1);

    Segment whole = new Segment(cell, p, layout, 0, steps, rows);
    whole.forward(x, null);
    whole.work.clear(steps);
    whole.above(dy, 0, steps);
    whole.backward(x);

    Segment a = new Segment(cell, p, layout, 0, first, rows);
    a.forward(x, null);
    Segment b = new Segment(cell, p, layout, first, steps - first, rows);
    b.forward(x, a);
    b.work.clear(steps - first);
    b.above(dy, first, steps);
    b.backward(x);
    a.work.clear(first);
    a.above(dy, 0, first);
    b.handOver(a);
    System.arraycopy(b.dp, 0, a.dp, 0, a.dp.length);
    a.backward(x);

    String what = "H " + hidden + ", I " + inputs + ", T " + steps + " at " + first + ", N " + rows;
    Nets.assertSameBits(what + ", weights", whole.dp, a.dp);
    Nets.assertSameBits(what + ", initial h", whole.initial(true), a.initial(true));
    Nets.assertSameBits(what + ", initial c", whole.initial(false), a.initial(false));
  }

  private static float[] parameters(LstmCell cell, Layout layout) {
    float[] p = layout.allocate();
    int h = cell.hidden();
    for (int g = 0; g < 4; g++) {
      float[] w = Nets.uniform(g, h * cell.inputs(), -0.5f, 0.5f);
      float[] u = Nets.uniform(10 + g, h * h, -0.5f, 0.5f);
      cell.panels().pack(cell.inputs(), g, w, 0, p, cell.inputWeights());
      cell.panels().pack(h, g, u, 0, p, cell.recurrentWeights());
      cell.panels().pack(1, g, Nets.uniform(20 + g, h, -1, 1), 0, p, cell.bias());
    }
    return p;
  }

  /** Some time steps with tape and workspace of their own. */
  private static final class Segment {
    final LstmCell cell;
    final float[] p;
    final int from;
    final int steps;
    final int rows;
    final LstmTape tape;
    final float[] data;
    final LstmWorkspace work;
    final float[] dp;

    Segment(LstmCell cell, float[] p, Layout layout, int from, int steps, int rows) {
      this.cell = cell;
      this.p = p;
      this.from = from;
      this.steps = steps;
      this.rows = rows;
      Layout.Builder regions = Layout.builder("tape");
      tape = new LstmTape(regions, "", cell.hidden(), steps, rows);
      data = regions.build().allocate();
      work = new LstmWorkspace(cell, steps, rows, false);
      cell.transpose(p, work);
      dp = layout.allocate();
    }

    void forward(float[] x, Segment before) {
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < cell.hidden(); u++) {
          float h0 = before == null ? 0.25f : before.data[before.tape.h(before.steps, n, u)];
          float c0 = before == null ? -0.5f : before.data[before.tape.c(before.steps, n, u)];
          data[tape.h(0, n, u)] = h0;
          data[tape.c(0, n, u)] = c0;
        }
      }
      cell.input(steps, x, from * rows * cell.inputs(), cell.inputs(), p, tape, data);
      cell.forward(steps, p, tape, data);
    }

    /** The gradient from above of the time steps {@code begin} to {@code end - 1} of all. */
    void above(float[] dy, int begin, int end) {
      int h = cell.hidden();
      for (int t = begin; t < Math.min(end, dy.length / rows / h); t++) {
        int slot = from + steps - 1 - t;
        if (slot >= 0 && slot < steps) {
          for (int n = 0; n < rows; n++) {
            int to = work.dh(slot) + n * work.hRow();
            System.arraycopy(dy, (t * rows + n) * h, work.data(), to, h);
          }
        }
      }
    }

    void backward(float[] x) {
      cell.backward(steps, tape, data, work);
      cell.backwardRecurrentWeights(steps, tape, data, work, dp);
      int at = from * rows * cell.inputs();
      cell.backwardInputWeights(steps, rows, x, at, cell.inputs(), work, dp);
    }

    /** The gradient of the state before this segment is that of the state after the one before. */
    void handOver(Segment to) {
      float[] d = work.data();
      int length = rows * work.hRow();
      System.arraycopy(d, work.dhState(), to.work.data(), to.work.dhState(), length);
      System.arraycopy(d, work.dc(), to.work.data(), to.work.dc(), length);
    }

    float[] initial(boolean h) {
      int at = h ? work.dhState() : work.dc();
      return Arrays.copyOfRange(work.data(), at, at + rows * work.hRow());
    }
  }
}
