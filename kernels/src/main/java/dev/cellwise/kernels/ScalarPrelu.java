package dev.cellwise.kernels;

/** The scalar twin of {@link Prelu}, a row at a time. */
final class ScalarPrelu {
  private ScalarPrelu() {}

  static void forward(
      int units, float[] a, int aOff, float[] slope, int slopeOff, float[] y, int yOff) {
    for (int u = 0; u < units; u++) {
      float x = a[aOff + u];
      y[yOff + u] = x > 0 ? x : x * slope[slopeOff + u];
    }
  }

  static void backward(
      int units,
      float[] a,
      int aOff,
      float[] slope,
      int slopeOff,
      float[] dy,
      int dyOff,
      float[] da,
      int daOff,
      float[] dslope,
      int dslopeOff) {
    for (int u = 0; u < units; u++) {
      float x = a[aOff + u];
      float dyu = dy[dyOff + u];
      float sum = dslope[dslopeOff + u];
      dslope[dslopeOff + u] = x > 0 ? sum : Fma.fma(x, dyu, sum);
      float d = x > 0 ? dyu : dyu * slope[slopeOff + u];
      da[daOff + u] = x != x ? x : d;
    }
  }
}
