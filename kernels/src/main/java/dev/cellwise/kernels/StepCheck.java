package dev.cellwise.kernels;

/** What the kernels that make a whole step of one row check and know of their blocks. */
final class StepCheck {
  private static final int HALF = Panels.BLOCK / 2;

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

  /** Units of a block that are worked on: 16, of the last one 8 where there are no more. */
  static int units(Panels panels, int block) {
    return panels.units() - block * Panels.BLOCK > HALF ? Panels.BLOCK : HALF;
  }
}
