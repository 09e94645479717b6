package dev.cellwise.kernels;

import static dev.cellwise.kernels.Tail.KEEP;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * The vector twin of {@link LayerNorm}: one row each, but for the way back of two gains. A sum is
 * four chains of additions at once: a single one waits for itself. A vector of 512 bits holds 16
 * partials; narrower ones go through a block several times, for the partials from 0, 8, 4 and 12
 * on. Lanes behind the end of a row add +0.
 */
final class VectorLayerNorm {
  /** Brings lane 8, or 4, down to lane 0. */
  private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);

  private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);

  private VectorLayerNorm() {}

  private static double sum(int n, float[] x, int xOff) {
    double sum = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - block);
      int at = xOff + block;
      sum += Tail.isIn(x, at, m) ? blockSum(m, x, at) : ScalarLayerNorm.sum(m, x, at);
    }
    return sum;
  }

  private static float blockSum(int n, float[] x, int xOff) {
    int chains = n & -64;
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int half = 0; half < 8; half += L) {
      FloatVector node = FloatVector.zero(F);
      for (int l = half; l < 16; l += Math.max(8, L)) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = l; i < chains; i += 64) {
          s0 = fromArray(F, x, xOff + i).add(s0);
          s1 = fromArray(F, x, xOff + i + 16).add(s1);
          s2 = fromArray(F, x, xOff + i + 32).add(s2);
          s3 = fromArray(F, x, xOff + i + 48).add(s3);
        }
        for (int i = chains + l; i < bound; i += 16) {
          s0 = fromArray(F, x, xOff + i).add(s0);
        }
        if (bound < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + l);
          FloatVector a = fromArray(F, x, xOff + bound + l);
          s0 = a.reinterpretAsInts().and(keep).reinterpretAsFloats().add(s0);
        }
        node = s0.add(s2).add(s1.add(s3)).add(node);
      }
      sums = node.add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  static float normalise(int n, float[] x, int xOff, float[] y, int yOff) {
    float mean = (float) (sum(n, x, xOff) / n);
    float s = LayerNorm.factor(squares(n, mean, x, xOff), n);
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, x, xOff + i).sub(mean).mul(s).intoArray(y, yOff + i);
    }
    for (int i = end; i < n; i++) {
      y[yOff + i] = (x[xOff + i] - mean) * s;
    }
    return s;
  }

  private static double squares(int n, float mean, float[] x, int xOff) {
    double squares = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - block);
      int at = xOff + block;
      squares +=
          Tail.isIn(x, at, m)
              ? blockSquares(m, mean, x, at)
              : ScalarLayerNorm.squares(m, mean, x, at);
    }
    return squares;
  }

  private static float blockSquares(int n, float mean, float[] x, int xOff) {
    int chains = n & -64;
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int half = 0; half < 8; half += L) {
      FloatVector node = FloatVector.zero(F);
      for (int l = half; l < 16; l += Math.max(8, L)) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = l; i < chains; i += 64) {
          FloatVector a0 = fromArray(F, x, xOff + i).sub(mean);
          s0 = a0.fma(a0, s0);
          FloatVector a1 = fromArray(F, x, xOff + i + 16).sub(mean);
          s1 = a1.fma(a1, s1);
          FloatVector a2 = fromArray(F, x, xOff + i + 32).sub(mean);
          s2 = a2.fma(a2, s2);
          FloatVector a3 = fromArray(F, x, xOff + i + 48).sub(mean);
          s3 = a3.fma(a3, s3);
        }
        for (int i = chains + l; i < bound; i += 16) {
          FloatVector a = fromArray(F, x, xOff + i).sub(mean);
          s0 = a.fma(a, s0);
        }
        if (bound < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + l);
          FloatVector a = fromArray(F, x, xOff + bound + l).sub(mean);
          a = a.reinterpretAsInts().and(keep).reinterpretAsFloats();
          s0 = a.fma(a, s0);
        }
        node = s0.add(s2).add(s1.add(s3)).add(node);
      }
      sums = node.add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  static void normaliseBackward(int n, float[] y, int yOff, float s, float[] dy, int dyOff) {
    float m = (float) (sum(n, dy, dyOff) / n);
    float minusQ = -(float) (products(n, y, yOff, dy, dyOff) / n);
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, y, yOff + i)
          .fma(FloatVector.broadcast(F, minusQ), fromArray(F, dy, dyOff + i).sub(m))
          .mul(s)
          .intoArray(dy, dyOff + i);
    }
    for (int i = end; i < n; i++) {
      dy[dyOff + i] = s * Fma.fma(minusQ, y[yOff + i], dy[dyOff + i] - m);
    }
  }

  private static double products(int n, float[] y, int yOff, float[] dy, int dyOff) {
    double products = 0;
    for (int block = 0; block < n; block += Norm.BLOCK) {
      int m = Math.min(Norm.BLOCK, n - block);
      int yb = yOff + block;
      int db = dyOff + block;
      products +=
          Tail.isIn(y, yb, m) && Tail.isIn(dy, db, m)
              ? blockProducts(m, y, yb, dy, db)
              : ScalarLayerNorm.products(m, y, yb, dy, db);
    }
    return products;
  }

  private static float blockProducts(int n, float[] y, int yOff, float[] dy, int dyOff) {
    int chains = n & -64;
    int bound = n & -16;
    FloatVector sums = FloatVector.zero(F);
    for (int half = 0; half < 8; half += L) {
      FloatVector node = FloatVector.zero(F);
      for (int l = half; l < 16; l += Math.max(8, L)) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = l; i < chains; i += 64) {
          s0 = fromArray(F, y, yOff + i).fma(fromArray(F, dy, dyOff + i), s0);
          s1 = fromArray(F, y, yOff + i + 16).fma(fromArray(F, dy, dyOff + i + 16), s1);
          s2 = fromArray(F, y, yOff + i + 32).fma(fromArray(F, dy, dyOff + i + 32), s2);
          s3 = fromArray(F, y, yOff + i + 48).fma(fromArray(F, dy, dyOff + i + 48), s3);
        }
        for (int i = chains + l; i < bound; i += 16) {
          s0 = fromArray(F, y, yOff + i).fma(fromArray(F, dy, dyOff + i), s0);
        }
        if (bound < n) {
          IntVector keep = IntVector.fromArray(I, KEEP, Tail.at(n) + l);
          FloatVector a = fromArray(F, y, yOff + bound + l);
          FloatVector d = fromArray(F, dy, dyOff + bound + l);
          a = a.reinterpretAsInts().and(keep).reinterpretAsFloats();
          s0 = a.fma(d.reinterpretAsInts().and(keep).reinterpretAsFloats(), s0);
        }
        node = s0.add(s2).add(s1.add(s3)).add(node);
      }
      sums = node.add(sums);
    }
    if (L == 16) {
      sums = sums.add(sums.rearrange(DOWN_8));
    }
    if (L >= 8) {
      sums = sums.add(sums.rearrange(DOWN_4));
    }
    return (sums.lane(0) + sums.lane(2)) + (sums.lane(1) + sums.lane(3));
  }

  static void scale(
      int n, float[] g, int gOff, float[] b, int bOff, float[] x, int xOff, float[] y, int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, g, gOff + i)
          .fma(fromArray(F, x, xOff + i), fromArray(F, b, bOff + i))
          .intoArray(y, yOff + i);
    }
    ScalarLayerNorm.scale(n - end, g, gOff + end, b, bOff + end, x, xOff + end, y, yOff + end);
  }

  static void scaleBackward(
      int n,
      float[] g,
      int gOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dg,
      int dgOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector dyi = fromArray(F, dy, dyOff + i);
      fromArray(F, g, gOff + i).fma(dyi, fromArray(F, dx, dxOff + i)).intoArray(dx, dxOff + i);
      fromArray(F, x, xOff + i).fma(dyi, fromArray(F, dg, dgOff + i)).intoArray(dg, dgOff + i);
      fromArray(F, db, dbOff + i).add(dyi).intoArray(db, dbOff + i);
    }
    ScalarLayerNorm.scaleBackward(
        n - end,
        g,
        gOff + end,
        x,
        xOff + end,
        dy,
        dyOff + end,
        dg,
        dgOff + end,
        db,
        dbOff + end,
        dx,
        dxOff + end);
  }

  static void scaleTwo(
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] b,
      int bOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      float[] y,
      int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector first =
          fromArray(F, g, gOff + i).fma(fromArray(F, x, xOff + i), fromArray(F, b, bOff + i));
      fromArray(F, k, kOff + i).fma(fromArray(F, u, uOff + i), first).intoArray(y, yOff + i);
    }
    ScalarLayerNorm.scaleTwo(
        n - end,
        g,
        gOff + end,
        k,
        kOff + end,
        b,
        bOff + end,
        x,
        xOff + end,
        u,
        uOff + end,
        y,
        yOff + end);
  }

  /**
   * Row by row: a column of all rows at once would keep dg, dk and db in registers, but its reads
   * and writes then lie a multiple of a row apart, 4 KB as a rule, and wait for each other. Of a
   * vector everything is read before anything is written, so what is written may not overlap.
   */
  static void scaleTwoBackward(
      int rows,
      int n,
      float[] g,
      int gOff,
      float[] k,
      int kOff,
      float[] x,
      int xOff,
      float[] u,
      int uOff,
      int stride,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] dg,
      int dgOff,
      float[] dk,
      int dkOff,
      float[] db,
      int dbOff,
      float[] dx,
      int dxOff,
      float[] du,
      int duOff) {
    int end = F.loopBound(n);
    for (int r = 0; r < rows; r++) {
      int to = r * stride;
      for (int i = 0; i < end; i += L) {
        int at = to + i;
        FloatVector dyi = fromArray(F, dy, dyOff + r * dyStride + i);
        FloatVector dgi = fromArray(F, x, xOff + at).fma(dyi, fromArray(F, dg, dgOff + i));
        FloatVector dki = fromArray(F, u, uOff + at).fma(dyi, fromArray(F, dk, dkOff + i));
        FloatVector dxi = fromArray(F, g, gOff + i).fma(dyi, fromArray(F, dx, dxOff + at));
        FloatVector dui = fromArray(F, k, kOff + i).fma(dyi, fromArray(F, du, duOff + at));
        FloatVector dbi = fromArray(F, db, dbOff + i).add(dyi);
        dgi.intoArray(dg, dgOff + i);
        dki.intoArray(dk, dkOff + i);
        dbi.intoArray(db, dbOff + i);
        dxi.intoArray(dx, dxOff + at);
        dui.intoArray(du, duOff + at);
      }
    }
    ScalarLayerNorm.scaleTwoBackward(
        rows,
        n - end,
        g,
        gOff + end,
        k,
        kOff + end,
        x,
        xOff + end,
        u,
        uOff + end,
        stride,
        dy,
        dyOff + end,
        dyStride,
        dg,
        dgOff + end,
        dk,
        dkOff + end,
        db,
        dbOff + end,
        dx,
        dxOff + end,
        du,
        duOff + end);
  }
}
