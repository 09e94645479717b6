package dev.cellwise.kernels;

/**
 * Fused updates of parameters from their gradients: one pass over memory each, elementwise, every
 * element by the sequence of operations that its method states. Order and packing of the parameters
 * do not matter, so they may stay in packed form; a pad whose weight and gradient are zero stays
 * zero, where epsilon is not 0.
 *
 * <p><b>L2.</b> Every update takes a factor l2 for the penalty l2 |w|²/2. The gradient is {@code g
 * = fma(l2, w, g)} then, for this update alone: the array stays as it is. With 0 no such term is
 * computed, so the bits are those of an update without it. All other numbers are double and rounded
 * to float once, before the loop.
 *
 * <p>The equations are those of PyTorch's {@code torch.optim}, where not said otherwise. To clip a
 * gradient by value before an update see {@link Hadamard#clip}, by its norm {@link Norm#clip(int,
 * float, float[], int)}.
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
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void sgd(
      int n, float[] g, int gOff, double l2, double learningRate, float[] w, int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("w", w, wOff, n);
    float rate = (float) learningRate;
    if (Kernels.VECTOR) {
      VectorOptimizer.sgd(n, g, gOff, (float) l2, rate, w, wOff);
    } else {
      ScalarOptimizer.sgd(n, g, gOff, (float) l2, rate, w, wOff);
    }
  }

  /**
   * Gradient descent with momentum, without dampening, in float:
   *
   * <pre>{@code
   * b = fma(mu, b, g)
   * w = fma(-learningRate, b, w)
   * }</pre>
   *
   * <p>See B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param momentum share of b that is kept, mu
   * @param b what is kept of the gradients [n], zeros before the first update; modified
   * @param bOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void momentum(
      int n,
      float[] g,
      int gOff,
      double l2,
      double learningRate,
      double momentum,
      float[] b,
      int bOff,
      float[] w,
      int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("b", b, bOff, n);
    Check.range("w", w, wOff, n);
    float rate = (float) learningRate;
    float mu = (float) momentum;
    if (Kernels.VECTOR) {
      VectorOptimizer.momentum(n, g, gOff, (float) l2, rate, mu, b, bOff, w, wOff);
    } else {
      ScalarOptimizer.momentum(n, g, gOff, (float) l2, rate, mu, b, bOff, w, wOff);
    }
  }

  /**
   * Gradient descent with Nesterov's momentum, in float:
   *
   * <pre>{@code
   * b = fma(mu, b, g)
   * w = fma(-learningRate, fma(mu, b, g), w)
   * }</pre>
   *
   * <p>See I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the importance of initialization
   * and momentum in deep learning", ICML 2013; the form is that of Y. Bengio, N.
   * Boulanger-Lewandowski and R. Pascanu, "Advances in optimizing recurrent networks", 2013.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param momentum share of b that is kept, mu
   * @param b what is kept of the gradients [n], zeros before the first update; modified
   * @param bOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void nesterov(
      int n,
      float[] g,
      int gOff,
      double l2,
      double learningRate,
      double momentum,
      float[] b,
      int bOff,
      float[] w,
      int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("b", b, bOff, n);
    Check.range("w", w, wOff, n);
    float rate = (float) learningRate;
    float mu = (float) momentum;
    if (Kernels.VECTOR) {
      VectorOptimizer.nesterov(n, g, gOff, (float) l2, rate, mu, b, bOff, w, wOff);
    } else {
      ScalarOptimizer.nesterov(n, g, gOff, (float) l2, rate, mu, b, bOff, w, wOff);
    }
  }

  /**
   * RMSProp, in float, with {@code k = 1 - alpha} computed in double:
   *
   * <pre>{@code
   * v = fma(k * g, g, alpha * v)
   * w = fma(-learningRate, g / (sqrt(v) + epsilon), w)
   * }</pre>
   *
   * <p>Neither centred nor with momentum. See T. Tieleman and G. Hinton, "Lecture 6.5 - RMSProp",
   * Coursera, 2012; as in PyTorch, epsilon is added to the root.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param alpha decay of the mean of the squared gradient, in [0, 1)
   * @param epsilon added to the denominator
   * @param v mean of the squared gradient [n], zeros before the first update; modified
   * @param vOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void rmsProp(
      int n,
      float[] g,
      int gOff,
      double l2,
      double learningRate,
      double alpha,
      double epsilon,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("v", v, vOff, n);
    Check.range("w", w, wOff, n);
    float rate = (float) learningRate;
    float a = (float) alpha;
    float k = (float) (1 - alpha);
    float e = (float) epsilon;
    if (Kernels.VECTOR) {
      VectorOptimizer.rmsProp(n, g, gOff, (float) l2, rate, a, k, e, v, vOff, w, wOff);
    } else {
      ScalarOptimizer.rmsProp(n, g, gOff, (float) l2, rate, a, k, e, v, vOff, w, wOff);
    }
  }

  /**
   * AdaGrad, in float:
   *
   * <pre>{@code
   * s = fma(g, g, s)
   * w = fma(-learningRate, g / (sqrt(s) + epsilon), w)
   * }</pre>
   *
   * <p>See J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
   * stochastic optimization", JMLR 12, 2011; as in PyTorch, epsilon is added to the root.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param epsilon added to the denominator
   * @param s sum of the squared gradients [n], not negative; modified
   * @param sOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   */
  public static void adaGrad(
      int n,
      float[] g,
      int gOff,
      double l2,
      double learningRate,
      double epsilon,
      float[] s,
      int sOff,
      float[] w,
      int wOff) {
    Check.range("g", g, gOff, n);
    Check.range("s", s, sOff, n);
    Check.range("w", w, wOff, n);
    float rate = (float) learningRate;
    float e = (float) epsilon;
    if (Kernels.VECTOR) {
      VectorOptimizer.adaGrad(n, g, gOff, (float) l2, rate, e, s, sOff, w, wOff);
    } else {
      ScalarOptimizer.adaGrad(n, g, gOff, (float) l2, rate, e, s, sOff, w, wOff);
    }
  }

  /**
   * Adam with bias correction, in the form that PyTorch computes.
   *
   * <p>Constants, in double and then rounded to float: {@code k1 = 1 - beta1}, {@code b2 = beta2},
   * {@code k2 = 1 - beta2}, {@code r = 1 / sqrt(1 - beta2Power)}, {@code step = learningRate / (1 -
   * beta1Power)}, {@code d = 0 - learningRate * decay}. Then for each element, in float:
   *
   * <pre>{@code
   * m = fma(k1, g - m, m)
   * v = fma(k2 * g, g, b2 * v)
   * w = fma(-step, m / fma(sqrt(v), r, epsilon), fma(d, w, w))
   * }</pre>
   *
   * <p>With a decay this is AdamW, I. Loshchilov and F. Hutter, "Decoupled weight decay
   * regularization", ICLR 2019, in which the learning rate scales the decay. With decay 0 a finite
   * w gets the bits of an update without it.
   *
   * <p>See D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015,
   * algorithm 1; as in PyTorch, epsilon is added after the bias correction of v.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param decay share of w that is taken off, times the rate (AdamW); 0 for none
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
      double l2,
      double decay,
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
    float l = (float) l2;
    // From +0: a decay of none is +0 then, which leaves a zero its sign.
    float d = (float) (0 - learningRate * decay);
    if (Kernels.VECTOR) {
      VectorOptimizer.adam(n, g, gOff, l, d, k1, b2, k2, r, step, e, m, mOff, v, vOff, w, wOff);
    } else {
      ScalarOptimizer.adam(n, g, gOff, l, d, k1, b2, k2, r, step, e, m, mOff, v, vOff, w, wOff);
    }
  }

  /**
   * Adam with Nesterov's momentum.
   *
   * <p>Constants, in double and then rounded to float: {@code k1 = 1 - beta1}, {@code b2 = beta2},
   * {@code k2 = 1 - beta2}, {@code r = 1 / sqrt(1 - beta2Power)}, {@code stepG = learningRate (1 -
   * mu) / (1 - muProduct)}, {@code stepM = learningRate muNext / (1 - muProduct muNext)}. Then for
   * each element, in float:
   *
   * <pre>{@code
   * m = fma(k1, g - m, m)
   * v = fma(k2 * g, g, b2 * v)
   * w = w - fma(stepM, m, stepG * g) / fma(sqrt(v), r, epsilon)
   * }</pre>
   *
   * <p>See T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016; epsilon as in
   * {@link #adam}. PyTorch 1.13 has the factor mu twice in the second product unless {@code
   * foreach=True}; its later versions do not.
   *
   * @param n number of parameters
   * @param g gradient [n]; not modified
   * @param gOff index of its first element
   * @param l2 factor of the penalty; 0 for none
   * @param learningRate the step
   * @param beta1 decay of the mean of the gradient, in [0, 1)
   * @param beta2 decay of the mean of its square, in [0, 1)
   * @param epsilon added to the denominator
   * @param beta2Power beta2 to the power t, t counting from 1 at the first update
   * @param mu momentum of this update
   * @param muNext momentum of the next one, in [0, 1)
   * @param muProduct product of the momenta up to this one
   * @param m mean of the gradient [n], zeros before the first update; modified
   * @param mOff index of its first element
   * @param v mean of the squared gradient [n], zeros before the first update; modified
   * @param vOff index of its first element
   * @param w parameters [n]; modified
   * @param wOff index of the first
   * @throws IllegalArgumentException if beta2Power, muNext or muProduct is not in [0, 1)
   */
  public static void nAdam(
      int n,
      float[] g,
      int gOff,
      double l2,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double beta2Power,
      double mu,
      double muNext,
      double muProduct,
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
    checkPower("beta2Power", beta2Power);
    checkPower("muNext", muNext);
    checkPower("muProduct", muProduct);
    float l = (float) l2;
    float k1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float k2 = (float) (1 - beta2);
    float r = (float) (1 / Math.sqrt(1 - beta2Power));
    float sg = (float) (learningRate * (1 - mu) / (1 - muProduct));
    float sm = (float) (learningRate * muNext / (1 - muProduct * muNext));
    float e = (float) epsilon;
    if (Kernels.VECTOR) {
      VectorOptimizer.nAdam(n, g, gOff, l, k1, b2, k2, r, sg, sm, e, m, mOff, v, vOff, w, wOff);
    } else {
      ScalarOptimizer.nAdam(n, g, gOff, l, k1, b2, k2, r, sg, sm, e, m, mOff, v, vOff, w, wOff);
    }
  }

  private static void checkPower(String name, double power) {
    if (!(power >= 0 && power < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), but is " + power);
    }
  }
}
