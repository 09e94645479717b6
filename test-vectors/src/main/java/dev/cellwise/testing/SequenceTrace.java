package dev.cellwise.testing;

/**
 * What a {@link SequenceNetwork} computed: outputs and final states. Arrays handed out are copies.
 */
public final class SequenceTrace {
  private final ValidSteps valid;
  private final Layout results;
  private final ComplexArray values;
  private final double kinkDistance;

  SequenceTrace(ValidSteps valid, Layout results, ComplexArray values, double kinkDistance) {
    this.valid = valid;
    this.results = results;
    this.values = values;
    this.kinkDistance = kinkDistance;
  }

  /**
   * The steps of the output that are valid: those of the input, or one a row where only the last
   * step is read.
   *
   * @return T, N and the valid steps of {@code y}
   */
  public ValidSteps valid() {
    return valid;
  }

  /**
   * Names and shapes of the results ({@link SequenceProblem#results()}).
   *
   * @return the layout
   */
  public Layout results() {
    return results;
  }

  /**
   * The outputs of the last layer.
   *
   * @return [T, N, O]; T is 1 where only the last step is read
   */
  public double[] y() {
    return get("y");
  }

  /**
   * A result.
   *
   * @param name {@code y}, or a final state {@code h_n_lK}, {@code c_n_lK}, …, in reverse with
   *     {@code _reverse} behind
   * @return [T, N, O], or [N, size] after the last valid step taken
   * @throws IllegalArgumentException if there is no such result
   */
  public double[] get(String name) {
    return results.get(name, values.re());
  }

  /**
   * One complex number of a result, for losses.
   *
   * @param name its name
   * @param k index of the element, row-major
   * @return its value
   * @throws IllegalArgumentException if there is no such result
   * @throws IndexOutOfBoundsException if it has no such element
   */
  public Complex at(String name, int k) {
    Layout.Tensor result = results.tensor(name);
    if (k < 0 || k >= result.size()) {
      throw new IndexOutOfBoundsException("no element " + k + " of '" + name + "'");
    }
    return values.get(result.offset() + k);
  }

  /**
   * How near any argument came to a kink of its function: central differences with a step of that
   * size may go over it.
   *
   * @return the least distance; infinite if nothing has a kink
   */
  public double kinkDistance() {
    return kinkDistance;
  }

  /** All results by {@link #results()}; not a copy. */
  ComplexArray values() {
    return values;
  }
}
