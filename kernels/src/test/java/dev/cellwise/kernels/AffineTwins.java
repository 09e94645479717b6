package dev.cellwise.kernels;

/** The affine kernels of either twin, called with operands. */
final class AffineTwins {
  private AffineTwins() {}

  /** z = b + W x over the first {@code k} inputs of the weights at {@code wOff}. */
  static void forward(Twin twin, AffineOperands a, float[] z) {
    Panels p = a.panels;
    int width = p.width();
    if (twin == Twin.SCALAR) {
      ScalarAffine.forward(
          a.rows, a.k, p, a.x, a.xOff, a.xStride, a.w, a.wOff, a.b, a.bOff, width, 0, z, a.zOff,
          a.zPanel, a.zRow);
    } else {
      VectorAffine.forward(
          a.rows, a.k, p, a.x, a.xOff, a.xStride, a.w, a.wOff, a.b, a.bOff, width, 0, z, a.zOff,
          a.zPanel, a.zRow);
    }
  }

  /** z += W x. */
  static void accumulate(Twin twin, AffineOperands a, float[] z) {
    if (twin == Twin.SCALAR) {
      ScalarAffine.forward(
          a.rows, a.k, a.panels, a.x, a.xOff, a.xStride, a.w, a.wOff, z, a.zOff, a.zPanel, a.zRow,
          z, a.zOff, a.zPanel, a.zRow);
    } else {
      VectorAffine.forward(
          a.rows, a.k, a.panels, a.x, a.xOff, a.xStride, a.w, a.wOff, z, a.zOff, a.zPanel, a.zRow,
          z, a.zOff, a.zPanel, a.zRow);
    }
  }

  /** z = b + W x + W x, as two inputs in one chain, through the panels downwards. */
  static void forwardBoth(Twin twin, AffineOperands a, float[] z) {
    forwardBoth(twin, a, 0, z);
  }

  /** z = b + W x, then z += W x from a column on. */
  static void forwardBoth(Twin twin, AffineOperands a, int column, float[] z) {
    Panels p = a.descending;
    if (twin == Twin.SCALAR) {
      ScalarAffine.forward(
          a.rows, p, a.k, a.x, a.xOff, a.xStride, a.w, a.wOff, p, column, a.k, a.x, a.xOff,
          a.xStride, a.w, a.wOff, a.b, a.bOff, z, a.zOff, a.zPanel, a.zRow);
    } else {
      VectorAffine.forward(
          a.rows, p, a.k, a.x, a.xOff, a.xStride, a.w, a.wOff, p, column, a.k, a.x, a.xOff,
          a.xStride, a.w, a.wOff, a.b, a.bOff, z, a.zOff, a.zPanel, a.zRow);
    }
  }

  /** dx += Wᵀ dz. */
  static void backwardInput(Twin twin, AffineOperands a, float[] dz, float[] dx) {
    if (twin == Twin.SCALAR) {
      ScalarAffine.backwardInput(
          a.rows,
          a.panels,
          a.inputs,
          dz,
          a.zOff,
          a.zPanel,
          a.zRow,
          a.wT,
          a.wtOff,
          dx,
          a.dxOff,
          a.dxStride);
    } else {
      VectorAffine.backwardInput(
          a.rows,
          a.panels,
          a.inputs,
          dz,
          a.zOff,
          a.zPanel,
          a.zRow,
          a.wT,
          a.wtOff,
          dx,
          a.dxOff,
          a.dxStride);
    }
  }

  /** dW += dz xᵀ. */
  static void backwardWeights(
      Twin twin, AffineOperands a, float[] x, float[] dz, float[] dw, int dwOff) {
    if (twin == Twin.SCALAR) {
      ScalarAffine.backwardWeights(
          a.rows, a.k, a.panels, x, 0, dz, a.zOff, a.zPanel, a.zRow, dw, dwOff);
    } else {
      VectorAffine.backwardWeights(
          a.rows, a.k, a.panels, x, 0, dz, a.zOff, a.zPanel, a.zRow, dw, dwOff);
    }
  }

  /** db += sum of dz. */
  static void backwardBias(Twin twin, AffineOperands a, float[] dz, float[] db, int dbOff) {
    if (twin == Twin.SCALAR) {
      ScalarAffine.backwardBias(a.rows, a.panels, dz, a.zOff, a.zPanel, a.zRow, db, dbOff);
    } else {
      VectorAffine.backwardBias(a.rows, a.panels, dz, a.zOff, a.zPanel, a.zRow, db, dbOff);
    }
  }
}
