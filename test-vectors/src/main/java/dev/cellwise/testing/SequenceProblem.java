package dev.cellwise.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A {@link SequenceNetwork}, the valid steps of its sequences, given masks and a loss: a function
 * of the parameters, with its exact gradient.
 *
 * <p>The parameters are one flat array whose places are {@link #layout()}: the weights from the
 * input up, then the inputs {@code x} where the network reads numbers, then the initial states that
 * are given. Learned ones are weights. Of a network with a source, the encoder's weights and then
 * the bridge's are in front of its own, and what the encoder reads, or the vector {@code source},
 * is in front of its inputs.
 *
 * <p>The gradient costs one forward pass a parameter.
 */
public final class SequenceProblem implements ComplexFunction {
  /** Collects tokens, masks and the loss. */
  public static final class Builder {
    private final SequenceNetwork network;
    private final Optional<ValidSteps> source;
    private final ValidSteps valid;
    private final SequenceShapes shapes;
    private final Layout masks;
    private final Layout results;
    private final Map<String, double[]> givenMasks = new HashMap<>();
    private int[] tokens = {};
    private int[] sourceTokens = {};
    private MaskedOutput rule = MaskedOutput.ZERO;
    private SequenceLoss loss;

    private Builder(SequenceNetwork network, Optional<ValidSteps> source, ValidSteps valid) {
      this.network = network;
      this.source = source;
      this.valid = valid;
      shapes = network.describe(source, valid);
      masks = shapes.masks().build();
      results = shapes.results().build();
      weights(Map.of());
    }

    /**
     * The tokens that the network reads.
     *
     * @param tokens [T, N] each in [0, V); those of steps that are not valid may be anything;
     *     copied
     * @return this
     */
    public Builder tokens(int... tokens) {
      this.tokens = tokens.clone();
      return this;
    }

    /**
     * The tokens that the encoder reads.
     *
     * @param tokens [S, N] each in [0, V); those of steps that are not valid may be anything;
     *     copied
     * @return this
     */
    public Builder sourceTokens(int... tokens) {
      this.sourceTokens = tokens.clone();
      return this;
    }

    /**
     * The output of every layer at steps that are not valid; {@link MaskedOutput#ZERO} unless told.
     *
     * @param rule zeros or the output before
     * @return this
     */
    public Builder masked(MaskedOutput rule) {
      this.rule = rule;
      return this;
    }

    /**
     * A mask of dropout or of a cell. One that is not given is as if there were no dropout.
     *
     * @param name the name of a dropout layer, [T, N, I]; or {@code mask_P_lK} [T, N, size] for
     *     each state part P that the cell needs one for, {@code mask_x_lK} [N, I] and {@code
     *     mask_recurrent_lK} [N, outputs], as {@link CellProblem.Builder} has them, in reverse with
     *     {@code _reverse} behind, of an encoder with {@code encoder.} in front
     * @param mask its elements; copied
     * @return this
     * @throws IllegalArgumentException if there is no such mask, or it has another size
     */
    public Builder mask(String name, double... mask) {
      int size = masks.tensor(name).size();
      if (mask.length != size) {
        throw new IllegalArgumentException(
            "mask " + name + ": expected " + size + " elements, got " + mask.length);
      }
      givenMasks.put(name, mask.clone());
      return this;
    }

    /**
     * Names and shapes of all masks.
     *
     * @return the layout
     */
    public Layout masks() {
      return masks;
    }

    /**
     * Names and shapes of the results ({@link SequenceProblem#results()}).
     *
     * @return the layout
     */
    public Layout results() {
      return results;
    }

    /**
     * Any function of outputs and final states.
     *
     * @param loss what to differentiate
     * @return this
     */
    public Builder loss(SequenceLoss loss) {
      this.loss = loss;
      return this;
    }

    /**
     * A weighted sum of outputs and final states. Its gradient with respect to each of them is the
     * weight, so a backward pass is checked by feeding it the weights.
     *
     * @param weights by the names of {@link #results()}; those that are not there are zeros; not
     *     modified
     * @return this
     * @throws IllegalArgumentException if there is no such result, or it has another size
     */
    public Builder weights(Map<String, double[]> weights) {
      weights.keySet().forEach(results::tensor);
      Map<String, double[]> all = results.split(new double[results.size()]);
      all.putAll(weights);
      ComplexArray w = ComplexArray.ofReal(results.join(all));
      return loss(trace -> ComplexArray.dot(w.length(), w, 0, trace.values(), 0));
    }

    /**
     * A sum of outputs and final states with random weights, in (-1, 1) and exact as floats: {@code
     * results().random(seed, 1)}.
     *
     * @param seed seed of the generator
     * @return this
     */
    public Builder randomWeights(long seed) {
      return weights(results.split(results.random(seed, 1)));
    }

    /**
     * The problem as described; without a loss all weights are 0.
     *
     * @return a new problem
     * @throws IllegalArgumentException if the tokens of the valid steps do not fit the network
     */
    public SequenceProblem build() {
      network.input().checkTokens("tokens", valid, tokens);
      if (network.encoder().isPresent()) {
        SequenceInput read = network.encoder().get().input();
        read.checkTokens("source tokens", source.orElseThrow(), sourceTokens);
      } else if (sourceTokens.length > 0) {
        throw new IllegalArgumentException("source tokens: expected 0, got " + sourceTokens.length);
      }
      return new SequenceProblem(this);
    }
  }

  private final SequenceNetwork network;
  private final Optional<ValidSteps> source;
  private final ValidSteps valid;
  private final int[] tokens;
  private final int[] sourceTokens;
  private final MaskedOutput rule;
  private final Map<String, double[]> masks;
  private final SequenceLoss loss;
  private final Layout layout;
  private final Layout states;
  private final Layout results;
  private final Layout attention;
  private final Layout encoded;

  private SequenceProblem(Builder b) {
    network = b.network;
    source = b.source;
    sourceTokens = b.sourceTokens;
    attention = b.shapes.attention().build();
    encoded = b.shapes.encoded();
    valid = b.valid;
    tokens = b.tokens;
    rule = b.rule;
    masks = Map.copyOf(b.givenMasks);
    loss = b.loss;
    results = b.results;
    states = b.shapes.states().build();
    Layout weights = b.shapes.weights().build();
    layout = Layout.builder().addAll("", weights).addAll("", states).build();
  }

  /**
   * Starts a problem.
   *
   * @param network a network without an encoder
   * @param valid T, N and the valid steps
   * @return a builder without masks, all weights of the loss 0
   * @throws IllegalArgumentException if the network has an encoder
   */
  public static Builder of(SequenceNetwork network, ValidSteps valid) {
    return new Builder(network, Optional.empty(), valid);
  }

  /**
   * Starts a problem of a network with an encoder.
   *
   * @param network a network with an encoder
   * @param source S, N and the valid steps of what the encoder reads
   * @param valid T, N and the valid steps of what the decoder reads
   * @return a builder without masks, all weights of the loss 0
   * @throws IllegalArgumentException if the network has no encoder, or the rows are not as many
   */
  public static Builder of(SequenceNetwork network, ValidSteps source, ValidSteps valid) {
    return new Builder(network, Optional.of(source), valid);
  }

  /**
   * Names, shapes and places of the parameters.
   *
   * @return the layout
   */
  public Layout layout() {
    return layout;
  }

  /**
   * Names and shapes of what the network hands out: {@code y} [T, N, O], T being 1 where only the
   * last step is read, and for each recurrent layer, direction and state part the final state
   * {@code h_n_lK} [N, size], in reverse {@code h_n_lK_reverse}: that after the last valid step
   * taken, of a row without any the initial one.
   *
   * @return the layout
   */
  public Layout results() {
    return results;
  }

  /**
   * Names and shapes of the attention weights ({@link SequenceTrace#attention}): [T, N, S] by the
   * names of their layers.
   *
   * @return the layout
   */
  public Layout attention() {
    return attention;
  }

  /**
   * The valid steps of the input.
   *
   * @return T, N and the valid steps
   */
  public ValidSteps valid() {
    return valid;
  }

  /**
   * Brings tensors by name into one flat array. A second bias {@code bias_hh_lK} of a cell that has
   * only one is added to {@code bias_ih_lK}; given initial states that are not there are zeros;
   * tensors of other names are left out.
   *
   * @param tensors the parameters by name; not modified
   * @return the parameters in this problem's layout
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public double[] parameters(Map<String, double[]> tensors) {
    Map<String, double[]> all = new LinkedHashMap<>(tensors);
    for (Layout.Tensor tensor : layout.tensors()) {
      String name = tensor.name();
      if (states.has(name) && !name.matches("(encoder\\.)?x|source")) {
        all.putIfAbsent(name, new double[tensor.size()]);
      }
      String second = name.replaceFirst("^(encoder\\.)?bias_ih_l", "$1bias_hh_l");
      if (!layout.has(second) && all.containsKey(second)) {
        all.put(name, sum(layout.only(name), tensors.get(name), tensors.get(second)));
      }
    }
    return layout.join(all);
  }

  private static double[] sum(Layout one, double[] a, double[] b) {
    String name = one.tensors().getFirst().name();
    double[] sum = one.join(a == null ? Map.of() : Map.of(name, a));
    double[] second = one.join(Map.of(name, b));
    for (int k = 0; k < sum.length; k++) {
      sum[k] += second[k];
    }
    return sum;
  }

  /**
   * The forward pass.
   *
   * @param p parameters in this problem's layout; not modified
   * @return outputs and final states
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public SequenceTrace forward(double[] p) {
    return forward(ComplexArray.ofReal(p));
  }

  /**
   * The forward pass on complex parameters.
   *
   * @param p parameters in this problem's layout; not modified
   * @return outputs and final states
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public SequenceTrace forward(ComplexArray p) {
    layout.checkSize(p.length());
    SequenceRun run = new SequenceRun(valid.rows(), layout, p, masks, rule);
    network.bridge().ifPresent(b -> b.begin(source, sourceTokens, encoded, run));
    return run.trace(network.forward(valid, tokens, run), results);
  }

  /**
   * The loss.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the loss
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double loss(double[] p) {
    return at(ComplexArray.ofReal(p)).re();
  }

  /**
   * The loss on complex parameters, for {@link ComplexStep} and {@link GradientCheck}.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the loss
   * @throws IllegalArgumentException if {@code p} has another length
   */
  @Override
  public Complex at(ComplexArray p) {
    return loss.of(forward(p));
  }

  /**
   * The gradient of the loss by the complex step. It is exact for networks with a kink too, unless
   * a value is on the kink.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the derivatives in the same layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double[] gradient(double[] p) {
    layout.checkSize(p.length);
    return ComplexStep.gradient(this, p);
  }

  /**
   * The gradient of the loss by the complex step, with tensors by name.
   *
   * @param tensors the parameters by name, as {@link #parameters(Map)} takes them; not modified
   * @return the derivatives by name
   * @throws IllegalArgumentException if a tensor is missing or has another number of elements
   */
  public Map<String, double[]> gradient(Map<String, double[]> tensors) {
    return layout.split(gradient(parameters(tensors)));
  }

  /**
   * The gradient of the loss by central differences, good to about 1e-8: the second opinion.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the derivatives in the same layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public double[] differences(double[] p) {
    layout.checkSize(p.length);
    return FiniteDifferences.gradient(real(), p);
  }

  /**
   * A check of gradients at {@code p}: against the complex step, or, for a network with a kink,
   * against central differences, which know nothing of sides. Its report says which.
   *
   * @param p parameters in this problem's layout; not modified
   * @return the check, with the names of the layout
   * @throws IllegalArgumentException if {@code p} has another length
   */
  public GradientCheck check(double[] p) {
    layout.checkSize(p.length);
    GradientCheck check =
        network.hasKink()
            ? GradientCheck.centralDifferences(real(), p)
            : GradientCheck.complexStep(this, p);
    return check.named(layout);
  }
}
