package dev.cellwise.kernels;

import java.util.Locale;

/** The updates of {@link Optimizer} by either twin, with fixed constants. */
enum OptimizerUpdate {
  SGD(0),
  SGD_L2(0),
  MOMENTUM(1),
  MOMENTUM_L2(1),
  NESTEROV(1),
  NESTEROV_L2(1),
  RMSPROP(1),
  RMSPROP_L2(1),
  ADAGRAD(1),
  ADAGRAD_L2(1),
  ADAM(2),
  ADAM_L2(2),
  ADAMW(2),
  NADAM(2),
  NADAM_L2(2);

  private final int moments;

  OptimizerUpdate(int moments) {
    this.moments = moments;
  }

  /** The name in lines of digests. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  int moments() {
    return moments;
  }

  /** Updates of a case: plain descent has no state. */
  int times() {
    return moments == 0 ? 1 : 3;
  }

  int wOff() {
    return moments == 0 ? 3 : 1;
  }

  float l2() {
    return name().endsWith("_L2") ? 0.05f : 0;
  }

  /** Update {@code t}, counted from 0; m alone is the state of those that have one moment. */
  void run(
      Twin twin,
      int t,
      int n,
      float[] g,
      int gOff,
      float[] m,
      int mOff,
      float[] v,
      int vOff,
      float[] w,
      int wOff) {
    boolean scalar = twin == Twin.SCALAR;
    float r = 22f - 3 * t;
    float step = 1e-2f * (1 + 0.1f * t);
    float d = this == ADAMW ? -0.005f : 0;
    switch (this) {
      case SGD, SGD_L2 -> {
        if (scalar) {
          ScalarOptimizer.sgd(n, g, gOff, l2(), 0.1f, w, wOff);
        } else {
          VectorOptimizer.sgd(n, g, gOff, l2(), 0.1f, w, wOff);
        }
      }
      case MOMENTUM, MOMENTUM_L2 -> {
        if (scalar) {
          ScalarOptimizer.momentum(n, g, gOff, l2(), 0.1f, 0.9f, m, mOff, w, wOff);
        } else {
          VectorOptimizer.momentum(n, g, gOff, l2(), 0.1f, 0.9f, m, mOff, w, wOff);
        }
      }
      case NESTEROV, NESTEROV_L2 -> {
        if (scalar) {
          ScalarOptimizer.nesterov(n, g, gOff, l2(), 0.1f, 0.9f, m, mOff, w, wOff);
        } else {
          VectorOptimizer.nesterov(n, g, gOff, l2(), 0.1f, 0.9f, m, mOff, w, wOff);
        }
      }
      case RMSPROP, RMSPROP_L2 -> {
        if (scalar) {
          ScalarOptimizer.rmsProp(n, g, gOff, l2(), step, 0.9f, 0.1f, 1e-8f, m, mOff, w, wOff);
        } else {
          VectorOptimizer.rmsProp(n, g, gOff, l2(), step, 0.9f, 0.1f, 1e-8f, m, mOff, w, wOff);
        }
      }
      case ADAGRAD, ADAGRAD_L2 -> {
        if (scalar) {
          ScalarOptimizer.adaGrad(n, g, gOff, l2(), step, 1e-8f, m, mOff, w, wOff);
        } else {
          VectorOptimizer.adaGrad(n, g, gOff, l2(), step, 1e-8f, m, mOff, w, wOff);
        }
      }
      case ADAM, ADAM_L2, ADAMW -> {
        if (scalar) {
          ScalarOptimizer.adam(
              n, g, gOff, l2(), d, 0.1f, 0.999f, 1e-3f, r, step, 1e-8f, m, mOff, v, vOff, w, wOff);
        } else {
          VectorOptimizer.adam(
              n, g, gOff, l2(), d, 0.1f, 0.999f, 1e-3f, r, step, 1e-8f, m, mOff, v, vOff, w, wOff);
        }
      }
      case NADAM, NADAM_L2 -> {
        if (scalar) {
          ScalarOptimizer.nAdam(
              n,
              g,
              gOff,
              l2(),
              0.1f,
              0.999f,
              1e-3f,
              r,
              0.1f * step,
              step,
              1e-8f,
              m,
              mOff,
              v,
              vOff,
              w,
              wOff);
        } else {
          VectorOptimizer.nAdam(
              n,
              g,
              gOff,
              l2(),
              0.1f,
              0.999f,
              1e-3f,
              r,
              0.1f * step,
              step,
              1e-8f,
              m,
              mOff,
              v,
              vOff,
              w,
              wOff);
        }
      }
    }
  }
}
