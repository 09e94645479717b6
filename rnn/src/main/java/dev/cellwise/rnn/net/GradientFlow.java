package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How much of a loss's gradient reaches each time step: the norms ‖∂L/∂hₜ‖, ‖∂L/∂cₜ‖ of every cell,
 * t from 0, the state before the sequence, to T.
 *
 * <p>∂L/∂sₜ of a part s of the state is what moving its numbers after step t does to the loss, the
 * other parts at t held: through all the later steps that start from them, and for the first part,
 * the cell's output, also through the layers above at t. So cₜ does not count by way of the hₜ that
 * was made from it, and ∂L/∂c at the last step is 0: nobody reads it any more. Where a dropout
 * layer stands above, h is what comes in below it.
 *
 * <p>It is measured by going through the sequence in segments of one step ({@link Checkpointed}),
 * so with the gradients that training has, to the bit. It costs two forward passes and one back in
 * small windows, and room for all states: a tool for looking, not for training. Norms are computed
 * in double. Not thread-safe.
 */
public final class GradientFlow {
  private final Layers layers;
  private final Packing sequence;
  private final Checkpointed checkpointed;
  private final Reader reader = new Reader();

  /** Of each cell and part, [T + 1, N]: the sums of the squares. */
  private final double[][][] squares;

  /**
   * For sequences of a shape.
   *
   * @param layers the layers
   * @param sequence the shape of the sequences, T their most steps. Kept: the caller may change it
   *     between two of them.
   * @param mode for inference or training
   * @throws IllegalArgumentException if a layer goes backward in time, or as {@link Checkpointed}
   */
  public GradientFlow(Layers layers, Packing sequence, Mode mode) {
    this.layers = layers;
    this.sequence = sequence;
    this.checkpointed = new Checkpointed(layers, sequence, 1, mode);
    List<List<StatePart>> state = layers.state();
    this.squares = new double[state.size()][][];
    int size = Math.multiplyExact(sequence.maxSteps() + 1, sequence.rows());
    for (int cell = 0; cell < squares.length; cell++) {
      squares[cell] = new double[state.get(cell).size()][size];
    }
  }

  /**
   * Measures a sequence of tokens.
   *
   * @param tokens [R] — packed. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @param loss asked once for each step, from the last to the first, as {@link Checkpointed} does
   * @return the loss
   */
  public double gradient(int[] tokens, int tOff, float[] p, float[] dp, SegmentLoss loss) {
    start(loss);
    return checkpointed.gradient(tokens, tOff, p, dp, reader);
  }

  /**
   * Measures a sequence of features.
   *
   * @param x [R, I] — packed. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @param loss asked once for each step, from the last to the first, as {@link Checkpointed} does
   * @return the loss
   */
  public double gradient(float[] x, int xOff, float[] p, float[] dp, SegmentLoss loss) {
    start(loss);
    return checkpointed.gradient(x, xOff, p, dp, reader);
  }

  private void start(SegmentLoss loss) {
    reader.loss = Objects.requireNonNull(loss, "loss");
    for (double[][] cell : squares) {
      for (double[] part : cell) {
        Arrays.fill(part, 0);
      }
    }
  }

  /** Reads the gradients of each step when it has been gone back through. */
  private final class Reader implements SegmentLoss {
    private SegmentLoss loss;

    @Override
    public double apply(Unrolled window, int from, int first) {
      return loss.apply(window, from, first);
    }

    @Override
    public void done(Unrolled window, int from, int first) {
      for (int cell = 0; cell < squares.length; cell++) {
        CellWindow of = window.window(cell);
        outputs(of, cell, first, window.workspace());
        // That of the first part lacks what comes from above, unless nothing can.
        for (int part = first == 0 ? 0 : 1; part < squares[cell].length; part++) {
          states(of, cell, part, first, window.workspace());
        }
      }
      loss.done(window, from, first);
    }

    /** Of the outputs after the step: from above and from behind. */
    private void outputs(CellWindow of, int cell, int t, float[] d) {
      int size = layers.state().get(cell).getFirst().size();
      double[] to = squares[cell][0];
      for (int n = 0; n < sequence.rows(); n++) {
        if (of.packing().length(n) > 0) {
          int at = of.dOutput() + of.packing().slot(0, n) * of.hRow();
          double sum = 0;
          for (int u = 0; u < size; u++) {
            sum += (double) d[at + u] * d[at + u];
          }
          to[(t + 1) * sequence.rows() + n] = sum;
        }
      }
    }

    /** Of a part of the state before the step. */
    private void states(CellWindow of, int cell, int part, int t, float[] d) {
      int size = layers.state().get(cell).get(part).size();
      for (int n = 0; n < sequence.rows(); n++) {
        double sum = 0;
        for (int u = 0; u < size; u++) {
          float value = d[of.dState(part, n, u)];
          sum += (double) value * value;
        }
        squares[cell][part][t * sequence.rows() + n] = sum;
      }
    }
  }

  /**
   * The norms of a part of a cell's state, over all rows together.
   *
   * @param cell its index in {@link Layers#cells}: that of the layer
   * @param part its name, such as {@code h} or {@code c}
   * @return [T + 1] — of the last sequence: element t is that of the state after t steps. Where
   *     rows are of different length, those that have ended count 0.
   */
  public double[] norms(int cell, String part) {
    double[] of = squares(cell, part);
    double[] norms = new double[sequence.steps() + 1];
    for (int t = 0; t < norms.length; t++) {
      double sum = 0;
      for (int n = 0; n < sequence.rows(); n++) {
        sum += of[t * sequence.rows() + n];
      }
      norms[t] = Math.sqrt(sum);
    }
    return norms;
  }

  /**
   * The norms of a part of a cell's state of one row.
   *
   * @param cell its index in {@link Layers#cells}: that of the layer
   * @param part its name, such as {@code h} or {@code c}
   * @param row 0 to N - 1
   * @return [T + 1] — of the last sequence, T the row's length: element t is that of the state
   *     after t steps
   */
  public double[] norms(int cell, String part, int row) {
    double[] of = squares(cell, part);
    double[] norms = new double[sequence.length(row) + 1];
    for (int t = 0; t < norms.length; t++) {
      norms[t] = Math.sqrt(of[t * sequence.rows() + row]);
    }
    return norms;
  }

  private double[] squares(int cell, String part) {
    return squares[cell][checkpointed.unrolled().states().part(cell, part)];
  }

  /**
   * Sets a row's state before the sequence that comes.
   *
   * @param row 0 to N - 1
   * @param state of a network of this architecture; not kept
   */
  public void setState(int row, State state) {
    checkpointed.setState(row, state);
  }

  /** Sets all states before the sequence that comes to those that sequences begin with. */
  public void resetState() {
    checkpointed.resetState();
  }

  /**
   * Names the rows: random masks follow a row's id and not its place.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    checkpointed.rowIds(ids);
  }
}
