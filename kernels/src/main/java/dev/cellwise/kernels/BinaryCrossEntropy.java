package dev.cellwise.kernels;

/**
 * The cross-entropy of independent yes-or-no answers, given as logits, forward and backward at
 * once. Rows are independent of each other: a row has the same bits alone as in a batch.
 *
 * <p><b>Arithmetic of a row.</b> For logit x, target t (the probability of yes) and weight p of the
 * yes, the loss is {@code -(p t log σ(x) + (1 - t) log(1 - σ(x)))}. Over terms of one sign only, in
 * float but for the sum:
 *
 * <pre>{@code
 * no      = 1 - t
 * yes     = p * t
 * all     = yes + no
 * loss    = fma(log(1 + e^-|x|), all, |x| * (x > 0 ? no : yes))
 * rowLoss = (float) (weight * (sum over the columns of loss))   the sum in the order of Norm
 * m       = sigmoid(-|x|)
 * dX      = scale * weight * (x > 0 ? fma(-m, all, no) : fma(m, all, -yes))
 * }</pre>
 *
 * <p>With p = 1 these are {@code max(x, 0) - x t + log(1 + e^-|x|)} and {@code σ(x) - t}, and they
 * keep their digits where the answer is right and sure, and both are small. Without weights of the
 * yes the bits are those of weights 1.
 *
 * <p>A mean is left to the caller, who knows over how much: scale is one over the number of
 * elements then, or one over columns times {@link Norm#sum the sum of the weights}, and the sum of
 * the losses of all rows is multiplied by the same.
 *
 * <p><b>Weights.</b> Each row has a weight, or all have weight 1 where the array is null. A row of
 * weight 0 is skipped: neither its logits nor its targets are looked at, so whatever they hold
 * never shows; its gradient is +0, its loss 0. NaN in other rows shows in their loss and in the
 * gradient of the element. An infinite logit has an infinite loss, or NaN where its target is as
 * sure of the same.
 *
 * <p><b>Layout.</b> Row {@code r} of a matrix begins at {@code off + r * stride}. Columns of dX
 * from {@code columns} up to the next multiple of 16, as far as its stride goes, are its pad and
 * are set to +0, so that a matrix product may take whole blocks; the array must have room for the
 * last row's pad too. Columns beyond are left alone. dX may be x itself, at the same offset and
 * stride; any other overlap with what is written gives undefined results. A target with stride 0 is
 * the same for all rows.
 *
 * <p>Errors, for all methods, before anything is written: {@link IndexOutOfBoundsException} if a
 * matrix or vector is not within its array; {@link IllegalArgumentException} if a count or a stride
 * is negative, the stride of dX is less than columns, a weight is negative, infinite or NaN, or a
 * target of a row that is not skipped is not in [0, 1] (the message names row and column); {@link
 * NullPointerException}.
 */
public final class BinaryCrossEntropy {
  private BinaryCrossEntropy() {}

  /**
   * Loss and gradient with one weight of the yes for all columns.
   *
   * @param rows number of rows
   * @param columns answers a row
   * @param x logits [rows, columns]; not modified, unless they are dX as well
   * @param xOff index of the first
   * @param xStride distance of its rows
   * @param target probabilities of yes [rows, columns], in [0, 1]; not modified
   * @param targetOff index of the first
   * @param targetStride distance of its rows
   * @param positiveWeight weight of the yes; 1 for none
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all elements of a mean
   * @param dX gradient of {@code scale * (sum of the row losses)} [rows, columns]; overwritten
   * @param dXOff index of the first
   * @param dXStride distance of its rows
   * @param rowLoss loss of each row in nats, with its weight, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void withLogits(
      int rows,
      int columns,
      float[] x,
      int xOff,
      int xStride,
      float[] target,
      int targetOff,
      int targetStride,
      float positiveWeight,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dX,
      int dXOff,
      int dXStride,
      float[] rowLoss,
      int rowLossOff) {
    if (!(positiveWeight >= 0 && positiveWeight < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "positiveWeight: expected a finite weight >= 0, got " + positiveWeight);
    }
    loss(
        rows,
        columns,
        x,
        xOff,
        xStride,
        target,
        targetOff,
        targetStride,
        positiveWeight,
        null,
        0,
        rowWeights,
        rowWeightsOff,
        scale,
        dX,
        dXOff,
        dXStride,
        rowLoss,
        rowLossOff);
  }

  /**
   * Loss and gradient with a weight of the yes for each column, as PyTorch's {@code pos_weight}.
   *
   * @param rows number of rows
   * @param columns answers a row
   * @param x logits [rows, columns]; not modified, unless they are dX as well
   * @param xOff index of the first
   * @param xStride distance of its rows
   * @param target probabilities of yes [rows, columns], in [0, 1]; not modified
   * @param targetOff index of the first
   * @param targetStride distance of its rows
   * @param positiveWeights weight of the yes of each column [columns], or null for 1; not modified
   * @param positiveWeightsOff index of the first
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all elements of a mean
   * @param dX gradient of {@code scale * (sum of the row losses)} [rows, columns]; overwritten
   * @param dXOff index of the first
   * @param dXStride distance of its rows
   * @param rowLoss loss of each row in nats, with its weight, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void withLogits(
      int rows,
      int columns,
      float[] x,
      int xOff,
      int xStride,
      float[] target,
      int targetOff,
      int targetStride,
      float[] positiveWeights,
      int positiveWeightsOff,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dX,
      int dXOff,
      int dXStride,
      float[] rowLoss,
      int rowLossOff) {
    loss(
        rows,
        columns,
        x,
        xOff,
        xStride,
        target,
        targetOff,
        targetStride,
        1f,
        positiveWeights,
        positiveWeightsOff,
        rowWeights,
        rowWeightsOff,
        scale,
        dX,
        dXOff,
        dXStride,
        rowLoss,
        rowLossOff);
  }

  private static void loss(
      int rows,
      int columns,
      float[] x,
      int xOff,
      int xStride,
      float[] target,
      int targetOff,
      int targetStride,
      float p,
      float[] ps,
      int psOff,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dX,
      int dXOff,
      int dXStride,
      float[] rowLoss,
      int rowLossOff) {
    Check.count("rows", rows);
    Check.count("columns", columns);
    Check.rows("x", x, xOff, rows, xStride, columns);
    Check.rows("target", target, targetOff, rows, targetStride, columns);
    LossRows.checkWeights("positiveWeights", columns, ps, psOff);
    LossRows.checkWeights("rowWeights", rows, rowWeights, rowWeightsOff);
    LossRows.checkOutput("dX", rows, columns, dX, dXOff, dXStride);
    Check.range("rowLoss", rowLoss, rowLossOff, rows);
    checkTargets(rows, columns, target, targetOff, targetStride, rowWeights, rowWeightsOff);
    for (int r = 0; r < rows; r++) {
      float weight = LossRows.weight(rowWeights, rowWeightsOff + r);
      int xr = xOff + r * xStride;
      int tr = targetOff + r * targetStride;
      int dr = dXOff + r * dXStride;
      if (weight == 0) {
        rowLoss[rowLossOff + r] = 0;
        LossRows.clear(columns, dX, dr, dXStride);
        continue;
      }
      float g = scale * weight;
      double sum =
          Kernels.VECTOR
              ? VectorBinaryCrossEntropy.row(columns, x, xr, target, tr, p, ps, psOff, g, dX, dr)
              : ScalarBinaryCrossEntropy.row(columns, x, xr, target, tr, p, ps, psOff, g, dX, dr);
      rowLoss[rowLossOff + r] = (float) (weight * sum);
      LossRows.pad(columns, dX, dr, dXStride);
    }
  }

  private static void checkTargets(
      int rows,
      int columns,
      float[] target,
      int targetOff,
      int targetStride,
      float[] rowWeights,
      int rowWeightsOff) {
    for (int r = 0; r < rows; r++) {
      int tr = targetOff + r * targetStride;
      if (LossRows.weight(rowWeights, rowWeightsOff + r) == 0
          || (Kernels.VECTOR
              ? VectorBinaryCrossEntropy.areProbabilities(columns, target, tr)
              : ScalarBinaryCrossEntropy.areProbabilities(columns, target, tr))) {
        continue;
      }
      int j = 0;
      while (ScalarBinaryCrossEntropy.areProbabilities(1, target, tr + j)) {
        j++;
      }
      throw new IllegalArgumentException(
          "target: expected 0 to 1, got " + target[tr + j] + " in row " + r + ", column " + j);
    }
  }
}
