package dev.cellwise.testing;

import java.util.Arrays;
import java.util.List;

/**
 * Zoneout around a cell: some units keep their state of the step before.
 *
 * <pre>
 *   s = m s' + (1 - m) s~     for each state part; s~ is what the cell inside computes
 * </pre>
 *
 * <p>m is 0 or 1 for each step, row and unit, given to {@link CellProblem.Builder#mask}; in the
 * inference form it is the rate itself. The cell inside knows nothing of it: the LSTM's h~ = o
 * tanh(c~) has the c~ that is not zoned out.
 *
 * <p>Source: D. Krueger and others, Zoneout: regularizing RNNs by randomly preserving hidden
 * activations, ICLR 2017.
 */
public final class ZoneoutReferenceCell implements ReferenceCell {
  private final ReferenceCell inside;
  private final double[] rates;

  private ZoneoutReferenceCell(ReferenceCell inside, double[] rates) {
    this.inside = inside;
    this.rates = rates;
  }

  /**
   * The training form, under given masks for all state parts.
   *
   * @param inside the cell
   * @return a new cell
   */
  public static ZoneoutReferenceCell masked(ReferenceCell inside) {
    return new ZoneoutReferenceCell(inside, new double[0]);
  }

  /**
   * The inference form.
   *
   * @param inside the cell
   * @param rates one for each of its state parts, in their order; copied
   * @return a new cell
   * @throws IllegalArgumentException if there are not as many
   */
  public static ZoneoutReferenceCell inference(ReferenceCell inside, double... rates) {
    if (rates.length != inside.states().size()) {
      throw new IllegalArgumentException(
          "rates are needed for " + inside.states() + ", there are " + Arrays.toString(rates));
    }
    return new ZoneoutReferenceCell(inside, rates.clone());
  }

  @Override
  public int inputs() {
    return inside.inputs();
  }

  @Override
  public List<StatePart> states() {
    return inside.states();
  }

  @Override
  public List<String> masks() {
    return rates.length > 0 ? List.of() : states().stream().map(StatePart::name).toList();
  }

  @Override
  public boolean hasKink() {
    return inside.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    inside.addParameters(layout);
  }

  @Override
  public void step(CellStep s) {
    inside.step(s);
    for (int k = 0; k < states().size(); k++) {
      StatePart part = states().get(k);
      ComplexArray before = s.before(part.name());
      ComplexArray candidate = s.after(part.name());
      for (int j = 0; j < part.size(); j++) {
        double m = rates.length > 0 ? rates[k] : s.mask(part.name(), j);
        s.set(part.name(), j, before.get(j).times(m).plus(candidate.get(j).times(1 - m)));
      }
    }
  }
}
