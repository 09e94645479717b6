package dev.cellwise.testing;

import java.util.Map;
import java.util.Optional;

/**
 * What a {@link SequenceNetwork} computed: outputs, final states and attention weights, and the
 * same of its encoder. Arrays handed out are copies.
 */
public final class SequenceTrace {
  private final ValidSteps valid;
  private final Layout results;
  private final ComplexArray values;
  private final Map<String, double[]> attention;
  private final Optional<SequenceTrace> encoder;
  private final double kinkDistance;

  SequenceTrace(
      ValidSteps valid,
      Layout results,
      ComplexArray values,
      Map<String, double[]> attention,
      Optional<SequenceTrace> encoder,
      double kinkDistance) {
    this.valid = valid;
    this.results = results;
    this.values = values;
    this.attention = attention;
    this.encoder = encoder;
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
   * What the encoder computed: its outputs {@code y} [S, N, M], the memory of attention, and its
   * final states, by the names that they have without a decoder.
   *
   * @return its trace
   * @throws IllegalStateException if the network has no encoder
   */
  public SequenceTrace encoder() {
    return encoder.orElseThrow(() -> new IllegalStateException("there is no encoder"));
  }

  /**
   * The weights a_ts of an attention layer.
   *
   * @param name its name
   * @return [T, N, S] each row's sum is 1, or 0 where its source is empty; zeros at steps that are
   *     not valid
   * @throws IllegalArgumentException if there is no such layer
   */
  public double[] attention(String name) {
    double[] weights = attention.get(name);
    if (weights == null) {
      throw new IllegalArgumentException(
          "no attention '" + name + "'; there are " + attention.keySet());
    }
    return weights.clone();
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
