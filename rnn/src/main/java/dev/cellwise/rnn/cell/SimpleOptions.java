package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Options of a simple cell beyond the plain one of {@link SimpleCell}, and the cell that has them.
 *
 * <pre>{@code
 * a = b + W x + U h₋ + U_j h₋j + U_k h₋k + …     lags j < k < …: h₋k is the h of k steps before
 * a = clip(a)
 * h~ = f(a), or a where a > 0, else slope a
 * h = h~, or fma(α, h₋, fma(-α, h~, h~))         a leaky integrator, α h₋ + (1 - α) h~
 * }</pre>
 *
 * <p>With no option taken {@link SimpleCell} is the same cell, bit for bit, and faster: use it. Its
 * kernel is one for product and activation; this is a list of passes.
 *
 * <p>Tensors by name: {@code weight_ih [H, I]}, {@code weight_hh [H, H]}, {@code bias_ih [H]},
 * {@code bias_hh [H]}; {@code weight_skip_k [H, H]} for each lag k; {@code slope [H]}; {@code alpha
 * [H]} if it is learned.
 *
 * <p>State: h, and with lags up to k the parts h_1 to h_k: before a step h_j is what the step j
 * before made, zero where there was none. So h_1 is h but before the first step: an initial h is
 * seen by U alone, unless h_1 is set too.
 *
 * <p>Sources: K. He and others, Delving deep into rectifiers, 2015 (the learned slope); H. Jaeger
 * and others, Optimization and applications of echo state networks with leaky-integrator neurons,
 * 2007, whose leaking rate is 1 - α; T. Lin, B. Horne and C. Giles, How embedded memory in
 * recurrent neural network architectures helps learning long-term temporal dependencies, 1998
 * (lags).
 *
 * @param activation f; the default, tanh, where {@code prelu} stands in its place
 * @param prelu whether a slope for each unit is learned
 * @param clip bound of the pre-activations; infinite for none
 * @param alpha given: one number for all units, or one for each; empty for none. Within [0, 1], so
 *     that h lies between h₋ and h~
 * @param learnedAlpha whether α is learned for each unit; then it is used as it is, whatever it
 *     becomes
 * @param lags 2 to {@link #MOST_STEPS} each, ascending
 * @param masks rates of zoneout, of h alone, and of variational dropout; that of h₋ not with lags
 */
public record SimpleOptions(
    Activation activation,
    boolean prelu,
    float clip,
    List<Float> alpha,
    boolean learnedAlpha,
    List<Integer> lags,
    MaskRates masks) {

  /**
   * The longest lag, and what those of a network's layers may come to: each step of a lag is a part
   * of the state.
   */
  public static final int MOST_STEPS = 512;

  private static final SimpleOptions PLAIN =
      new SimpleOptions(
          Activation.tanh(),
          false,
          Float.POSITIVE_INFINITY,
          List.of(),
          false,
          List.of(),
          MaskRates.NONE);

  /** Checks and copies. */
  public SimpleOptions {
    Objects.requireNonNull(activation, "activation");
    alpha = List.copyOf(alpha);
    lags = List.copyOf(lags);
    if (prelu && !activation.equals(Activation.tanh())) {
      throw new IllegalArgumentException(
          "activation: expected the default, tanh, where prelu stands in its place, got "
              + activation);
    }
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clip: expected above 0, got " + clip);
    }
    if (learnedAlpha && !alpha.isEmpty()) {
      throw new IllegalArgumentException("alpha: expected none where it is learned, got " + alpha);
    }
    for (float a : alpha) {
      if (!(a >= 0 && a <= 1)) {
        throw new IllegalArgumentException("alpha: expected 0 to 1, got " + a);
      }
    }
    int last = 1;
    for (int k : lags) {
      if (k <= last) {
        throw new IllegalArgumentException("lags: expected ascending from 2, got " + lags);
      }
      last = k;
    }
    if (last > MOST_STEPS) {
      throw new IllegalArgumentException(
          "lags: expected at most " + MOST_STEPS + " steps, got " + last);
    }
    masks.withoutCell();
    if (masks.recurrent() > 0 && !lags.isEmpty()) {
      throw new IllegalArgumentException(
          "recurrent: expected no dropout of h₋ beside lags, got " + masks.recurrent());
    }
  }

  /**
   * No option taken: tanh.
   *
   * @return the plain cell, which {@link SimpleCell} makes faster
   */
  public static SimpleOptions plain() {
    return PLAIN;
  }

  /**
   * With another activation, no learned slope.
   *
   * @param f the function
   * @return a copy
   */
  public SimpleOptions withActivation(Activation f) {
    return new SimpleOptions(f, false, clip, alpha, learnedAlpha, lags, masks);
  }

  /**
   * With a learned slope for each unit, in place of the activation.
   *
   * @return a copy
   */
  public SimpleOptions withPrelu() {
    return new SimpleOptions(Activation.tanh(), true, clip, alpha, learnedAlpha, lags, masks);
  }

  /**
   * With a bound of the pre-activations.
   *
   * @param bound above 0
   * @return a copy
   */
  public SimpleOptions withClip(float bound) {
    return new SimpleOptions(activation, prelu, bound, alpha, learnedAlpha, lags, masks);
  }

  /**
   * With a given leak.
   *
   * @param given α, one number for all units, or one for each; each 0 to 1
   * @return a copy
   */
  public SimpleOptions withAlpha(float... given) {
    List<Float> each = new ArrayList<>();
    for (float a : given) {
      each.add(a);
    }
    return new SimpleOptions(activation, prelu, clip, each, false, lags, masks);
  }

  /**
   * With a leak for each unit that is learned.
   *
   * @return a copy
   */
  public SimpleOptions withLearnedAlpha() {
    return new SimpleOptions(activation, prelu, clip, List.of(), true, lags, masks);
  }

  /**
   * With connections from the states of k steps before.
   *
   * @param steps each k, 2 to {@link #MOST_STEPS}, none twice; in any order
   * @return a copy
   */
  public SimpleOptions withLags(int... steps) {
    List<Integer> ascending = Arrays.stream(steps).sorted().boxed().toList();
    return new SimpleOptions(activation, prelu, clip, alpha, learnedAlpha, ascending, masks);
  }

  /**
   * With zoneout: units keep their state of the step before.
   *
   * @param hidden share of those of h, 0 to 1
   * @return a copy
   */
  public SimpleOptions withZoneout(float hidden) {
    return with(masks.withZoneout(hidden, 0));
  }

  /**
   * With a mask on what U sees of h₋, the same at all steps of a sequence.
   *
   * @param rate share of the units dropped, at least 0 and less than 1
   * @return a copy
   */
  public SimpleOptions withRecurrentDropout(float rate) {
    return with(masks.withRecurrent(rate));
  }

  /**
   * With a mask on x, the same at all steps of a sequence.
   *
   * @param rate share of the inputs dropped, at least 0 and less than 1
   * @return a copy
   */
  public SimpleOptions withInputDropout(float rate) {
    return with(masks.withInput(rate));
  }

  private SimpleOptions with(MaskRates rates) {
    return new SimpleOptions(activation, prelu, clip, alpha, learnedAlpha, lags, rates);
  }

  /**
   * The cell.
   *
   * @param parameters layout under construction; the weights are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   * @return the cell
   * @throws IllegalArgumentException if {@link #alpha} is neither one number nor H
   */
  public PassCell cell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    if (alpha.size() > 1 && alpha.size() != hidden) {
      throw new IllegalArgumentException(
          "alpha: expected 1 or " + hidden + " numbers, got " + alpha.size());
    }
    PassCell.Builder b = PassCell.builder(parameters, "rnn", suffix, inputs);
    Block h0 = b.state("h", hidden);
    b.inputDropout(masks.input());
    List<Block> before = new ArrayList<>();
    for (int j = 1; j <= longest(); j++) {
      before.add(b.state("h_" + j, hidden));
    }
    Block a = b.gate("h", hidden);
    b.secondBias();
    a = b.product("weight_hh", b.dropout(masks.recurrent(), h0), a);
    for (int k : lags) {
      a = b.product("weight_skip_" + k, before.get(k - 1), a);
    }
    a = clip < Float.POSITIVE_INFINITY ? b.clip(clip, a) : a;
    Block y = leaked(b, h0, prelu ? b.prelu("slope", a) : b.activate(activation, a));
    Block h = b.zoneout(masks.zoneoutHidden(), h0, y);
    b.next("h", h);
    for (int j = 1; j <= longest(); j++) {
      b.next("h_" + j, j == 1 ? h : before.get(j - 2));
    }
    return b.build();
  }

  /**
   * The longest lag.
   *
   * @return parts of the state beside h; 0 without lags
   */
  public int longest() {
    return lags.isEmpty() ? 0 : lags.getLast();
  }

  private Block leaked(PassCell.Builder b, Block h0, Block candidate) {
    if (learnedAlpha) {
      return b.leak("alpha", "h", h0, candidate);
    }
    if (alpha.isEmpty()) {
      return candidate;
    }
    float[] each = new float[h0.size()];
    for (int u = 0; u < each.length; u++) {
      each[u] = alpha.get(alpha.size() == 1 ? 0 : u);
    }
    return b.leak("h", each, h0, candidate);
  }
}
