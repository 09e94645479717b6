package dev.cellwise.kernels;

import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The vector twin of {@link Hadamard}. */
final class VectorHadamard {
  private VectorHadamard() {}

  static void multiply(int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, a, aOff + i).mul(fromArray(F, b, bOff + i)).intoArray(y, yOff + i);
    }
    ScalarHadamard.multiply(n - end, a, aOff + end, b, bOff + end, y, yOff + end);
  }

  static void addProduct(int n, float[] a, int aOff, float[] b, int bOff, float[] y, int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, a, aOff + i)
          .fma(fromArray(F, b, bOff + i), fromArray(F, y, yOff + i))
          .intoArray(y, yOff + i);
    }
    ScalarHadamard.addProduct(n - end, a, aOff + end, b, bOff + end, y, yOff + end);
  }

  static void multiplyAdd(
      int n,
      float[] a,
      int aOff,
      float[] b,
      int bOff,
      float[] c,
      int cOff,
      float[] d,
      int dOff,
      float[] y,
      int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      fromArray(F, a, aOff + i)
          .fma(fromArray(F, b, bOff + i), fromArray(F, c, cOff + i).mul(fromArray(F, d, dOff + i)))
          .intoArray(y, yOff + i);
    }
    ScalarHadamard.multiplyAdd(
        n - end, a, aOff + end, b, bOff + end, c, cOff + end, d, dOff + end, y, yOff + end);
  }

  static void blend(
      int n, float[] z, int zOff, float[] h, int hOff, float[] x, int xOff, float[] y, int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector zi = fromArray(F, z, zOff + i);
      FloatVector xi = fromArray(F, x, xOff + i);
      zi.fma(fromArray(F, h, hOff + i), zi.neg().fma(xi, xi)).intoArray(y, yOff + i);
    }
    ScalarHadamard.blend(n - end, z, zOff + end, h, hOff + end, x, xOff + end, y, yOff + end);
  }

  static void blendBackward(
      int n,
      float[] z,
      int zOff,
      float[] h,
      int hOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dz,
      int dzOff,
      float[] dh,
      int dhOff,
      float[] dx,
      int dxOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector dyi = fromArray(F, dy, dyOff + i);
      FloatVector zi = fromArray(F, z, zOff + i);
      dyi.fma(fromArray(F, h, hOff + i).sub(fromArray(F, x, xOff + i)), fromArray(F, dz, dzOff + i))
          .intoArray(dz, dzOff + i);
      dyi.fma(zi, fromArray(F, dh, dhOff + i)).intoArray(dh, dhOff + i);
      dyi.neg().fma(zi, fromArray(F, dx, dxOff + i).add(dyi)).intoArray(dx, dxOff + i);
    }
    ScalarHadamard.blendBackward(
        n - end,
        z,
        zOff + end,
        h,
        hOff + end,
        x,
        xOff + end,
        dy,
        dyOff + end,
        dz,
        dzOff + end,
        dh,
        dhOff + end,
        dx,
        dxOff + end);
  }

  static void clip(int n, float limit, float[] x, int xOff, float[] y, int yOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector xi = fromArray(F, x, xOff + i);
      FloatVector low = xi.blend(-limit, xi.compare(VectorOperators.LT, -limit));
      low.blend(limit, low.compare(VectorOperators.GT, limit)).intoArray(y, yOff + i);
    }
    ScalarHadamard.clip(n - end, limit, x, xOff + end, y, yOff + end);
  }

  static void clipBackward(int n, float limit, float[] y, int yOff, float[] dy, int dyOff) {
    int end = F.loopBound(n);
    for (int i = 0; i < end; i += L) {
      FloatVector dyi = fromArray(F, dy, dyOff + i);
      dyi.blend(0f, fromArray(F, y, yOff + i).abs().compare(VectorOperators.GE, limit))
          .intoArray(dy, dyOff + i);
    }
    ScalarHadamard.clipBackward(n - end, limit, y, yOff + end, dy, dyOff + end);
  }
}
