package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * What a network is made of: an input, one or more recurrent layers, and a dense head if wanted.
 *
 * <pre>{@code
 * Architecture a = Architecture.builder().embedding(65, 32).lstm(256).lstm(256).dense(65).build();
 * }</pre>
 *
 * @param input what comes in
 * @param layers the recurrent layers, from the input up; at least one
 * @param outputs outputs of the dense head; 0: no head, the output is the last layer's hidden state
 */
public record Architecture(Input input, List<Recurrent> layers, int outputs) {
  /** What comes into the first layer. */
  public sealed interface Input {
    /**
     * Numbers of the input's own: features, or tokens.
     *
     * @return at least 1
     */
    int size();
  }

  /**
   * A row of floats.
   *
   * @param size features
   */
  public record Features(int size) implements Input {
    /** Checks. */
    public Features {
      positive("features", size);
    }
  }

  /**
   * A token, taken as a one-hot row without its multiplication.
   *
   * @param size tokens, V
   */
  public record Index(int size) implements Input {
    /** Checks. */
    public Index {
      positive("vocabulary", size);
    }
  }

  /**
   * A token, replaced by its row of a learned table.
   *
   * @param size tokens, V
   * @param width floats of a row
   */
  public record Embedding(int size, int width) implements Input {
    /** Checks. */
    public Embedding {
      positive("vocabulary", size);
      positive("embedding", width);
    }
  }

  /** A recurrent layer: its cell. */
  public sealed interface Recurrent {
    /**
     * H.
     *
     * @return hidden units
     */
    int units();

    /**
     * The first part of its tensors' names: PyTorch's name of such a layer.
     *
     * @return lstm, gru or rnn
     */
    default String family() {
      return switch (this) {
        case Lstm l -> "lstm";
        case Gru g -> "gru";
        case Simple s -> "rnn";
      };
    }

    /**
     * Blocks of H rows in its weights.
     *
     * @return 4, 3 or 1
     */
    default int gates() {
      return switch (this) {
        case Lstm l -> 4;
        case Gru g -> 3;
        case Simple s -> 1;
      };
    }
  }

  /**
   * An LSTM.
   *
   * @param units H
   */
  public record Lstm(int units) implements Recurrent {
    /** Checks. */
    public Lstm {
      positive("lstm", units);
    }
  }

  /**
   * A GRU, its reset gate after the recurrent product.
   *
   * @param units H
   */
  public record Gru(int units) implements Recurrent {
    /** Checks. */
    public Gru {
      positive("gru", units);
    }
  }

  /**
   * A simple (Elman) cell.
   *
   * @param units H
   * @param activation f
   */
  public record Simple(int units, Activation activation) implements Recurrent {
    /** Checks. */
    public Simple {
      positive("rnn", units);
      Objects.requireNonNull(activation, "activation");
    }
  }

  /** Checks. */
  public Architecture {
    if (input == null) {
      throw new IllegalArgumentException("input: expected features, index or embedding, got none");
    }
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least one recurrent, got none");
    }
    if (outputs < 0) {
      throw new IllegalArgumentException("outputs: expected at least 0, got " + outputs);
    }
  }

  /**
   * Numbers that come out a step.
   *
   * @return the head's outputs, or the last layer's hidden units
   */
  public int outputSize() {
    return outputs > 0 ? outputs : layers.getLast().units();
  }

  /**
   * The tensors of a network of this architecture, from the input up, in PyTorch's layouts.
   *
   * @return shapes by name, in that order
   */
  public Map<String, List<Integer>> tensors() {
    Map<String, List<Integer>> to = new LinkedHashMap<>();
    tensors(to::put);
    return to;
  }

  /**
   * The tensors of a network of this architecture one by one, for who may stop at the first.
   *
   * @param to takes name and shape
   */
  public void tensors(BiConsumer<String, List<Integer>> to) {
    int size = input.size();
    if (input instanceof Embedding e) {
      size = e.width();
      to.accept("embedding.weight", List.of(e.size(), size));
    }
    for (int l = 0; l < layers.size(); l++) {
      int h = layers.get(l).units();
      int rows = layers.get(l).gates() * h;
      String family = layers.get(l).family();
      to.accept(family + ".weight_ih_l" + l, List.of(rows, size));
      to.accept(family + ".weight_hh_l" + l, List.of(rows, h));
      to.accept(family + ".bias_ih_l" + l, List.of(rows));
      to.accept(family + ".bias_hh_l" + l, List.of(rows));
      size = h;
    }
    if (outputs > 0) {
      to.accept("head.weight", List.of(outputs, size));
      to.accept("head.bias", List.of(outputs));
    }
  }

  /**
   * Starts an architecture.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  private static void positive(String name, int value) {
    if (value < 1 || value > 1 << 24) {
      throw new IllegalArgumentException(name + ": expected 1 to 16777216, got " + value);
    }
  }

  /** Collects an architecture from the input up. */
  public static final class Builder {
    private Input input;
    private final List<Recurrent> layers = new ArrayList<>();
    private int outputs;

    private Builder() {}

    /**
     * Rows of floats come in.
     *
     * @param size features, at least 1
     * @return this
     */
    public Builder features(int size) {
      return input(new Features(size));
    }

    /**
     * Tokens come in, as one-hot rows without their multiplication.
     *
     * @param vocabulary tokens, at least 1
     * @return this
     */
    public Builder index(int vocabulary) {
      return input(new Index(vocabulary));
    }

    /**
     * Tokens come in, through a learned table.
     *
     * @param vocabulary tokens, at least 1
     * @param size floats of a row, at least 1
     * @return this
     */
    public Builder embedding(int vocabulary, int size) {
      return input(new Embedding(vocabulary, size));
    }

    private Builder input(Input given) {
      if (input != null) {
        throw new IllegalArgumentException("input: expected one, got " + input + " and " + given);
      }
      input = given;
      return this;
    }

    /**
     * An LSTM layer on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @return this
     */
    public Builder lstm(int units) {
      return layer("lstm(" + units + ")", new Lstm(units));
    }

    /**
     * A GRU layer on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @return this
     */
    public Builder gru(int units) {
      return layer("gru(" + units + ")", new Gru(units));
    }

    /**
     * A layer of simple cells with tanh on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @return this
     */
    public Builder rnn(int units) {
      return rnn(units, Activation.tanh());
    }

    /**
     * A layer of simple cells on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @param activation f
     * @return this
     */
    public Builder rnn(int units, Activation activation) {
      return layer("rnn(" + units + ")", new Simple(units, activation));
    }

    private Builder layer(String what, Recurrent layer) {
      if (outputs > 0) {
        throw new IllegalArgumentException(
            what + ": expected below the head, got it above dense(" + outputs + ")");
      }
      layers.add(layer);
      return this;
    }

    /**
     * A dense head.
     *
     * @param size outputs, at least 1
     * @return this
     */
    public Builder dense(int size) {
      if (outputs > 0) {
        throw new IllegalArgumentException(
            "dense: expected one head, got dense(" + outputs + ") and dense(" + size + ")");
      }
      positive("dense", size);
      outputs = size;
      return this;
    }

    /**
     * The architecture.
     *
     * @return an immutable description
     */
    public Architecture build() {
      return new Architecture(input, layers, outputs);
    }
  }
}
