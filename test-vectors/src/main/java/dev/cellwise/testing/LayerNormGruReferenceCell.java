package dev.cellwise.testing;

import java.util.List;

/**
 * The layer-normalised GRU, reset gate after the product.
 *
 * <pre>
 *   a = γ_x LN(W x) + b_i                  all three gates: LN over 3H numbers
 *   u = γ_h LN(U h') + b_h                 likewise
 *   r = σ(a_r + u_r)   z = σ(a_z + u_z)   n = tanh(a_n + r u_n)
 *   h = (1 - z) n + z h'
 * </pre>
 *
 * <p>Parameters, blocks in the order r, z, n: W {@code weight_ih} [3H, I], U {@code weight_hh} [3H,
 * H], b_i {@code bias_ih} [3H], b_h {@code bias_hh} [3H], γ_x {@code gain_ih} [3H], γ_h {@code
 * gain_hh} [3H]. State: h. LN has ε = 1e-5 inside the root and the biased variance.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, Layer normalization, 2016, with PyTorch's reset gate.
 *
 * @param inputs I
 * @param hidden H
 * @param gate σ
 * @param candidate the activation of n
 */
public record LayerNormGruReferenceCell(
    int inputs, int hidden, ReferenceActivation gate, ReferenceActivation candidate)
    implements ReferenceCell {
  /**
   * The cell with sigmoid and tanh.
   *
   * @param inputs I
   * @param hidden H
   */
  public LayerNormGruReferenceCell(int inputs, int hidden) {
    this(inputs, hidden, ReferenceActivation.parse("sigmoid"), ReferenceActivation.parse("tanh"));
  }

  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("h", hidden));
  }

  @Override
  public boolean hasKink() {
    return gate.hasKink() || candidate.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    int H = hidden;
    layout.add("weight_ih", 3 * H, inputs).add("weight_hh", 3 * H, H);
    layout.add("bias_ih", 3 * H).add("bias_hh", 3 * H);
    layout.add("gain_ih", 3 * H).add("gain_hh", 3 * H);
  }

  @Override
  public void step(CellStep s) {
    int H = hidden;
    ComplexArray a = LayerNormalised.product(s, "weight_ih", 3 * H, s.x(), "gain_ih");
    ComplexArray u = LayerNormalised.product(s, "weight_hh", 3 * H, s.recurrent(), "gain_hh");
    for (int k = 0; k < 3 * H; k++) {
      a.set(k, a.get(k).plus(s.get("bias_ih", k)));
      u.set(k, u.get(k).plus(s.get("bias_hh", k)));
    }
    ComplexArray before = s.before("h");
    for (int j = 0; j < H; j++) {
      Complex r = s.apply(gate, a.get(j).plus(u.get(j)));
      Complex z = s.apply(gate, a.get(H + j).plus(u.get(H + j)));
      Complex n = s.apply(candidate, a.get(2 * H + j).plus(r.times(u.get(2 * H + j))));
      s.set("h", j, Complex.ONE.minus(z).times(n).plus(z.times(before.get(j))));
    }
  }
}
