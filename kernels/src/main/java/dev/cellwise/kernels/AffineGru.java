package dev.cellwise.kernels;

/**
 * A step of one row of a GRU whose reset gate comes after the recurrent product, products and gate
 * math in one: {@link Affine#accumulate} twice, then {@link GruGates#forward}, with their bits. As
 * {@link AffineLstm}: for cells of a block or a few. Padding units are computed like any other.
 * What is written must not overlap anything else, but for h.
 */
public final class AffineGru {
  private AffineGru() {}

  /**
   * Forward: slots n, r, z {@code = s + W x}, slot m {@code = b_m}, then r, z, m {@code += U h₋},
   * then n, r, z and h of {@link GruGates}.
   *
   * @param panels geometry of {@code w} and {@code u}: gated, three gates
   * @param k inputs in {@code x}
   * @param x [k] — input; null if k is 0. Not modified.
   * @param xOff start in {@code x}
   * @param w [panels.size(k)] — packed weights of {@code x}, gates n, r, z; null if k is 0. Not
   *     modified.
   * @param wOff start in {@code w}
   * @param m inputs in {@code h}
   * @param h [blocks, 16] — hidden state h₋ before the step, its padding zero. Not modified, but
   *     where {@code y} takes its place.
   * @param hOff start in {@code h}
   * @param u [panels.size(m)] — packed weights of {@code h}, gates r, z, m. Not modified.
   * @param uOff start in {@code u}
   * @param s [panels, 48] — where the chains of n, r and z start: a packed bias, or what the
   *     input's half has left. Not modified.
   * @param sOff start in {@code s}
   * @param sPanel floats from a panel of {@code s} to the next
   * @param bm [blocks, 16] — bias b_m, where the chains of m start. Not modified.
   * @param bmOff start in {@code bm}
   * @param z [64] — room to work in: nothing of use afterwards. Modified.
   * @param zOff start in {@code z}
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
      float[] bm,
      int bmOff,
      float[] z,
      int zOff,
      float[] y,
      int yOff) {
    StepCheck.gates(GruGates.GATES, panels);
    StepCheck.input("x", k, x, xOff, "w", panels, w, wOff);
    StepCheck.input("h", m, h, hOff, "u", panels, u, uOff);
    int units = panels.count() * Panels.BLOCK;
    Check.range("h", h, hOff, units);
    Check.rows("s", s, sOff, panels.count(), sPanel, panels.width());
    Check.range("bm", bm, bmOff, units);
    Check.range("z", z, zOff, Panels.WIDTH);
    Check.range("y", y, yOff, units);
    StepCheck.apart(panels, h, hOff, Math.max(m, units), y, yOff);
    if (Kernels.VECTOR) {
      VectorAffineGru.forward(
          panels, k, x, xOff, w, wOff, m, h, hOff, u, uOff, s, sOff, sPanel, bm, bmOff, z, zOff, y,
          yOff);
    } else {
      ScalarAffineGru.forward(
          panels, k, x, xOff, w, wOff, m, h, hOff, u, uOff, s, sOff, sPanel, bm, bmOff, z, zOff, y,
          yOff);
    }
  }
}
