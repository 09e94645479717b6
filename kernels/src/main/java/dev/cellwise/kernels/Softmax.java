package dev.cellwise.kernels;

/**
 * Softmax over the classes of a row, and the cross-entropy loss with its gradient. Rows are
 * independent of each other: a row has the same bits alone as in a batch.
 *
 * <p><b>Arithmetic of a row.</b> {@code max} is its largest logit; {@code e[j] = exp(x[j] - max)}
 * in float; {@code sum} is their sum in the order of {@link Norm}; {@code logSum = log(sum) + max}
 * in double, by {@link StrictMath}. From these, in float unless cast,
 *
 * <pre>{@code
 * probability[j]  = (float) (1 / sum) * e[j]
 * loss            = (float) (logSum - x[target])
 * dLogits[j]      = (float) (scale / sum) * e[j]           for j other than target
 * dLogits[target] = (float) (scale / sum) * e[target] - scale
 * }</pre>
 *
 * <p>A row with a NaN, with an infinity of positive sign, or with nothing but negative infinities
 * has no softmax: its results are NaN. Single classes may be ruled out by negative infinity.
 *
 * <p><b>Layout.</b> Row {@code r} of a matrix begins at {@code off + r * stride}. Columns of an
 * input from {@code classes} on are not read. Columns of an output from {@code classes} up to the
 * next multiple of 16, as far as its stride goes, are its pad and are set to +0, so that a matrix
 * product may take whole blocks; the array must have room for the last row's pad too. Columns
 * beyond are left alone. An output matrix may be the input matrix itself, at the same offset and
 * stride; any other overlap gives undefined results.
 *
 * <p>Errors, for all methods, before anything is written: {@link IndexOutOfBoundsException} if a
 * matrix or vector is not within its array, or a target is not a class (the message names row,
 * target and number of classes); {@link IllegalArgumentException} if rows is negative, classes is
 * not positive, or a stride is less than classes; {@link NullPointerException}.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * Cross-entropy of the softmax against one right class a row, forward and backward at once.
   *
   * @param rows number of rows
   * @param classes number of classes
   * @param logits x [rows, classes]; not modified, unless it is dLogits as well
   * @param logitsOff index of its first element
   * @param logitsStride distance of its rows
   * @param targets the right class of each row [rows], in [0, classes); not modified
   * @param targetsOff index of the first
   * @param scale factor of the gradient, for example one over the number of all rows of a mean
   * @param dLogits gradient of {@code scale * (sum of the losses)} [rows, classes]; overwritten
   * @param dLogitsOff index of its first element
   * @param dLogitsStride distance of its rows
   * @param rowLoss loss of each row in nats, without the scale [rows]; overwritten
   * @param rowLossOff index of the first
   */
  public static void crossEntropy(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      int[] targets,
      int targetsOff,
      float scale,
      float[] dLogits,
      int dLogitsOff,
      int dLogitsStride,
      float[] rowLoss,
      int rowLossOff) {
    checkSizes(rows, classes);
    checkInput("logits", rows, classes, logits, logitsOff, logitsStride);
    checkTargets(rows, classes, targets, targetsOff, null, 0);
    checkOutput("dLogits", rows, classes, dLogits, dLogitsOff, dLogitsStride);
    Check.range("rowLoss", rowLoss, rowLossOff, rows);
    if (Kernels.VECTOR) {
      VectorSoftmax.crossEntropy(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          targets,
          targetsOff,
          scale,
          dLogits,
          dLogitsOff,
          dLogitsStride,
          rowLoss,
          rowLossOff);
    } else {
      ScalarSoftmax.crossEntropy(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          targets,
          targetsOff,
          scale,
          dLogits,
          dLogitsOff,
          dLogitsStride,
          rowLoss,
          rowLossOff);
    }
  }

  /**
   * Cross-entropy of the softmax with weights and label smoothing, forward and backward at once.
   *
   * <p>With weight w[j] of class j and weight v of the row, {@code own = (1 - smoothing)
   * w[target]}, {@code each = smoothing / classes}, {@code all} the sum of the w, in the order of
   * {@link Norm}, and {@code spread} the sum of {@code w[j] (max - x[j])} in the same order, by
   * {@code fma(w[j], max - x[j], partial)}; in double unless cast,
   *
   * <pre>{@code
   * log             = log(sum)
   * rowLoss         = (float) (v * (own * (log + max - x[target]) + each * (all * log + spread)))
   * g               = scale * v
   * c               = (float) (g * (own + each * all) / sum)
   * dLogits[j]      = fma(c, e[j], -((float) (g * each) * w[j]))       the fma in float
   * dLogits[target] = dLogits[target] - (float) (g * own)
   * }</pre>
   *
   * <p>This is {@code (1 - smoothing) w[target] (-log p[target]) + smoothing / classes * (sum over
   * j of w[j] (-log p[j]))}, as in PyTorch's {@code CrossEntropyLoss}; whose mean divides by {@link
   * #sumOfWeights}. See C. Szegedy and others, "Rethinking the inception architecture for computer
   * vision", CVPR 2016. Without smoothing there are no terms with each, and dLogits[j] is {@code c
   * * e[j]}; with weights of 1, or none, the bits are then those of {@link #crossEntropy(int, int,
   * float[], int, int, int[], int, float, float[], int, int, float[], int)}.
   *
   * <p>With smoothing a class that is ruled out makes the loss infinite, or NaN if its weight is 0.
   *
   * <p>A row of weight 0 is skipped: neither its logits nor its target are looked at, so whatever
   * they hold never shows; its gradient is +0, its loss 0.
   *
   * @param rows number of rows
   * @param classes number of classes
   * @param logits x [rows, classes]; not modified, unless it is dLogits as well
   * @param logitsOff index of its first element
   * @param logitsStride distance of its rows
   * @param targets the right class of each row [rows], in [0, classes); not modified
   * @param targetsOff index of the first
   * @param smoothing the part of each target that is spread over all classes, in [0, 1)
   * @param classWeights weight of each class [classes], or null for 1; not modified
   * @param classWeightsOff index of the first
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @param scale factor of the gradient, for example one over {@link #sumOfWeights}
   * @param dLogits gradient of {@code scale * (sum of the losses)} [rows, classes]; overwritten
   * @param dLogitsOff index of its first element
   * @param dLogitsStride distance of its rows
   * @param rowLoss loss of each row in nats, with its weights, without the scale [rows];
   *     overwritten
   * @param rowLossOff index of the first
   * @throws IllegalArgumentException also if smoothing is not in [0, 1), or a weight is negative,
   *     infinite or NaN
   */
  public static void crossEntropy(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      int[] targets,
      int targetsOff,
      double smoothing,
      float[] classWeights,
      int classWeightsOff,
      float[] rowWeights,
      int rowWeightsOff,
      float scale,
      float[] dLogits,
      int dLogitsOff,
      int dLogitsStride,
      float[] rowLoss,
      int rowLossOff) {
    checkSizes(rows, classes);
    checkInput("logits", rows, classes, logits, logitsOff, logitsStride);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException("smoothing: expected 0 to under 1, got " + smoothing);
    }
    LossRows.checkWeights("classWeights", classes, classWeights, classWeightsOff);
    LossRows.checkWeights("rowWeights", rows, rowWeights, rowWeightsOff);
    checkTargets(rows, classes, targets, targetsOff, rowWeights, rowWeightsOff);
    checkOutput("dLogits", rows, classes, dLogits, dLogitsOff, dLogitsStride);
    Check.range("rowLoss", rowLoss, rowLossOff, rows);
    double all =
        classWeights == null || smoothing == 0
            ? classes
            : Norm.sum(classes, classWeights, classWeightsOff);
    for (int r = 0; r < rows; r++) {
      float weight = LossRows.weight(rowWeights, rowWeightsOff + r);
      int dr = dLogitsOff + r * dLogitsStride;
      if (weight == 0) {
        rowLoss[rowLossOff + r] = 0;
        LossRows.clear(classes, dLogits, dr, dLogitsStride);
        continue;
      }
      int target = targets[targetsOff + r];
      double own = (1 - smoothing) * LossRows.weight(classWeights, classWeightsOff + target);
      double each = smoothing / classes;
      int xr = logitsOff + r * logitsStride;
      if (Kernels.VECTOR) {
        rowLoss[rowLossOff + r] =
            VectorSoftmax.smoothedRow(
                classes,
                logits,
                xr,
                target,
                own,
                each,
                all,
                classWeights,
                classWeightsOff,
                weight,
                scale,
                dLogits,
                dr);
      } else {
        rowLoss[rowLossOff + r] =
            ScalarSoftmax.smoothedRow(
                classes,
                logits,
                xr,
                target,
                own,
                each,
                all,
                classWeights,
                classWeightsOff,
                weight,
                scale,
                dLogits,
                dr);
      }
      LossRows.pad(classes, dLogits, dr, dLogitsStride);
    }
  }

  /**
   * The sum of the weights that the rows have by their targets and their own: what the mean of a
   * weighted cross-entropy is over.
   *
   * @param rows number of rows
   * @param classes number of classes
   * @param targets the right class of each row [rows], in [0, classes); not modified
   * @param targetsOff index of the first
   * @param classWeights weight of each class [classes], or null for 1; not modified
   * @param classWeightsOff index of the first
   * @param rowWeights weight of each row [rows], or null for 1; not modified
   * @param rowWeightsOff index of the first
   * @return the products of both weights of each row, added in double from the first row on; rows
   *     of weight 0 are left out, and their targets are not looked at
   * @throws IllegalArgumentException also if a weight is negative, infinite or NaN
   */
  public static double sumOfWeights(
      int rows,
      int classes,
      int[] targets,
      int targetsOff,
      float[] classWeights,
      int classWeightsOff,
      float[] rowWeights,
      int rowWeightsOff) {
    checkSizes(rows, classes);
    LossRows.checkWeights("classWeights", classes, classWeights, classWeightsOff);
    LossRows.checkWeights("rowWeights", rows, rowWeights, rowWeightsOff);
    checkTargets(rows, classes, targets, targetsOff, rowWeights, rowWeightsOff);
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      double weight = LossRows.weight(rowWeights, rowWeightsOff + r);
      if (weight != 0) {
        int target = targets[targetsOff + r];
        sum += weight * LossRows.weight(classWeights, classWeightsOff + target);
      }
    }
    return sum;
  }

  /**
   * The probabilities of the classes.
   *
   * @param rows number of rows
   * @param classes number of classes
   * @param logits x [rows, classes]; not modified, unless it is the output as well
   * @param logitsOff index of its first element
   * @param logitsStride distance of its rows
   * @param probabilities softmax of each row [rows, classes]; overwritten
   * @param probabilitiesOff index of its first element
   * @param probabilitiesStride distance of its rows
   */
  public static void softmax(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      float[] probabilities,
      int probabilitiesOff,
      int probabilitiesStride) {
    checkSizes(rows, classes);
    checkInput("logits", rows, classes, logits, logitsOff, logitsStride);
    checkOutput(
        "probabilities", rows, classes, probabilities, probabilitiesOff, probabilitiesStride);
    if (Kernels.VECTOR) {
      VectorSoftmax.softmax(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          probabilities,
          probabilitiesOff,
          probabilitiesStride);
    } else {
      ScalarSoftmax.softmax(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          probabilities,
          probabilitiesOff,
          probabilitiesStride);
    }
  }

  /**
   * The logarithm of the probability of one class a row, for scoring: zero less the loss of {@link
   * #crossEntropy}, exactly.
   *
   * @param rows number of rows
   * @param classes number of classes
   * @param logits x [rows, classes]; not modified
   * @param logitsOff index of its first element
   * @param logitsStride distance of its rows
   * @param targets the class asked for in each row [rows], in [0, classes); not modified
   * @param targetsOff index of the first
   * @param scratch room for one row [classes], apart from the others; overwritten
   * @param scratchOff index of its first element
   * @param logProbability in nats [rows]; overwritten
   * @param logProbabilityOff index of the first
   */
  public static void logProbability(
      int rows,
      int classes,
      float[] logits,
      int logitsOff,
      int logitsStride,
      int[] targets,
      int targetsOff,
      float[] scratch,
      int scratchOff,
      float[] logProbability,
      int logProbabilityOff) {
    checkSizes(rows, classes);
    checkInput("logits", rows, classes, logits, logitsOff, logitsStride);
    checkTargets(rows, classes, targets, targetsOff, null, 0);
    Check.range("scratch", scratch, scratchOff, classes);
    Check.range("logProbability", logProbability, logProbabilityOff, rows);
    if (Kernels.VECTOR) {
      VectorSoftmax.logProbability(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          targets,
          targetsOff,
          scratch,
          scratchOff,
          logProbability,
          logProbabilityOff);
    } else {
      ScalarSoftmax.logProbability(
          rows,
          classes,
          logits,
          logitsOff,
          logitsStride,
          targets,
          targetsOff,
          scratch,
          scratchOff,
          logProbability,
          logProbabilityOff);
    }
  }

  /**
   * The logarithm of the sum of the exponentials of one row.
   *
   * @param classes number of classes
   * @param logits x [classes]; not modified, unless it is the scratch as well
   * @param logitsOff index of its first element
   * @param scratch room for the row [classes], left with its softmax; overwritten
   * @param scratchOff index of its first element
   * @return {@code logSum}
   */
  public static double logSumExp(
      int classes, float[] logits, int logitsOff, float[] scratch, int scratchOff) {
    checkSizes(1, classes);
    Check.range("logits", logits, logitsOff, classes);
    Check.range("scratch", scratch, scratchOff, classes);
    return Kernels.VECTOR
        ? VectorSoftmax.logSumExp(classes, logits, logitsOff, scratch, scratchOff)
        : ScalarSoftmax.logSumExp(classes, logits, logitsOff, scratch, scratchOff);
  }

  private static void checkSizes(int rows, int classes) {
    if (rows < 0) {
      throw new IllegalArgumentException("rows must not be negative, but is " + rows);
    }
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be positive, but is " + classes);
    }
  }

  private static void checkInput(
      String name, int rows, int classes, float[] a, int aOff, int stride) {
    checkMatrix(name, rows, classes, a, aOff, classes, stride);
  }

  private static void checkOutput(
      String name, int rows, int classes, float[] a, int aOff, int stride) {
    checkMatrix(name, rows, classes, a, aOff, LossRows.padded(classes, stride), stride);
  }

  private static void checkMatrix(
      String name, int rows, int classes, float[] a, int aOff, int columns, int stride) {
    if (stride < classes) {
      throw new IllegalArgumentException(
          name + ": stride " + stride + " is less than classes " + classes);
    }
    long size = rows == 0 ? 0 : (rows - 1L) * stride + columns;
    Check.range(name, a, aOff, size);
  }

  /** Rows of weight 0 have no target. */
  private static void checkTargets(
      int rows, int classes, int[] targets, int targetsOff, float[] rowWeights, int rowWeightsOff) {
    Check.range("targets", targets, targetsOff, rows);
    for (int r = 0; r < rows; r++) {
      int target = targets[targetsOff + r];
      if ((target < 0 || target >= classes)
          && LossRows.weight(rowWeights, rowWeightsOff + r) != 0) {
        throw new IndexOutOfBoundsException(
            "row " + r + ": target " + target + " is none of the " + classes + " classes");
      }
    }
  }
}
