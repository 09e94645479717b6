package dev.cellwise.testing;

import java.util.Arrays;
import java.util.List;

/**
 * The leaky integrator around a cell.
 *
 * <pre>
 *   h = α h' + (1 - α) h~     h~ is what the cell inside computes, h' of the step before
 * </pre>
 *
 * <p>α is the same for all units, given for each, or learned for each: parameter {@code alpha} [H],
 * used as it is. States are those of the cell inside; only h leaks.
 *
 * <p>Source: H. Jaeger and others, Optimization and applications of echo state networks with
 * leaky-integrator neurons, Neural Networks 20 (2007), whose leaking rate is 1 - α.
 */
public final class LeakyReferenceCell implements ReferenceCell {
  private final ReferenceCell inside;
  private final double[] alpha;

  private LeakyReferenceCell(ReferenceCell inside, double[] alpha) {
    if (!inside.states().getFirst().name().equals("h")) {
      throw new IllegalArgumentException("the output of the cell inside is not h");
    }
    this.inside = inside;
    this.alpha = alpha;
  }

  /**
   * Given leaks.
   *
   * @param inside the cell that computes h~
   * @param alpha one number for all units, or [H]; copied
   * @return a new cell
   * @throws IllegalArgumentException if there are not as many
   */
  public static LeakyReferenceCell fixed(ReferenceCell inside, double... alpha) {
    double[] each = alpha.clone();
    if (alpha.length == 1) {
      each = new double[inside.outputs()];
      Arrays.fill(each, alpha[0]);
    }
    if (each.length != inside.outputs()) {
      throw new IllegalArgumentException(
          "alpha: 1 or " + inside.outputs() + " are needed, there are " + alpha.length);
    }
    return new LeakyReferenceCell(inside, each);
  }

  /**
   * Learned leaks, parameter {@code alpha} [H] behind those of the cell inside.
   *
   * @param inside the cell that computes h~
   * @return a new cell
   */
  public static LeakyReferenceCell learned(ReferenceCell inside) {
    return new LeakyReferenceCell(inside, new double[0]);
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
    return inside.masks();
  }

  @Override
  public boolean hasKink() {
    return inside.hasKink();
  }

  @Override
  public void addParameters(Layout.Builder layout) {
    inside.addParameters(layout);
    if (alpha.length == 0) {
      layout.add("alpha", outputs());
    }
  }

  @Override
  public void step(CellStep s) {
    inside.step(s);
    ComplexArray before = s.before("h");
    ComplexArray candidate = s.after("h");
    for (int j = 0; j < outputs(); j++) {
      Complex a = alpha.length == 0 ? s.get("alpha", j) : Complex.of(alpha[j]);
      Complex kept = a.times(before.get(j));
      s.set("h", j, kept.plus(Complex.ONE.minus(a).times(candidate.get(j))));
    }
  }
}
