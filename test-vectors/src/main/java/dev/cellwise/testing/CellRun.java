package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A run of a {@link ReferenceCell} over steps: what all its {@link CellStep}s share.
 *
 * @param cell the cell
 * @param steps T
 * @param rows N
 * @param p parameters; not modified
 * @param places where a parameter of the cell begins in {@code p}, by the cell's name for it
 * @param x inputs [T, N, I], from {@code xOff} on; not modified
 * @param xOff where {@code x} begins
 * @param states [T+1, N, size] by name, the initial states in front; Modified.
 * @param masks given masks
 * @param nearest [1] — the least distance to a kink so far; Modified.
 */
record CellRun(
    ReferenceCell cell,
    int steps,
    int rows,
    ComplexArray p,
    ToIntFunction<String> places,
    ComplexArray x,
    int xOff,
    Map<String, ComplexArray> states,
    Masks masks,
    double[] nearest) {
  /**
   * Given masks; an empty array is none.
   *
   * @param input [N, I] — of x, the same at all steps
   * @param recurrent [N, outputs] — of the output before, the same at all steps
   * @param parts [T, N, size] by name — of state parts
   */
  record Masks(double[] input, double[] recurrent, Map<String, double[]> parts) {}

  /** States of zeros [T+1, N, size] for every part of a cell. */
  static Map<String, ComplexArray> states(ReferenceCell cell, int steps, int rows) {
    Map<String, ComplexArray> states = new LinkedHashMap<>();
    for (ReferenceCell.StatePart part : cell.states()) {
      states.put(part.name(), ComplexArray.zeros((steps + 1) * rows * part.size()));
    }
    return states;
  }

  /** Takes all steps. */
  void forward() {
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        cell.step(new CellStep(this, t, n));
      }
    }
  }
}
