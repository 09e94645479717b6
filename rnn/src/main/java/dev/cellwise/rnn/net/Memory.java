package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Softmax;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * What attention reads of one sequence, {@code m_s}, packed as weights: for {@code c_t = Σ_s a_ts
 * m_s}, and transposed for the scores {@code q_t · m_s}. So each number is one chain, over s or
 * over the units, whatever the number of queries: a step of a stream has the bits of its window.
 */
final class Memory {
  /** M. */
  final int size;

  /** Geometry of the context: M outputs. */
  final Panels panels;

  /** Geometry of the scores of each length. */
  private final Panels[] ofLength;

  /** Floats from a row of scores to the next. */
  final int row;

  /** {@code [M outputs, S inputs]}, a step's block of a panel contiguous. */
  private final int byStep;

  /** {@code [S outputs, M inputs]}. */
  private final int byUnit;

  private final int zeros;

  /** S, steps at hand. */
  private int length;

  /** For sequences of one length. */
  static Memory ofLength(Layout.Builder at, int size, int length) {
    return new Memory(at, "", size, length, length);
  }

  /**
   * Adds its regions.
   *
   * @param size M
   * @param most S, the longest sequence
   */
  Memory(Layout.Builder at, String prefix, int size, int most) {
    this(at, prefix, size, 1, most);
  }

  private Memory(Layout.Builder at, String prefix, int size, int least, int most) {
    this.size = size;
    this.panels = Panels.dense(size);
    this.row = Panels.padded(most);
    this.ofLength = new Panels[most + 1];
    for (int s = least; s <= most; s++) {
      ofLength[s] = Panels.dense(s);
    }
    byStep = at.add(prefix + "by_step", panels.size(most));
    byUnit = at.add(prefix + "by_unit", Panels.padded(most), size);
    zeros = at.add(prefix + "zeros", Math.max(row, panels.columns()));
  }

  /** A sequence of some steps comes: {@link #put} each, then {@link #done}. */
  void begin(int steps) {
    length = steps;
  }

  /** A step of it. */
  void put(int s, float[] from, int at, float[] data) {
    for (int p = 0; p < panels.count(); p++) {
      int to = block(byStep, p, s);
      int n = panels.units(p);
      System.arraycopy(from, at + p * panels.width(), data, to, n);
      Arrays.fill(data, to + n, to + panels.width(p), 0);
    }
  }

  /** Where a step's share of a panel starts. */
  int block(int at, int panel, int s) {
    return at + panel * panels.width() * length + s * panels.width(panel);
  }

  /** All steps are there. */
  void done(float[] data) {
    panels.transpose(ofLength[length], data, byStep, data, byUnit);
  }

  /** Scores {@code e_ts = q_t · m_s} of queries, to rows of {@link #row}. */
  void dot(int steps, float[] q, int qOff, int qRow, float[] data, float[] e, int eOff) {
    Panels of = ofLength[length];
    Affine.forward(
        steps, size, of, q, qOff, qRow, data, byUnit, data, zeros, e, eOff, of.width(), row);
  }

  /** {@code a_t = softmax(e_t)}, in its place. */
  void softmax(int steps, float[] e, int eOff) {
    Softmax.softmax(steps, length, e, eOff, row, e, eOff, row);
  }

  /** {@code c_t = Σ_s a_ts m_s}; with gradients of scores in the place of a, those of queries. */
  void sum(int steps, float[] a, int aOff, float[] data, float[] c, int cOff, int cRow) {
    Affine.forward(
        steps,
        length,
        panels,
        a,
        aOff,
        row,
        data,
        byStep,
        data,
        zeros,
        c,
        cOff,
        panels.width(),
        cRow);
  }

  /**
   * {@code dm_s += Σ_t a_ts dc_t}, packed as {@link #put} does: a chain over the queries.
   *
   * @param a {@code [length, T]} interleaved
   * @param dm {@code [M outputs, S inputs]}
   */
  void gradient(
      int steps, float[] a, int aOff, float[] dc, int dcOff, int dcRow, float[] dm, int dmOff) {
    Affine.backwardWeights(
        steps, length, panels, a, aOff, dc, dcOff, panels.width(), dcRow, dm, dmOff);
  }
}
