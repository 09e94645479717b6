package dev.cellwise.testing;

import java.util.List;

/**
 * The gated recurrent unit, in both of its forms.
 *
 * <pre>
 *   r = σ(W_r x + U_r h' + b_r)               reset gate
 *   z = σ(W_z x + U_z h' + b_z)               update gate
 *   n = φ(W_n x + U_n (r h') + b_n)           candidate, reset before the product
 *   n = φ(W_n x + b_in + r (U_n h' + b_hn))   candidate, reset after the product
 *   h = (1 - z) n + z h'                      h' of the step before
 * </pre>
 *
 * <p>Parameters, blocks in the order r, z, n: W {@code weight_ih} [3H, I], U {@code weight_hh} [3H,
 * H], b {@code bias_ih} [3H]; with the reset after the product also {@code bias_hh} [3H], whose
 * blocks r and z are added to those of {@code bias_ih}. State: h. σ is the gate activation, φ the
 * candidate's; a clip is applied to their arguments.
 *
 * <p>Source: K. Cho and others, Learning phrase representations using RNN encoder-decoder, 2014
 * (reset before); PyTorch's documentation of {@code torch.nn.GRU} (reset after).
 */
public final class GruReferenceCell implements ReferenceCell {
  /** Collects options. */
  public static final class Builder {
    private final int inputs;
    private final int hidden;
    private final boolean after;
    private ReferenceActivation gate = ReferenceActivation.parse("sigmoid");
    private ReferenceActivation candidate = ReferenceActivation.parse("tanh");
    private Clip clip = Clip.NONE;

    private Builder(int inputs, int hidden, boolean after) {
      this.inputs = inputs;
      this.hidden = hidden;
      this.after = after;
    }

    /**
     * The activations, as {@link ReferenceActivation#parse} reads them; sigmoid and tanh unless
     * told.
     *
     * @param gate σ
     * @param candidate φ
     * @return this
     */
    public Builder activations(String gate, String candidate) {
      this.gate = ReferenceActivation.parse(gate);
      this.candidate = ReferenceActivation.parse(candidate);
      return this;
    }

    /**
     * Clips the arguments of the activations.
     *
     * @param bound to [-bound, bound], positive
     * @return this
     */
    public Builder clip(double bound) {
      clip = new Clip(bound);
      return this;
    }

    /**
     * The cell as described.
     *
     * @return a new cell
     */
    public GruReferenceCell build() {
      return new GruReferenceCell(this);
    }
  }

  private final int I;
  private final int H;
  private final boolean after;
  private final ReferenceActivation gate;
  private final ReferenceActivation candidate;
  private final Clip clip;

  private GruReferenceCell(Builder b) {
    I = b.inputs;
    H = b.hidden;
    after = b.after;
    gate = b.gate;
    candidate = b.candidate;
    clip = b.clip;
  }

  /**
   * Starts a cell whose reset gate comes before the recurrent product.
   *
   * @param inputs I
   * @param hidden H
   * @return a builder of the plain cell
   */
  public static Builder resetBefore(int inputs, int hidden) {
    return new Builder(inputs, hidden, false);
  }

  /**
   * Starts a cell whose reset gate comes after the recurrent product, as PyTorch has it.
   *
   * @param inputs I
   * @param hidden H
   * @return a builder of the plain cell
   */
  public static Builder resetAfter(int inputs, int hidden) {
    return new Builder(inputs, hidden, true);
  }

  @Override
  public int inputs() {
    return I;
  }

  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("h", H));
  }

  @Override
  public boolean hasKink() {
    return gate.hasKink() || candidate.hasKink() || clip.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    layout.add("weight_ih", 3 * H, I).add("weight_hh", 3 * H, H).add("bias_ih", 3 * H);
    if (after) {
      layout.add("bias_hh", 3 * H);
    }
  }

  @Override
  public void step(CellStep s) {
    ComplexArray x = s.x();
    ComplexArray h = s.recurrent();
    ComplexArray carried = s.before("h");
    ComplexArray r = ComplexArray.zeros(H);
    ComplexArray rh = ComplexArray.zeros(H);
    for (int j = 0; j < H; j++) {
      r.set(j, s.apply(gate, s.apply(clip, input(s, j, x).plus(recurrent(s, j, h)))));
      rh.set(j, r.get(j).times(h.get(j)));
    }
    for (int j = 0; j < H; j++) {
      Complex z = s.apply(gate, s.apply(clip, input(s, H + j, x).plus(recurrent(s, H + j, h))));
      Complex reset =
          after ? r.get(j).times(recurrent(s, 2 * H + j, h)) : s.times("weight_hh", 2 * H + j, rh);
      Complex n = s.apply(candidate, s.apply(clip, input(s, 2 * H + j, x).plus(reset)));
      s.set("h", j, Complex.ONE.minus(z).times(n).plus(z.times(carried.get(j))));
    }
  }

  /** Row k of W x + b. */
  private static Complex input(CellStep s, int k, ComplexArray x) {
    return s.get("bias_ih", k).plus(s.times("weight_ih", k, x));
  }

  /** Row k of U h', and the second bias where there is one. */
  private Complex recurrent(CellStep s, int k, ComplexArray h) {
    Complex uh = s.times("weight_hh", k, h);
    return after ? s.get("bias_hh", k).plus(uh) : uh;
  }
}
