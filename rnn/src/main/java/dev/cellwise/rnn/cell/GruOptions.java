package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Options of a GRU beyond the cell of {@link GruCell}, and the cell that has them.
 *
 * <pre>{@code
 * r = σ(clip(b_r + W_r x + U_r h₋))     z = σ(clip(b_z + W_z x + U_z h₋))
 * n = φ(clip(b_n + W_n x + U_n (r h₋)))            reset before the product
 * n = φ(clip(b_n + W_n x + r (b_m + U_n h₋)))      reset after it
 * h = fma(z, h₋, fma(-z, n, n))
 * }</pre>
 *
 * <p>With layer normalisation, N over all three gates of a projection jointly, the reset after it:
 *
 * <pre>{@code
 * a = fma(γ_h, N(U h₋), fma(γ_x, N(W x), b)) + b_h         r and z
 * r = σ(a_r)     z = σ(a_z)     m = fma(γ_h, N(U h₋), b_h)     n = φ(fma(r, m, fma(γ_x, N(W x), b)))
 * }</pre>
 *
 * <p>With zoneout h becomes {@code m h₋ + (1 - m) h}. With recurrent dropout r and the three U see
 * a masked h₋, with input dropout W a masked x.
 *
 * <p>Tensors by name: {@code weight_ih [3H, I]}, {@code weight_hh [3H, H]}, {@code bias_ih [3H]},
 * {@code bias_hh [3H]} with gates r, z, n. Both biases of a gate are one, but for n with the reset
 * after the product. With layer normalisation all biases are numbers of their own, and there are
 * {@code gain_ih [3H]} and {@code gain_hh [3H]}.
 *
 * <p>Sources: K. Cho and others, Learning phrase representations using RNN encoder-decoder, 2014
 * (reset before); PyTorch's documentation of {@code torch.nn.GRU} (reset after); J. Ba and others,
 * Layer normalization, 2016, with that reset gate.
 *
 * @param layerNorm whether both projections are normalised; the reset gate is then after the
 *     product, and there is no clip
 * @param after whether the reset gate comes after the recurrent product
 * @param clip bound of the pre-activations; infinite for none
 * @param gate σ
 * @param candidate φ
 * @param masks rates of zoneout, of h alone, and of variational dropout
 */
public record GruOptions(
    boolean layerNorm,
    boolean after,
    float clip,
    Activation gate,
    Activation candidate,
    MaskRates masks) {
  /** Checks. */
  public GruOptions {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(candidate, "candidate");
    masks.withoutCell();
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clip: expected above 0, got " + clip);
    }
    if (layerNorm) {
      LstmOptions.none("reset before the product", !after);
      LstmOptions.none("clip", clip < Float.POSITIVE_INFINITY);
    }
  }

  /**
   * The reset gate before the product.
   *
   * @return sigmoid and tanh, no clip
   */
  public static GruOptions resetBefore() {
    return new GruOptions(
        false,
        false,
        Float.POSITIVE_INFINITY,
        Activation.sigmoid(),
        Activation.tanh(),
        MaskRates.NONE);
  }

  /**
   * The reset gate after the product: what {@link GruCell} computes, by passes.
   *
   * @return sigmoid and tanh, no clip
   */
  public static GruOptions resetAfter() {
    return new GruOptions(
        false,
        true,
        Float.POSITIVE_INFINITY,
        Activation.sigmoid(),
        Activation.tanh(),
        MaskRates.NONE);
  }

  /**
   * With layer normalisation.
   *
   * @return a copy
   */
  public GruOptions withLayerNorm() {
    return new GruOptions(true, after, clip, gate, candidate, masks);
  }

  /**
   * With other activations.
   *
   * @param gates σ
   * @param candidates φ
   * @return a copy
   */
  public GruOptions withActivations(Activation gates, Activation candidates) {
    return new GruOptions(layerNorm, after, clip, gates, candidates, masks);
  }

  /**
   * With a bound of the pre-activations.
   *
   * @param bound above 0
   * @return a copy
   */
  public GruOptions withClip(float bound) {
    return new GruOptions(layerNorm, after, bound, gate, candidate, masks);
  }

  /**
   * With zoneout: units of h keep their value of the step before.
   *
   * @param hidden their share, 0 to 1
   * @return a copy
   */
  public GruOptions withZoneout(float hidden) {
    return with(masks.withZoneout(hidden, 0));
  }

  /**
   * With a mask on what the gates see of h₋, the same at all steps of a sequence.
   *
   * @param rate share of the units dropped, at least 0 and less than 1
   * @return a copy
   */
  public GruOptions withRecurrentDropout(float rate) {
    return with(masks.withRecurrent(rate));
  }

  /**
   * With a mask on x, the same at all steps of a sequence.
   *
   * @param rate share of the inputs dropped, at least 0 and less than 1
   * @return a copy
   */
  public GruOptions withInputDropout(float rate) {
    return with(masks.withInput(rate));
  }

  private GruOptions with(MaskRates rates) {
    return new GruOptions(layerNorm, after, clip, gate, candidate, rates);
  }

  /**
   * The cell.
   *
   * @param parameters layout under construction; the weights are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   * @return the cell
   */
  public PassCell cell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    PassCell.Builder b = PassCell.builder(parameters, "gru", suffix, inputs);
    if (layerNorm) {
      return layerNormed(b, hidden);
    }
    Block carried = b.state("h", hidden);
    b.inputDropout(masks.input());
    Block h = b.dropout(masks.recurrent(), carried);
    Block r = b.activate(gate, clipped(b, sum(b, "r", hidden, h)));
    Block z = b.activate(gate, clipped(b, sum(b, "z", hidden, h)));
    Block n = b.gate("n", hidden);
    if (after) {
      Block m = b.product("weight_hh", h, b.start("bias_hh", "m", hidden));
      n = b.addProduct(r, m, n);
    } else {
      b.secondBias();
      n = b.product("weight_hh", b.multiply("rh", r, h), n);
    }
    n = b.activate(candidate, clipped(b, n));
    Block y = b.blend("h", z, carried, n);
    b.next("h", b.zoneout(masks.zoneoutHidden(), carried, y));
    return b.build();
  }

  private PassCell layerNormed(PassCell.Builder b, int hidden) {
    Block carried = b.state("h", hidden);
    b.inputDropout(masks.input());
    Block h = b.dropout(masks.recurrent(), carried);
    Block x = b.normalise(b.input("x", 3 * hidden));
    Block u = b.normalise(b.product("weight_hh", h, b.zero("u", 3 * hidden)));
    Block r = b.activate(gate, layerNormed(b, "r", x, u, 0, hidden));
    Block z = b.activate(gate, layerNormed(b, "z", x, u, hidden, hidden));
    Block m = b.scale("m", "gain_hh", "bias_hh", u, 2 * hidden, hidden);
    Block n = b.scale("a_n", "gain_ih", "bias_ih", x, 2 * hidden, hidden);
    n = b.activate(candidate, b.addProduct(r, m, n));
    Block y = b.blend("h", z, carried, n);
    b.next("h", b.zoneout(masks.zoneoutHidden(), carried, y));
    return b.build();
  }

  private static Block layerNormed(
      PassCell.Builder b, String gate, Block x, Block u, int from, int hidden) {
    return b.bias("bias_hh", LstmOptions.layerNormed(b, gate, x, u, from, hidden));
  }

  private static Block sum(PassCell.Builder b, String name, int hidden, Block h) {
    Block a = b.gate(name, hidden);
    b.secondBias();
    return b.product("weight_hh", h, a);
  }

  private Block clipped(PassCell.Builder b, Block x) {
    return clip < Float.POSITIVE_INFINITY ? b.clip(clip, x) : x;
  }
}
