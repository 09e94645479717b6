package dev.cellwise.testing;

import java.util.List;

/**
 * The layer-normalised LSTM.
 *
 * <pre>
 *   a = γ_x LN(W x) + γ_h LN(U h') + b          all four gates: LN over 4H numbers
 *   i = σ(a_i)   f = σ(a_f)   g = tanh(a_g)   o = σ(a_o)
 *   c = f c' + i g
 *   h = o tanh(γ_c LN(c) + b_c)                 LN over H numbers; c itself is carried on
 * </pre>
 *
 * <p>Parameters, blocks in the order i, f, g, o: W {@code weight_ih} [4H, I], U {@code weight_hh}
 * [4H, H], b {@code bias_ih} [4H], γ_x {@code gain_ih} [4H], γ_h {@code gain_hh} [4H], γ_c {@code
 * gain_c} [H], b_c {@code bias_c} [H]. States: h [H], c [H]. LN has ε = 1e-5 inside the root and
 * the biased variance.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, Layer normalization, 2016, equations 20 to 22.
 *
 * @param inputs I
 * @param hidden H
 * @param gate σ
 * @param candidate the activation of g
 * @param output that of the normalised c
 */
public record LayerNormLstmReferenceCell(
    int inputs,
    int hidden,
    ReferenceActivation gate,
    ReferenceActivation candidate,
    ReferenceActivation output)
    implements ReferenceCell {
  /**
   * The published cell, with sigmoid, tanh and tanh.
   *
   * @param inputs I
   * @param hidden H
   */
  public LayerNormLstmReferenceCell(int inputs, int hidden) {
    this(
        inputs,
        hidden,
        ReferenceActivation.parse("sigmoid"),
        ReferenceActivation.parse("tanh"),
        ReferenceActivation.parse("tanh"));
  }

  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("h", hidden), new StatePart("c", hidden));
  }

  @Override
  public boolean hasKink() {
    return gate.hasKink() || candidate.hasKink() || output.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    int H = hidden;
    layout.add("weight_ih", 4 * H, inputs).add("weight_hh", 4 * H, H).add("bias_ih", 4 * H);
    layout.add("gain_ih", 4 * H).add("gain_hh", 4 * H).add("gain_c", H).add("bias_c", H);
  }

  @Override
  public void step(CellStep s) {
    int H = hidden;
    ComplexArray wx = LayerNormalised.product(s, "weight_ih", 4 * H, s.x(), "gain_ih");
    ComplexArray uh = LayerNormalised.product(s, "weight_hh", 4 * H, s.recurrent(), "gain_hh");
    ComplexArray before = s.before("c");
    ComplexArray c = ComplexArray.zeros(H);
    for (int j = 0; j < H; j++) {
      Complex i = s.apply(gate, sum(s, j, wx, uh));
      Complex f = s.apply(gate, sum(s, H + j, wx, uh));
      Complex g = s.apply(candidate, sum(s, 2 * H + j, wx, uh));
      c.set(j, f.times(before.get(j)).plus(i.times(g)));
      s.set("c", j, c.get(j));
    }
    ComplexArray normalised = LayerNormalised.of(s, c, "gain_c");
    for (int j = 0; j < H; j++) {
      Complex o = s.apply(gate, sum(s, 3 * H + j, wx, uh));
      s.set("h", j, o.times(s.apply(output, normalised.get(j).plus(s.get("bias_c", j)))));
    }
  }

  private static Complex sum(CellStep s, int k, ComplexArray wx, ComplexArray uh) {
    return wx.get(k).plus(uh.get(k)).plus(s.get("bias_ih", k));
  }
}
