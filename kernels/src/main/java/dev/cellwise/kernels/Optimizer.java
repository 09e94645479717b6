package dev.cellwise.kernels;

/**
 * Fused updates of parameters from their gradients: one pass over memory each, elementwise, every
 * element by the sequence of operations that its method states. Order and packing of the parameters
 * do not matter, so they may stay in packed form; a pad whose weight and gradient are zero stays
 * zero.
 *
 * <p>Errors, for all methods: {@link IndexOutOfBoundsException} if a range is not within its array
 * or n is negative; {@link NullPointerException}. Nothing is written then. The ranges must not
 * overlap.
 */
public final class Optimizer {
  private Optimizer() {}

  /**
   * Plain gradient descent: {@code w = fma(-learningRate, g, w)}.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param learningRate the step
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void sgd(int n, float[] g, int gOff, float learningRate, float[] w, int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("w", w, wOff, n);
    if (Kernels.VECTOR) {
      VectorOptimizer.sgd(n, g, gOff, learningRate, w, wOff);
    } else {
      ScalarOptimizer.sgd(n, g, gOff, learningRate, w, wOff);
    }
  }

  /**
   * Adam with bias correction, in the form that PyTorch computes.
   *
   * <p>Constants, in double and then rounded to float: {@code k1 = 1 - beta1}, {@code b2 = beta2},
   * {@code k2 = 1 - beta2}, {@code r = 1 / sqrt(1 - beta2Power)}, {@code step = learningRate / (1 -
   * beta1Power)}. Then for each element, in float:
   *
   * <pre>{@code
   * m = fma(k1, g - m, m)
   * v = fma(k2 * g, g, b2 * v)
   * w = fma(-step, m / fma(sqrt(v), r, epsilon), w)
   * }</pre>
   *
   * <p>See D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015,
   * algorithm 1; as in PyTorch, epsilon is added after the bias correction of v.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param learningRate the step
   * @param beta1 decay of the mean of the gradient, in [0, 1)
   * @param beta2 decay of the mean of its square, in [0, 1)
   * @param epsilon added to the denominator
   * @param beta1Power beta1 to the power t, t counting from 1 at the first update: a running
   *     product that the caller keeps, since no power function has the same bits everywhere
   * @param beta2Power beta2 to the power t, likewise
   * @param m mean of the gradient [n], zeros before the first update; modified
   * @param mOff index of its first element
   * @param v mean of the squared gradient [n], zeros before the first update; modified
   * @param vOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   * @throws IllegalArgumentException if a power is not in [0, 1), as it is before the first update
   */
  public static void adam(
      int n,
      float[] g,
      int gOff,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double beta1Power,
      double beta2Power,
      float[] m,
      int mOff,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("m", m, mOff, n);
    Check.range("v", v, vOff, n);
    Check.range("w", w, wOff, n);
    checkPower("beta1Power", beta1Power);
    checkPower("beta2Power", beta2Power);
    float k1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float k2 = (float) (1 - beta2);
    float r = (float) (1 / Math.sqrt(1 - beta2Power));
    float step = (float) (learningRate / (1 - beta1Power));
    float e = (float) epsilon;
    if (Kernels.VECTOR) {
      VectorOptimizer.adam(n, g, gOff, k1, b2, k2, r, step, e, m, mOff, v, vOff, w, wOff);
    } else {
      ScalarOptimizer.adam(n, g, gOff, k1, b2, k2, r, step, e, m, mOff, v, vOff, w, wOff);
    }
  }

  private static void checkPower(String name, double power) {
    if (!(power >= 0 && power < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but is " + power);
    }
  }
}
