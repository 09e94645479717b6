package dev.cellwise.kernels;

/**
 * The fused multiply-add {@code a * b + c}, rounded once, that every scalar twin is made of.
 *
 * <p>Where the CPU has the instruction this is {@link Math#fma(float, float, float)}. Elsewhere
 * that method takes a detour over BigDecimal that is some thousand times slower, and {@link #soft}
 * gives the same bits by a handful of double operations. The choice is made once.
 */
final class Fma {
  private static final boolean HARDWARE = Machine.HERE.fma();

  private Fma() {}

  /** {@code a * b + c} with one rounding; same bits on every machine. */
  static float fma(float a, float b, float c) {
    return HARDWARE ? Math.fma(a, b, c) : soft(a, b, c);
  }

  /**
   * The same by double arithmetic.
   *
   * <p>The product of two floats has at most 48 significant bits, so it is exact in double; and its
   * exponent is always within range. The sum with c may need more than the 53 bits of a double: it
   * is rounded, and rounding that again to float goes wrong when the first rounding lands exactly
   * on the midpoint of two floats and thereby hides on which side of it the true sum lies: for
   * {@code a = b = 1 + 2^-12} and {@code c = 2^-60} it is just above the midpoint {@code 1 + 2^-11
   * + 2^-24}, the double loses c, and the tie then goes down to the even float instead of up.
   *
   * <p>Rounding the double to odd instead keeps that side visible: an inexact sum gets a last bit
   * of 1 (the neighbour of the two whose mantissa is odd), which is never a midpoint of floats, as
   * long as the double has at least two bits more than the float that it is rounded to; subnormal
   * floats have even fewer. See S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded
   * sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57(4), 2008.
   */
  static float soft(float a, float b, float c) {
    double p = (double) a * b;
    double s = p + c;
    // Knuth's two-sum: p + c = s + error exactly. NaN when s is not finite.
    double t = s - p;
    double error = (p - (s - t)) + (c - t);
    if (error > 0 || error < 0) {
      long bits = Double.doubleToRawLongBits(s);
      if ((bits & 1) == 0) {
        // The other neighbour of the true sum: away from zero if the error has the sign of s.
        bits += (error > 0) == (s > 0) ? 1 : -1;
        s = Double.longBitsToDouble(bits);
      }
    }
    return (float) s;
  }
}
