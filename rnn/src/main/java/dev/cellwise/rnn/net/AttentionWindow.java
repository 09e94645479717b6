package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/**
 * {@link Layer.Attention} over a window: row by row, since each has a memory of its own. What is
 * kept are the weights a; the rest is one row's, and made again on the way back.
 */
final class AttentionWindow extends LayerWindow {
  private final LayerWindow below;
  private final LayerWindow source;
  private final Memory memory;
  private final AttentionScores scores;
  private final int y;
  private final int dy;

  /** a of all packed rows. */
  private final int weights;

  /** Scores, then weights, of a row of the batch; their gradients. */
  private final int e;

  private final int de;

  /** Contexts of a row, their gradients, and that of its memory. */
  private final int c;

  private final int dc;
  private final int dm;

  private final int a;
  private final int interleaved;

  /** Tape and workspace of the encoder. */
  private float[] sourceData;

  private float[] sourceD;

  AttentionWindow(
      Laid.Attention of,
      LayerWindow below,
      LayerWindow source,
      Layout.Builder tape,
      Layout.Builder work) {
    super(below.packing, of.memory() + of.inputs(), Panels.padded(of.memory() + of.inputs()));
    this.below = below;
    this.source = source;
    String prefix = "attention" + of.index() + ".";
    int steps = packing.maxSteps();
    int most = source.packing.maxSteps();
    memory = new Memory(tape, prefix, of.memory(), most);
    scores =
        of.dot()
            ? new AttentionScores.Dot(below, source, memory, tape, work, prefix)
            : new AttentionScores.Additive(of, below, source, memory, tape, work, prefix);
    y = tape.add(prefix + "y", packing.capacity(), row);
    weights = tape.add(prefix + "weights", packing.capacity(), memory.row);
    e = tape.add(prefix + "e", steps, memory.row);
    c = tape.add(prefix + "c", steps, memory.panels.columns());
    dy = work.add(prefix + "dy", packing.capacity(), row);
    de = work.add(prefix + "de", steps, memory.row);
    dc = work.add(prefix + "dc", steps, memory.panels.columns());
    dm = work.add(prefix + "dm", memory.panels.size(most));
    a = work.add(prefix + "a", steps, memory.row);
    interleaved = work.add(prefix + "a_interleaved", steps, most);
  }

  /** Where the encoder's outputs lie, and their gradients. */
  void read(float[] data, float[] d) {
    sourceData = data;
    sourceD = d;
  }

  @Override
  int output() {
    return y;
  }

  @Override
  int dOutput() {
    return dy;
  }

  @Override
  void prepare(float[] p, float[] d) {
    scores.prepare(p, d);
  }

  @Override
  void forward(float[] p, float[] data) {
    scores.forward(p, data, sourceData);
    for (int n = 0; n < packing.rows(); n++) {
      int length = source.packing.length(n);
      if (length > 0 && packing.length(n) > 0) {
        context(n, length, p, data);
      }
      output(n, length, data);
    }
  }

  /** {@code a_t = softmax(e_t), c_t = Σ_s a_ts m_s}. */
  private void context(int n, int length, float[] p, float[] data) {
    int steps = packing.length(n);
    load(n, length, data);
    scores.row(n, p, data, e);
    memory.softmax(steps, data, e);
    memory.sum(steps, data, e, data, data, c, memory.panels.columns());
  }

  private void load(int n, int length, float[] data) {
    memory.begin(length);
    for (int s = 0; s < length; s++) {
      memory.put(s, sourceData, source.output() + source.packing.at(s, n) * source.row, data);
    }
    memory.done(data);
  }

  /** {@code y_t = [c_t; q_t]}. */
  private void output(int n, int length, float[] data) {
    float[] x = below.values(data);
    int m = memory.size;
    for (int t = 0; t < packing.length(n); t++) {
      int at = packing.at(t, n);
      int to = y + at * row;
      int kept = weights + at * memory.row;
      if (length > 0) {
        System.arraycopy(data, c + t * memory.panels.columns(), data, to, m);
        System.arraycopy(data, e + t * memory.row, data, kept, length);
      } else {
        Arrays.fill(data, to, to + m, 0);
      }
      Arrays.fill(data, kept + length, kept + memory.row, 0);
      System.arraycopy(x, below.output() + at * below.row, data, to + m, below.size);
    }
  }

  @Override
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    scores.clear(d);
    for (int n = 0; n < packing.rows(); n++) {
      backwardQueries(n, d);
      int length = source.packing.length(n);
      if (length > 0 && packing.length(n) > 0) {
        backward(n, length, p, data, d, dp);
      }
    }
    scores.backward(data, sourceData, d, sourceD, dp);
  }

  /** What of y is q. */
  private void backwardQueries(int n, float[] d) {
    for (int t = 0; t < packing.length(n) && below.dOutput() >= 0; t++) {
      int slot = packing.slot(t, n);
      int to = below.dOutput() + slot * below.dRow();
      Elementwise.add(below.size, d, dy + slot * row + memory.size, d, to);
    }
  }

  /** {@code da_ts = dc_t · m_s, dm_s += Σ_t a_ts dc_t}, and back through the softmax. */
  private void backward(int n, int length, float[] p, float[] data, float[] d, float[] dp) {
    int steps = packing.length(n);
    int columns = memory.panels.columns();
    load(n, length, data);
    for (int t = 0; t < steps; t++) {
      int from = dy + packing.slot(t, n) * row;
      System.arraycopy(d, from, d, dc + t * columns, memory.size);
      int kept = weights + packing.at(t, n) * memory.row;
      System.arraycopy(data, kept, d, a + t * memory.row, length);
    }
    Arrays.fill(d, dm, dm + memory.panels.size(length), 0);
    Affine.interleave(steps, length, d, a, memory.row, 0, steps, d, interleaved);
    memory.gradient(steps, d, interleaved, d, dc, columns, d, dm);
    memory.dot(steps, d, dc, columns, data, d, de);
    backwardSoftmax(steps, length, d);
    scores.rowBackward(n, p, data, d, de, dm, dp);
    backwardMemory(n, length, d);
  }

  /** {@code de_ts = a_ts (da_ts - Σ_r a_tr da_tr)}. */
  private void backwardSoftmax(int steps, int length, float[] d) {
    for (int t = 0; t < steps; t++) {
      int at = a + t * memory.row;
      int to = de + t * memory.row;
      double sum = 0;
      for (int s = 0; s < length; s++) {
        sum += (double) d[at + s] * d[to + s];
      }
      float mean = (float) sum;
      for (int s = 0; s < length; s++) {
        d[to + s] = d[at + s] * (d[to + s] - mean);
      }
    }
  }

  private void backwardMemory(int n, int length, float[] d) {
    for (int s = 0; s < length; s++) {
      int to = source.dOutput() + source.packing.slot(s, n) * source.dRow();
      for (int i = 0; i < memory.panels.count(); i++) {
        int from = memory.block(dm, i, s);
        Elementwise.add(memory.panels.units(i), d, from, sourceD, to + i * Panels.WIDTH);
      }
    }
  }

  /** Copies the weights of a row's query over its source; gives how many. */
  int weights(int t, int n, float[] data, float[] to) {
    Bounds.checkIndex("row", n, packing.rows());
    Bounds.checkIndex("t", t, packing.length(n));
    int length = source.packing.length(n);
    if (to.length < length) {
      throw new IndexOutOfBoundsException(
          "to: expected room for " + length + " weights, got " + to.length);
    }
    System.arraycopy(data, weights + packing.at(t, n) * memory.row, to, 0, length);
    return length;
  }
}
