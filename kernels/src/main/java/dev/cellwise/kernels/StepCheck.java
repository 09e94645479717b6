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

  /** Refuses to write h where h₋ is read, unless it takes its place in a cell of one block. */
  static void apart(Panels panels, float[] h, int hOff, int n, float[] y, int yOff) {
    if (h != y || panels.count() == 1 && hOff == yOff) {
      return;
    }
    int size = panels.count() * Panels.BLOCK;
    if (hOff < yOff + size && yOff < hOff + n) {
      throw new IllegalArgumentException(
          "y: expected a place apart from h, got the same array with hOff "
              + hOff
              + ", yOff "
              + yOff);
    }
  }
}
