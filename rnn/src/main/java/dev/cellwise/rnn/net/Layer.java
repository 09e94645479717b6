package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A layer of an {@link Architecture}: a recurrent one that goes forward in time ({@link
 * Architecture.Recurrent}), or one of those below. All but the recurrent ones work on each time
 * step for itself, attention with all of the source before it.
 */
public sealed interface Layer
    permits Architecture.Recurrent,
        Layer.Reverse,
        Layer.Bidirectional,
        Layer.Dense,
        Layer.Norm,
        Layer.Dropout,
        Layer.Residual,
        Layer.Attention,
        Layer.Last {
  /**
   * The size of what the layer above reads.
   *
   * @param inputs the size of what comes in
   * @return floats of a row
   * @throws IllegalArgumentException if the layer cannot stand on so many inputs
   */
  int outputs(int inputs);

  /**
   * A recurrent layer that goes backward in time, from a row's last valid step to its first. Its
   * outputs stand at the time steps of their inputs.
   *
   * @param cell the cell
   */
  record Reverse(Architecture.Recurrent cell) implements Layer {
    /** Checks. */
    public Reverse {
      Objects.requireNonNull(cell, "cell");
    }

    @Override
    public int outputs(int inputs) {
      return cell.outputs(inputs);
    }

    @Override
    public String toString() {
      return "reverse " + cell;
    }
  }

  /**
   * Two recurrent layers on the same input, one in each direction, each with weights of its own.
   *
   * @param cell the cell of both
   * @param merge what becomes of their outputs
   */
  record Bidirectional(Architecture.Recurrent cell, Merge merge) implements Layer {
    /** Checks. */
    public Bidirectional {
      Objects.requireNonNull(cell, "cell");
      Objects.requireNonNull(merge, "merge");
    }

    @Override
    public int outputs(int inputs) {
      return merge == Merge.CONCAT
          ? Math.multiplyExact(2, cell.outputs(inputs))
          : cell.outputs(inputs);
    }

    @Override
    public String toString() {
      return "bidirectional " + cell + " " + merge.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A dense layer.
   *
   * @param units outputs
   * @param activation f; the identity where prelu stands in its place
   * @param prelu whether a slope for each output is learned
   */
  record Dense(int units, Activation activation, boolean prelu) implements Layer {
    /** Checks. */
    public Dense {
      Architecture.positive("dense", units);
      Objects.requireNonNull(activation, "activation");
      if (prelu && !activation.equals(Activation.identity())) {
        throw new IllegalArgumentException(
            "activation: expected the identity, where prelu stands in its place, got "
                + activation);
      }
    }

    @Override
    public int outputs(int inputs) {
      return units;
    }

    @Override
    public String toString() {
      Object f = activation.equals(Activation.identity()) ? "" : activation;
      return Architecture.text("dense", units, prelu ? "prelu" : f);
    }
  }

  /**
   * Layer normalisation of each row, with a gain and a bias for each unit, {@code ε = 1e-5}: {@link
   * dev.cellwise.kernels.LayerNorm}.
   */
  record Norm() implements Layer {
    @Override
    public int outputs(int inputs) {
      return inputs;
    }

    @Override
    public String toString() {
      return "norm";
    }
  }

  /**
   * Dropout, in training only: units are zero by the rate, the others divided by one minus it.
   *
   * @param rate share of units dropped, above 0 and less than 1
   */
  record Dropout(float rate) implements Layer {
    /** Checks. */
    public Dropout {
      if (!(rate > 0 && rate < 1)) {
        throw new IllegalArgumentException("rate: expected above 0 and less than 1, got " + rate);
      }
    }

    @Override
    public int outputs(int inputs) {
      return inputs;
    }

    @Override
    public String toString() {
      return "dropout(" + rate + ")";
    }
  }

  /**
   * A residual connection: {@code y = x + f(x)}, f some layers one on the other.
   *
   * @param layers from the input up, at least one
   */
  record Residual(List<Layer> layers) implements Layer {
    /** Checks. */
    public Residual {
      layers = List.copyOf(layers);
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("residual: expected at least one layer, got none");
      }
    }

    @Override
    public int outputs(int inputs) {
      int size = inputs;
      // By index, as the stack does: an iterator may be garbage.
      for (int i = 0; i < layers.size(); i++) {
        size = layers.get(i).outputs(size);
      }
      if (size != inputs) {
        throw new IllegalArgumentException(
            this
                + ": expected as many outputs as inputs, got "
                + inputs
                + " in and "
                + size
                + " out");
      }
      return inputs;
    }

    @Override
    public String toString() {
      return "residual" + layers;
    }
  }

  /**
   * Attention over the outputs {@code m_s} of the network's encoder (Luong, Pham and Manning 2015;
   * Bahdanau, Cho and Bengio 2015): the output of the layer below asks, {@code q_t}, and
   *
   * <pre>{@code
   * e_ts = q_t · m_s                           dot
   * e_ts = v · tanh(W_q q_t + b + W_m m_s)     additive
   * a_t  = softmax over the valid steps s of the row's source
   * c_t  = Σ_s a_ts m_s                        zero where the source has no step
   * y_t  = [c_t; q_t]
   * }</pre>
   *
   * <p>The query is that of the same step: nothing of it goes back into the recurrent layers below,
   * so a window runs as fast as without (Luong's global attention, without input feeding).
   *
   * @param units of v in the additive form; 0: dot
   * @param memory M, floats of the encoder's output
   */
  record Attention(int units, int memory) implements Layer {
    /** Checks. */
    public Attention {
      if (units != 0) {
        Architecture.positive("attention", units);
      }
      Architecture.positive("memory", memory);
    }

    /**
     * Whether scores are products of query and memory.
     *
     * @return false for the additive form
     */
    public boolean dot() {
      return units == 0;
    }

    @Override
    public int outputs(int inputs) {
      if (dot() && inputs != memory) {
        throw new IllegalArgumentException(
            this
                + ": expected as many inputs as the encoder has outputs, "
                + memory
                + ", got "
                + inputs
                + " (take the additive form, or a dense layer between)");
      }
      long all = (long) memory + inputs;
      if (all > Architecture.MOST_UNITS) {
        throw new IllegalArgumentException(
            this
                + ": expected at most "
                + Architecture.MOST_UNITS
                + " outputs, memory and inputs together, got "
                + all);
      }
      return (int) all;
    }

    @Override
    public String toString() {
      return "attention(" + (dot() ? "dot" : units) + " on " + memory + ")";
    }
  }

  /**
   * Only the last output of each row goes on: many to one. On a {@link Bidirectional} layer that is
   * each direction's own last: of the reverse one, the output at the row's first step. A row of no
   * steps gives zeros.
   */
  record Last() implements Layer {
    @Override
    public int outputs(int inputs) {
      return inputs;
    }

    @Override
    public String toString() {
      return "last";
    }
  }
}
