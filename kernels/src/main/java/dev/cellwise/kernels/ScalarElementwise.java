package dev.cellwise.kernels;

/**
 * The scalar twin of {@link Elementwise}, and the statement of its three functions: the lines of
 * each method here are those of {@link VectorElementwise}, one float at a time. How they were found
 * and what they measure is in {@code docs/element-functions.md}.
 */
final class ScalarElementwise {
  /** 1.5 * 2^23: a float of small magnitude added to it is rounded to an integer, to even. */
  static final float ROUND = 0x1.8p23f;

  static final float LOG2_E = 0x1.715476p0f;
  static final float LN_2 = 0x1.62e43p-1f;

  /** ln 2 in two parts; the first has 15 bits, so an integer below 2^9 times it is exact. */
  static final float LN_2_HIGH = 0x1.62e4p-1f;

  static final float LN_2_LOW = 0x1.7f7d1cp-20f;

  /**
   * e^r - 1 = r + r^2 (E2 + E3 r + E4 r^2 + E5 r^3 + E6 r^4) for |r| <= 0.34665, half of ln 2 and
   * the error of rounding to it. From the minimax polynomial of the relative error with float
   * coefficients (Sollya's fpminimax: 1.4e-8), then moved by a random search for the smallest
   * largest error of the computed {@link #exp(float)}, rounding included: 8.3e-9 of e^r.
   */
  static final float E2 = 0x1.000004p-1f;

  static final float E3 = 0x1.55549p-3f;
  static final float E4 = 0x1.555458p-5f;
  static final float E5 = 0x1.123914p-7f;
  static final float E6 = 0x1.6b4ab2p-10f;

  /** The smallest and largest x that matter: beyond them e^x is zero or infinite in float. */
  static final float EXP_MIN = -105f;

  static final float EXP_MAX = 89f;

  /** From here on a sigmoid is 1; and under {@link #EXP_MIN} it is 0. */
  static final float SIGMOID_MAX = 18f;

  /** Keeps e^-x within the range of float for all x from {@link #EXP_MIN}. */
  static final float SIGMOID_SCALE = 0x1p-26f;

  /** From 9.011 on, tanh is 1. */
  static final float TANH_MAX = 9.02f;

  /** Up to x^2 = 0.81 tanh is a polynomial, above it an exponential and a quotient. */
  static final float TANH_SMALL_SQUARED = 0.81f;

  /**
   * tanh x = x + x^3 (T3 + T5 x^2 + … + T13 x^10) for |x| <= 0.9. Found as the coefficients above
   * are: minimax of the relative error up to 0.905 (fpminimax: 1.7e-8), then searched: 2.5e-8.
   */
  static final float T3 = -0x1.5555p-2f;

  static final float T5 = 0x1.1100dp-3f;
  static final float T7 = -0x1.b8057cp-5f;
  static final float T9 = 0x1.5621e2p-6f;
  static final float T11 = -0x1.bfc7b6p-8f;
  static final float T13 = 0x1.528be4p-10f;

  private ScalarElementwise() {}

  static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
    exp(n, 0, x, xOff, y, yOff);
  }

  /** y = e^(x - shift). */
  static void exp(int n, float shift, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = exp(x[xOff + i] - shift);
    }
  }

  static void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = sigmoid(x[xOff + i]);
    }
  }

  static void multiply(int n, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] *= x[xOff + i];
    }
  }

  static void add(int n, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] += x[xOff + i];
    }
  }

  static void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = tanh(x[xOff + i]);
    }
  }

  /** e^x = 2^k e^r; the power of two in two factors, since neither end of its range is a float. */
  static float exp(float x) {
    float a = clamp(x, EXP_MIN, EXP_MAX);
    // The bias of both factors rides on the rounding constant: see the shifts below.
    float z = Fma.fma(a, LOG2_E, ROUND + 254);
    float k = z - (ROUND + 254);
    float r = Fma.fma(k, -LN_2_LOW, Fma.fma(k, -LN_2_HIGH, a));
    float r2 = r * r;
    float p = Fma.fma(Fma.fma(r2, E6, Fma.fma(r, E5, E4)), r2, Fma.fma(r, E3, E2));
    float q = Fma.fma(p, r2, r);
    int biased = Float.floatToRawIntBits(z);
    int half = biased >>> 1;
    float s1 = Float.intBitsToFloat(half << 23);
    float s2 = Float.intBitsToFloat((biased - half) << 23);
    float y = Fma.fma(s1, q, s1) * s2;
    return x != x ? x : y;
  }

  /**
   * 1 / (1 + e^-x) with d, what is lost in rounding the denominator D, carried into the last step:
   * 1 / (D + d) = t + t (1 - t D - t d) up to the square of that, where t is 1 / D rounded.
   */
  static float sigmoid(float x) {
    float a = clamp(x, EXP_MIN, SIGMOID_MAX);
    // 256 becomes the sign of s, which saves negations, and -26 its scale.
    float z = Fma.fma(a, -LOG2_E, ROUND + 357);
    float k = z - (ROUND + 357);
    float r = Fma.fma(k, LN_2_LOW, Fma.fma(k, LN_2_HIGH, a));
    // e^-x = 2^k (1 - q), q = 1 - e^-r, and s = -2^k times the scale.
    float r2 = r * r;
    float p = Fma.fma(Fma.fma(r2, -E6, Fma.fma(r, E5, -E4)), r2, Fma.fma(r, E3, -E2));
    float q = Fma.fma(p, r2, r);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(z) << 23);
    float denominator = Fma.fma(s, q, SIGMOID_SCALE - s);
    // In this order both steps are exact.
    float d = Fma.fma(s, q, SIGMOID_SCALE - (denominator + s));
    float minusT = -1f / denominator;
    float e = Fma.fma(minusT, d, Fma.fma(minusT, denominator, 1f));
    float y = Fma.fma(e, minusT, minusT) * -SIGMOID_SCALE;
    return x != x ? x : y;
  }

  /** x + x^3 T(x^2) near zero, else 1 - 2 / (e^2|x| + 1) with the sign of x. */
  static float tanh(float x) {
    float u = x * x;
    float p = Fma.fma(T13, u, T11);
    p = Fma.fma(p, u, T9);
    p = Fma.fma(p, u, T7);
    p = Fma.fma(p, u, T5);
    p = Fma.fma(p, u, T3);
    float small = Fma.fma(p, u * x, x);

    int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
    int bits = Float.floatToRawIntBits(x) & Integer.MAX_VALUE;
    float a = Float.intBitsToFloat(Math.min(bits, Float.floatToRawIntBits(TANH_MAX)));
    float z = Fma.fma(a, 2 * LOG2_E, ROUND + 127);
    float k = z - (ROUND + 127);
    // e^2a = s (1 + 2 q), 2 q = e^2r - 1: the coefficients for r itself are exact multiples.
    float r = Fma.fma(k, -LN_2 / 2, a);
    float r2 = r * r;
    float c =
        Fma.fma(Fma.fma(r2, 32 * E6, Fma.fma(r, 16 * E5, 8 * E4)), r2, Fma.fma(r, 4 * E3, 2 * E2));
    float q = Fma.fma(c, r2, r);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(z) << 23);
    float large = 1f - 1f / Fma.fma(s, q, Fma.fma(s, 0.5f, 0.5f));
    // False for NaN, which then comes through the polynomial.
    float y = u > TANH_SMALL_SQUARED ? large : small;
    // The sign is missing from large, and from a small of zero.
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) | sign);
  }

  /**
   * x within [low, high], low < 0 < high, by the order of the bits: floats of one sign are ordered
   * as ints are, and negative ones, as unsigned ints, lie above all others. NaN becomes a bound.
   */
  private static float clamp(float x, float low, float high) {
    int bits = Math.min(Float.floatToRawIntBits(x), Float.floatToRawIntBits(high));
    int lowBits = Float.floatToRawIntBits(low);
    return Float.intBitsToFloat(Integer.compareUnsigned(bits, lowBits) < 0 ? bits : lowBits);
  }
}
