package dev.cellwise.testing;

/**
 * A complex number, with the operations that a recurrent cell needs.
 *
 * <p>Every operation is analytic, which is what the complex step rests on: there is no conjugate,
 * no modulus and no comparison of imaginary parts. With an imaginary part of zero each gives the
 * real function's value and an imaginary part of zero.
 *
 * @param re real part
 * @param im imaginary part
 */
public record Complex(double re, double im) {
  /** Zero. */
  public static final Complex ZERO = new Complex(0, 0);

  /** One. */
  public static final Complex ONE = new Complex(1, 0);

  /**
   * The real number {@code re}.
   *
   * @param re its value
   * @return {@code re + 0i}
   */
  public static Complex of(double re) {
    return new Complex(re, 0);
  }

  /**
   * Sum.
   *
   * @param b second summand
   * @return {@code this + b}
   */
  public Complex plus(Complex b) {
    return new Complex(re + b.re, im + b.im);
  }

  /**
   * Difference.
   *
   * @param b what to subtract
   * @return {@code this - b}
   */
  public Complex minus(Complex b) {
    return new Complex(re - b.re, im - b.im);
  }

  /**
   * Negation.
   *
   * @return {@code -this}
   */
  public Complex negated() {
    return new Complex(-re, -im);
  }

  /**
   * Product.
   *
   * @param b second factor
   * @return {@code this * b}
   */
  public Complex times(Complex b) {
    return new Complex(re * b.re - im * b.im, re * b.im + im * b.re);
  }

  /**
   * Product with a real number.
   *
   * @param s the factor
   * @return {@code s * this}
   */
  public Complex times(double s) {
    return new Complex(re * s, im * s);
  }

  /**
   * Quotient, by Smith's method, which does not overflow where the quotient does not.
   *
   * @param b divisor
   * @return {@code this / b}
   */
  public Complex dividedBy(Complex b) {
    if (Math.abs(b.re) >= Math.abs(b.im)) {
      double r = b.im / b.re;
      double d = b.re + b.im * r;
      return new Complex((re + im * r) / d, (im - re * r) / d);
    }
    double r = b.re / b.im;
    double d = b.re * r + b.im;
    return new Complex((re * r + im) / d, (im * r - re) / d);
  }

  /**
   * Exponential.
   *
   * @return {@code e^this}
   */
  public Complex exp() {
    double e = StrictMath.exp(re);
    return im == 0 ? of(e) : new Complex(e * StrictMath.cos(im), e * StrictMath.sin(im));
  }

  /**
   * Natural logarithm, principal branch.
   *
   * @return the number whose exponential this is, imaginary part in [-pi, pi]
   */
  public Complex log() {
    double modulus = im == 0 ? Math.abs(re) : StrictMath.hypot(re, im);
    return new Complex(StrictMath.log(modulus), StrictMath.atan2(im, re));
  }

  /**
   * Exponential less one, with its digits near zero.
   *
   * @return {@code e^this - 1}
   */
  public Complex expm1() {
    double m = StrictMath.expm1(re);
    if (im == 0) {
      return of(m);
    }
    double s = StrictMath.sin(im / 2);
    return new Complex(m * StrictMath.cos(im) - 2 * s * s, StrictMath.exp(re) * StrictMath.sin(im));
  }

  /**
   * Natural logarithm of this and one, with its digits near zero.
   *
   * @return {@code log(1 + this)}, principal branch
   */
  public Complex log1p() {
    if (im == 0 && re > -1) {
      return of(StrictMath.log1p(re));
    }
    double square = re * (2 + re) + im * im; // |1 + z|² - 1
    return new Complex(StrictMath.log1p(square) / 2, StrictMath.atan2(im, 1 + re));
  }

  /**
   * Square root, the one with a real part of at least 0.
   *
   * @return the number whose square this is
   */
  public Complex sqrt() {
    if (im == 0 && re >= 0) {
      return of(Math.sqrt(re));
    }
    double m = Math.sqrt((StrictMath.hypot(re, im) + Math.abs(re)) / 2);
    return re >= 0
        ? new Complex(m, im / (2 * m))
        : new Complex(Math.abs(im) / (2 * m), Math.copySign(m, im));
  }

  /**
   * Hyperbolic tangent; real arguments of any size saturate to +-1 without overflow.
   *
   * <p>With t = tanh x, s = 1 - t² = sech² x and u = tan y: {@code tanh(x + iy) = (t (1 + u²) + i u
   * s) / (1 + t² u²)}. Both t and s come from {@code e^-2|x|}, so that s keeps its digits where t
   * is near +-1.
   *
   * @return {@code tanh(this)}
   */
  public Complex tanh() {
    double m = StrictMath.expm1(-2 * Math.abs(re));
    double t = Math.copySign(-m / (2 + m), re);
    if (im == 0) {
      return of(t);
    }
    double e = StrictMath.exp(-2 * Math.abs(re)); // 1 + m would have no digits left at 19
    double s = 4 * e / ((1 + e) * (1 + e));
    double u = StrictMath.tan(im);
    double d = 1 + t * t * u * u;
    return new Complex(t * (1 + u * u) / d, u * s / d);
  }

  /**
   * Logistic function {@code 1 / (1 + e^-this)}, written on either side of zero with the
   * exponential that cannot overflow.
   *
   * @return {@code sigmoid(this)}
   */
  public Complex sigmoid() {
    if (re >= 0) {
      return ONE.dividedBy(ONE.plus(negated().exp()));
    }
    Complex e = exp();
    return e.dividedBy(ONE.plus(e));
  }
}
