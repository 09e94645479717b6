package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Floats;
import dev.cellwise.kernels.LayerNorm;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.CellStream;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Halves;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A layer of one stream, some steps at once: what a {@link Stepper} consists of. */
abstract class LayerStep {
  /** For the outputs of as many steps; those of one step of a cell lie in its state. */
  final float[] out;

  /** Where the output of the last run begins. */
  int at;

  /** Floats from a step's to the next. */
  final int row;

  LayerStep(int size, int steps) {
    this.row = Panels.padded(size);
    this.out = Floats.allocate(Floats.BASE + steps * row);
    this.at = Floats.BASE;
  }

  /**
   * The layers one on the other, without those that do nothing in inference.
   *
   * @param halves matrices in half the bytes; null where they are read among the parameters
   * @param attentions gets those that are attention, in order
   */
  static List<LayerStep> of(
      List<Laid> layers, int steps, Halves halves, List<OfAttention> attentions) {
    List<LayerStep> all = new ArrayList<>();
    for (Laid laid : layers) {
      switch (laid) {
        case Laid.Recurrent r -> all.add(new OfCell(r.forward(), steps, halves));
        case Laid.Dense d -> all.add(new OfDense(d.layer(), steps, halves));
        case Laid.Norm n -> all.add(new OfNorm(n, steps));
        case Laid.Residual r ->
            all.add(new OfResidual(r.size(), of(r.layers(), steps, halves, attentions), steps));
        case Laid.Drop d -> {}
        case Laid.Attention a -> {
          OfAttention made = new OfAttention(a, steps);
          attentions.add(made);
          all.add(made);
        }
        case Laid.Last l -> throw new IllegalStateException("last: expected no stream");
      }
    }
    return all;
  }

  /**
   * Runs some steps.
   *
   * @param t the first one, of whatever origin
   * @return where the outputs lie, from {@link #at} on. No field: to write one that refers to the
   *     state of a stream costs the collector's barrier, in some steps a fence.
   */
  abstract float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p);

  /** The same of a layer on indices. */
  float[] run(int t, int steps, State state, int[] tokens, int tOff, float[] p) {
    throw new IllegalStateException("tokens: expected a recurrent layer on them");
  }

  /** A cell. Hidden states of one step are read in the state. */
  static final class OfCell extends LayerStep {
    private final CellStream cell;
    private final int number;

    OfCell(Laid.Directed of, int steps, Halves halves) {
      super(of.cell().outputs(), steps);
      this.cell = halves == null ? of.cell().stream(steps) : of.cell().stream(steps, halves);
      this.number = of.number();
    }

    @Override
    float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p) {
      if (steps == 1) {
        at = state.at(number);
        cell.step(t, x, xOff, p, state.values, at);
        return state.values;
      }
      cell.input(steps, x, xOff, xRow, p);
      return recur(t, steps, state, p);
    }

    @Override
    float[] run(int t, int steps, State state, int[] tokens, int tOff, float[] p) {
      cell.input(steps, tokens, tOff, p);
      if (steps == 1) {
        at = state.at(number);
        cell.step(t, 0, p, state.values, at);
        return state.values;
      }
      return recur(t, steps, state, p);
    }

    private float[] recur(int t, int steps, State state, float[] p) {
      float[] s = state.values;
      int from = state.at(number);
      for (int i = 0; i < steps; i++) {
        cell.step(t + i, i, p, s, from);
        System.arraycopy(s, from, out, Floats.BASE + i * row, row);
      }
      at = Floats.BASE;
      return out;
    }
  }

  /** A dense layer. */
  static final class OfDense extends LayerStep {
    private final DenseLayer layer;

    OfDense(DenseLayer layer, int steps, Halves halves) {
      super(layer.outputs(), steps);
      this.layer = halves == null ? layer : layer.over(halves);
    }

    /** Step by step: one row is faster than its share of several where they do not fill a tile. */
    @Override
    float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p) {
      for (int i = 0; i < steps; i++) {
        layer.forward(1, x, xOff + i * xRow, 0, p, out, at + i * row, 0);
      }
      return out;
    }
  }

  /** Layer normalisation. */
  static final class OfNorm extends LayerStep {
    private final Laid.Norm norm;
    private final float[] factors;

    OfNorm(Laid.Norm norm, int steps) {
      super(norm.size(), steps);
      this.norm = norm;
      this.factors = new float[steps];
    }

    @Override
    float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p) {
      int n = norm.size();
      LayerNorm.normalise(steps, n, x, xOff, xRow, out, at, row, factors, 0);
      LayerNorm.scale(steps, n, p, norm.gain(), p, norm.bias(), out, at, row, out, at, row);
      return out;
    }
  }

  /** Attention over what was {@linkplain #read read} last. */
  static final class OfAttention extends LayerStep {
    final Laid.Attention of;
    private final int steps;
    private final int columns;
    private final float[] c;

    /** Queries of the additive form. */
    private final float[] q;

    private int most;
    private AdditiveScore score;
    private float[] scratch;
    private float[] e;
    private Encoding encoding;

    /** What the next run reads. */
    private Encoding next;

    OfAttention(Laid.Attention of, int steps) {
      super(of.memory() + of.inputs(), steps);
      this.of = of;
      this.steps = steps;
      this.columns = Panels.padded(of.memory());
      this.c = Floats.allocate(Floats.BASE + steps * columns);
      int units = of.dot() ? 0 : Panels.padded(of.query().outputs());
      this.q = Floats.allocate(Floats.BASE + steps * units);
    }

    /** What is read from the next run on. */
    void read(Encoding from) {
      next = from;
    }

    /** Makes room where it is the longest so far. */
    private void take(Encoding from) {
      if (from.length > most) {
        float[] scores = Floats.allocate(Floats.BASE + steps * Panels.padded(from.length));
        if (!of.dot()) {
          Layout.Builder layout = Layout.builder("attention");
          AdditiveScore made = new AdditiveScore(of.score(), layout, "", from.length);
          scratch = layout.build().allocate();
          score = made;
        }
        e = scores;
        most = from.length;
      }
      encoding = from;
    }

    @Override
    float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p) {
      if (next != encoding) {
        take(next);
      }
      if (encoding.length > 0) {
        scores(steps, x, xOff, xRow, p);
        encoding.memory.softmax(steps, e, Floats.BASE);
        encoding.memory.sum(steps, e, Floats.BASE, encoding.data, c, Floats.BASE, columns);
      }
      for (int i = 0; i < steps; i++) {
        int to = at + i * row;
        if (encoding.length > 0) {
          System.arraycopy(c, Floats.BASE + i * columns, out, to, of.memory());
        } else {
          Arrays.fill(out, to, to + of.memory(), 0);
        }
        System.arraycopy(x, xOff + i * xRow, out, to + of.memory(), of.inputs());
      }
      return out;
    }

    private void scores(int steps, float[] x, int xOff, int xRow, float[] p) {
      if (of.dot()) {
        encoding.memory.dot(steps, x, xOff, xRow, encoding.data, e, Floats.BASE);
        return;
      }
      int units = score.row;
      of.query().forward(steps, x, xOff, xRow, p, q, Floats.BASE, units);
      int keys = encoding.keys[of.index()];
      for (int i = 0; i < steps; i++) {
        int at = Floats.BASE + i * units;
        int to = Floats.BASE + i * encoding.memory.row;
        score.forward(encoding.length, p, encoding.data, keys, q, at, scratch, e, to);
      }
    }

    /** Copies the weights of the last step of one. */
    int weights(float[] to) {
      if (encoding == null) {
        throw new IllegalStateException("attention: expected a step before, got none");
      }
      if (to.length < encoding.length) {
        throw new IndexOutOfBoundsException(
            "to: expected room for " + encoding.length + " weights, got " + to.length);
      }
      if (encoding.length > 0) {
        System.arraycopy(e, Floats.BASE, to, 0, encoding.length);
      }
      return encoding.length;
    }
  }

  /** A residual connection. */
  static final class OfResidual extends LayerStep {
    private final LayerStep[] inner;

    /** Without inner layers, where all that is inside does nothing in inference. */
    OfResidual(int size, List<LayerStep> inner, int steps) {
      super(size, steps);
      this.inner = inner.toArray(LayerStep[]::new);
    }

    @Override
    float[] run(int t, int steps, State state, float[] x, int xOff, int xRow, float[] p) {
      float[] from = x;
      int fromOff = xOff;
      int fromRow = xRow;
      for (LayerStep layer : inner) {
        from = layer.run(t, steps, state, from, fromOff, fromRow, p);
        fromOff = layer.at;
        fromRow = layer.row;
      }
      for (int i = 0; i < steps; i++) {
        System.arraycopy(from, fromOff + i * fromRow, out, at + i * row, fromRow);
        Elementwise.add(Math.min(xRow, row), x, xOff + i * xRow, out, at + i * row);
      }
      return out;
    }
  }
}
