package dev.cellwise.kernels;

/** Argument checks of the kernels that make a whole step of one row. */
final class StepCheck {
  private StepCheck() {}

  /** Refuses panels of other gates. */
  static void gates(int gates, Panels panels) {
    if (panels.gates() != gates) {
      throw new IllegalArgumentException(
          "panels: expected " + gates + " gates, got " + panels.gates());
    }
  }

  /** Refuses an input or weights that do not lie in their arrays. */
  static void input(
      String xName, int k, float[] x, int xOff, String wName, Panels panels, float[] w, int wOff) {
    if (k > 0) {
      Check.range(xName, x, xOff, k);
      Check.range(wName, w, wOff, panels.size(k));
    } else if (k < 0) {
      throw new IllegalArgumentException("inputs in " + xName + ": expected at least 0, got " + k);
    }
  }

  /** Refuses to write where something else is read. */
  static void apart(
      String xName, float[] x, int xOff, int n, String yName, float[] y, int yOff, int size) {
    if (x == y && xOff < yOff + size && yOff < xOff + n) {
      throw new IllegalArgumentException(
          yName
              + ": expected a place apart from "
              + xName
              + ", got the same array with "
              + xName
              + "Off "
              + xOff
              + ", "
              + yName
              + "Off "
              + yOff);
    }
  }
}
