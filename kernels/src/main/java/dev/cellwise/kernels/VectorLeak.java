package dev.cellwise.kernels;

import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** The vector twin of {@link Leak}, a row at a time; forward is {@link VectorHadamard#blend}. */
final class VectorLeak {
  private VectorLeak() {}

  static void backward(
      int units,
      float[] alpha,
      int alphaOff,
      float[] dy,
      int dyOff,
      float[] dh,
      int dhOff,
      float[] dx,
      int dxOff) {
    int end = F.loopBound(units);
    for (int u = 0; u < end; u += L) {
      FloatVector dyu = fromArray(F, dy, dyOff + u);
      FloatVector au = fromArray(F, alpha, alphaOff + u);
      au.fma(dyu, fromArray(F, dh, dhOff + u)).intoArray(dh, dhOff + u);
      au.neg().fma(dyu, fromArray(F, dx, dxOff + u).add(dyu)).intoArray(dx, dxOff + u);
    }
    ScalarLeak.backward(
        units - end, alpha, alphaOff + end, dy, dyOff + end, dh, dhOff + end, dx, dxOff + end);
  }

  static void backwardAlpha(
      int units,
      float[] h,
      int hOff,
      float[] x,
      int xOff,
      float[] dy,
      int dyOff,
      float[] dalpha,
      int dalphaOff) {
    int end = F.loopBound(units);
    for (int u = 0; u < end; u += L) {
      fromArray(F, dy, dyOff + u)
          .fma(
              fromArray(F, h, hOff + u).sub(fromArray(F, x, xOff + u)),
              fromArray(F, dalpha, dalphaOff + u))
          .intoArray(dalpha, dalphaOff + u);
    }
    ScalarLeak.backwardAlpha(
        units - end, h, hOff + end, x, xOff + end, dy, dyOff + end, dalpha, dalphaOff + end);
  }
}
