package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.BLOCK;

/** The scalar twin of {@link AffineLstm}, unit by unit. */
final class ScalarAffineLstm {
  private ScalarAffineLstm() {}

  static void forward(
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
    for (int b = 0; b < panels.count(); b++) {
      int wb = wOff + b * panels.width() * k;
      int ub = uOff + b * panels.width() * m;
      for (int j = 0; j < BLOCK; j++) {
        int sj = sOff + b * sPanel + j;
        float i =
            ScalarElementwise.sigmoid(gate(k, x, xOff, w, wb + j, m, h, hOff, u, ub + j, s, sj));
        int fAt = BLOCK;
        float f =
            ScalarElementwise.sigmoid(
                gate(k, x, xOff, w, wb + j + fAt, m, h, hOff, u, ub + j + fAt, s, sj + fAt));
        int oAt = 2 * BLOCK;
        float o =
            ScalarElementwise.sigmoid(
                gate(k, x, xOff, w, wb + j + oAt, m, h, hOff, u, ub + j + oAt, s, sj + oAt));
        int gAt = 3 * BLOCK;
        float g =
            ScalarElementwise.tanh(
                gate(k, x, xOff, w, wb + j + gAt, m, h, hOff, u, ub + j + gAt, s, sj + gAt));
        int unit = b * BLOCK + j;
        c[cOff + unit] = Fma.fma(f, c[cOff + unit], i * g);
        z[zOff + j] = o * ScalarElementwise.tanh(c[cOff + unit]);
      }
      // Only now: y may be h.
      System.arraycopy(z, zOff, y, yOff + b * BLOCK, BLOCK);
    }
  }

  /** s + W x + U h₋ of a gate of a unit. */
  private static float gate(
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
      int sOff) {
    float half = ScalarAffine.chain(k, x, xOff, w, wOff, LstmGates.ROW, s[sOff]);
    return ScalarAffine.chain(m, h, hOff, u, uOff, LstmGates.ROW, half);
  }
}
