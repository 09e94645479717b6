package dev.cellwise.kernels;

import static dev.cellwise.kernels.ScalarElementwise.E2;
import static dev.cellwise.kernels.ScalarElementwise.E3;
import static dev.cellwise.kernels.ScalarElementwise.E4;
import static dev.cellwise.kernels.ScalarElementwise.E5;
import static dev.cellwise.kernels.ScalarElementwise.E6;
import static dev.cellwise.kernels.ScalarElementwise.EXP_MIN;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_HIGH;
import static dev.cellwise.kernels.ScalarElementwise.LN_2_LOW;
import static dev.cellwise.kernels.ScalarElementwise.LOG2_E;
import static dev.cellwise.kernels.ScalarElementwise.ROUND;

/**
 * The scalar twin of {@link Activation}, and the statement of its functions: the lines of each
 * method here are those of {@link VectorActivation}, one float at a time. How they were found and
 * what they measure is in {@code docs/element-functions.md}.
 */
final class ScalarActivation {
  /** Below -17.4, e^x - 1 is -1. */
  static final float EXPM1_MIN = -18f;

  /**
   * log(1 + e) = e + e^2 (L2 + L3 e + … + L10 e^8) for 0 <= e <= 1: minimax of the relative error
   * with float coefficients (fpminimax: 5.3e-9).
   */
  static final float L2 = -0x1.ffffd2p-2f;

  static final float L3 = 0x1.554ddap-2f;
  static final float L4 = -0x1.ff2556p-3f;
  static final float L5 = 0x1.935568p-3f;
  static final float L6 = -0x1.3a6736p-3f;
  static final float L7 = 0x1.b53c48p-4f;
  static final float L8 = -0x1.d7efa8p-5f;
  static final float L9 = 0x1.4a9226p-6f;
  static final float L10 = -0x1.b22adep-9f;

  /** From here on Φ(-t) is less than half of the smallest float. */
  static final float GELU_MAX = 14.5f;

  /**
   * Φ(-t) e^(t²/2) = (P0 + P1 t + … + P4 t^4) / (1 + Q1 t + … + Q5 t^5) for 0 <= t <= 14.5, to
   * 1.6e-8 of it, by {@code gelu.py}. All coefficients are positive: nothing cancels.
   */
  static final float P0 = 0.5f;

  static final float P1 = 0x1.c018e8p-2f;
  static final float P2 = 0x1.76264p-3f;
  static final float P3 = 0x1.4b4ca4p-5f;
  static final float P4 = 0x1.0bc106p-8f;
  static final float Q1 = 0x1.ac4ea2p+0f;
  static final float Q2 = 0x1.3346aap+0f;
  static final float Q3 = 0x1.df41f2p-2f;
  static final float Q4 = 0x1.9f3fc6p-4f;
  static final float Q5 = 0x1.4f936cp-7f;

  /** 1 / √(2π). */
  static final float DENSITY = 0x1.988454p-2f;

  private ScalarActivation() {}

  static void forward(Activation f, int n, float[] a, int aOff, float[] y, int yOff) {
    switch (f.kind) {
      case IDENTITY -> System.arraycopy(a, aOff, y, yOff, n);
      case AFFINE -> affine(n, f.p, f.q, a, aOff, y, yOff);
      case TANH, SCALED_TANH -> scaledTanh(n, f.p, f.q, a, aOff, y, yOff);
      case SIGMOID -> ScalarElementwise.sigmoid(n, a, aOff, y, yOff);
      case HARD_SIGMOID -> hardSigmoid(n, f.p, f.q, a, aOff, y, yOff);
      case SOFTSIGN -> softsign(n, a, aOff, y, yOff);
      case RELU, THRESHOLDED_RELU -> thresholdedRelu(n, f.p, a, aOff, y, yOff);
      case LEAKY_RELU -> leakyRelu(n, f.p, a, aOff, y, yOff);
      case ELU -> elu(n, f.p, a, aOff, y, yOff);
      case SOFTPLUS -> softplus(n, a, aOff, y, yOff);
      case GELU -> gelu(n, a, aOff, y, yOff);
    }
  }

  static void backward(
      Activation f, int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    switch (f.kind) {
      case IDENTITY -> System.arraycopy(dy, dyOff, da, daOff, n);
      case AFFINE -> affineBackward(n, f.p, dy, dyOff, da, daOff);
      case TANH -> tanhBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case SCALED_TANH -> scaledTanhBackward(n, f.p, f.q, saved, sOff, dy, dyOff, da, daOff);
      case SIGMOID -> sigmoidBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case HARD_SIGMOID -> hardSigmoidBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case SOFTSIGN -> softsignBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case RELU, THRESHOLDED_RELU ->
          thresholdedReluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case LEAKY_RELU -> leakyReluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case ELU -> eluBackward(n, f.p, saved, sOff, dy, dyOff, da, daOff);
      case SOFTPLUS -> softplusBackward(n, saved, sOff, dy, dyOff, da, daOff);
      case GELU -> geluBackward(n, saved, sOff, dy, dyOff, da, daOff);
    }
  }

  static void affine(int n, float slope, float offset, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = Fma.fma(slope, a[aOff + i], offset);
    }
  }

  static void affineBackward(int n, float slope, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      da[daOff + i] = dy[dyOff + i] * slope;
    }
  }

  static void scaledTanh(
      int n, float height, float slope, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = ScalarElementwise.tanh(a[aOff + i] * slope) * height;
    }
  }

  static void tanhBackward(
      int n, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float yi = y[yOff + i];
      da[daOff + i] = dy[dyOff + i] * Fma.fma(-yi, yi, 1f);
    }
  }

  static void scaledTanhBackward(
      int n,
      float height,
      float slope,
      float[] y,
      int yOff,
      float[] dy,
      int dyOff,
      float[] da,
      int daOff) {
    float steepest = height * slope;
    for (int i = 0; i < n; i++) {
      float t = y[yOff + i] / height;
      da[daOff + i] = dy[dyOff + i] * (Fma.fma(-t, t, 1f) * steepest);
    }
  }

  static void sigmoidBackward(
      int n, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float yi = y[yOff + i];
      da[daOff + i] = dy[dyOff + i] * Fma.fma(-yi, yi, yi);
    }
  }

  static void hardSigmoid(
      int n, float slope, float offset, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      float line = Fma.fma(slope, a[aOff + i], offset);
      float below = line >= 1 ? 1f : line;
      y[yOff + i] = line <= 0 ? 0f : below;
    }
  }

  static void hardSigmoidBackward(
      int n, float slope, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float yi = y[yOff + i];
      float d = yi <= 0 || yi >= 1 ? 0f : dy[dyOff + i] * slope;
      da[daOff + i] = yi != yi ? yi : d;
    }
  }

  static void softsign(int n, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = softsign(a[aOff + i]);
    }
  }

  static void softsignBackward(
      int n, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float left = 1f - Math.abs(y[yOff + i]);
      da[daOff + i] = dy[dyOff + i] * (left * left);
    }
  }

  static void thresholdedRelu(int n, float theta, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      float x = a[aOff + i];
      y[yOff + i] = x <= theta ? 0f : x;
    }
  }

  static void thresholdedReluBackward(
      int n, float theta, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float s = saved[sOff + i];
      float d = s > theta ? dy[dyOff + i] : 0f;
      da[daOff + i] = s != s ? s : d;
    }
  }

  static void leakyRelu(int n, float slope, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      float x = a[aOff + i];
      y[yOff + i] = x > 0 ? x : x * slope;
    }
  }

  static void leakyReluBackward(
      int n, float slope, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float s = saved[sOff + i];
      float dyi = dy[dyOff + i];
      float d = s > 0 ? dyi : dyi * slope;
      da[daOff + i] = s != s ? s : d;
    }
  }

  static void elu(int n, float alpha, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = elu(alpha, a[aOff + i]);
    }
  }

  static void eluBackward(
      int n, float alpha, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float yi = y[yOff + i];
      float dyi = dy[dyOff + i];
      da[daOff + i] = yi > 0 ? dyi : dyi * (yi + alpha);
    }
  }

  static void softplus(int n, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = softplus(a[aOff + i]);
    }
  }

  static void softplusBackward(
      int n, float[] y, int yOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float yi = y[yOff + i];
      float d = dy[dyOff + i] * oneMinusExp(yi);
      da[daOff + i] = yi != yi ? yi : d;
    }
  }

  static void gelu(int n, float[] a, int aOff, float[] y, int yOff) {
    for (int i = 0; i < n; i++) {
      y[yOff + i] = gelu(a[aOff + i]);
    }
  }

  static void geluBackward(
      int n, float[] a, int aOff, float[] dy, int dyOff, float[] da, int daOff) {
    for (int i = 0; i < n; i++) {
      float ai = a[aOff + i];
      float d = dy[dyOff + i] * geluSlope(ai);
      da[daOff + i] = ai != ai ? ai : d;
    }
  }

  /** x / (1 + |x|), |x| being clamped where it is infinite. */
  static float softsign(float x) {
    int bits = Float.floatToRawIntBits(x);
    int magnitude = Math.min(bits & Integer.MAX_VALUE, Float.floatToRawIntBits(Float.MAX_VALUE));
    float a = Float.intBitsToFloat(magnitude);
    float signed = Float.intBitsToFloat(magnitude | bits & Integer.MIN_VALUE);
    float y = signed / (a + 1f);
    return x != x ? x : y;
  }

  /**
   * alpha (e^x - 1) for x < 0, else x. e^x - 1 = 2^k (1 + q) - 1, where 2^k - 1 is exact, and 0 for
   * small x.
   */
  static float elu(float alpha, float x) {
    // Positive x give anything here.
    int bits = Float.floatToRawIntBits(x);
    int lowest = Float.floatToRawIntBits(EXPM1_MIN);
    float a = Float.intBitsToFloat(Integer.compareUnsigned(bits, lowest) < 0 ? bits : lowest);
    float z = Fma.fma(a, LOG2_E, ROUND + 127);
    float k = z - (ROUND + 127);
    float r = Fma.fma(k, -LN_2_LOW, Fma.fma(k, -LN_2_HIGH, a));
    float r2 = r * r;
    float p = Fma.fma(Fma.fma(r2, E6, Fma.fma(r, E5, E4)), r2, Fma.fma(r, E3, E2));
    float q = Fma.fma(p, r2, r);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(z) << 23);
    float y = Fma.fma(s, q, s - 1f) * alpha;
    return x < 0 ? y : x;
  }

  /** 1 - e^-|y|: the slope of softplus where its value is y. NaN becomes 1. */
  static float oneMinusExp(float y) {
    int bits = Float.floatToRawIntBits(y) | Integer.MIN_VALUE;
    int lowest = Float.floatToRawIntBits(EXPM1_MIN);
    float a = Float.intBitsToFloat(Integer.compareUnsigned(bits, lowest) < 0 ? bits : lowest);
    float z = Fma.fma(a, LOG2_E, ROUND + 127);
    float k = z - (ROUND + 127);
    float r = Fma.fma(k, -LN_2_LOW, Fma.fma(k, -LN_2_HIGH, a));
    float r2 = r * r;
    float p = Fma.fma(Fma.fma(r2, E6, Fma.fma(r, E5, E4)), r2, Fma.fma(r, E3, E2));
    float q = Fma.fma(p, r2, r);
    float s = Float.intBitsToFloat(Float.floatToRawIntBits(z) << 23);
    return Fma.fma(-s, q, 1f - s);
  }

  /** max(x, 0) + log(1 + e^-|x|). */
  static float softplus(float x) {
    float y = (x > 0 ? x : 0f) + log1pExp(x);
    return x != x ? x : y;
  }

  /**
   * log(1 + e), e = e^-|x| as in {@link ScalarElementwise#exp(float)}: what softplus has above its
   * asymptotes. NaN becomes a number.
   */
  static float log1pExp(float x) {
    int bits = Float.floatToRawIntBits(x) | Integer.MIN_VALUE;
    int lowest = Float.floatToRawIntBits(EXP_MIN);
    float a = Float.intBitsToFloat(Integer.compareUnsigned(bits, lowest) < 0 ? bits : lowest);
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
    float e = Fma.fma(s1, q, s1) * s2;
    float e2 = e * e;
    float l = Fma.fma(e2, L10, Fma.fma(e, L9, L8));
    l = Fma.fma(l, e2, Fma.fma(e, L7, L6));
    l = Fma.fma(l, e2, Fma.fma(e, L5, L4));
    l = Fma.fma(l, e2, Fma.fma(e, L3, L2));
    return Fma.fma(l, e2, e);
  }

  /**
   * max(x, 0) - t Φ(-t), t = |x|: one formula for both signs, without cancellation. Φ(-t) is P / Q
   * times e^(-t²/2), and what t² loses in rounding goes into the exponential's remainder.
   */
  static float gelu(float x) {
    int bits = Float.floatToRawIntBits(x);
    int largest = Float.floatToRawIntBits(GELU_MAX);
    float t = Float.intBitsToFloat(Math.min(bits & Integer.MAX_VALUE, largest));
    float u = t * -0.5f;
    float a = u * t;
    float lost = Fma.fma(u, t, -a);
    float z = Fma.fma(a, LOG2_E, ROUND + 254);
    float k = z - (ROUND + 254);
    float r = Fma.fma(k, -LN_2_HIGH, a) + Fma.fma(k, -LN_2_LOW, lost);
    float r2 = r * r;
    float c = Fma.fma(Fma.fma(r2, E6, Fma.fma(r, E5, E4)), r2, Fma.fma(r, E3, E2));
    float e = Fma.fma(c, r2, r);
    int biased = Float.floatToRawIntBits(z);
    int half = biased >>> 1;
    float s1 = Float.intBitsToFloat(half << 23);
    float s2 = Float.intBitsToFloat((biased - half) << 23);
    float p = Fma.fma(Fma.fma(Fma.fma(Fma.fma(t, P4, P3), t, P2), t, P1), t, P0);
    float q = Fma.fma(Fma.fma(Fma.fma(Fma.fma(t, Q5, Q4), t, Q3), t, Q2), t, Q1);
    // Exact, so that the exponential costs one rounding.
    float m = p * t / Fma.fma(q, t, 1f) * s1;
    float tail = Fma.fma(m, e, m);
    // A zero of the sign of x, so that the results that are zero have it, too.
    float positive = x > 0 ? x : Float.intBitsToFloat(bits & Integer.MIN_VALUE);
    float y = Fma.fma(-tail, s2, positive);
    return x != x ? x : y;
  }

  /**
   * Φ(x) + x φ(x) = d for x <= 0 and 1 - d for x > 0, where d = Φ(-t) - t φ(t) = e^(-t²/2) (P / Q -
   * t / √(2π)). NaN becomes 0.
   */
  static float geluSlope(float x) {
    int bits = Float.floatToRawIntBits(x);
    int largest = Float.floatToRawIntBits(GELU_MAX);
    float t = Float.intBitsToFloat(Math.min(bits & Integer.MAX_VALUE, largest));
    float u = t * -0.5f;
    float a = u * t;
    float lost = Fma.fma(u, t, -a);
    float z = Fma.fma(a, LOG2_E, ROUND + 254);
    float k = z - (ROUND + 254);
    float r = Fma.fma(k, -LN_2_HIGH, a) + Fma.fma(k, -LN_2_LOW, lost);
    float r2 = r * r;
    float c = Fma.fma(Fma.fma(r2, E6, Fma.fma(r, E5, E4)), r2, Fma.fma(r, E3, E2));
    float e = Fma.fma(c, r2, r);
    int biased = Float.floatToRawIntBits(z);
    int half = biased >>> 1;
    float s1 = Float.intBitsToFloat(half << 23);
    float s2 = Float.intBitsToFloat((biased - half) << 23);
    float p = Fma.fma(Fma.fma(Fma.fma(Fma.fma(t, P4, P3), t, P2), t, P1), t, P0);
    float q = Fma.fma(Fma.fma(Fma.fma(Fma.fma(t, Q5, Q4), t, Q3), t, Q2), t, Q1);
    float m = Fma.fma(t, -DENSITY, p / Fma.fma(q, t, 1f)) * s1;
    float below = Fma.fma(m, e, m) * s2;
    return x > 0 ? 1f - below : below;
  }
}
