package dev.cellwise.testing;

import java.util.List;

/**
 * The simple cell with output feedback.
 *
 * <pre>
 *   h = f(W x + U y' + b)     y' of the step before
 *   y = V h + d
 * </pre>
 *
 * <p>Parameters: W {@code weight_ih} [H, I], U {@code weight_hh} [H, O], b {@code bias_ih} [H], V
 * {@code weight_hy} [O, H], d {@code bias_y} [O]. State: y.
 *
 * <p>Source: M. Jordan, Serial order: a parallel distributed processing approach, 1986.
 *
 * @param inputs I
 * @param hidden H
 * @param outputs O
 * @param activation f
 */
public record JordanReferenceCell(
    int inputs, int hidden, int outputs, ReferenceActivation activation) implements ReferenceCell {
  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("y", outputs));
  }

  @Override
  public boolean hasKink() {
    return activation.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    layout.add("weight_ih", hidden, inputs).add("weight_hh", hidden, outputs);
    layout.add("bias_ih", hidden);
    layout.add("weight_hy", outputs, hidden).add("bias_y", outputs);
  }

  @Override
  public void step(CellStep s) {
    ComplexArray x = s.x();
    ComplexArray y = s.recurrent();
    ComplexArray h = ComplexArray.zeros(hidden);
    for (int j = 0; j < hidden; j++) {
      Complex wx = s.times("weight_ih", j, x);
      Complex uy = s.times("weight_hh", j, y);
      h.set(j, s.apply(activation, s.get("bias_ih", j).plus(wx).plus(uy)));
    }
    for (int o = 0; o < outputs; o++) {
      s.set("y", o, s.get("bias_y", o).plus(s.times("weight_hy", o, h)));
    }
  }
}
