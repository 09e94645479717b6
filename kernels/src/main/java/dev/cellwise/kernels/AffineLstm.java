package dev.cellwise.kernels;

/**
 * A step of one row of an LSTM, products and gate math in one: {@link Affine#accumulate} twice,
 * then {@link LstmGates#forward}, with their bits. Each block of 16 units is finished in one go:
 * for cells of a block or a few. Larger ones wait for their weights; two panels at a time, as
 * {@link Affine} takes them, are read faster.
 *
 * <p>Padding units are computed like any other. What is written must not overlap anything else, but
 * for h.
 */
public final class AffineLstm {
  private AffineLstm() {}

  /**
   * Forward: {@code a = s + W x + U h₋}, then i, f, o, g, c and h of {@link LstmGates}.
   *
   * @param panels geometry of {@code w}, {@code u} and {@code s}: gated, four gates
   * @param k inputs in {@code x}
   * @param x [k] — input; null if k is 0. Not modified.
   * @param xOff start in {@code x}
   * @param w [panels.size(k)] — packed weights of {@code x}; null if k is 0. Not modified.
   * @param wOff start in {@code w}
   * @param m inputs in {@code h}
   * @param h [m] — hidden state h₋ before the step. Not modified, but where {@code y} takes its
   *     place.
   * @param hOff start in {@code h}
   * @param u [panels.size(m)] — packed weights of {@code h}. Not modified.
   * @param uOff start in {@code u}
   * @param s [panels, 64] — where the chains start: a packed bias, or what the input's half has
   *     left. Not modified.
   * @param sOff start in {@code s}
   * @param sPanel floats from a panel of {@code s} to the next
   * @param z [64] — room to work in: nothing of use afterwards. Modified.
   * @param zOff start in {@code z}
   * @param c [blocks, 16] — cell state c₋ in, c out. Modified.
   * @param cOff start in {@code c}
   * @param y [blocks, 16] — hidden state h after the step: apart from {@code h}, or in its place
   *     where there is one block. Modified.
   * @param yOff start in {@code y}
   */
  public static void forward(
      Panels panels,
      int k,
      float[] x,
      int xOff,
      float[] w,
      int wOff,
      int m,
      float[] h,
      int hOff,
      float[] u,
      int uOff,
      float[] s,
      int sOff,
      int sPanel,
      float[] z,
      int zOff,
      float[] c,
      int cOff,
      float[] y,
      int yOff) {
    StepCheck.gates(LstmGates.GATES, panels);
    StepCheck.input("x", k, x, xOff, "w", panels, w, wOff);
    StepCheck.input("h", m, h, hOff, "u", panels, u, uOff);
    int blocks = panels.count();
    Check.rows("s", s, sOff, blocks, sPanel, LstmGates.ROW);
    Check.range("z", z, zOff, Panels.WIDTH);
    Check.range("c", c, cOff, (long) blocks * Panels.BLOCK);
    Check.range("y", y, yOff, (long) blocks * Panels.BLOCK);
    StepCheck.apart(panels, h, hOff, m, y, yOff);
    if (Kernels.VECTOR) {
      VectorAffineLstm.forward(
          panels, k, x, xOff, w, wOff, m, h, hOff, u, uOff, s, sOff, sPanel, z, zOff, c, cOff, y,
          yOff);
    } else {
      ScalarAffineLstm.forward(
          panels, k, x, xOff, w, wOff, m, h, hOff, u, uOff, s, sOff, sPanel, z, zOff, c, cOff, y,
          yOff);
    }
  }
}
