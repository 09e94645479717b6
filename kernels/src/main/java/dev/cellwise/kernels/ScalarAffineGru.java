package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.Panels.THREE_BLOCKS;

/** The scalar twin of {@link AffineGru}, unit by unit. */
final class ScalarAffineGru {
  private ScalarAffineGru() {}

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
      float[] bm,
      int bmOff,
      float[] room,
      int roomOff,
      float[] y,
      int yOff) {
    for (int b = 0; b < panels.count(); b++) {
      for (int j = 0; j < BLOCK; j++) {
        int unit = b * BLOCK + j;
        int wj = wOff + b * THREE_BLOCKS * k + j;
        int uj = uOff + b * THREE_BLOCKS * m + j;
        int sj = sOff + b * sPanel + j;
        float an = ScalarAffine.chain(k, x, xOff, w, wj, THREE_BLOCKS, s[sj]);
        float ar = ScalarAffine.chain(k, x, xOff, w, wj + BLOCK, THREE_BLOCKS, s[sj + BLOCK]);
        float az =
            ScalarAffine.chain(k, x, xOff, w, wj + 2 * BLOCK, THREE_BLOCKS, s[sj + 2 * BLOCK]);
        float r =
            ScalarElementwise.sigmoid(ScalarAffine.chain(m, h, hOff, u, uj, THREE_BLOCKS, ar));
        float z =
            ScalarElementwise.sigmoid(
                ScalarAffine.chain(m, h, hOff, u, uj + BLOCK, THREE_BLOCKS, az));
        float am =
            ScalarAffine.chain(m, h, hOff, u, uj + 2 * BLOCK, THREE_BLOCKS, bm[bmOff + unit]);
        float n = ScalarElementwise.tanh(Fma.fma(r, am, an));
        room[roomOff + j] = Fma.fma(z, h[hOff + unit], Fma.fma(-z, n, n));
      }
      // Only now: y may be h.
      System.arraycopy(room, roomOff, y, yOff + b * BLOCK, BLOCK);
    }
  }
}
