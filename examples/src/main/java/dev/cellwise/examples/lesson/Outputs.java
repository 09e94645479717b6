package dev.cellwise.examples.lesson;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;

/** What a network says of sequences of different length, in the order in which they are given. */
public final class Outputs {
  private static final int ROWS = 64;

  private final Network network;
  private final int[] lengths;
  private final Packing packing;
  private final Unrolled unrolled;
  private final float[][] outputs;

  private Outputs(Network network, int[] lengths) {
    this.network = network;
    this.lengths = lengths;
    int rows = Math.min(ROWS, lengths.length);
    int longest = Arrays.stream(lengths).max().orElseThrow();
    packing = Packing.ragged(longest, rows, Math.multiplyExact(longest, rows));
    unrolled = Fit.made(() -> new Unrolled(network.layers(), packing, Mode.inference()));
    outputs = new float[lengths.length][];
  }

  /**
   * Of tokens.
   *
   * @param network of tokens
   * @param sequences of at least one token each
   * @return of each sequence [length, O], or [O] where only the last output comes out
   */
  public static float[][] ofTokens(Network network, int[][] sequences) {
    int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
    Outputs run = new Outputs(network, lengths);
    int[] x = new int[run.packing.capacity()];
    float[] p = network.copyParameters();
    return run.all((r, i, t) -> x[r] = sequences[i][t], () -> run.unrolled.forward(x, 0, p));
  }

  /**
   * Of features.
   *
   * @param network of features
   * @param sequences each [length, I], at least one step
   * @param inputs I
   * @return of each sequence [length, O], or [O] where only the last output comes out
   */
  public static float[][] ofFeatures(Network network, float[][] sequences, int inputs) {
    int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length / inputs).toArray();
    Outputs run = new Outputs(network, lengths);
    float[] x = new float[Math.multiplyExact(run.packing.capacity(), inputs)];
    float[] p = network.copyParameters();
    return run.all(
        (r, i, t) -> System.arraycopy(sequences[i], t * inputs, x, r * inputs, inputs),
        () -> run.unrolled.forward(x, 0, p));
  }

  /**
   * The place of the largest of some numbers that stand one after the other.
   *
   * @param values any
   * @param from the first of them
   * @param count at least 1
   * @return 0 to count - 1; the first of several as large
   */
  public static int largest(float[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  /** Puts step t of sequence i into packed row r. */
  private interface Put {
    void step(int r, int i, int t);
  }

  private float[][] all(Put put, Runnable forward) {
    int[] rowLengths = new int[packing.rows()];
    for (int from = 0; from < lengths.length; from += rowLengths.length) {
      int rows = Math.min(rowLengths.length, lengths.length - from);
      Arrays.fill(rowLengths, 0);
      System.arraycopy(lengths, from, rowLengths, 0, rows);
      packing.lengths(rowLengths);
      for (int n = 0; n < rows; n++) {
        for (int t = 0; t < rowLengths[n]; t++) {
          put.step(packing.at(t, n), from + n, t);
        }
      }
      unrolled.resetState();
      forward.run();
      for (int n = 0; n < rows; n++) {
        outputs[from + n] = row(n);
      }
    }
    return outputs;
  }

  private float[] row(int n) {
    int size = network.architecture().outputSize();
    boolean last = network.architecture().last();
    int steps = last ? 1 : packing.length(n);
    float[] row = new float[steps * size];
    for (int t = 0; t < steps; t++) {
      int from = unrolled.output() + (last ? n : packing.at(t, n)) * unrolled.outputRow();
      System.arraycopy(unrolled.tape().data(), from, row, t * size, size);
    }
    return row;
  }
}
