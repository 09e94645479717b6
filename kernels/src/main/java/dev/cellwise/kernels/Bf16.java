package dev.cellwise.kernels;

/**
 * Weights in half the bytes: the upper 16 bits of a float, which are a sign, all 8 bits of the
 * exponent and 7 of the fraction (bfloat16).
 *
 * <p>A packed matrix of {@code k} inputs lies in panels as {@link Panels} has them, but two inputs
 * side by side: {@code int[panel][⌈k/2⌉][width]}, input 2i in the low 16 bits of an int, input 2i +
 * 1 in the high ones. One shift, or one mask, makes a float of either. With odd k the last high
 * halves are zero and nobody reads them.
 *
 * <p>Only what a step reads again and again is worth it: matrices. {@link AffineBf16} takes them;
 * its results have the bits of {@link Affine} over weights {@linkplain #round rounded} before.
 */
public final class Bf16 {
  /** The bits of a float that are left. */
  static final int HIGH = 0xFFFF0000;

  private static final int QUIET = 0x00400000;

  /** Where data starts in an array: see {@link Floats#BASE}. */
  public static final int BASE = Floats.BASE;

  private Bf16() {}

  /**
   * An array of zeros for data that starts at {@link #BASE}, placed as {@link Floats#allocate}
   * does.
   *
   * @param length its ints, those before {@link #BASE} included
   * @return the array, {@code length} long or longer
   */
  public static int[] allocate(int length) {
    return new int[Floats.placed(length)];
  }

  /**
   * The nearest number of 16 bits, of two as near the one that is even in its last bit. What is
   * beyond the largest becomes infinite, a NaN stays one, and subnormals are kept.
   *
   * @param w a number
   * @return a float whose lower 16 bits are zero
   */
  public static float round(float w) {
    int bits = Float.floatToRawIntBits(w);
    if (Float.isNaN(w)) {
      return Float.intBitsToFloat((bits | QUIET) & HIGH);
    }
    return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & HIGH);
  }

  /**
   * Rounds some numbers in place.
   *
   * @param n numbers
   * @param w [n] — Modified.
   * @param wOff start in {@code w}
   */
  public static void round(int n, float[] w, int wOff) {
    Check.count("n", n);
    Check.range("w", w, wOff, n);
    for (int i = wOff; i < wOff + n; i++) {
      w[i] = round(w[i]);
    }
  }

  /**
   * Ints of a packed matrix.
   *
   * @param k inputs
   * @param panels geometry
   * @return half of {@code panels.size(k)} for even k
   */
  public static int size(int k, Panels panels) {
    return panels.size(pairs(k));
  }

  /** Ints of a column. */
  static int pairs(int k) {
    return k - k / 2;
  }

  /**
   * Packs a matrix, {@linkplain #round rounding} it.
   *
   * @param k inputs
   * @param panels geometry
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param packed [size(k, panels)] — Modified.
   * @param pOff start in {@code packed}
   */
  public static void pack(int k, Panels panels, float[] w, int wOff, int[] packed, int pOff) {
    Check.range("w", w, wOff, panels.size(k));
    Check.range("packed", packed, pOff, size(k, panels));
    for (int p = 0; p < panels.count(); p++) {
      int width = panels.width(p);
      int from = wOff + p * panels.width() * k;
      int to = pOff + p * panels.width() * pairs(k);
      for (int i = 0; i < k; i += 2) {
        for (int j = 0; j < width; j++) {
          int low = Float.floatToRawIntBits(round(w[from + i * width + j])) >>> 16;
          float next = i + 1 < k ? w[from + (i + 1) * width + j] : 0;
          packed[to + i / 2 * width + j] = Float.floatToRawIntBits(round(next)) | low;
        }
      }
    }
  }

  /** The weight of an even input. */
  static float low(int both) {
    return Float.intBitsToFloat(both << 16);
  }

  /** The weight of an odd input. */
  static float high(int both) {
    return Float.intBitsToFloat(both & HIGH);
  }
}
