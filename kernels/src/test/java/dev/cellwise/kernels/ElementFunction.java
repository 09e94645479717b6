package dev.cellwise.kernels;

/** The functions of {@link Elementwise}: either twin, and the truth in double. */
enum ElementFunction {
  EXP(-110, 95) {
    @Override
    void run(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
      if (twin == Twin.SCALAR) {
        ScalarElementwise.exp(n, x, xOff, y, yOff);
      } else {
        VectorElementwise.exp(n, x, xOff, y, yOff);
      }
    }

    @Override
    float scalar(float x) {
      return ScalarElementwise.exp(x);
    }

    @Override
    void api(int n, float[] x, int xOff, float[] y, int yOff) {
      Elementwise.exp(n, x, xOff, y, yOff);
    }

    @Override
    double truth(double x) {
      return Math.abs(x) < 0x1p-60 ? 1 : StrictMath.exp(x);
    }
  },

  SIGMOID(-110, 20) {
    @Override
    void run(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
      if (twin == Twin.SCALAR) {
        ScalarElementwise.sigmoid(n, x, xOff, y, yOff);
      } else {
        VectorElementwise.sigmoid(n, x, xOff, y, yOff);
      }
    }

    @Override
    float scalar(float x) {
      return ScalarElementwise.sigmoid(x);
    }

    @Override
    void api(int n, float[] x, int xOff, float[] y, int yOff) {
      Elementwise.sigmoid(n, x, xOff, y, yOff);
    }

    @Override
    double truth(double x) {
      if (Math.abs(x) < 0x1p-60) {
        return 0.5;
      }
      double e = StrictMath.exp(-Math.abs(x));
      return x < 0 ? e / (1 + e) : 1 / (1 + e);
    }
  },

  TANH(-10, 10) {
    @Override
    void run(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
      if (twin == Twin.SCALAR) {
        ScalarElementwise.tanh(n, x, xOff, y, yOff);
      } else {
        VectorElementwise.tanh(n, x, xOff, y, yOff);
      }
    }

    @Override
    float scalar(float x) {
      return ScalarElementwise.tanh(x);
    }

    @Override
    void api(int n, float[] x, int xOff, float[] y, int yOff) {
      Elementwise.tanh(n, x, xOff, y, yOff);
    }

    @Override
    double truth(double x) {
      // The next term of the series is under 2^-60 of x.
      return Math.abs(x) < 0x1p-15 ? x - x * x * x / 3 : StrictMath.tanh(x);
    }
  };

  /** The arguments of interest: beyond them the function is constant in float. */
  final float low;

  final float high;

  ElementFunction(float low, float high) {
    this.low = low;
    this.high = high;
  }

  /** The function on a range, by that twin. */
  abstract void run(Twin twin, int n, float[] x, int xOff, float[] y, int yOff);

  /** The scalar building block. */
  abstract float scalar(float x);

  /** The checked function that users call. */
  abstract void api(int n, float[] x, int xOff, float[] y, int yOff);

  /** The function in double, good to 1e-15 of the result; x is not NaN. */
  abstract double truth(double x);

  /** The results of that twin. */
  float[] run(Twin twin, float[] x) {
    float[] y = new float[x.length];
    run(twin, x.length, x, 0, y, 0);
    return y;
  }

  /** The error of y in units in the last place of the truth; infinite if NaN is out of place. */
  double error(float x, float y) {
    if (x != x) {
      return y != y ? 0 : Double.POSITIVE_INFINITY;
    }
    return error(truth(x), y);
  }

  /** The same for any result of a number whose truth is known. */
  static double error(double truth, float y) {
    if (y == truth || (Float.isInfinite(y) && truth * Math.signum(y) >= 0x1p128)) {
      return 0;
    }
    int exponent = Math.max(Math.getExponent(truth), Float.MIN_EXPONENT);
    double result = Float.isInfinite(y) ? 0x1p128 * Math.signum(y) : y;
    double ulps = Double.longBitsToDouble((Double.MAX_EXPONENT + 23L - exponent) << 52);
    double error = Math.abs(result - truth) * ulps;
    return error >= 0 ? error : Double.POSITIVE_INFINITY;
  }

  /** An even grid over the range of interest, some of each exponent, and all special arguments. */
  float[] grid(int points, int ofEachExponent) {
    float[] specials = specials();
    float[] x = new float[points + 512 * ofEachExponent + specials.length];
    int at = 0;
    for (int i = 0; i < points; i++) {
      x[at++] = low + (high - low) * ((float) i / (points - 1));
    }
    // An odd step, so that all bits of the mantissa take part.
    int step = ((1 << 23) / ofEachExponent) | 1;
    for (int head = 0; head < 512; head++) {
      for (int i = 0; i < ofEachExponent; i++) {
        x[at++] = Float.intBitsToFloat(head << 23 | ((i * step) & 0x7fffff));
      }
    }
    System.arraycopy(specials, 0, x, at, specials.length);
    return x;
  }

  /** Zeros, infinities, NaNs, the ends of the normal and subnormal range, and all thresholds. */
  static float[] specials() {
    float[] centres = {
      0f,
      Float.MIN_VALUE,
      Float.MIN_NORMAL,
      1f,
      0.9f, // the square root of ScalarElementwise.TANH_SMALL_SQUARED
      ScalarElementwise.TANH_MAX,
      9.010914f, // tanh becomes 1
      16.635532f, // 24 ln 2 and 25 ln 2: e^x and 1 + e^x part
      17.32868f,
      ScalarElementwise.SIGMOID_MAX,
      87.33655f, // e^-x becomes subnormal
      88.72284f, // e^x becomes infinite
      ScalarElementwise.EXP_MAX,
      103.97208f, // e^-x becomes zero
      -ScalarElementwise.EXP_MIN,
      Float.MAX_VALUE,
      Float.NaN,
      Float.intBitsToFloat(0x7fffffff)
    };
    int neighbours = 8;
    float[] x = new float[centres.length * 2 * (2 * neighbours + 1)];
    int at = 0;
    for (float centre : centres) {
      for (int d = -neighbours; d <= neighbours; d++) {
        int bits = Float.floatToRawIntBits(centre) + d;
        x[at++] = Float.intBitsToFloat(bits);
        x[at++] = Float.intBitsToFloat(bits ^ Integer.MIN_VALUE);
      }
    }
    return x;
  }
}
