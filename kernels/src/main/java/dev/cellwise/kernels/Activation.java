package dev.cellwise.kernels;

import java.util.Locale;

/**
 * The activation of a simple cell or a dense layer, y = f(a) for each element a, with its
 * derivative. A value: the kind of function and its constants.
 *
 * <p>Each function is a fixed sequence of operations, so an element's result has the same bits at
 * every width, in either twin, cold or compiled, and wherever in the range it stands. The errors
 * given below are in units in the last place of the true result, with constants of 1 where there
 * are any; {@code docs/element-functions.md} has the measurements and the limits of each.
 *
 * <p>NaN gives NaN, forward and, for a saved NaN, backward, except where the derivative does not
 * look at what was saved: {@link #identity} and {@link #affine}. Infinite arguments give the
 * limits, but NaN where they are multiplied by a slope of 0; subnormal ones are kept. Zeros keep
 * their sign in {@link #identity}, {@link #tanh}, {@link #softsign}, {@link #elu} and {@link
 * #gelu}; in {@link #scaledTanh} and {@link #leakyRelu} they have that of the product with the
 * constants; {@link #relu}, {@link #thresholdedRelu} up to theta and {@link #hardSigmoid} have
 * positive zeros only.
 *
 * <p>The derivative at a kink is the one from the left, and 0 at both ends of the hard sigmoid.
 *
 * <p>A slope per unit that is learned is not a constant: see {@link Prelu}.
 */
public final class Activation {
  /** A function up to its constants p and q. */
  enum Kind {
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
  }

  private static final Activation IDENTITY = new Activation(Kind.IDENTITY, 0, 0);
  private static final Activation TANH = new Activation(Kind.TANH, 1, 1);
  private static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0, 0);
  private static final Activation SOFTSIGN = new Activation(Kind.SOFTSIGN, 0, 0);
  private static final Activation RELU = new Activation(Kind.RELU, 0, 0);
  private static final Activation SOFTPLUS = new Activation(Kind.SOFTPLUS, 0, 0);
  private static final Activation GELU = new Activation(Kind.GELU, 0, 0);

  final Kind kind;

  /** The first constant; what the kernel takes where the kind has none. */
  final float p;

  /** The second one. */
  final float q;

  private Activation(Kind kind, float p, float q) {
    this.kind = kind;
    this.p = p;
    this.q = q;
  }

  /**
   * y = a.
   *
   * @return the function
   */
  public static Activation identity() {
    return IDENTITY;
  }

  /**
   * y = slope a + offset, rounded once. ONNX: Affine.
   *
   * @param slope finite
   * @param offset finite
   * @return the function
   */
  public static Activation affine(float slope, float offset) {
    finite("affine", "slope", slope);
    finite("affine", "offset", offset);
    return new Activation(Kind.AFFINE, slope, offset);
  }

  /**
   * y = tanh a, within 1 ulp: {@link Elementwise#tanh}. f' = 1 - y².
   *
   * @return the function
   */
  public static Activation tanh() {
    return TANH;
  }

  /**
   * y = height tanh(slope a), f' = height slope (1 - (y / height)²). The roundings of slope a and
   * of the product come on top of tanh's error: 3 ulp in all. ONNX: ScaledTanh. Y. LeCun and
   * others, "Efficient BackProp", 1998, take 1.7159 and 2/3.
   *
   * @param height finite, not 0
   * @param slope finite; height times slope must be, too
   * @return the function
   */
  public static Activation scaledTanh(float height, float slope) {
    finite("scaledTanh", "height", height);
    finite("scaledTanh", "slope", slope);
    if (height == 0 || !Float.isFinite(height * slope)) {
      throw new IllegalArgumentException(
          "scaledTanh: expected a height other than 0 and a finite height * slope, got height "
              + height
              + ", slope "
              + slope);
    }
    return new Activation(Kind.SCALED_TANH, height, slope);
  }

  /**
   * y = 1 / (1 + e^-a), within 1 ulp: {@link Elementwise#sigmoid}. f' = y (1 - y).
   *
   * @return the function
   */
  public static Activation sigmoid() {
    return SIGMOID;
  }

  /**
   * y = slope a + offset, rounded once, within [0, 1]. f' = slope where 0 &lt; y &lt; 1, else 0.
   * ONNX has 0.2 and 0.5 unless told, PyTorch 1/6 and 0.5.
   *
   * @param slope finite
   * @param offset finite
   * @return the function
   */
  public static Activation hardSigmoid(float slope, float offset) {
    finite("hardSigmoid", "slope", slope);
    finite("hardSigmoid", "offset", offset);
    return new Activation(Kind.HARD_SIGMOID, slope, offset);
  }

  /**
   * y = a / (1 + |a|), within 1.5 ulp. f' = (1 - |y|)².
   *
   * @return the function
   */
  public static Activation softsign() {
    return SOFTSIGN;
  }

  /**
   * y = max(a, 0). f' = 1 where a &gt; 0, else 0, at 0 too.
   *
   * @return the function
   */
  public static Activation relu() {
    return RELU;
  }

  /**
   * y = a where a &gt; theta, else 0. f' = 1 where a &gt; theta, else 0, at theta too. ONNX:
   * ThresholdedRelu. K. Konda and others, "Zero-bias autoencoders", 2014.
   *
   * @param theta finite; below 0 the derivative is taken from the input
   * @return the function
   */
  public static Activation thresholdedRelu(float theta) {
    finite("thresholdedRelu", "theta", theta);
    return new Activation(Kind.THRESHOLDED_RELU, theta, 0);
  }

  /**
   * y = a where a &gt; 0, else slope a. f' = 1 where a &gt; 0, else slope, at 0 too.
   *
   * @param slope finite; the derivative is taken from the input unless it is above 0. With a slope
   *     of 0, -∞ gives NaN: use {@link #relu}
   * @return the function
   */
  public static Activation leakyRelu(float slope) {
    finite("leakyRelu", "slope", slope);
    return new Activation(Kind.LEAKY_RELU, slope, 0);
  }

  /**
   * y = a where a &gt; 0, else alpha (e^a - 1), within 1.5 ulp, 2 where alpha is not a power of
   * two. f' = 1 where y &gt; 0, else y + alpha; so at 0 it is alpha. D.-A. Clevert and others,
   * "Fast and accurate deep network learning by exponential linear units", 2015.
   *
   * @param alpha finite, at least 0
   * @return the function
   */
  public static Activation elu(float alpha) {
    if (!(alpha >= 0 && alpha <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "elu: expected a finite alpha of at least 0, got " + alpha);
    }
    return new Activation(Kind.ELU, alpha, 0);
  }

  /**
   * y = log(1 + e^a), within 2 ulp, small results included. f' = 1 - e^-y, which is the sigmoid of
   * a and keeps its relative accuracy, so y is all it needs.
   *
   * @return the function
   */
  public static Activation softplus() {
    return SOFTPLUS;
  }

  /**
   * y = a Φ(a), Φ being the distribution function of the normal distribution (the form by erf, not
   * the one by tanh), within 6 ulp, small results included. f' = Φ(a) + a φ(a), from the input: y
   * takes each value between its minimum and 0 twice. D. Hendrycks and K. Gimpel, "Gaussian error
   * linear units", 2016.
   *
   * @return the function
   */
  public static Activation gelu() {
    return GELU;
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @param text a name and, in parentheses, as many constants as the function has, for example
   *     {@code tanh} or {@code leakyRelu(0.01)}; space around constants does not count
   * @return the function
   * @throws IllegalArgumentException if the name is none of the functions', the constants are not
   *     as many as it has, are not numbers, or the function refuses them
   */
  public static Activation parse(String text) {
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    for (Kind kind : Kind.values()) {
      if (kind.text.equals(name)) {
        return of(kind, constants(kind, text, open));
      }
    }
    throw new IllegalArgumentException("activation: expected one of " + names() + ", got " + text);
  }

  private static float[] constants(Kind kind, String text, int open) {
    float[] values = new float[kind.constants.length];
    String[] parts = {};
    if (open >= 0 && text.endsWith(")")) {
      parts = text.substring(open + 1, text.length() - 1).split(",", -1);
    }
    boolean right = parts.length == values.length && (open >= 0) == (values.length > 0);
    for (int i = 0; right && i < values.length; i++) {
      try {
        values[i] = Float.parseFloat(parts[i].strip());
      } catch (NumberFormatException e) {
        right = false;
      }
    }
    if (!right) {
      throw new IllegalArgumentException(
          "activation: expected " + form(kind, kind.constants) + ", got " + text);
    }
    return values;
  }

  private static Activation of(Kind kind, float[] c) {
    return switch (kind) {
      case IDENTITY -> IDENTITY;
      case AFFINE -> affine(c[0], c[1]);
      case TANH -> TANH;
      case SCALED_TANH -> scaledTanh(c[0], c[1]);
      case SIGMOID -> SIGMOID;
      case HARD_SIGMOID -> hardSigmoid(c[0], c[1]);
      case SOFTSIGN -> SOFTSIGN;
      case RELU -> RELU;
      case THRESHOLDED_RELU -> thresholdedRelu(c[0]);
      case LEAKY_RELU -> leakyRelu(c[0]);
      case ELU -> elu(c[0]);
      case SOFTPLUS -> SOFTPLUS;
      case GELU -> GELU;
    };
  }

  private static String names() {
    StringBuilder names = new StringBuilder();
    for (Kind kind : Kind.values()) {
      names.append(kind.ordinal() == 0 ? "" : ", ").append(form(kind, kind.constants));
    }
    return names.toString();
  }

  private static String form(Kind kind, String[] constants) {
    return kind.text + (constants.length == 0 ? "" : "(" + String.join(", ", constants) + ")");
  }

  private static void finite(String function, String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s: expected a finite %s, got %s", function, name, value));
    }
  }

  /**
   * Whether the derivative is taken from the output y; otherwise from the input a.
   *
   * @return false for gelu, for a leaky relu whose slope is not above 0, and for a thresholded relu
   *     whose theta is below 0; else true
   */
  public boolean fromOutput() {
    return switch (kind) {
      case GELU -> false;
      case LEAKY_RELU -> p > 0;
      case THRESHOLDED_RELU -> p >= 0;
      default -> true;
    };
  }

  /**
   * y = f(a).
   *
   * <p>y may be the same range of the same array as a; ranges of one array that overlap in any
   * other way are refused. Nothing is written when an exception is thrown.
   *
   * @param n number of elements
   * @param a inputs [n]; not modified unless y is the same range
   * @param aOff index of the first input
   * @param y results [n]; modified
   * @param yOff index of the first result
   * @throws IndexOutOfBoundsException if a range is not within its array
   * @throws IllegalArgumentException if n is negative or the ranges overlap but are not equal
   */
  public void forward(int n, float[] a, int aOff, float[] y, int yOff) {
    Check.count("n", n);
    Check.range("a", a, aOff, n);
    Check.range("y", y, yOff, n);
    Check.sameOrApart(n, "a", a, aOff, "y", y, yOff);
    if (Kernels.VECTOR) {
      VectorActivation.forward(this, n, a, aOff, y, yOff);
    } else {
      ScalarActivation.forward(this, n, a, aOff, y, yOff);
    }
  }

  /**
   * da = dy f', where f' is the derivative at the elements whose outputs or inputs were saved.
   * Where a relu, a thresholded relu or a hard sigmoid is flat, da is 0 whatever dy is; elsewhere
   * an f' of 0 gives NaN for a dy that is not finite.
   *
   * <p>da may be the same range of the same array as dy or as what was saved; ranges of one array
   * that overlap in any other way are refused. Nothing is written when an exception is thrown.
   *
   * @param n number of elements
   * @param saved y of {@link #forward} if {@link #fromOutput}, else its a, [n]; not modified unless
   *     da is the same range
   * @param sOff index of the first of them
   * @param dy gradient of the results [n]; not modified unless da is the same range
   * @param dyOff index of the first
   * @param da gradient of the inputs [n]; modified: overwritten
   * @param daOff index of the first
   * @throws IndexOutOfBoundsException if a range is not within its array
   * @throws IllegalArgumentException if n is negative or da overlaps another range but is not equal
   *     to it
   */
  public void backward(
      int n, float[] saved, int sOff, float[] dy, int dyOff, float[] da, int daOff) {
    Check.count("n", n);
    Check.range("saved", saved, sOff, n);
    Check.range("dy", dy, dyOff, n);
    Check.range("da", da, daOff, n);
    Check.sameOrApart(n, "saved", saved, sOff, "da", da, daOff);
    Check.sameOrApart(n, "dy", dy, dyOff, "da", da, daOff);
    if (Kernels.VECTOR) {
      VectorActivation.backward(this, n, saved, sOff, dy, dyOff, da, daOff);
    } else {
      ScalarActivation.backward(this, n, saved, sOff, dy, dyOff, da, daOff);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Activation other
        && kind == other.kind
        && Float.floatToIntBits(p) == Float.floatToIntBits(other.p)
        && Float.floatToIntBits(q) == Float.floatToIntBits(other.q);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.text.hashCode() + Float.hashCode(p)) + Float.hashCode(q);
  }

  /** The name and the constants, for example {@code leakyRelu(0.01)}: {@link #parse} reads it. */
  @Override
  public String toString() {
    String[] values = new String[kind.constants.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.toString(i == 0 ? p : q);
    }
    return form(kind, values);
  }
}
