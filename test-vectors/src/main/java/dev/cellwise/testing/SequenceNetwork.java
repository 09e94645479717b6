package dev.cellwise.testing;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The double-precision reference of a whole network over sequences: an input and a stack of layers,
 * over any {@link ReferenceCell}.
 *
 * {@snippet :
 * SequenceNetwork network =
 *     SequenceNetwork.embedding(
 *         11,
 *         4,
 *         stack ->
 *             stack
 *                 .bidirectional(LstmReferenceCell.of(4, 6).build(), Merge.CONCAT)
 *                 .layerNorm("norm")
 *                 .residual(f -> f.dropout("dropout").recurrent(gruOf12To12))
 *                 .dense("head", 5));
 * SequenceProblem problem =
 *     SequenceProblem.of(network, ValidSteps.lengths(6, 3, 6, 1, 5))
 *         .tokens(tokens)
 *         .loss(SequenceLoss.crossEntropy(targets))
 *         .build();
 * double[] parameters = problem.layout().random(42, 0.5); // each is exact as a float
 * Map<String, double[]> gradient = problem.layout().split(problem.gradient(parameters));
 * }
 *
 * <p>A network may begin from a {@link SequenceSource}, {@link SequenceStack#from}: a vector a row
 * or an encoder, to whose outputs its layers can attend.
 *
 * {@snippet :
 * SequenceNetwork encoder =
 *     SequenceNetwork.embedding(
 *         11, 4, stack -> stack.bidirectional(gruOf4To5, Merge.CONCAT));
 * SequenceNetwork translator =
 *     SequenceNetwork.embedding(
 *         9,
 *         3,
 *         stack ->
 *             stack
 *                 .from(SequenceSource.encoder(encoder, "tanh"))
 *                 .recurrent(gruOf3To6)
 *                 .additiveAttention("attention0", 7)
 *                 .dense("head", 9));
 * SequenceProblem problem =
 *     SequenceProblem.of(translator, ValidSteps.lengths(5, 2, 5), ValidSteps.lengths(6, 6, 3))
 *         .sourceTokens(source)
 *         .tokens(tokens)
 *         .loss(SequenceLoss.crossEntropy(targets))
 *         .build();
 * }
 *
 * <p>It is written for reading, not for speed, and it computes on {@link Complex} numbers, so that
 * the complex step gives its exact gradient. What a row computes depends on nothing but its own
 * valid steps, those of its source among them: a step that is not valid leaves every state as it
 * was, and the steps around it are neighbours, for connections from several steps before too. A
 * network only knows layers; sizes, valid steps and loss are a {@link SequenceProblem}'s. Objects
 * of this class are immutable.
 *
 * <p>Source of the bidirectional layer: M. Schuster and K. Paliwal, Bidirectional recurrent neural
 * networks, 1997; of the residual: K. He and others, Deep residual learning, 2016.
 */
public final class SequenceNetwork {
  private final SequenceInput input;
  private final List<SequenceLayer> layers;
  private final Optional<Bridge> bridge;

  private SequenceNetwork(SequenceInput input, Consumer<SequenceStack> layers) {
    if (input.size() < 1) {
      throw new IllegalArgumentException("input: expected at least 1, got " + input.size());
    }
    SequenceStack stack = SequenceStack.over(input.size());
    layers.accept(stack);
    this.input = input;
    this.layers = stack.layers();
    if (this.layers.isEmpty()) {
      throw new IllegalArgumentException("layers: expected at least 1, got none");
    }
    bridge = stack.source().map(source -> new Bridge(source, cells()));
  }

  /**
   * A network that reads numbers, the parameter {@code x} [T, N, I].
   *
   * @param size I, at least 1
   * @param layers adds the layers
   * @return a new network
   * @throws IllegalArgumentException if {@code size} is less than 1, or there are no layers
   */
  public static SequenceNetwork features(int size, Consumer<SequenceStack> layers) {
    return new SequenceNetwork(new SequenceInput(SequenceInput.Kind.FEATURES, 0, size), layers);
  }

  /**
   * A network that reads tokens, each as a vector of V numbers, 1 at the token and 0 elsewhere.
   *
   * @param vocabulary V, at least 1
   * @param layers adds the layers
   * @return a new network
   * @throws IllegalArgumentException if {@code vocabulary} is less than 1, or there are no layers
   */
  public static SequenceNetwork index(int vocabulary, Consumer<SequenceStack> layers) {
    return new SequenceNetwork(
        new SequenceInput(SequenceInput.Kind.INDEX, vocabulary, vocabulary), layers);
  }

  /**
   * A network that reads rows of an embedding, parameter {@code embedding.weight} [V, E].
   *
   * @param vocabulary V, at least 1
   * @param size E, at least 1
   * @param layers adds the layers
   * @return a new network
   * @throws IllegalArgumentException if a size is less than 1, or there are no layers
   */
  public static SequenceNetwork embedding(
      int vocabulary, int size, Consumer<SequenceStack> layers) {
    if (vocabulary < 1) {
      throw new IllegalArgumentException("vocabulary: expected at least 1, got " + vocabulary);
    }
    return new SequenceNetwork(
        new SequenceInput(SequenceInput.Kind.EMBEDDING, vocabulary, size), layers);
  }

  /**
   * O.
   *
   * @return numbers a step that the last layer hands out
   */
  public int outputs() {
    return layers.getLast().outputs();
  }

  /**
   * Whether the network is not analytic: a rectifier, a clip.
   *
   * @return true if a derivative jumps somewhere
   */
  public boolean hasKink() {
    return layers.stream().anyMatch(SequenceLayer::hasKink)
        || bridge.map(b -> b.source().hasKink()).orElse(false);
  }

  SequenceInput input() {
    return input;
  }

  Optional<Bridge> bridge() {
    return bridge;
  }

  /** The encoder that the network begins from, if it does. */
  Optional<SequenceNetwork> encoder() {
    return bridge.flatMap(b -> b.source().encoder());
  }

  /** Whether only the last step is read. */
  boolean last() {
    return layers.stream().anyMatch(l -> l instanceof RecurrentSequenceLayer r && r.last());
  }

  /**
   * The state parts of all cells, {@code h_l0} [H], {@code c_l0} [H], …: from the input up, of a
   * layer in both directions the forward one's first.
   */
  Layout cells() {
    SequenceShapes shapes = new SequenceShapes(1, 1);
    layers.forEach(layer -> layer.describe(shapes));
    Layout.Builder cells = Layout.builder();
    for (Layout.Tensor part : shapes.results().build().tensors()) {
      cells.add(part.name().replaceFirst("_n(_l\\d+(_reverse)?)$", "$1"), part.size());
    }
    return cells.build();
  }

  /**
   * Names and shapes of everything; the steps of the shapes are those of the output.
   *
   * @param source the valid steps of the encoder's input, where there is one
   * @throws IllegalArgumentException if they are not there, or there for nothing, or of other rows
   */
  SequenceShapes describe(Optional<ValidSteps> source, ValidSteps valid) {
    int rows = source.map(ValidSteps::rows).orElse(0);
    int expected = encoder().isPresent() ? valid.rows() : 0;
    if (rows != expected) {
      throw new IllegalArgumentException(
          "valid steps of the source: expected " + expected + " rows, got " + rows);
    }
    SequenceShapes shapes = new SequenceShapes(valid.steps(), valid.rows());
    bridge.ifPresent(b -> b.describe(source, shapes));
    input.addWeights(shapes.weights());
    input.addStates(shapes.states(), valid);
    layers.forEach(layer -> layer.describe(shapes));
    shapes.results().add("y", shapes.steps(), shapes.rows(), outputs());
    return shapes;
  }

  /** The outputs; {@code run} takes the final states. */
  Sequence forward(ValidSteps valid, int[] tokens, SequenceRun run) {
    Sequence y = input.read(valid, tokens, run);
    for (SequenceLayer layer : layers) {
      y = layer.forward(y, run);
    }
    return y;
  }
}
