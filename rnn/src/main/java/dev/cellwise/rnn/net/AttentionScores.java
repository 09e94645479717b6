package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

/** How much each query of a window asks for each step of its source, before the softmax. */
abstract sealed class AttentionScores permits AttentionScores.Dot, AttentionScores.Additive {
  final LayerWindow below;
  final LayerWindow source;
  final Memory memory;

  AttentionScores(LayerWindow below, LayerWindow source, Memory memory) {
    this.below = below;
    this.source = source;
    this.memory = memory;
  }

  /** Takes the parameters for the way back. */
  abstract void prepare(float[] p, float[] d);

  /** For all rows at once, before {@link #row} of each. */
  abstract void forward(float[] p, float[] data, float[] sourceData);

  /** Scores of a row's queries, to rows of the memory's: the memory holds its source. */
  abstract void row(int n, float[] p, float[] data, int e);

  /** Before {@link #rowBackward} of each row. */
  abstract void clear(float[] d);

  /**
   * From the gradients of a row's scores to those of its queries and of what is read.
   *
   * @param dm the gradient of the memory, as {@link Memory#gradient} lays it out
   */
  abstract void rowBackward(int n, float[] p, float[] data, float[] d, int de, int dm, float[] dp);

  /** After all rows. */
  abstract void backward(float[] data, float[] sourceData, float[] d, float[] sourceD, float[] dp);

  /** {@code e_ts = q_t · m_s}. */
  static final class Dot extends AttentionScores {
    private final int size;
    private final int row;
    private final int q;
    private final int dq;
    private final int scratch;

    Dot(
        LayerWindow below,
        LayerWindow source,
        Memory memory,
        Layout.Builder tape,
        Layout.Builder work,
        String prefix) {
      super(below, source, memory);
      int steps = below.packing.maxSteps();
      size = below.size;
      row = Panels.padded(size);
      q = tape.add(prefix + "q", steps, row);
      dq = work.add(prefix + "dq", steps, row);
      scratch = work.add(prefix + "de_interleaved", steps, source.packing.maxSteps());
    }

    @Override
    void prepare(float[] p, float[] d) {}

    @Override
    void forward(float[] p, float[] data, float[] sourceData) {}

    @Override
    void row(int n, float[] p, float[] data, int e) {
      int steps = below.packing.length(n);
      gather(n, steps, data);
      memory.dot(steps, data, q, row, data, data, e);
    }

    private void gather(int n, int steps, float[] data) {
      float[] x = below.values(data);
      for (int t = 0; t < steps; t++) {
        int from = below.output() + below.packing.at(t, n) * below.row;
        System.arraycopy(x, from, data, q + t * row, size);
      }
    }

    @Override
    void clear(float[] d) {}

    /** {@code dq_t += Σ_s de_ts m_s, dm_s += Σ_t de_ts q_t}. */
    @Override
    void rowBackward(int n, float[] p, float[] data, float[] d, int de, int dm, float[] dp) {
      int steps = below.packing.length(n);
      int length = source.packing.length(n);
      gather(n, steps, data);
      Affine.interleave(steps, length, d, de, memory.row, 0, steps, d, scratch);
      memory.gradient(steps, d, scratch, data, q, row, d, dm);
      if (below.dOutput() < 0) {
        return;
      }
      memory.sum(steps, d, de, data, d, dq, row);
      for (int t = 0; t < steps; t++) {
        int to = below.dOutput() + below.packing.slot(t, n) * below.dRow();
        Elementwise.add(size, d, dq + t * row, d, to);
      }
    }

    @Override
    void backward(float[] data, float[] sourceData, float[] d, float[] sourceD, float[] dp) {}
  }

  /** {@code e_ts = v · tanh(W_q q_t + b + W_m m_s)}. */
  static final class Additive extends AttentionScores {
    private final Laid.Attention of;
    private final AdditiveScore score;

    /** Floats of a row of units. */
    private final int row;

    private final int queries;
    private final int keys;

    /** Those of a row's source, one after the other. */
    private final int rowKeys;

    private final int dQueries;
    private final int dKeys;
    private final int dRowKeys;
    private final int queryT;
    private final int keyT;
    private final int queryScratch;
    private final int keyScratch;

    Additive(
        Laid.Attention of,
        LayerWindow below,
        LayerWindow source,
        Memory memory,
        Layout.Builder tape,
        Layout.Builder work,
        String prefix) {
      super(below, source, memory);
      int all = below.packing.capacity();
      int read = source.packing.capacity();
      int most = source.packing.maxSteps();
      this.of = of;
      score = new AdditiveScore(of.score(), tape, prefix, most);
      score.addBackward(work, prefix, most);
      row = score.row;
      queries = tape.add(prefix + "queries", all, row);
      keys = tape.add(prefix + "keys", read, row);
      rowKeys = tape.add(prefix + "row_keys", most, row);
      dQueries = work.add(prefix + "d_queries", all, row);
      dKeys = work.add(prefix + "d_keys", read, row);
      dRowKeys = work.add(prefix + "d_row_keys", most, row);
      queryT = work.add(prefix + "query_transposed", of.query().transposedSize());
      keyT = work.add(prefix + "key_transposed", of.key().transposedSize());
      queryScratch = work.add(prefix + "query_scratch", of.query().scratchSize(all));
      keyScratch = work.add(prefix + "key_scratch", of.key().scratchSize(read));
    }

    @Override
    void prepare(float[] p, float[] d) {
      of.query().transpose(p, d, queryT);
      of.key().transpose(p, d, keyT);
      score.prepare(p, d);
    }

    @Override
    void forward(float[] p, float[] data, float[] sourceData) {
      int read = source.packing.total();
      int all = below.packing.total();
      float[] x = below.values(data);
      of.key().forward(read, sourceData, source.output(), source.row, p, data, keys, row);
      of.query().forward(all, x, below.output(), below.row, p, data, queries, row);
    }

    @Override
    void row(int n, float[] p, float[] data, int e) {
      int length = source.packing.length(n);
      gather(n, length, data);
      for (int t = 0; t < below.packing.length(n); t++) {
        int q = queries + below.packing.at(t, n) * row;
        score.forward(length, p, data, rowKeys, data, q, data, data, e + t * memory.row);
      }
    }

    private void gather(int n, int length, float[] data) {
      for (int s = 0; s < length; s++) {
        int from = keys + source.packing.at(s, n) * row;
        System.arraycopy(data, from, data, rowKeys + s * row, row);
      }
    }

    @Override
    void clear(float[] d) {
      Arrays.fill(d, dQueries, dQueries + below.packing.total() * row, 0);
      Arrays.fill(d, dKeys, dKeys + source.packing.total() * row, 0);
    }

    @Override
    void rowBackward(int n, float[] p, float[] data, float[] d, int de, int dm, float[] dp) {
      Packing packing = below.packing;
      int length = source.packing.length(n);
      gather(n, length, data);
      Arrays.fill(d, dRowKeys, dRowKeys + length * row, 0);
      for (int t = packing.length(n) - 1; t >= 0; t--) {
        int q = queries + packing.at(t, n) * row;
        int dq = dQueries + packing.slot(t, n) * row;
        score.hidden(length, data, rowKeys, data, q, data);
        score.backward(length, data, d, de + t * memory.row, dq, dRowKeys, dp);
      }
      for (int s = 0; s < length; s++) {
        int to = dKeys + source.packing.slot(s, n) * row;
        System.arraycopy(d, dRowKeys + s * row, d, to, row);
      }
    }

    @Override
    void backward(float[] data, float[] sourceData, float[] d, float[] sourceD, float[] dp) {
      float[] x = below.values(data);
      int at = below.output();
      of.query()
          .backwardWeights(below.packing, x, at, below.row, d, dQueries, row, d, queryScratch, dp);
      if (below.dOutput() >= 0) {
        int all = below.packing.total();
        int to = below.dOutput();
        of.query().backward(all, d, dQueries, row, d, queryT, d, to, below.dRow());
      }
      int from = source.output();
      int read = source.packing.total();
      of.key()
          .backwardWeights(
              source.packing, sourceData, from, source.row, d, dKeys, row, d, keyScratch, dp);
      of.key().backward(read, d, dKeys, row, d, keyT, sourceD, source.dOutput(), source.dRow());
    }
  }
}
