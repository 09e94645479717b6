package dev.cellwise.rnn.net;

import java.util.ArrayList;
import java.util.List;

/**
 * What a network is made of: an input, one or more LSTM layers, and a dense head if wanted.
 *
 * <pre>{@code
 * Architecture a = Architecture.builder().embedding(65, 32).lstm(256).lstm(256).dense(65).build();
 * }</pre>
 *
 * @param input what comes in
 * @param hidden units of each LSTM layer, from the input up; at least one layer
 * @param outputs outputs of the dense head; 0: no head, the output is the last layer's hidden state
 */
public record Architecture(Input input, List<Integer> hidden, int outputs) {
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

  /** Checks. */
  public Architecture {
    if (input == null) {
      throw new IllegalArgumentException("input: expected features, index or embedding, got none");
    }
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty()) {
      throw new IllegalArgumentException("hidden: expected at least one lstm layer, got none");
    }
    hidden.forEach(h -> positive("hidden", h));
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
    return outputs > 0 ? outputs : hidden.getLast();
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
    private final List<Integer> hidden = new ArrayList<>();
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
      if (outputs > 0) {
        throw new IllegalArgumentException(
            "lstm(" + units + "): expected below the head, got it above dense(" + outputs + ")");
      }
      positive("lstm", units);
      hidden.add(units);
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
      return new Architecture(input, hidden, outputs);
    }
  }
}
