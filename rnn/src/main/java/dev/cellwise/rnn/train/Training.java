package dev.cellwise.rnn.train;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Trains a network: truncated backpropagation through time with a carried state, a {@link Loss},
 * {@link Clipping}, an {@link UpdateRule}: {@link Adam} at first.
 *
 * <p>A step works on a window of N rows. The state after a window is where the next one starts,
 * until {@link #resetState}. A step allocates nothing. The same calls from the same network give
 * the same bits on every machine. Not thread-safe.
 *
 * <p>Inputs and targets are packed: [T, N] where all rows are of one length, else as {@link
 * Packing} says. Where the network gives only the last output of each row, there is one target a
 * row.
 */
public final class Training {
  private final Layers layers;
  private final Packing packing;
  private final Mode mode;
  private final Unrolled unrolled;
  private final WindowLoss loss;
  private final ForwardPass pass;
  private final float[] p;
  private final float[] g;
  private UpdateRule rule;
  private double learningRate = 1e-3;
  private Clipping clipping = Clipping.none();
  private long updates;

  /**
   * A training that starts from a network's weights, with softmax cross-entropy as its loss and
   * without dropout between layers. Cells with random masks draw them by seed 0.
   *
   * @param network tokens in, logits out; not changed
   * @param steps T, time steps of a window
   * @param rows N, rows of the batch
   * @throws IllegalArgumentException if the network takes features, or the window is too large
   */
  public Training(Network network, int steps, int rows) {
    this(network, steps, rows, 0, 0);
  }

  /**
   * The same with dropout on the output of every recurrent layer that another layer reads, and with
   * the random masks of the cells that have any.
   *
   * @param network tokens in, logits out; not changed
   * @param steps T, time steps of a window
   * @param rows N, rows of the batch
   * @param dropout share of the units dropped, at least 0 and less than 1; 0: none
   * @param seed of the masks
   * @throws IllegalArgumentException if the network takes features, or the window is too large
   */
  public Training(Network network, int steps, int rows, float dropout, long seed) {
    this(
        checkTokens(network),
        Packing.dense(steps, rows),
        Mode.training(seed).withDropout(dropout),
        Loss.crossEntropy());
  }

  /**
   * A training that starts from a network's weights.
   *
   * @param network not changed
   * @param packing the shape of the windows. Kept: the caller may change it between two steps.
   * @param mode random masks
   * @param loss what the outputs are held against
   * @throws IllegalArgumentException if the window is too large
   */
  public Training(Network network, Packing packing, Mode mode, Loss loss) {
    this(network, packing, mode, loss, null);
  }

  /**
   * A training that several threads share, with the bits of one.
   *
   * @param network not changed
   * @param packing the shape of the windows. Kept.
   * @param mode random masks
   * @param loss what the outputs are held against
   * @param team shares the passes; null for the caller alone. Kept, and closed by its owner only.
   * @throws IllegalArgumentException if the window is too large
   */
  public Training(Network network, Packing packing, Mode mode, Loss loss, Team team) {
    this(network, null, packing, mode, loss, team);
  }

  /**
   * A training of a network with an encoder: inputs come with their source, {@link Input#from}.
   *
   * @param network not changed
   * @param source the shape of the rows that the encoder reads. Kept.
   * @param packing the shape of the windows. Kept.
   * @param mode random masks
   * @param loss what the outputs are held against
   * @param team shares the passes; null for the caller alone. Kept, and closed by its owner only.
   * @throws IllegalArgumentException if the window is too large, or the network has no encoder
   */
  public Training(
      Network network, Packing source, Packing packing, Mode mode, Loss loss, Team team) {
    this.layers = network.layers();
    this.packing = packing;
    this.mode = mode;
    this.unrolled = new Unrolled(layers, source, packing, mode, team);
    this.loss =
        new WindowLoss(
            unrolled, Objects.requireNonNull(loss, "loss"), network.architecture().outputSize());
    this.pass = new ForwardPass(layers, unrolled, this.loss);
    this.p = network.copyParameters();
    this.g = layers.parameters().allocate();
    this.rule = new Adam(layers.parameters());
  }

  /**
   * A training over the shapes of a source of batches, one with an encoder's rows or not.
   *
   * @param network not changed
   * @param batches whose shapes are kept
   * @param mode random masks
   * @param loss what the outputs are held against
   * @return at the network's weights
   * @throws IllegalArgumentException if the batches are too large, or such as the network does not
   *     take
   */
  public static Training over(Network network, BatchSource batches, Mode mode, Loss loss) {
    return new Training(network, batches.sourcePacking(), batches.packing(), mode, loss, null);
  }

  private static Network checkTokens(Network network) {
    if (!network.layers().tokens()) {
      throw new IllegalArgumentException(
          "network: expected tokens in, got " + network.architecture());
    }
    return network;
  }

  /**
   * Sets the learning rate of the steps to come.
   *
   * @param rate at least 0, at most 10^37; 0.001 at first
   */
  public void learningRate(double rate) {
    UpdateRule.checkRate("rate", rate, UpdateRule.MAX_RATE);
    learningRate = rate;
  }

  /**
   * Sets the global norm above which gradients are scaled down to it.
   *
   * @param norm above 0; infinite (no clipping) at first
   */
  public void clip(float norm) {
    clip(Clipping.byNorm(norm));
  }

  /**
   * Sets what is done to gradients that are too large.
   *
   * @param clipping by norm, by value, or none, as it is at first
   */
  public void clip(Clipping clipping) {
    this.clipping = Objects.requireNonNull(clipping, "clipping");
  }

  /**
   * Sets the optimizer.
   *
   * @param start makes it over the layout of the parameters: {@code p -> new Sgd(p, options)}
   * @throws IllegalArgumentException if it makes one over a layout of another length
   */
  public void updateRule(Function<Layout, ? extends UpdateRule> start) {
    UpdateRule made = Objects.requireNonNull(start.apply(layers.parameters()), "start");
    if (made.length != layers.parameters().length()) {
      throw new IllegalArgumentException(
          "start: expected a rule over %d floats, the layout given, got one over %d"
              .formatted(layers.parameters().length(), made.length));
    }
    rule = made;
  }

  /**
   * The optimizer, its state to be saved or restored.
   *
   * @return not a copy
   */
  public UpdateRule updateRule() {
    return rule;
  }

  /**
   * One training step on tokens whose targets are classes: forward, loss, backward, clip, update;
   * then the state is carried on.
   *
   * @param tokens [R] — packed input. Not modified.
   * @param targets of each packed row, or sequence, its class. Not modified.
   * @return the loss before the update
   * @throws ArithmeticException if the loss or the gradient is not finite: the message names the
   *     step, and the row or the tensor; the weights are as before
   * @throws IllegalArgumentException if an array has not as many elements as there are rows, or the
   *     rate is too large for the optimizer; likewise
   * @throws IndexOutOfBoundsException if a token or target is out of its range; likewise
   */
  public double step(int[] tokens, int[] targets) {
    return update(gradient(tokens, targets));
  }

  /**
   * The same with an input and targets of any kind.
   *
   * @param input packed
   * @param targets of each packed row, or sequence
   * @return the loss before the update
   */
  public double step(Input input, Target targets) {
    return update(gradient(input, targets));
  }

  private double update(double value) {
    // From BASE: a sum goes in blocks from its start, and BASE is not the same in every JVM.
    int length = layers.parameters().length() - Floats.BASE;
    double norm = clipping.apply(length, g, Floats.BASE);
    if (!Double.isFinite(norm)) {
      throw new ArithmeticException(
          "gradient: expected finite, got norm " + norm + " at update " + updates + place(g));
    }
    rule.update(learningRate, g, p);
    if (packing.steps() > 0) {
      unrolled.carry(packing.steps());
    }
    updates++;
    return value;
  }

  /** The tensor in which the first number is not finite, of parameters or their gradients. */
  private String place(float[] packed) {
    for (Map.Entry<String, Tensor> e : Network.tensors(layers, packed).entrySet()) {
      float[] values = e.getValue().values();
      int columns = e.getValue().rank() > 1 ? e.getValue().shape()[1] : 1;
      for (int i = 0; i < values.length; i++) {
        if (!Float.isFinite(values[i])) {
          return " in row " + i / columns + " of " + e.getKey();
        }
      }
    }
    return "";
  }

  /**
   * The loss of a window and its gradient, which {@link #gradients} then gives; nothing is updated,
   * no state carried.
   *
   * @param tokens [R] — packed input. Not modified.
   * @param targets of each packed row, or sequence, its class. Not modified.
   * @return the loss
   * @throws IllegalArgumentException if an array has not as many elements as there are rows
   * @throws IndexOutOfBoundsException if a token or target is out of its range
   * @throws ArithmeticException if the loss is not finite
   */
  public double gradient(int[] tokens, int[] targets) {
    return gradient(null, tokens, null, targets, null, null);
  }

  /**
   * The same with an input and targets of any kind.
   *
   * @param input packed
   * @param targets of each packed row, or sequence
   * @return the loss
   */
  public double gradient(Input input, Target targets) {
    pass.checkWidths(input, targets);
    return gradient(
        input.source,
        input.tokens,
        input.features,
        targets.classes,
        targets.numbers,
        targets.weights);
  }

  private double gradient(
      Input source,
      int[] tokens,
      float[] features,
      int[] classes,
      float[] numbers,
      float[] weights) {
    if (packing.steps() == 0) {
      throw new IllegalArgumentException(
          "packing: expected a time step at least, got none: were lengths set?");
    }
    unrolled.prepare(p);
    unrolled.clear();
    double value = pass.loss(source, tokens, features, classes, numbers, weights, p);
    if (!Double.isFinite(value)) {
      throw new ArithmeticException(
          "loss: expected finite, got "
              + value
              + " at update "
              + updates
              + loss.firstThatIsNotFinite(packing));
    }
    // The array is longer than its layout where that puts it on a cache line.
    Arrays.fill(g, 0, layers.parameters().length(), 0);
    unrolled.backward(packing.steps(), p, g);
    return value;
  }

  /**
   * The share of rows that count whose largest output was that of their class, in the last {@link
   * #gradient} or {@link #step}, so with the weights before its update; of several as large it is
   * the first. Found when asked for: before the packing or the targets are those of the next batch.
   *
   * @return 0 to 1; NaN before the first, where no row counts, and where targets are numbers
   */
  public double accuracy() {
    return loss.accuracy();
  }

  /** The next batch, and the states of the rows in which a sequence begins. */
  static void begin(BatchSource source, boolean[] begins, Unrolled unrolled) {
    Arrays.fill(begins, false);
    source.next(begins);
    for (int n = 0; n < begins.length; n++) {
      if (begins[n]) {
        unrolled.resetState(n);
      }
    }
  }

  /** What comes in: packed rows. Made once, and used again with other numbers in its array. */
  public static final class Input {
    final int[] tokens;
    final float[] features;

    /** Floats of a packed row; 0 where that was not said. */
    final int width;

    /** What the window begins from; null where that is nothing. */
    final Input source;

    private Input(int[] tokens, float[] features, int width, Input source) {
      this.tokens = tokens;
      this.features = features;
      this.width = width;
      this.source = source;
    }

    /**
     * Tokens.
     *
     * @param tokens [R] — packed; not copied
     * @return the input
     */
    public static Input tokens(int[] tokens) {
      return new Input(Objects.requireNonNull(tokens, "tokens"), null, 0, null);
    }

    /**
     * Features.
     *
     * @param features [R, I] — packed; not copied
     * @return the input
     */
    public static Input features(float[] features) {
      return new Input(null, Objects.requireNonNull(features, "features"), 0, null);
    }

    /**
     * Features of a width that is held against the network's: where rows have different lengths an
     * array does not tell.
     *
     * @param features [R, I] — packed; not copied
     * @param width I, at least 1
     * @return the input
     */
    public static Input features(float[] features, int width) {
      return new Input(null, Objects.requireNonNull(features, "features"), positive(width), null);
    }

    /**
     * With what the window begins from, for networks that have a source: the input of a decoder,
     * which is what it should have said so far (teacher forcing).
     *
     * @param source packed by the shape of the encoder's rows; or [N, size] features, a vector for
     *     each row; without a source of its own
     * @return a copy with the same arrays
     */
    public Input from(Input source) {
      if (source.source != null) {
        throw new IllegalArgumentException(
            "source: expected an input without a source of its own, got one with");
      }
      return new Input(tokens, features, width, source);
    }
  }

  /** What the outputs are held against. Made once, and used again with other numbers. */
  public static final class Target {
    final int[] classes;
    final float[] numbers;

    /** Numbers of a row; 0 where that was not said. */
    final int width;

    final float[] weights;

    private Target(int[] classes, float[] numbers, int width, float[] weights) {
      this.classes = classes;
      this.numbers = numbers;
      this.width = width;
      this.weights = weights;
    }

    /**
     * Classes.
     *
     * @param classes of each packed row, or sequence; not copied
     * @return the targets
     */
    public static Target classes(int[] classes) {
      return new Target(Objects.requireNonNull(classes, "classes"), null, 0, null);
    }

    /**
     * Numbers.
     *
     * @param numbers [·, O] — of each packed row, or sequence; not copied
     * @return the targets
     */
    public static Target numbers(float[] numbers) {
      return new Target(null, Objects.requireNonNull(numbers, "numbers"), 0, null);
    }

    /**
     * Numbers of a width that is held against the network's outputs.
     *
     * @param numbers [·, O] — of each packed row, or sequence; not copied
     * @param width O, at least 1
     * @return the targets
     */
    public static Target numbers(float[] numbers, int width) {
      return new Target(null, Objects.requireNonNull(numbers, "numbers"), positive(width), null);
    }

    /**
     * With weights.
     *
     * @param rowWeights of each packed row, or sequence; 0: it does not count, whatever its target.
     *     Not copied.
     * @return a copy with the same arrays
     */
    public Target weighted(float[] rowWeights) {
      return new Target(classes, numbers, width, Objects.requireNonNull(rowWeights, "rowWeights"));
    }
  }

  private static int positive(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width: expected at least 1, got " + width);
    }
    return width;
  }

  /** Sets the carried state of all rows to the one that sequences begin with. */
  public void resetState() {
    unrolled.resetState();
  }

  /**
   * The gradients of the last {@link #gradient} or {@link #step}, by PyTorch's names and in its
   * layouts. The gradient of {@code bias_hh} is that of {@code bias_ih} and is given as zero: see
   * {@link Network#tensors()}.
   *
   * @return copies
   */
  public Map<String, Tensor> gradients() {
    return Network.tensors(layers, g);
  }

  /** Refuses weights that an update has made infinite, or NaN. */
  void checkWeights() {
    for (int i = 0; i < layers.parameters().length(); i++) {
      if (!Float.isFinite(p[i])) {
        throw new ArithmeticException(
            "weights: expected finite, got " + p[i] + " before update " + updates + place(p));
      }
    }
  }

  Layers layers() {
    return layers;
  }

  Packing packing() {
    return packing;
  }

  /** The weights themselves. */
  float[] parameters() {
    return p;
  }

  long updates() {
    return updates;
  }

  void updates(long done) {
    updates = done;
  }

  /** What makes the numbers, beside network, optimizer and data: for a checkpoint to be held to. */
  String setting() {
    return loss + " " + mode + " " + clipping;
  }

  /**
   * The window with its tape: gates, states and their gradients.
   *
   * @return not a copy
   */
  public Unrolled unrolled() {
    return unrolled;
  }

  /**
   * The network as it is now.
   *
   * @return a copy of the weights
   */
  public Network network() {
    return Network.of(layers, p);
  }
}
