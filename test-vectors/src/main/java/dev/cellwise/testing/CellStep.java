package dev.cellwise.testing;

import java.util.Map;

/** One step of one row, as a {@link ReferenceCell} sees it. */
public final class CellStep {
  private final CellProblem problem;
  private final ComplexArray p;
  private final Map<String, ComplexArray> states;
  private final int t;
  private final int n;

  /** The least distance to a kink so far, of all steps. */
  private final double[] nearest;

  /**
   * A step.
   *
   * @param states [T+1, N, size] by name, the initial states in front
   * @param nearest [1] — takes the least distance to a kink
   */
  CellStep(
      CellProblem problem,
      ComplexArray p,
      Map<String, ComplexArray> states,
      int t,
      int n,
      double[] nearest) {
    this.nearest = nearest;
    this.problem = problem;
    this.p = p;
    this.states = states;
    this.t = t;
    this.n = n;
  }

  /**
   * The input x_t, times the input mask where there is one.
   *
   * @return [I] a copy
   */
  public ComplexArray x() {
    int I = problem.cell().inputs();
    int from = problem.layout().offset("x") + (t * problem.rows() + n) * I;
    return masked(problem.inputMask(), part(p, from, I));
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
    String output = problem.cell().states().getFirst().name();
    return masked(problem.recurrentMask(), before(output));
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
    states.get(state).set(offset(state, t + 1) + j, z);
  }

  /**
   * An element of a parameter.
   *
   * @param name its name
   * @param k index of the element, row-major
   * @return its value
   */
  public Complex get(String name, int k) {
    return p.get(problem.layout().offset(name) + k);
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
    int from = problem.layout().offset(matrix) + row * v.length();
    return ComplexArray.dot(v.length(), p, from, v, 0);
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
    nearest[0] = Math.min(nearest[0], distance);
  }

  /**
   * An element of the mask that was given for a state part at this step.
   *
   * @param state name of the state part
   * @param j the unit
   * @return its value
   */
  public double mask(String state, int j) {
    return problem.mask(state)[offset(state, t) + j];
  }

  private ComplexArray at(String state, int index) {
    ComplexArray all = states.get(state);
    return part(all, offset(state, index), size(all));
  }

  private int offset(String state, int index) {
    return (index * problem.rows() + n) * size(states.get(state));
  }

  private int size(ComplexArray all) {
    return all.length() / ((problem.steps() + 1) * problem.rows());
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
