package dev.cellwise.kernels;

/**
 * The losses of numbers against their targets, forward and backward at once: squared, absolute and
 * Huber's error. Rows are independent of each other: a row has the same bits alone as in a batch.
 *
 * <p><b>Arithmetic of a row.</b> With {@code r[j] = y[j] - target[j]} and {@code g = scale *
 * weight}, in float:
 *
 * <pre>{@code
 * rowLoss = (float) (weight * (sum over j of loss(r[j])))      the sum in the order of Norm
 * dY[j]   = the derivative of loss at r[j], times g
 * }</pre>
 *
 * <p>A mean is left to the caller, who knows over how much: scale is one over the number of
 * elements then, or one over columns times {@link Norm#sum the sum of the weights}, and the sum of
 * the losses of all rows is multiplied by the same.
 *
 * <p><b>Weights.</b> Each row has a weight, or all have weight 1 where the array is null. A row of
 * weight 0 is skipped: neither its y nor its target is looked at, so whatever they hold never
 * shows; its gradient is +0, its loss 0. NaN or infinities in other rows show in their loss, NaN in
 * the gradient of the element too.
 *
 * <p><b>Layout.</b> Row {@code r} of a matrix begins at {@code off + r * stride}. Columns of dY
 * from {@code columns} up to the next multiple of 16, as far as its stride goes, are its pad and
 * are set to +0, so that a matrix product may take whole blocks; the array must have room for the
 * last row's pad too. Columns beyond are left alone. dY may be y itself, at the same offset and
 * stride; any other overlap with what is written gives undefined results. A target with stride 0 is
 * the same for all rows.
 *
 * <p>Errors, for all methods, before anything is written: {@link IndexOutOfBoundsException} if a
 * matrix or vector is not within its array; {@link IllegalArgumentException} if a count or a stride
 * is negative, the stride of dY is less than columns, a weight is negative, infinite or NaN, or
 * delta is not positive and finite; {@link NullPointerException}.
 */
public final class Regression {
  /** The loss of an element. */
  enum Kind {
    SQUARED,
    ABSOLUTE,
    HUBER
  }

  private Regression() {}

  /**
   * The squared error: {@code loss(r) = r²}, in the sum {@code fma(r, r, partial)}; its derivative
   * times g is {@code 2 g r}.
   *
   * @param rows number of rows
   * @param columns elements a row
   * @param y outputs [rows, columns]; not modified, unless they are dY as well
   * @param yOff index of the first
   * @param yStride distance of its rows
   * @param target what they should be [rows, columns]; not modified
   * @param targetOff index of the first
   * @param targetStride distance of its rows
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all elements of a mean
   * @param dY gradient of {@code scale * (sum of the row losses)} [rows, columns]; overwritten
   * @param dYOff index of the first
   * @param dYStride distance of its rows
   * @param rowLoss loss of each row, with its weight, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void squared(
      int rows,
      int columns,
      float[] y,
      int yOff,
      int yStride,
      float[] target,
      int targetOff,
      int targetStride,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dY,
      int dYOff,
      int dYStride,
      float[] rowLoss,
      int rowLossOff) {
    loss(
        Kind.SQUARED,
        0f,
        rows,
        columns,
        y,
        yOff,
        yStride,
        target,
        targetOff,
        targetStride,
        rowWeights,
        rowWeightsOff,
        scale,
        dY,
        dYOff,
        dYStride,
        rowLoss,
        rowLossOff);
  }

  /**
   * The absolute error: {@code loss(r) = |r|}; its derivative times g is g with the sign of r, and
   * +0 where r is zero.
   *
   * @param rows number of rows
   * @param columns elements a row
   * @param y outputs [rows, columns]; not modified, unless they are dY as well
   * @param yOff index of the first
   * @param yStride distance of its rows
   * @param target what they should be [rows, columns]; not modified
   * @param targetOff index of the first
   * @param targetStride distance of its rows
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all elements of a mean
   * @param dY gradient of {@code scale * (sum of the row losses)} [rows, columns]; overwritten
   * @param dYOff index of the first
   * @param dYStride distance of its rows
   * @param rowLoss loss of each row, with its weight, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void absolute(
      int rows,
      int columns,
      float[] y,
      int yOff,
      int yStride,
      float[] target,
      int targetOff,
      int targetStride,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dY,
      int dYOff,
      int dYStride,
      float[] rowLoss,
      int rowLossOff) {
    loss(
        Kind.ABSOLUTE,
        0f,
        rows,
        columns,
        y,
        yOff,
        yStride,
        target,
        targetOff,
        targetStride,
        rowWeights,
        rowWeightsOff,
        scale,
        dY,
        dYOff,
        dYStride,
        rowLoss,
        rowLossOff);
  }

  /**
   * Huber's error: {@code loss(r) = r² / 2} where |r| is at most delta, else {@code delta (|r| -
   * delta / 2)}. With {@code c = min(|r|, delta)} it is {@code c (|r| - c / 2)}, in the sum {@code
   * fma(c, fma(-0.5, c, |r|), partial)}; its derivative times g is {@code g c} with the sign of r.
   *
   * <p>See P. J. Huber, "Robust estimation of a location parameter", Annals of Mathematical
   * Statistics 35, 1964; this is PyTorch's {@code HuberLoss}.
   *
   * @param rows number of rows
   * @param columns elements a row
   * @param y outputs [rows, columns]; not modified, unless they are dY as well
   * @param yOff index of the first
   * @param yStride distance of its rows
   * @param target what they should be [rows, columns]; not modified
   * @param targetOff index of the first
   * @param targetStride distance of its rows
   * @param delta where the square becomes a line; positive
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all elements of a mean
   * @param dY gradient of {@code scale * (sum of the row losses)} [rows, columns]; overwritten
   * @param dYOff index of the first
   * @param dYStride distance of its rows
   * @param rowLoss loss of each row, with its weight, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void huber(
      int rows,
      int columns,
      float[] y,
      int yOff,
      int yStride,
      float[] target,
      int targetOff,
      int targetStride,
      float delta,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dY,
      int dYOff,
      int dYStride,
      float[] rowLoss,
      int rowLossOff) {
    if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("delta: expected a positive, finite number, got " + delta);
    }
    loss(
        Kind.HUBER,
        delta,
        rows,
        columns,
        y,
        yOff,
        yStride,
        target,
        targetOff,
        targetStride,
        rowWeights,
        rowWeightsOff,
        scale,
        dY,
        dYOff,
        dYStride,
        rowLoss,
        rowLossOff);
  }

  private static void loss(
      Kind kind,
      float delta,
      int rows,
      int columns,
      float[] y,
      int yOff,
      int yStride,
      float[] target,
      int targetOff,
      int targetStride,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dY,
      int dYOff,
      int dYStride,
      float[] rowLoss,
      int rowLossOff) {
    Check.count("rows", rows);
    Check.count("columns", columns);
    Check.rows("y", y, yOff, rows, yStride, columns);
    Check.rows("target", target, targetOff, rows, targetStride, columns);
    LossRows.checkWeights("rowWeights", rows, rowWeights, rowWeightsOff);
    LossRows.checkOutput("dY", rows, columns, dY, dYOff, dYStride);
    Check.range("rowLoss", rowLoss, rowLossOff, rows);
    for (int r = 0; r < rows; r++) {
      float weight = LossRows.weight(rowWeights, rowWeightsOff + r);
      int yr = yOff + r * yStride;
      int tr = targetOff + r * targetStride;
      int dr = dYOff + r * dYStride;
      if (weight == 0) {
        rowLoss[rowLossOff + r] = 0;
        LossRows.clear(columns, dY, dr, dYStride);
        continue;
      }
      float g = scale * weight;
      double sum =
          Kernels.VECTOR
              ? VectorRegression.row(kind, delta, columns, y, yr, target, tr, g, dY, dr)
              : ScalarRegression.row(kind, delta, columns, y, yr, target, tr, g, dY, dr);
      rowLoss[rowLossOff + r] = (float) (weight * sum);
      LossRows.pad(columns, dY, dr, dYStride);
    }
  }
}
