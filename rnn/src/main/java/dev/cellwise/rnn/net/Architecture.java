package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a network is made of: an input, a stack of layers with at least one recurrent among them,
 * and a dense head if wanted.
 *
 * <pre>{@code
 * Architecture a = Architecture.builder().embedding(65, 32).lstm(256).lstm(256).dense(65).build();
 * Architecture b = Architecture.builder().features(12)
 *     .bidirectional(new Architecture.Gru(64), Merge.CONCAT).norm().last().dense(9).build();
 * }</pre>
 *
 * <p>How the lectures call what comes out of it: many-to-many, aligned, is a stack as it is;
 * many-to-one one with {@code last()}; one-to-one a sequence of one step. One-to-many is a stack
 * that begins from a vector, and an encoder-decoder one that begins from another sequence:
 *
 * <pre>{@code
 * Architecture encoder = Architecture.builder().embedding(90, 32)
 *     .bidirectional(new Architecture.Gru(64), Merge.CONCAT).build();
 * Architecture c = Architecture.builder().encoder(encoder, Bridge.dense()).embedding(14, 16)
 *     .gru(64).attention(64).hidden(64, Activation.tanh()).dense(14).build();
 * }</pre>
 *
 * @param input what comes in
 * @param stack the layers, from the input up; at least one of them recurrent
 * @param outputs outputs of the dense head; 0: no head, the output is the last layer's hidden state
 * @param activation of the dense head; the identity where there is no head, or {@code prelu} stands
 *     in its place
 * @param prelu whether a slope for each output of the head is learned
 * @param learnedStart whether the state before a sequence's first step is learned, one for all
 *     rows, instead of zero
 * @param source what the states before a sequence's first step come of; null where it is nothing
 */
public record Architecture(
    Input input,
    List<Layer> stack,
    int outputs,
    Activation activation,
    boolean prelu,
    boolean learnedStart,
    Source source) {
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

  /** A recurrent layer that goes forward in time: its cell. */
  public sealed interface Recurrent extends Layer {
    /**
     * H.
     *
     * @return hidden units
     */
    int units();

    /**
     * The size of what the layer above reads.
     *
     * @return hidden units, unless an option says otherwise
     */
    default int outputs() {
      return units();
    }

    @Override
    default int outputs(int inputs) {
      return outputs();
    }

    /**
     * The first part of its tensors' names: PyTorch's name of such a layer.
     *
     * @return lstm, gru, rnn, jordan or the name of a cell of one's own
     */
    String family();
  }

  /**
   * An LSTM.
   *
   * @param units H
   * @param options what differs from the plain one
   */
  public record Lstm(int units, LstmOptions options) implements Recurrent {
    /** Checks. */
    public Lstm {
      positive("lstm", units);
      Objects.requireNonNull(options, "options");
    }

    /**
     * The plain one.
     *
     * @param units H
     */
    public Lstm(int units) {
      this(units, LstmOptions.plain());
    }

    @Override
    public int outputs() {
      return options.projection() > 0 ? options.projection() : units;
    }

    @Override
    public String family() {
      return "lstm";
    }

    @Override
    public String toString() {
      return text("lstm", units, options.equals(LstmOptions.plain()) ? "" : options);
    }
  }

  /**
   * A GRU.
   *
   * @param units H
   * @param options where its reset gate is, and what else differs from the plain one
   */
  public record Gru(int units, GruOptions options) implements Recurrent {
    /** Checks. */
    public Gru {
      positive("gru", units);
      Objects.requireNonNull(options, "options");
    }

    /**
     * The plain one, its reset gate after the recurrent product.
     *
     * @param units H
     */
    public Gru(int units) {
      this(units, GruOptions.resetAfter());
    }

    @Override
    public String family() {
      return "gru";
    }

    @Override
    public String toString() {
      return text("gru", units, options.equals(GruOptions.resetAfter()) ? "" : options);
    }
  }

  /**
   * A simple (Elman) cell.
   *
   * @param units H
   * @param options its activation, and what else differs from the plain one
   */
  public record Simple(int units, SimpleOptions options) implements Recurrent {
    /** Checks. */
    public Simple {
      positive("rnn", units);
      Objects.requireNonNull(options, "options");
      int given = options.alpha().size();
      if (given > 1 && given != units) {
        throw new IllegalArgumentException(
            "alpha: expected 1 or " + units + " numbers, got " + given);
      }
    }

    /**
     * The plain one, of any activation.
     *
     * @param units H
     * @param activation f
     */
    public Simple(int units, Activation activation) {
      this(units, SimpleOptions.plain().withActivation(activation));
    }

    /**
     * Whether no option is taken but the activation.
     *
     * @return true for {@link dev.cellwise.rnn.cell.SimpleCell}
     */
    public boolean isPlain() {
      return options.equals(SimpleOptions.plain().withActivation(options.activation()));
    }

    @Override
    public String family() {
      return "rnn";
    }

    @Override
    public String toString() {
      return text("rnn", units, isPlain() ? options.activation() : options);
    }
  }

  /**
   * A simple cell that sees its last output instead of its last hidden state.
   *
   * @param units H
   * @param options its outputs and activation
   */
  public record Jordan(int units, JordanOptions options) implements Recurrent {
    /** Checks. */
    public Jordan {
      positive("jordan", units);
      positive("outputs", options.outputs());
    }

    @Override
    public int outputs() {
      return options.outputs();
    }

    @Override
    public String family() {
      return "jordan";
    }

    @Override
    public String toString() {
      return text("jordan", units, options);
    }
  }

  /** Makes a cell of one's own: see {@link dev.cellwise.rnn.cell.PassCell}. */
  @FunctionalInterface
  public interface CellMaker {
    /**
     * The cell. Called each time that an architecture is laid out: it must always be the same one.
     *
     * @param parameters layout under construction; the weights are added
     * @param suffix of the parameter names, such as {@code l0}
     * @param inputs I
     * @param units H
     * @return a cell whose family is the layer's name, with as many outputs as units, the first
     *     part of its state
     */
    Cell cell(Layout.Builder parameters, String suffix, int inputs, int units);
  }

  /**
   * A cell of one's own. A model file has its name, not what makes it.
   *
   * @param family its name, the first part of its tensors' names: letters, digits and underscores,
   *     and none of the library's
   * @param units H
   * @param maker makes it
   */
  public record Own(String family, int units, CellMaker maker) implements Recurrent {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Set<String> TAKEN =
        Set.of("lstm", "gru", "rnn", "jordan", "head", "embedding");

    /** Checks. */
    public Own {
      Objects.requireNonNull(family, "family");
      if (!NAME.matcher(family).matches() || TAKEN.contains(family)) {
        throw new IllegalArgumentException(
            "family: expected a letter and at most 63 letters, digits or underscores, none of "
                + new TreeSet<>(TAKEN)
                + ", got '"
                + family
                + "'");
      }
      positive(family, units);
      Objects.requireNonNull(maker, "maker");
    }

    @Override
    public String toString() {
      return text(family, units, "");
    }
  }

  /** Options may be thousands of numbers. */
  private static final int LONGEST_LINE = 200;

  /**
   * In one line, such as {@code index(65), lstm(256), dense(65)}; what it begins from comes first.
   */
  String line() {
    List<String> words = new ArrayList<>();
    if (source instanceof Source.Sequence s) {
      words.add("encoder(" + s.encoder().line() + ", " + s.bridge() + ")");
    } else if (source != null) {
      words.add(source.toString());
    }
    words.add(
        switch (input) {
          case Features f -> "features(" + f.size + ")";
          case Index i -> "index(" + i.size + ")";
          case Embedding e -> "embedding(" + e.size + ", " + e.width + ")";
        });
    stack.forEach(layer -> words.add(layer.toString()));
    if (outputs > 0) {
      words.add(head(outputs, activation, prelu));
    }
    String line = String.join(", ", words);
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
  }

  private static String head(int outputs, Activation f, boolean prelu) {
    Object plain = prelu ? "prelu" : "";
    return text("dense", outputs, f.equals(Activation.identity()) ? plain : f);
  }

  static String text(String family, int units, Object options) {
    String more = options.toString();
    return family + "(" + units + (more.isEmpty() ? "" : ", " + more) + ")";
  }

  /** Checks. */
  public Architecture {
    if (input == null) {
      throw new IllegalArgumentException("input: expected features, index or embedding, got none");
    }
    stack = List.copyOf(stack);
    StackChecks.check(input, stack, source, learnedStart);
    if (outputs < 0) {
      throw new IllegalArgumentException("outputs: expected at least 0, got " + outputs);
    }
    Objects.requireNonNull(activation, "activation");
    if (outputs == 0 && !activation.equals(Activation.identity())) {
      throw new IllegalArgumentException(
          "activation: expected the identity where there is no head, got " + activation);
    }
    if (outputs == 0 && prelu) {
      throw new IllegalArgumentException("prelu: expected none where there is no head, got it");
    }
    if (prelu && !activation.equals(Activation.identity())) {
      throw new IllegalArgumentException(
          "activation: expected the identity, where prelu stands in its place, got " + activation);
    }
  }

  /**
   * One whose head has no activation.
   *
   * @param input what comes in
   * @param layers the recurrent layers, from the input up; at least one
   * @param outputs outputs of the dense head; 0: no head
   */
  public Architecture(Input input, List<? extends Layer> layers, int outputs) {
    this(input, layers, outputs, Activation.identity(), false);
  }

  /**
   * One whose states begin at zero.
   *
   * @param input what comes in
   * @param layers the layers, from the input up; at least one of them recurrent
   * @param outputs outputs of the dense head; 0: no head
   * @param activation of the head
   * @param prelu whether a slope for each output of the head is learned
   */
  public Architecture(
      Input input,
      List<? extends Layer> layers,
      int outputs,
      Activation activation,
      boolean prelu) {
    this(input, List.copyOf(layers), outputs, activation, prelu, false);
  }

  /**
   * One without a source.
   *
   * @param input what comes in
   * @param stack the layers, from the input up; at least one of them recurrent
   * @param outputs outputs of the dense head; 0: no head
   * @param activation of the head
   * @param prelu whether a slope for each output of the head is learned
   * @param learnedStart whether the state before a sequence's first step is learned
   */
  public Architecture(
      Input input,
      List<Layer> stack,
      int outputs,
      Activation activation,
      boolean prelu,
      boolean learnedStart) {
    this(input, stack, outputs, activation, prelu, learnedStart, null);
  }

  /**
   * The recurrent layers, whatever stands between and around them.
   *
   * @return their cells from the input up; a bidirectional layer's once
   */
  public List<Recurrent> layers() {
    return List.copyOf(StackChecks.recurrent(stack));
  }

  /**
   * The most layers without weights (dropout, residual, last, attention by dot): a file says many
   * in a few bytes, and there are no tensors to hold them against.
   */
  public static final int MOST_WITHOUT_WEIGHTS = 1024;

  /**
   * Whether only the last output of each row comes out.
   *
   * @return true for many-to-one
   */
  public boolean last() {
    return stack.stream().anyMatch(l -> l instanceof Layer.Last);
  }

  /**
   * Whether a layer goes backward in time: then nothing comes out before a sequence's end is known.
   *
   * @return true if it cannot be streamed
   */
  public boolean reversed() {
    return StackChecks.reversed(stack);
  }

  /**
   * Numbers that come out a step.
   *
   * @return the head's outputs, or the last layer's
   */
  public int outputSize() {
    return outputs > 0 ? outputs : stackSize();
  }

  /**
   * Numbers that come out of the stack, below the head.
   *
   * @return floats of a row
   */
  public int stackSize() {
    int size = input instanceof Embedding e ? e.width : input.size();
    // By index: an iterator is garbage where it is not inlined, and this may be asked in each step.
    for (int i = 0; i < stack.size(); i++) {
      size = stack.get(i).outputs(size);
    }
    return size;
  }

  /**
   * Starts an architecture.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** The largest size of anything. */
  static final int MOST_UNITS = 1 << 24;

  static void positive(String name, int value) {
    if (value < 1 || value > MOST_UNITS) {
      throw new IllegalArgumentException(name + ": expected 1 to " + MOST_UNITS + ", got " + value);
    }
  }

  /** Collects an architecture from the input up. */
  public static final class Builder {
    private Source source;
    private Input input;
    private final List<Layer> layers = new ArrayList<>();
    private boolean learnedStart;
    private int outputs;
    private Activation activation = Activation.identity();
    private boolean prelu;

    private Builder() {}

    /**
     * Sequences begin from another one: encoder-decoder.
     *
     * @param encoder reads it
     * @param bridge from its final states to the first ones here
     * @return this
     * @throws IllegalArgumentException if there is a source already, the encoder has one of its own
     *     or gives last outputs only, or states of both directions are to be copied
     */
    public Builder encoder(Architecture encoder, Bridge bridge) {
      return source(new Source.Sequence(encoder, bridge));
    }

    /**
     * Sequences begin from a vector each: one-to-many.
     *
     * @param size its floats, at least 1
     * @param bridge from it to the first states, a dense one
     * @return this
     * @throws IllegalArgumentException if there is a source already, or the bridge copies
     */
    public Builder vector(int size, Bridge bridge) {
      return source(new Source.Vector(size, bridge));
    }

    private Builder source(Source given) {
      if (source != null) {
        throw new IllegalArgumentException("source: expected one, got " + source + " and " + given);
      }
      source = given;
      return this;
    }

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
      return lstm(units, LstmOptions.plain());
    }

    /**
     * An LSTM layer with options on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @param options what differs from the plain one
     * @return this
     */
    public Builder lstm(int units, LstmOptions options) {
      return layer(new Lstm(units, options));
    }

    /**
     * A GRU layer on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @return this
     */
    public Builder gru(int units) {
      return gru(units, GruOptions.resetAfter());
    }

    /**
     * A GRU layer with options on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @param options where its reset gate is, and what else differs from the plain one
     * @return this
     */
    public Builder gru(int units, GruOptions options) {
      return layer(new Gru(units, options));
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
      return rnn(units, SimpleOptions.plain().withActivation(activation));
    }

    /**
     * A layer of simple cells with options on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @param options activation, and what else differs from the plain one
     * @return this
     */
    public Builder rnn(int units, SimpleOptions options) {
      return layer(new Simple(units, options));
    }

    /**
     * A layer of Jordan cells on top of the layers so far.
     *
     * @param units hidden units, at least 1
     * @param options outputs and activation
     * @return this
     */
    public Builder jordan(int units, JordanOptions options) {
      return layer(new Jordan(units, options));
    }

    /**
     * A layer of cells of one's own on top of the layers so far.
     *
     * @param family their name: see {@link Own}
     * @param units hidden units, at least 1
     * @param maker makes the cell
     * @return this
     */
    public Builder cell(String family, int units, CellMaker maker) {
      return layer(new Own(family, units, maker));
    }

    /**
     * A recurrent layer that goes backward in time.
     *
     * @param cell its cell
     * @return this
     */
    public Builder reverse(Recurrent cell) {
      return layer(new Layer.Reverse(cell));
    }

    /**
     * Two recurrent layers, one in each direction.
     *
     * @param cell the cell of both
     * @param merge what becomes of their outputs
     * @return this
     */
    public Builder bidirectional(Recurrent cell, Merge merge) {
      return layer(new Layer.Bidirectional(cell, merge));
    }

    /**
     * Layer normalisation of what the layer below gives.
     *
     * @return this
     */
    public Builder norm() {
      return layer(new Layer.Norm());
    }

    /**
     * Dropout, in training only.
     *
     * @param rate share of units dropped, above 0 and less than 1
     * @return this
     */
    public Builder dropout(float rate) {
      return layer(new Layer.Dropout(rate));
    }

    /**
     * Some layers with a residual connection around them.
     *
     * @param inner adds them, from the input up, to a builder of their own
     * @return this
     */
    public Builder residual(UnaryOperator<Builder> inner) {
      Builder own = new Builder();
      own.source = source;
      Builder b = inner.apply(own);
      if (b.input != null || b.outputs > 0 || b.learnedStart || b.source != source) {
        throw new IllegalArgumentException(
            "residual: expected layers (a dense one by hidden), got an input, a head or a start");
      }
      return layer(new Layer.Residual(b.layers));
    }

    /**
     * Only the last output of each row goes on.
     *
     * @return this
     */
    public Builder last() {
      return layer(new Layer.Last());
    }

    /**
     * Attention over the encoder's outputs, scored by the product with what the layer below gives.
     *
     * @return this
     * @throws IllegalArgumentException if no encoder was given before
     */
    public Builder attention() {
      return layer(new Layer.Attention(0, memory()));
    }

    /**
     * Attention over the encoder's outputs, its scores additive.
     *
     * @param units of the scores, at least 1
     * @return this
     * @throws IllegalArgumentException if no encoder was given before
     */
    public Builder attention(int units) {
      positive("attention", units);
      return layer(new Layer.Attention(units, memory()));
    }

    private int memory() {
      if (!(source instanceof Source.Sequence s)) {
        throw new IllegalArgumentException(
            "attention: expected an encoder given before, got "
                + (source == null ? "none" : source));
      }
      return s.encoder().outputSize();
    }

    /**
     * A dense layer that is no head: on each time step for itself, below other layers.
     *
     * @param units outputs, at least 1
     * @param f its activation
     * @return this
     */
    public Builder hidden(int units, Activation f) {
      return layer(new Layer.Dense(units, f, false));
    }

    /**
     * The state before a sequence's first step is learned.
     *
     * @return this
     */
    public Builder learnStart() {
      learnedStart = true;
      return this;
    }

    /**
     * Any layer on top of the layers so far.
     *
     * @param layer the layer
     * @return this
     */
    public Builder layer(Layer layer) {
      if (outputs > 0) {
        throw new IllegalArgumentException(
            layer
                + ": expected below the head, got it above "
                + Architecture.head(outputs, activation, prelu));
      }
      layers.add(layer);
      return this;
    }

    /**
     * A dense head without an activation.
     *
     * @param size outputs, at least 1
     * @return this
     */
    public Builder dense(int size) {
      return dense(size, Activation.identity());
    }

    /**
     * A dense head.
     *
     * @param size outputs, at least 1
     * @param f its activation
     * @return this
     */
    public Builder dense(int size, Activation f) {
      return head(size, Objects.requireNonNull(f, "activation"), false);
    }

    /**
     * A dense head with a learned slope for each output, in place of the activation.
     *
     * @param size outputs, at least 1
     * @return this
     */
    public Builder densePrelu(int size) {
      return head(size, Activation.identity(), true);
    }

    private Builder head(int size, Activation f, boolean learned) {
      if (outputs > 0) {
        throw new IllegalArgumentException(
            "dense: expected one head, got "
                + Architecture.head(outputs, activation, prelu)
                + " and "
                + Architecture.head(size, f, learned));
      }
      positive("dense", size);
      outputs = size;
      activation = f;
      prelu = learned;
      return this;
    }

    /**
     * The architecture.
     *
     * @return an immutable description
     */
    public Architecture build() {
      return new Architecture(input, layers, outputs, activation, prelu, learnedStart, source);
    }
  }
}
