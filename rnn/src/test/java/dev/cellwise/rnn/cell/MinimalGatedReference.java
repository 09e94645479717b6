package dev.cellwise.rnn.cell;

import dev.cellwise.testing.CellStep;
import dev.cellwise.testing.Complex;
import dev.cellwise.testing.ComplexArray;
import dev.cellwise.testing.Layout;
import dev.cellwise.testing.ReferenceCell;
import java.util.List;

/** The equations of {@code MinimalGatedCell} once more, in complex numbers. */
record MinimalGatedReference(int inputs, int hidden) implements ReferenceCell {
  @Override
  public List<StatePart> states() {
    return List.of(new StatePart("h", hidden));
  }

  @Override
  public boolean hasKink() {
    return false;
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    layout.add("weight_ih", 2 * hidden, inputs).add("weight_hh", 2 * hidden, hidden);
    layout.add("bias_ih", 2 * hidden);
  }

  @Override
  public void step(CellStep s) {
    ComplexArray h = s.before("h");
    ComplexArray f = ComplexArray.zeros(hidden);
    ComplexArray fh = ComplexArray.zeros(hidden);
    for (int j = 0; j < hidden; j++) {
      f.set(j, input(s, j).plus(s.times("weight_hh", j, h)).sigmoid());
      fh.set(j, f.get(j).times(h.get(j)));
    }
    for (int j = 0; j < hidden; j++) {
      Complex a = input(s, hidden + j).plus(s.times("weight_hh", hidden + j, fh));
      Complex n = a.dividedBy(Complex.ONE.plus(a.times(a)));
      Complex kept = Complex.ONE.minus(f.get(j)).times(h.get(j));
      s.set("h", j, f.get(j).times(n).plus(kept));
    }
  }

  private static Complex input(CellStep s, int k) {
    return s.get("bias_ih", k).plus(s.times("weight_ih", k, s.x()));
  }
}
