package dev.cellwise.kernels;

/**
 * Affine maps of one row over weights of 16 bits, {@link Bf16}: the chains of {@link Affine} over
 * the rounded weights, in float, and so the bits of {@link Affine} over those. A step is bound by
 * the reading of weights, and these are half the bytes; where rows share what is read, {@link
 * Affine} over rounded floats is faster.
 *
 * <p>Arrays that are read and written must not overlap, unless the parameter says so.
 */
public final class AffineBf16 {
  private AffineBf16() {}

  /**
   * Forward: {@code z = b + W x}.
   *
   * @param k inputs
   * @param panels geometry of {@code w}, {@code b} and {@code z}
   * @param x [k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param w [Bf16.size(k, panels)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, width] — output, padding included. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next, at least its width
   */
  public static void forward(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel) {
    check(k, panels, x, xOff, w, wOff, z, zOff, zPanel);
    Check.range("b", b, bOff, panels.columns());
    int bPanel = panels.width();
    if (Kernels.VECTOR) {
      VectorAffineBf16.forward(k, panels, x, xOff, w, wOff, b, bOff, bPanel, z, zOff, zPanel);
    } else {
      ScalarAffineBf16.forward(k, panels, x, xOff, w, wOff, b, bOff, bPanel, z, zOff, zPanel);
    }
  }

  /**
   * Goes on with the chains in {@code z}: {@code z += W x}.
   *
   * @param k inputs
   * @param panels geometry of {@code w} and {@code z}
   * @param x [k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param w [Bf16.size(k, panels)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param z [panels, width] — chains to go on with. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next, at least its width
   */
  public static void accumulate(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] z,
      int zOff,
      int zPanel) {
    check(k, panels, x, xOff, w, wOff, z, zOff, zPanel);
    if (Kernels.VECTOR) {
      VectorAffineBf16.forward(k, panels, x, xOff, w, wOff, z, zOff, zPanel, z, zOff, zPanel);
    } else {
      ScalarAffineBf16.forward(k, panels, x, xOff, w, wOff, z, zOff, zPanel, z, zOff, zPanel);
    }
  }

  /**
   * Forward of two inputs: {@code z = b + W x}, then {@code z[column..] += U h}, panel by panel.
   * With the same panels and column 0 it is one chain, {@code b + W x + U h}.
   *
   * @param panels geometry of {@code w}, {@code b} and {@code z}
   * @param k inputs in {@code x}
   * @param x [k] — first input. Not modified.
   * @param xOff start in {@code x}
   * @param w [Bf16.size(k, panels)] — packed weights of {@code x}. Not modified.
   * @param wOff start in {@code w}
   * @param second geometry of {@code u}: as many panels as {@code panels}
   * @param column first column of each panel of {@code z} that {@code u} goes to
   * @param m inputs in {@code h}
   * @param h [m] — second input. Not modified.
   * @param hOff start in {@code h}
   * @param u [Bf16.size(m, second)] — packed weights of {@code h}. Not modified.
   * @param uOff start in {@code u}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, width] — output, padding included; columns beyond those of {@code panels} are
   *     gone on with. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next, at least all its columns
   */
  public static void forward(
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      Panels second,
      int column,
      int m,
      float[] h,
      int hOff,
      int[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel) {
    check(k, panels, x, xOff, w, wOff, z, zOff, zPanel);
    Check.range("b", b, bOff, panels.columns());
    Check.count("m", m);
    Check.range("h", h, hOff, m);
    Check.range("u", u, uOff, Bf16.size(m, second));
    checkSecond(panels, second, column, z, zOff, zPanel);
    if (Kernels.VECTOR) {
      VectorAffineBf16.forward(
          panels, k, x, xOff, w, wOff, second, column, m, h, hOff, u, uOff, b, bOff, z, zOff,
          zPanel);
    } else {
      ScalarAffineBf16.forward(
          panels, k, x, xOff, w, wOff, second, column, m, h, hOff, u, uOff, b, bOff, z, zOff,
          zPanel);
    }
  }

  private static void check(
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int[] w,
      int wOff,
      float[] z,
      int zOff,
      int zPanel) {
    Check.count("k", k);
    Check.range("x", x, xOff, k);
    Check.range("w", w, wOff, Bf16.size(k, panels));
    Affine.checkPanels("z", panels, 1, z, zOff, zPanel, 0);
    Affine.checkApart("z", panels, 1, zPanel, 0);
  }

  private static void checkSecond(
      Panels panels, Panels second, int column, float[] z, int zOff, int zPanel) {
    if (second.count() != panels.count() || column < 0 || column > z.length) {
      throw new IllegalArgumentException(
          "second, column: expected "
              + panels.count()
              + " panels and a column of z, got "
              + second.count()
              + " and "
              + column);
    }
    Affine.checkPanels("z", second, 1, z, zOff + column, zPanel, 0);
    int end = Math.max(panels.width(), column + second.width());
    if (panels.count() > 1 && zPanel < end) {
      throw new IllegalArgumentException(
          "zPanel: expected at least " + end + " floats, got " + zPanel);
    }
  }
}
