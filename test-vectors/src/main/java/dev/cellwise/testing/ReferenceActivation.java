package dev.cellwise.testing;

import java.util.Arrays;

/**
 * The activation y = f(a) of a cell, in double precision on {@link Complex} numbers.
 *
 * <p>A function is written as text, in the form in which the float kernels write theirs, so that
 * one text gives both: a name and, in parentheses, the constants.
 *
 * <pre>
 *   identity                      a
 *   affine(slope, offset)         slope a + offset
 *   tanh                          tanh a
 *   scaledTanh(height, slope)     height tanh(slope a)
 *   sigmoid                       1 / (1 + e^-a)
 *   hardSigmoid(slope, offset)    slope a + offset, within [0, 1]
 *   softsign                      a / (1 + |a|)
 *   relu                          a where a &gt; 0, else 0
 *   thresholdedRelu(theta)        a where a &gt; theta, else 0
 *   leakyRelu(slope)              a where a &gt; 0, else slope a
 *   elu(alpha)                    a where a &gt; 0, else alpha (e^a - 1)
 *   softplus                      log(1 + e^a)
 *   gelu                          a Φ(a), Φ the distribution function of the normal distribution
 * </pre>
 *
 * <p>NaN gives NaN. Constants are rounded to float, as the kernels have them. The branch is taken
 * by the real part; at a kink the derivative is the one from the left, and 0 at both ends of the
 * hard sigmoid. All functions are accurate to some units in the last place, their derivatives by
 * the complex step too.
 */
public final class ReferenceActivation {
  private enum Kind {
    IDENTITY("identity"),
    AFFINE("affine", "slope", "offset"),
    TANH("tanh"),
    SCALED_TANH("scaledTanh", "height", "slope"),
    SIGMOID("sigmoid"),
    HARD_SIGMOID("hardSigmoid", "slope", "offset"),
    SOFTSIGN("softsign"),
    RELU("relu"),
    THRESHOLDED_RELU("thresholdedRelu", "theta"),
    LEAKY_RELU("leakyRelu", "slope"),
    ELU("elu", "alpha"),
    SOFTPLUS("softplus"),
    GELU("gelu");

    private final String text;
    private final String[] constants;

    Kind(String text, String... constants) {
      this.text = text;
      this.constants = constants;
    }

    private String form(Object[] values) {
      return text
          + (values.length == 0
              ? ""
              : "("
                  + String.join(", ", Arrays.stream(values).map(Object::toString).toList())
                  + ")");
    }
  }

  private final Kind kind;
  private final Float[] constants;

  private ReferenceActivation(Kind kind, Float[] constants) {
    this.kind = kind;
    this.constants = constants;
  }

  /**
   * Reads a function.
   *
   * @param text its name and, in parentheses, its constants, as in {@code leakyRelu(0.01)}
   * @return the function
   * @throws IllegalArgumentException if there is no such function, or it has other constants
   */
  public static ReferenceActivation parse(String text) {
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    for (Kind kind : Kind.values()) {
      if (kind.text.equals(name)) {
        return new ReferenceActivation(kind, constants(kind, text, open));
      }
    }
    throw new IllegalArgumentException("activation: there is no '" + text + "'");
  }

  private static Float[] constants(Kind kind, String text, int open) {
    String[] parts = {};
    if (open >= 0 && text.endsWith(")")) {
      parts = text.substring(open + 1, text.length() - 1).split(",", -1);
    }
    if (parts.length != kind.constants.length || (open >= 0) != (parts.length > 0)) {
      throw new IllegalArgumentException(
          "activation: expected " + kind.form(kind.constants) + ", got " + text);
    }
    return Arrays.stream(parts).map(part -> Float.valueOf(part.strip())).toArray(Float[]::new);
  }

  /**
   * The value at {@code a}.
   *
   * @param a argument; its imaginary part must be tiny, as {@link ComplexStep} has it
   * @return f(a)
   */
  public Complex of(Complex a) {
    return switch (kind) {
      case IDENTITY -> a;
      case AFFINE -> line(a);
      case TANH -> a.tanh();
      case SCALED_TANH -> a.times(constants[1]).tanh().times(constants[0]);
      case SIGMOID -> a.sigmoid();
      case HARD_SIGMOID -> hardSigmoid(a);
      case SOFTSIGN -> a.dividedBy(Complex.ONE.plus(a.re() > 0 ? a : a.negated()));
      case RELU -> a.re() <= 0 ? Complex.ZERO : a;
      case THRESHOLDED_RELU -> a.re() <= constants[0] ? Complex.ZERO : a;
      case LEAKY_RELU -> a.re() > 0 ? a : a.times(constants[0]);
      case ELU -> a.re() > 0 ? a : a.expm1().times(constants[0]);
      case SOFTPLUS -> a.re() > 0 ? a.plus(a.negated().exp().log1p()) : a.exp().log1p();
      case GELU -> a.times(normal(a));
    };
  }

  private Complex line(Complex a) {
    return a.times(constants[0]).plus(Complex.of(constants[1]));
  }

  private Complex hardSigmoid(Complex a) {
    Complex y = line(a);
    return y.re() <= 0 ? Complex.ZERO : y.re() >= 1 ? Complex.ONE : y;
  }

  /** Φ(x + iy) = Φ(x) + iy φ(x), short of y². */
  private static Complex normal(Complex a) {
    return new Complex(Normal.distribution(a.re()), a.im() * Normal.density(a.re()));
  }

  /**
   * Whether the derivative jumps somewhere.
   *
   * @return true for a hard sigmoid with a slope other than 0, relu and its variants, and elu with
   *     an alpha other than 1
   */
  public boolean hasKink() {
    return switch (kind) {
      case RELU, THRESHOLDED_RELU -> true;
      case HARD_SIGMOID -> constants[0] != 0;
      case LEAKY_RELU, ELU -> constants[0] != 1;
      default -> false;
    };
  }

  /**
   * How near an argument is to a kink.
   *
   * @param a argument
   * @return the distance to the nearest; infinite if there is none
   */
  public double kinkDistance(double a) {
    if (!hasKink()) {
      return Double.POSITIVE_INFINITY;
    }
    return switch (kind) {
      case HARD_SIGMOID -> {
        double y = constants[0] * a + constants[1];
        yield Math.min(Math.abs(y), Math.abs(y - 1)) / Math.abs(constants[0]);
      }
      case THRESHOLDED_RELU -> Math.abs(a - constants[0]);
      default -> Math.abs(a);
    };
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return kind.form(constants);
  }
}
