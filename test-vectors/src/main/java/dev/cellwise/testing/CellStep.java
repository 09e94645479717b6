package dev.cellwise.testing;

/** One step of one row, as a {@link ReferenceCell} sees it. */
public final class CellStep {
  private final CellRun run;
  private final int t;
  private final int n;

  /** Step t of row n of a run. */
  CellStep(CellRun run, int t, int n) {
    this.run = run;
    this.t = t;
    this.n = n;
  }

  /**
   * The input x_t, times the input mask where there is one.
   *
   * @return [I] a copy
   */
  public ComplexArray x() {
    int I = run.cell().inputs();
    int from = run.xOff() + (t * run.rows() + n) * I;
    return masked(run.masks().input(), part(run.x(), from, I));
  }

  /**
   * A state after the step before; at the first step the initial state.
   *
   * @param state its name
   * @return [size] a copy
   */
  public ComplexArray before(String state) {
    return at(state, t);
  }

  /**
   * A state after step t - lag, steps counted from 0. Where there is no such step it is zero; only
   * a lag of 1 sees the initial state.
   *
   * @param state its name
   * @param lag at least 1
   * @return [size] a copy
   */
  public ComplexArray before(String state, int lag) {
    if (lag > 1 && t < lag) {
      return ComplexArray.zeros(at(state, 0).length());
    }
    return at(state, t + 1 - lag);
  }

  /**
   * The output of the step before as the recurrent weights see it: times the recurrent mask where
   * there is one.
   *
   * @return [outputs] a copy
   */
  public ComplexArray recurrent() {
    String output = run.cell().states().getFirst().name();
    return masked(run.masks().recurrent(), before(output));
  }

  /**
   * A state as this step has set it.
   *
   * @param state its name
   * @return [size] a copy
   */
  public ComplexArray after(String state) {
    return at(state, t + 1);
  }

  /**
   * Sets an element of a state after this step.
   *
   * @param state its name
   * @param j the unit
   * @param z the value
   */
  public void set(String state, int j, Complex z) {
    run.states().get(state).set(offset(state, t + 1) + j, z);
  }

  /**
   * An element of a parameter.
   *
   * @param name its name
   * @param k index of the element, row-major
   * @return its value
   */
  public Complex get(String name, int k) {
    return run.p().get(run.places().applyAsInt(name) + k);
  }

  /**
   * One row of a matrix times a vector.
   *
   * @param matrix name of a parameter [rows, v.length()]
   * @param row the row
   * @param v the vector; not modified
   * @return the sum of products
   */
  public Complex times(String matrix, int row, ComplexArray v) {
    int from = run.places().applyAsInt(matrix) + row * v.length();
    return ComplexArray.dot(v.length(), run.p(), from, v, 0);
  }

  /**
   * f(a), noting how near a comes to a kink of f.
   *
   * @param f the function
   * @param a its argument
   * @return its value
   */
  public Complex apply(ReferenceActivation f, Complex a) {
    kink(f.kinkDistance(a.re()));
    return f.of(a);
  }

  /** The same of a bound. */
  Complex apply(Clip clip, Complex a) {
    kink(clip.kinkDistance(a.re()));
    return clip.of(a);
  }

  /**
   * Notes how near an argument comes to a kink.
   *
   * @param distance at least 0
   */
  public void kink(double distance) {
    run.nearest()[0] = Math.min(run.nearest()[0], distance);
  }

  /**
   * An element of the mask that was given for a state part at this step.
   *
   * @param state name of the state part
   * @param j the unit
   * @return its value
   */
  public double mask(String state, int j) {
    return run.masks().parts().get(state)[offset(state, t) + j];
  }

  private ComplexArray at(String state, int index) {
    ComplexArray all = run.states().get(state);
    return part(all, offset(state, index), size(all));
  }

  private int offset(String state, int index) {
    return (index * run.rows() + n) * size(run.states().get(state));
  }

  private int size(ComplexArray all) {
    return all.length() / ((run.steps() + 1) * run.rows());
  }

  /** mask [N, size], the same at all steps; empty for none. */
  private ComplexArray masked(double[] mask, ComplexArray v) {
    for (int k = 0; mask.length > 0 && k < v.length(); k++) {
      v.set(k, v.get(k).times(mask[n * v.length() + k]));
    }
    return v;
  }

  private static ComplexArray part(ComplexArray all, int from, int size) {
    ComplexArray v = ComplexArray.zeros(size);
    all.copy(from, v, 0, size);
    return v;
  }
}
