package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.Hadamard;
import dev.cellwise.kernels.LayerNorm;
import dev.cellwise.kernels.Leak;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Prelu;
import dev.cellwise.rnn.cell.Block.Region;
import java.util.Arrays;

/** The passes that {@link PassCell.Builder} offers, the forward of each with its backward. */
final class Passes {
  private Passes() {}

  /** {@code a += U h} in place; its weight gradient is made after the sweep. */
  record Product(Block a, Block h, RecurrentMap u, int index) implements Pass {
    /** The same product, one row over weights in half the bytes. */
    Product over(Halves halves) {
      return new Product(a, h, u.over(halves), index);
    }

    @Override
    public void forward(Frame f) {
      int row = f.row(a);
      u.forward(f.t, f.rows(), f.data, f.at(h), f.row(h), f.p, f.data, f.at(a), Panels.WIDTH, row);
    }

    @Override
    public void backward(Frame f) {
      int uT = f.places.transposed(index);
      int da = f.gradient(a);
      int dh = f.gradient(h);
      u.backward(f.s, f.rows(), f.d, da, Panels.WIDTH, f.row(a), uT, f.d, dh, f.row(h));
    }
  }

  /** {@code y = b} for each row. */
  record Start(Block y, int b) implements Pass {
    @Override
    public void forward(Frame f) {
      for (int n = 0; n < f.rows(); n++) {
        System.arraycopy(f.p, b, f.data, f.at(y) + n * f.row(y), f.row(y));
      }
    }

    @Override
    public void backward(Frame f) {
      for (int n = 0; n < f.rows(); n++) {
        Elementwise.add(y.size, f.d, f.gradient(y) + n * f.row(y), f.dp, b);
      }
    }
  }

  /** {@code y = 0}. */
  record Zero(Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      Arrays.fill(f.data, f.at(y), f.at(y) + f.length(y), 0);
    }

    @Override
    public void backward(Frame f) {
      // Nothing was read.
    }
  }

  /** {@code a += b} in place for each row. */
  record Bias(Block a, int b) implements Pass {
    @Override
    public void forward(Frame f) {
      for (int n = 0; n < f.rows(); n++) {
        Elementwise.add(a.size, f.p, b, f.data, f.at(a) + n * f.row(a));
      }
    }

    @Override
    public void backward(Frame f) {
      for (int n = 0; n < f.rows(); n++) {
        Elementwise.add(a.size, f.d, f.gradient(a) + n * f.row(a), f.dp, b);
      }
    }
  }

  /** {@code a += w x} in place, a weight for each unit. */
  record Weighted(Block a, Block x, int w) implements Pass {
    @Override
    public void forward(Frame f) {
      int row = f.row(a);
      Hadamard.addWeighted(f.rows(), row, f.p, w, f.data, f.at(x), row, f.data, f.at(a), row);
    }

    @Override
    public void backward(Frame f) {
      int row = f.row(a);
      int da = f.gradient(a);
      Hadamard.addWeighted(f.rows(), row, f.p, w, f.d, da, row, f.d, f.gradient(x), row);
      Hadamard.backwardWeights(f.rows(), a.size, f.data, f.at(x), row, f.d, da, row, f.dp, w);
    }
  }

  /** {@code y = (x - mean) s}, the gradient in place; s is kept, a float for each row. */
  record Normalise(Block x, Block y, Region s) implements Pass {
    @Override
    public void forward(Frame f) {
      int row = f.row(y);
      int s = f.places.value(this.s, f.g, f.t);
      LayerNorm.normalise(f.rows(), y.size, f.data, f.at(x), row, f.data, f.at(y), row, f.data, s);
    }

    @Override
    public void backward(Frame f) {
      int row = f.row(y);
      int s = f.places.value(this.s, f.g, f.t);
      int dy = f.gradient(y);
      LayerNorm.normaliseBackward(f.rows(), y.size, f.data, f.at(y), row, f.data, s, f.d, dy, row);
      if (x.gradient != y.gradient) {
        Elementwise.add(f.length(y), f.d, dy, f.d, f.gradient(x));
      }
    }
  }

  /** {@code y = g x + b}, a gain and a bias for each unit; of x the units from one on. */
  record Scale(Block x, int from, int g, int b, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      int row = f.row(y);
      int at = f.at(x) + from;
      LayerNorm.scale(f.rows(), y.size, f.p, g, f.p, b, f.data, at, f.row(x), f.data, f.at(y), row);
      clearPadding(f, y);
    }

    @Override
    public void backward(Frame f) {
      float[] d = f.d;
      int row = f.row(y);
      int xRow = f.row(x);
      int at = f.at(x) + from;
      int dx = f.gradient(x) + from;
      LayerNorm.scaleBackward(
          f.rows(),
          y.size,
          f.p,
          g,
          f.data,
          at,
          xRow,
          d,
          f.gradient(y),
          row,
          f.dp,
          g,
          f.dp,
          b,
          d,
          dx,
          xRow);
    }
  }

  /** What a pass before made of it in place is not to grow from window to window. */
  private static void clearPadding(Frame f, Block y) {
    int row = f.row(y);
    for (int n = 0; n < f.rows() && y.size < row; n++) {
      Arrays.fill(f.data, f.at(y) + n * row + y.size, f.at(y) + (n + 1) * row, 0);
    }
  }

  /**
   * {@code y = k u + g x + b}, gains and a bias for each unit; of x and u the units from one on.
   */
  record ScaleTwo(Block x, Block u, int from, int g, int k, int b, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      float[] data = f.data;
      float[] p = f.p;
      int at = f.at(x) + from;
      int uAt = f.at(u) + from;
      LayerNorm.scaleTwo(
          f.rows(), y.size, p, g, p, k, p, b, data, at, data, uAt, f.row(x), data, f.at(y),
          f.row(y));
      clearPadding(f, y);
    }

    @Override
    public void backward(Frame f) {
      float[] data = f.data;
      float[] d = f.d;
      float[] p = f.p;
      float[] dp = f.dp;
      int at = f.at(x) + from;
      int uAt = f.at(u) + from;
      int dx = f.gradient(x) + from;
      int du = f.gradient(u) + from;
      LayerNorm.scaleTwoBackward(
          f.rows(),
          y.size,
          p,
          g,
          p,
          k,
          data,
          at,
          data,
          uAt,
          f.row(x),
          d,
          f.gradient(y),
          f.row(y),
          dp,
          g,
          dp,
          k,
          dp,
          b,
          d,
          dx,
          d,
          du);
    }
  }

  /** {@code a += x y} in place. */
  record AddProduct(Block a, Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      Hadamard.addProduct(f.length(a), f.data, f.at(x), f.data, f.at(y), f.data, f.at(a));
    }

    @Override
    public void backward(Frame f) {
      int n = f.length(a);
      int da = f.gradient(a);
      Hadamard.addProduct(n, f.d, da, f.data, f.at(y), f.d, f.gradient(x));
      Hadamard.addProduct(n, f.d, da, f.data, f.at(x), f.d, f.gradient(y));
    }
  }

  /** {@code y = x z}. */
  record Multiply(Block x, Block z, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      Hadamard.multiply(f.length(y), f.data, f.at(x), f.data, f.at(z), f.data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      int n = f.length(y);
      int dy = f.gradient(y);
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(z), f.d, f.gradient(x));
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(x), f.d, f.gradient(z));
    }
  }

  /** {@code y = fma(a, b, c e)}. */
  record MultiplyAdd(Block a, Block b, Block c, Block e, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      float[] data = f.data;
      Hadamard.multiplyAdd(
          f.length(y), data, f.at(a), data, f.at(b), data, f.at(c), data, f.at(e), data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      int n = f.length(y);
      int dy = f.gradient(y);
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(b), f.d, f.gradient(a));
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(a), f.d, f.gradient(b));
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(e), f.d, f.gradient(c));
      Hadamard.addProduct(n, f.d, dy, f.data, f.at(c), f.d, f.gradient(e));
    }
  }

  /** {@code y = z h + (1 - z) x}. */
  record Blend(Block z, Block h, Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      float[] data = f.data;
      Hadamard.blend(f.length(y), data, f.at(z), data, f.at(h), data, f.at(x), data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      float[] data = f.data;
      float[] d = f.d;
      Hadamard.blendBackward(
          f.length(y),
          data,
          f.at(z),
          data,
          f.at(h),
          data,
          f.at(x),
          d,
          f.gradient(y),
          d,
          f.gradient(z),
          d,
          f.gradient(h),
          d,
          f.gradient(x));
    }
  }

  /** {@code y = f(a)}, the gradient in place. */
  record Activate(Block a, Activation function, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      function.forward(f.length(y), f.data, f.at(a), f.data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      int saved = f.at(function.fromOutput() ? y : a);
      int da = f.gradient(y);
      function.backward(f.length(y), f.data, saved, f.d, da, f.d, da);
      if (a.gradient != y.gradient) {
        Elementwise.add(f.length(y), f.d, da, f.d, f.gradient(a));
      }
    }
  }

  /** {@code y = a} where a is above 0, else {@code slope a}, the gradient in place. */
  record LearnedSlope(Block y, Block a, int slope) implements Pass {
    @Override
    public void forward(Frame f) {
      int row = f.row(a);
      Prelu.forward(f.rows(), row, f.data, f.at(a), row, f.p, slope, f.data, f.at(y), row);
    }

    @Override
    public void backward(Frame f) {
      int row = f.row(a);
      int da = f.gradient(y);
      Prelu.backward(
          f.rows(), a.size, f.data, f.at(a), row, f.p, slope, f.d, da, row, f.d, da, row, f.dp,
          slope);
    }
  }

  /** {@code y = α h + (1 - α) x}, the α of each unit given. */
  record GivenLeak(float[] alpha, Block h, Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      leak(f, alpha, 0, h, x, y);
    }

    @Override
    public void backward(Frame f) {
      leakBackward(f, alpha, 0, h, x, y);
    }
  }

  /** {@code y = α h + (1 - α) x}, the α of each unit learned. */
  record LearnedLeak(int alpha, Block h, Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      leak(f, f.p, alpha, h, x, y);
    }

    @Override
    public void backward(Frame f) {
      leakBackward(f, f.p, alpha, h, x, y);
      int row = f.row(y);
      Leak.backwardAlpha(
          f.rows(),
          y.size,
          f.data,
          f.at(h),
          row,
          f.data,
          f.at(x),
          row,
          f.d,
          f.gradient(y),
          row,
          f.dp,
          alpha);
    }
  }

  private static void leak(Frame f, float[] alpha, int at, Block h, Block x, Block y) {
    int row = f.row(y);
    float[] data = f.data;
    Leak.forward(
        f.rows(), row, alpha, at, data, f.at(h), row, data, f.at(x), row, data, f.at(y), row);
  }

  private static void leakBackward(Frame f, float[] alpha, int at, Block h, Block x, Block y) {
    int row = f.row(y);
    int dh = f.gradient(h);
    Leak.backward(
        f.rows(), row, alpha, at, f.d, f.gradient(y), row, f.d, dh, row, f.d, f.gradient(x), row);
  }

  /** {@code y = x} within ±bound, the gradient in place. */
  record Clip(Block x, float bound, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      Hadamard.clip(f.length(y), bound, f.data, f.at(x), f.data, f.at(y));
    }

    @Override
    public void backward(Frame f) {
      Hadamard.clipBackward(f.length(y), bound, f.data, f.at(y), f.d, f.gradient(y));
    }
  }

  /** {@code y = x}. */
  record Copy(Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      System.arraycopy(f.data, f.at(x), f.data, f.at(y), f.length(y));
    }

    @Override
    public void backward(Frame f) {
      Elementwise.add(f.length(y), f.d, f.gradient(y), f.d, f.gradient(x));
    }
  }
}
