package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;

/** What is timed, and must make no garbage: the same call again and again. */
final class CellCalls {
  private CellCalls() {}

  /** A step of a stream, which goes on from call to call. */
  static Runnable step(Cells.Kind kind, int inputs, int hidden) {
    Cells.Instance of = kind.of(inputs, hidden);
    float[] p = of.parameters(10);
    float[] x = Nets.uniform(1, inputs, -1, 1);
    CellStream stream = of.cell().stream(1);
    float[] state = state(of.cell());
    int[] t = {0};
    return () -> stream.step(t[0]++, x, 0, p, state, 0);
  }

  /** A state of zeros, its parts one after the other. */
  static float[] state(Cell cell) {
    return new float[cell.state().stream().mapToInt(part -> Panels.padded(part.size())).sum()];
  }

  /** A window forward and backward with all gradients; masks only where they are to be drawn. */
  static Runnable window(
      Cells.Kind kind, int inputs, int hidden, int rows, int steps, boolean draw) {
    Cells.Instance of = kind.of(inputs, hidden);
    CellRun run = new CellRun(of, of.parameters(10), steps, rows);
    RandomMasks masks = new RandomMasks(1, rows);
    if (draw) {
      run.window.drawMasks(0, masks);
    }
    float[] x = Nets.uniform(1, steps * rows * inputs, -1, 1);
    float[] dy = Nets.uniform(2, steps * rows * of.cell().outputs(), -1, 1);
    return () -> {
      run.forward(x, 0);
      run.window.prepare(run.p, run.d);
      run.clear();
      run.above(dy, 0);
      run.backward(x, 0);
      run.window.carry(steps, run.data);
      masks.advance(steps);
    };
  }
}
