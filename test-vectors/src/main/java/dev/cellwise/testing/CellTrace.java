package dev.cellwise.testing;

import java.util.Arrays;
import java.util.Map;

/** Every state that a {@link CellProblem} computed. The arrays handed out are copies. */
public final class CellTrace {
  private final String output;
  private final int rows;
  private final int steps;
  private final Map<String, ComplexArray> states;
  private final double kinkDistance;

  /**
   * The states.
   *
   * @param states [T+1, N, size] by name, the initial states in front; not copied
   */
  CellTrace(
      String output, int steps, int rows, Map<String, ComplexArray> states, double kinkDistance) {
    this.kinkDistance = kinkDistance;
    this.output = output;
    this.rows = rows;
    this.steps = steps;
    this.states = states;
  }

  /**
   * How near any argument came to a kink of its function: central differences with a step of that
   * size may go over it.
   *
   * @return the least distance, as far as the cell tells it by {@link CellStep#apply} and {@link
   *     CellStep#kink}; infinite if nothing has a kink
   */
  public double kinkDistance() {
    return kinkDistance;
  }

  /**
   * The output after each step, which the layer above sees.
   *
   * @return [T, N, O]
   */
  public double[] y() {
    return state(output);
  }

  /**
   * A state part after each step.
   *
   * @param part its name
   * @return [T, N, size]
   * @throws IllegalArgumentException if there is no such part
   */
  public double[] state(String part) {
    double[] all = find(part).re();
    return Arrays.copyOfRange(all, all.length / (steps + 1), all.length);
  }

  /**
   * A state part after the last step.
   *
   * @param part its name
   * @return [N, size]
   * @throws IllegalArgumentException if there is no such part
   */
  public double[] last(String part) {
    double[] all = find(part).re();
    return Arrays.copyOfRange(all, all.length - all.length / (steps + 1), all.length);
  }

  /**
   * One complex number of a state part.
   *
   * @param part its name
   * @param t step; 0 is the initial state, T the last
   * @param n row
   * @param j unit
   * @return its value
   * @throws IllegalArgumentException if there is no such part
   */
  public Complex at(String part, int t, int n, int j) {
    ComplexArray all = find(part);
    int size = all.length() / ((steps + 1) * rows);
    return all.get((t * rows + n) * size + j);
  }

  /** [T+1, N, size] not a copy. */
  ComplexArray complex(String part) {
    return find(part);
  }

  private ComplexArray find(String part) {
    ComplexArray found = states.get(part);
    if (found == null) {
      throw new IllegalArgumentException(
          "no state part '" + part + "'; there are " + states.keySet());
    }
    return found;
  }
}
