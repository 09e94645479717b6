package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Options of an LSTM beyond the plain cell of {@link LstmCell}, and the cell that has them.
 *
 * <pre>{@code
 * a = b + W x + U h₋                              i, f, g; o without the peephole of c
 * i = σ(clip(a_i + p_i c₋))     f = σ(clip(a_f + p_f c₋))     g = φ(clip(a_g))
 * c = clip_c(fma(f, c₋, i g))
 * o = σ(clip(a_o + p_o c))
 * m = o ψ(c)
 * h = m, or clip_h(W_r m) with a projection
 * }</pre>
 *
 * <p>With layer normalisation, N over all four gates of a projection jointly, or over c:
 *
 * <pre>{@code
 * a = fma(γ_h, N(U h₋), fma(γ_x, N(W x), b))
 * i = σ(a_i)     f = σ(a_f)     g = φ(a_g)     o = σ(a_o)
 * c = fma(f, c₋, i g)
 * h = o ψ(fma(γ_c, N(c), b_c))
 * }</pre>
 *
 * <p>With zoneout, what c and h become is {@code m s₋ + (1 - m) s} for each; o and m are those of
 * the c before it. With recurrent dropout U sees a masked h₋, with input dropout W a masked x.
 *
 * <p>Coupled, i = 1 - f or f = 1 - i, and the weights of the one that follows are not there.
 * Tensors by name: {@code weight_ih [4H, I]}, {@code weight_hh [4H, P]}, {@code bias_ih [4H]},
 * {@code bias_hh [4H]} with gates i, f, g, o ({@code [3H]} with f, g, o or i, g, o where they are
 * coupled), {@code weight_peephole [3H]} with i, f, o ({@code [2H]}), {@code weight_hr [P, H]}.
 * With layer normalisation there is no {@code bias_hh}, but {@code gain_ih [4H]}, {@code gain_hh
 * [4H]}, {@code gain_c [H]}, {@code bias_c [H]}.
 *
 * <p>Sources: F. Gers and J. Schmidhuber, Recurrent nets that time and count, 2000 (peephole); H.
 * Sak and others, Long short-term memory recurrent neural network architectures for large scale
 * acoustic modeling, 2014 (projection, clips); K. Greff and others, LSTM: a search space odyssey,
 * 2017 (coupled); J. Ba and others, Layer normalization, 2016, equations 20 to 22.
 *
 * @param layerNorm whether both projections and c are normalised; then of the other options only
 *     the activations and the random masks are defined
 * @param peephole whether the gates see the cell state
 * @param projection P, the size of h; 0 for none: h has H units
 * @param coupling which of i and f follows the other
 * @param clip bound of the pre-activations; infinite for none
 * @param cellClip bound of c: of what is carried on, what the output gate sees, and what h is made
 *     of
 * @param projectionClip bound of the projected h
 * @param gate σ
 * @param candidate φ
 * @param output ψ
 * @param masks rates of zoneout and of variational dropout
 */
public record LstmOptions(
    boolean layerNorm,
    boolean peephole,
    int projection,
    Coupling coupling,
    float clip,
    float cellClip,
    float projectionClip,
    Activation gate,
    Activation candidate,
    Activation output,
    MaskRates masks) {

  /** Which of the input and the forget gate follows the other. */
  public enum Coupling {
    /** Each has its own weights. */
    NONE,
    /** i = 1 - f. */
    INPUT_FROM_FORGET,
    /** f = 1 - i. */
    FORGET_FROM_INPUT
  }

  /** y = 1 - x. */
  private static final Activation ONE_MINUS = Activation.affine(-1, 1);

  private static final LstmOptions PLAIN =
      new LstmOptions(
          false,
          false,
          0,
          Coupling.NONE,
          Float.POSITIVE_INFINITY,
          Float.POSITIVE_INFINITY,
          Float.POSITIVE_INFINITY,
          Activation.sigmoid(),
          Activation.tanh(),
          Activation.tanh(),
          MaskRates.NONE);

  /** Checks. */
  public LstmOptions {
    Objects.requireNonNull(coupling, "coupling");
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(candidate, "candidate");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(masks, "masks");
    if (projection < 0) {
      throw new IllegalArgumentException("projection: expected at least 0, got " + projection);
    }
    positive("clip", clip);
    positive("cellClip", cellClip);
    positive("projectionClip", projectionClip);
    if (projection == 0 && projectionClip < Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "projectionClip: expected none without a projection, got " + projectionClip);
    }
    if (layerNorm) {
      none("peephole", peephole);
      none("projection", projection > 0);
      none("coupling", coupling != Coupling.NONE);
      none("clip", clip < Float.POSITIVE_INFINITY);
      none("cellClip", cellClip < Float.POSITIVE_INFINITY);
    }
  }

  /** Refuses what the equations with layer normalisation do not define. */
  static void none(String option, boolean taken) {
    if (taken) {
      throw new IllegalArgumentException(
          option + ": expected none with layer normalisation, got both");
    }
  }

  private static void positive(String name, float bound) {
    if (!(bound > 0)) {
      throw new IllegalArgumentException(name + ": expected above 0, got " + bound);
    }
  }

  /**
   * No option taken.
   *
   * @return the plain cell
   */
  public static LstmOptions plain() {
    return PLAIN;
  }

  /**
   * With layer normalisation.
   *
   * @return a copy
   */
  public LstmOptions withLayerNorm() {
    return new LstmOptions(
        true,
        peephole,
        projection,
        coupling,
        clip,
        cellClip,
        projectionClip,
        gate,
        candidate,
        output,
        masks);
  }

  /**
   * With peepholes.
   *
   * @return a copy
   */
  public LstmOptions withPeephole() {
    return new LstmOptions(
        layerNorm,
        true,
        projection,
        coupling,
        clip,
        cellClip,
        projectionClip,
        gate,
        candidate,
        output,
        masks);
  }

  /**
   * With a projection of the output.
   *
   * @param size P
   * @return a copy
   */
  public LstmOptions withProjection(int size) {
    return new LstmOptions(
        layerNorm,
        peephole,
        size,
        coupling,
        clip,
        cellClip,
        projectionClip,
        gate,
        candidate,
        output,
        masks);
  }

  /**
   * With coupled input and forget gates.
   *
   * @param how which follows which
   * @return a copy
   */
  public LstmOptions withCoupling(Coupling how) {
    return new LstmOptions(
        layerNorm,
        peephole,
        projection,
        how,
        clip,
        cellClip,
        projectionClip,
        gate,
        candidate,
        output,
        masks);
  }

  /**
   * With bounds.
   *
   * @param gates of the pre-activations; infinite for none
   * @param cell of the cell state; infinite for none
   * @param projected of the projected output; infinite for none
   * @return a copy
   */
  public LstmOptions withClips(float gates, float cell, float projected) {
    return new LstmOptions(
        layerNorm,
        peephole,
        projection,
        coupling,
        gates,
        cell,
        projected,
        gate,
        candidate,
        output,
        masks);
  }

  /**
   * With other activations.
   *
   * @param gates σ
   * @param candidates φ
   * @param outputs ψ
   * @return a copy
   */
  public LstmOptions withActivations(Activation gates, Activation candidates, Activation outputs) {
    return new LstmOptions(
        layerNorm,
        peephole,
        projection,
        coupling,
        clip,
        cellClip,
        projectionClip,
        gates,
        candidates,
        outputs,
        masks);
  }

  /**
   * With zoneout: units keep their state of the step before.
   *
   * @param hidden share of those of h, 0 to 1
   * @param cell share of those of c, 0 to 1
   * @return a copy
   */
  public LstmOptions withZoneout(float hidden, float cell) {
    return with(masks.withZoneout(hidden, cell));
  }

  /**
   * With a mask on what U sees of h₋, the same at all steps of a sequence.
   *
   * @param rate share of the units dropped, at least 0 and less than 1
   * @return a copy
   */
  public LstmOptions withRecurrentDropout(float rate) {
    return with(masks.withRecurrent(rate));
  }

  /**
   * With a mask on x, the same at all steps of a sequence.
   *
   * @param rate share of the inputs dropped, at least 0 and less than 1
   * @return a copy
   */
  public LstmOptions withInputDropout(float rate) {
    return with(masks.withInput(rate));
  }

  private LstmOptions with(MaskRates rates) {
    return new LstmOptions(
        layerNorm,
        peephole,
        projection,
        coupling,
        clip,
        cellClip,
        projectionClip,
        gate,
        candidate,
        output,
        rates);
  }

  /**
   * The cell.
   *
   * @param parameters layout under construction; the weights are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H, the size of c
   * @return the cell
   */
  public PassCell cell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    PassCell.Builder b = PassCell.builder(parameters, "lstm", suffix, inputs);
    if (layerNorm) {
      return layerNormed(b, hidden);
    }
    Block carried = b.state("h", projection > 0 ? projection : hidden);
    Block c0 = b.state("c", hidden);
    b.inputDropout(masks.input());
    Block h0 = b.dropout(masks.recurrent(), carried);
    Block i = coupling == Coupling.INPUT_FROM_FORGET ? null : gate(b, "i", hidden, h0, c0);
    Block f = coupling == Coupling.FORGET_FROM_INPUT ? null : gate(b, "f", hidden, h0, c0);
    Block g = b.activate(candidate, clipped(b, clip, sum(b, "g", hidden, h0)));
    i = i == null ? b.apply("i", ONE_MINUS, f) : i;
    f = f == null ? b.apply("f", ONE_MINUS, i) : f;
    Block c = clipped(b, cellClip, b.multiplyAdd("c", f, c0, i, g));
    Block o = gate(b, "o", hidden, h0, c);
    b.next("c", b.zoneout(masks.zoneoutCell(), c0, c));
    Block m = b.multiply("m", o, b.apply("psi_c", output, c));
    if (projection > 0) {
      m = b.product("weight_hr", m, b.zero("projected", projection));
      m = clipped(b, projectionClip, m);
    }
    b.next("h", b.zoneout(masks.zoneoutHidden(), carried, m));
    return b.build();
  }

  private PassCell layerNormed(PassCell.Builder b, int hidden) {
    Block carried = b.state("h", hidden);
    Block c0 = b.state("c", hidden);
    b.inputDropout(masks.input());
    Block h0 = b.dropout(masks.recurrent(), carried);
    Block x = b.normalise(b.input("x", 4 * hidden));
    Block u = b.normalise(b.product("weight_hh", h0, b.zero("u", 4 * hidden)));
    Block i = b.activate(gate, layerNormed(b, "i", x, u, 0, hidden));
    Block f = b.activate(gate, layerNormed(b, "f", x, u, hidden, hidden));
    Block g = b.activate(candidate, layerNormed(b, "g", x, u, 2 * hidden, hidden));
    Block c = b.multiplyAdd("c", f, c0, i, g);
    Block o = b.activate(gate, layerNormed(b, "o", x, u, 3 * hidden, hidden));
    b.next("c", b.zoneout(masks.zoneoutCell(), c0, c));
    Block m = b.scale("m", "gain_c", "bias_c", b.normalise("norm_c", c), 0, hidden);
    Block y = b.multiply("h", o, b.activate(output, m));
    b.next("h", b.zoneout(masks.zoneoutHidden(), carried, y));
    return b.build();
  }

  /** {@code a = fma(γ_h, u, fma(γ_x, x, b))} of the units of x and u from one on. */
  static Block layerNormed(
      PassCell.Builder b, String gate, Block x, Block u, int from, int hidden) {
    return b.scale(gate, "bias_ih", "gain_ih", x, "gain_hh", u, from, hidden);
  }

  /** {@code a = b + W x + U h₋}. */
  private static Block sum(PassCell.Builder b, String name, int hidden, Block h) {
    Block a = b.gate(name, hidden);
    b.secondBias();
    return b.product("weight_hh", h, a);
  }

  private Block gate(PassCell.Builder b, String name, int hidden, Block h, Block c) {
    Block a = sum(b, name, hidden, h);
    if (peephole) {
      a = b.weighted("weight_peephole", c, a);
    }
    return b.activate(gate, clipped(b, clip, a));
  }

  private static Block clipped(PassCell.Builder b, float bound, Block x) {
    return bound < Float.POSITIVE_INFINITY ? b.clip(bound, x) : x;
  }
}
