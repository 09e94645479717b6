package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * The double-precision reference of an LSTM network: an input (numbers, tokens or an embedding of
 * tokens), one or more LSTM layers, and optionally a dense head.
 *
 * <p>It is written for reading, not for speed, and it computes on {@link Complex} numbers, so that
 * the same lines serve as oracle of the outputs and, by {@link ComplexStep}, of the gradients. A
 * reference only knows shapes; {@link #sequences} and {@link #tokens} make an {@link LstmProblem}
 * of it, which holds everything but the parameters.
 *
 * <p>Names and shapes of the parameters are in {@link LstmProblem#layout()}.
 */
public final class LstmReference {
  /** Collects the parts of a network from the input to the head. */
  public static final class Builder {
    private InputKind kind;
    private int vocabulary;
    private int inputs;
    private final List<LstmLayer> layers = new ArrayList<>();
    private int outputs;
    private ReferenceActivation activation = ReferenceActivation.parse("identity");
    private boolean prelu;

    private Builder() {}

    /**
     * The first layer reads numbers.
     *
     * @param size I, numbers a position
     * @return this
     */
    public Builder features(int size) {
      return input(InputKind.FEATURES, 0, size);
    }

    /**
     * The first layer reads tokens, each as a vector of V numbers, 1 at the token and 0 elsewhere.
     *
     * @param vocabulary V, number of different tokens
     * @return this
     */
    public Builder index(int vocabulary) {
      return input(InputKind.INDEX, vocabulary, vocabulary);
    }

    /**
     * The first layer reads rows of an embedding.
     *
     * @param vocabulary V, number of different tokens
     * @param size E, numbers a token
     * @return this
     */
    public Builder embedding(int vocabulary, int size) {
      return input(InputKind.EMBEDDING, positive("vocabulary", vocabulary), size);
    }

    /**
     * Adds an LSTM layer.
     *
     * @param hidden H, its number of units
     * @return this
     * @throws IllegalStateException if there is no input yet, or already a head
     */
    public Builder lstm(int hidden) {
      if (kind == null || outputs > 0) {
        throw new IllegalStateException("lstm comes after the input and before the head");
      }
      int below = layers.isEmpty() ? inputs : layers.getLast().hidden();
      layers.add(new LstmLayer(layers.size(), below, positive("hidden", hidden)));
      return this;
    }

    /**
     * Adds the head {@code y = V h + d} over the last layer's output.
     *
     * @param outputs O, its number of outputs
     * @return this
     * @throws IllegalStateException if there is no LSTM layer yet, or already a head
     */
    public Builder dense(int outputs) {
      return dense(outputs, "identity");
    }

    /**
     * Adds the head {@code y = f(V h + d)} over the last layer's output.
     *
     * @param outputs O, its number of outputs
     * @param activation f, as {@link ReferenceActivation#parse} reads it
     * @return this
     * @throws IllegalStateException if there is no LSTM layer yet, or already a head
     */
    public Builder dense(int outputs, String activation) {
      if (layers.isEmpty() || this.outputs > 0) {
        throw new IllegalStateException("dense comes once, after the last lstm");
      }
      this.outputs = positive("outputs", outputs);
      this.activation = ReferenceActivation.parse(activation);
      return this;
    }

    /**
     * Adds the head {@code y = a where a > 0, else s a} over the last layer's output, {@code a = V
     * h + d}, with a learned slope s {@code head.slope} [O]. At 0 the derivative is the slope.
     *
     * @param outputs O, its number of outputs
     * @return this
     * @throws IllegalStateException if there is no LSTM layer yet, or already a head
     */
    public Builder densePrelu(int outputs) {
      dense(outputs);
      prelu = true;
      return this;
    }

    /**
     * The network as described.
     *
     * @return a new reference
     * @throws IllegalStateException if there is no LSTM layer
     */
    public LstmReference build() {
      if (layers.isEmpty()) {
        throw new IllegalStateException("the network needs at least one lstm layer");
      }
      return new LstmReference(this);
    }

    private Builder input(InputKind kind, int vocabulary, int inputs) {
      if (this.kind != null) {
        throw new IllegalStateException("the input is there already: " + this.kind);
      }
      this.kind = kind;
      this.vocabulary = vocabulary;
      this.inputs = positive("input size", inputs);
      return this;
    }

    private static int positive(String what, int size) {
      if (size <= 0) {
        throw new IllegalArgumentException(what + " must be positive, is " + size);
      }
      return size;
    }
  }

  private enum InputKind {
    FEATURES,
    INDEX,
    EMBEDDING
  }

  private final InputKind kind;
  private final int vocabulary;
  private final int inputs;
  private final List<LstmLayer> layers;
  private final int outputs;
  private final ReferenceActivation activation;
  private final boolean prelu;

  private LstmReference(Builder b) {
    kind = b.kind;
    vocabulary = b.vocabulary;
    inputs = b.inputs;
    layers = List.copyOf(b.layers);
    outputs = b.outputs;
    activation = b.activation;
    prelu = b.prelu;
  }

  /**
   * Starts a network.
   *
   * @return a builder without input
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A problem over sequences of numbers; they are its parameter {@code x} [T, N, I].
   *
   * @param steps T, at least 1
   * @param rows N, at least 1
   * @param loss what to differentiate
   * @return a new problem
   * @throws IllegalStateException if the network reads tokens
   */
  public LstmProblem sequences(int steps, int rows, Loss loss) {
    if (kind != InputKind.FEATURES) {
      throw new IllegalStateException("this network reads tokens: call tokens(...)");
    }
    return new LstmProblem(this, steps, rows, null, loss);
  }

  /**
   * A problem over sequences of tokens.
   *
   * @param steps T, at least 1
   * @param rows N, at least 1
   * @param tokens [T, N] each in [0, V); copied
   * @param loss what to differentiate
   * @return a new problem
   * @throws IllegalStateException if the network reads numbers
   * @throws IllegalArgumentException if there are not T N tokens, or one is outside the vocabulary
   */
  public LstmProblem tokens(int steps, int rows, int[] tokens, Loss loss) {
    if (kind == InputKind.FEATURES) {
      throw new IllegalStateException("this network reads numbers: call sequences(...)");
    }
    checkTokens("tokens", tokens, steps * rows, vocabulary);
    return new LstmProblem(this, steps, rows, tokens.clone(), loss);
  }

  static void checkTokens(String what, int[] tokens, int count, int vocabulary) {
    if (tokens.length != count) {
      throw new IllegalArgumentException(
          what + ": " + count + " are needed, there are " + tokens.length);
    }
    for (int r = 0; r < count; r++) {
      if (tokens[r] < 0 || tokens[r] >= vocabulary) {
        throw new IllegalArgumentException(
            "%s[%d] = %d is outside [0, %d)".formatted(what, r, tokens[r], vocabulary));
      }
    }
  }

  /** The weights, and what else a problem of this size differentiates. */
  Layout layout(int T, int N) {
    Layout.Builder layout = Layout.builder();
    if (kind == InputKind.EMBEDDING) {
      layout.add("embedding.weight", vocabulary, inputs);
    }
    layers.forEach(layer -> layer.addWeights(layout));
    if (outputs > 0) {
      layout.add("head.weight", outputs, layers.getLast().hidden());
      layout.add("head.bias", outputs);
      if (prelu) {
        layout.add("head.slope", outputs);
      }
    }
    if (kind == InputKind.FEATURES) {
      layout.add("x", T, N, inputs);
    }
    layers.forEach(layer -> layer.addStates(layout, N));
    return layout.build();
  }

  /** The forward pass: input, layers, head. */
  LstmTrace forward(int T, int N, int[] tokens, Layout layout, ComplexArray p) {
    LstmLayer.Input input =
        switch (kind) {
          case FEATURES -> LstmLayer.Input.dense(p, layout.offset("x"));
          case INDEX -> LstmLayer.Input.index(tokens);
          case EMBEDDING -> LstmLayer.Input.dense(embed(tokens, layout, p), 0);
        };
    List<ComplexArray> hs = new ArrayList<>();
    List<ComplexArray> cs = new ArrayList<>();
    for (LstmLayer layer : layers) {
      int H = layer.hidden();
      ComplexArray h = ComplexArray.zeros((T + 1) * N * H);
      ComplexArray c = ComplexArray.zeros((T + 1) * N * H);
      layer.forward(input, T, N, layout, p, h, c);
      hs.add(h);
      cs.add(c);
      input = LstmLayer.Input.dense(h, N * H); // the layer above does not see the initial state
    }
    int O = outputs > 0 ? outputs : layers.getLast().hidden();
    double[] nearest = {Double.POSITIVE_INFINITY};
    ComplexArray y = outputs(T, N, layout, p, hs.getLast(), nearest);
    return new LstmTrace(T, N, O, hs, cs, y, nearest[0]);
  }

  private ComplexArray embed(int[] tokens, Layout layout, ComplexArray p) {
    int E = inputs;
    int table = layout.offset("embedding.weight");
    ComplexArray x = ComplexArray.zeros(tokens.length * E);
    for (int r = 0; r < tokens.length; r++) {
      p.copy(table + tokens[r] * E, x, r * E, E);
    }
    return x;
  }

  /** y = f(V h + d), noting how near f comes to a kink; or y = h without a head. */
  private ComplexArray outputs(
      int T, int N, Layout layout, ComplexArray p, ComplexArray h, double[] nearest) {
    int H = layers.getLast().hidden();
    int O = outputs > 0 ? outputs : H;
    ComplexArray y = ComplexArray.zeros(T * N * O);
    if (outputs == 0) {
      h.copy(N * H, y, 0, T * N * H);
      return y;
    }
    int v = layout.offset("head.weight");
    int d = layout.offset("head.bias");
    for (int r = 0; r < T * N; r++) {
      for (int j = 0; j < O; j++) {
        Complex vh = ComplexArray.dot(H, p, v + j * H, h, (r + N) * H);
        Complex a = p.get(d + j).plus(vh);
        double kink = prelu ? Math.abs(a.re()) : activation.kinkDistance(a.re());
        nearest[0] = Math.min(nearest[0], kink);
        y.set(
            r * O + j, prelu ? prelu(a, p.get(layout.offset("head.slope") + j)) : activation.of(a));
      }
    }
    return y;
  }

  private static Complex prelu(Complex a, Complex slope) {
    return a.re() > 0 ? a : a.times(slope);
  }
}
