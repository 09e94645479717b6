package dev.cellwise.rnn.train;

import dev.cellwise.kernels.BinaryCrossEntropy;
import dev.cellwise.kernels.Norm;
import dev.cellwise.kernels.Panels;
import dev.cellwise.kernels.Regression;
import dev.cellwise.kernels.Softmax;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;

/**
 * A {@link Loss} of the outputs of a window, and their gradient, step by step; or of a sequence
 * that goes through several windows.
 */
final class WindowLoss {
  /** Null where there are several. */
  private final Unrolled unrolled;

  /** The rows that targets are of. */
  private final Packing out;

  private final Loss loss;
  private final int columns;
  private final float[] rowLoss;

  /** With room behind the last, for kernels that read 16 at a time; null where there are none. */
  private final float[] classWeights;

  /** Targets: packed rows, classes or numbers. */
  private int[] classes;

  private float[] numbers;

  /** Of rows; null where all are 1. */
  private float[] weights;

  private float scale;

  /** What the last loss was divided by. */
  private double weight;

  WindowLoss(Unrolled unrolled, Loss loss, int columns) {
    this(unrolled, unrolled.outputPacking(), loss, columns);
  }

  /**
   * Of a sequence.
   *
   * @param out the rows that come out of it
   */
  WindowLoss(Packing out, Loss loss, int columns) {
    this(null, out, loss, columns);
  }

  private WindowLoss(Unrolled unrolled, Packing out, Loss loss, int columns) {
    this.unrolled = unrolled;
    this.out = out;
    this.loss = loss;
    this.columns = columns;
    this.rowLoss = new float[out.capacity()];
    if (loss instanceof Loss.CrossEntropy c
        && c.weights() != null
        && c.weights().length != columns) {
      throw new IllegalArgumentException(
          "classWeights: expected " + columns + ", one for each class, got " + c.weights().length);
    }
    this.classWeights =
        loss instanceof Loss.CrossEntropy c && c.weights() != null
            ? Arrays.copyOf(c.weights(), Panels.padded(columns))
            : null;
  }

  /** Packed rows that come out now. */
  int rows() {
    return out.total();
  }

  /** Refuses targets that are none, before anything is computed. */
  void check(int[] givenClasses, float[] givenNumbers, float[] givenWeights) {
    if (loss.ofClasses() == (givenClasses == null)) {
      throw new IllegalArgumentException(
          "targets: expected "
              + (loss.ofClasses() ? "classes" : "numbers")
              + " for "
              + loss
              + ", got the others");
    }
    if (givenWeights != null) {
      checkWeights(givenWeights);
    }
    if (givenClasses != null) {
      checkClasses(givenClasses, givenWeights);
    } else {
      out.checkArray("targets", givenNumbers.length, columns);
    }
  }

  private void checkWeights(float[] given) {
    out.checkArray("weights", given.length, 1);
    for (int i = 0; i < rows(); i++) {
      if (!(given[i] >= 0 && given[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "weights[" + i + "]: expected a number of at least 0, got " + given[i]);
      }
    }
  }

  private void checkClasses(int[] given, float[] givenWeights) {
    out.checkArray("targets", given.length, 1);
    for (int i = 0; i < rows(); i++) {
      boolean counts = givenWeights == null || givenWeights[i] > 0;
      if (counts && (given[i] < 0 || given[i] >= columns)) {
        throw new IndexOutOfBoundsException(
            "targets[" + i + "]: expected 0 to " + (columns - 1) + ", got " + given[i]);
      }
    }
  }

  /**
   * The losses of the rows, whose gradient goes where the backward pass starts: then {@link #mean}.
   */
  void apply(int[] givenClasses, float[] givenNumbers, float[] givenWeights) {
    take(givenClasses, givenNumbers, givenWeights);
    apply(unrolled, 0, 0);
  }

  /** Takes the targets of all rows, and what their losses are divided by. */
  void take(int[] givenClasses, float[] givenNumbers, float[] givenWeights) {
    classes = givenClasses;
    numbers = givenNumbers;
    weights = givenWeights;
    double all = denominator();
    weight = all;
    scale = all > 0 ? (float) (1 / all) : 0;
  }

  /**
   * The losses of the rows that come out of a window from a time step on, and their gradient.
   *
   * @param row which of all rows the first of them is
   */
  void apply(Unrolled u, int from, int row) {
    Packing packing = u.outputPacking();
    int before = row - packing.at(from);
    for (int t = from; t < packing.steps(); t++) {
      step(u, packing.active(t), packing.at(t), t, before + packing.at(t));
    }
  }

  /**
   * The loss. By itself: behind all kernels that {@link #apply} takes in, the compiler would have
   * no room left for the vectors of this one, and they would be garbage.
   */
  double mean() {
    return mean(0, rows());
  }

  /** The part of the loss that some of the rows have. */
  double mean(int row, int n) {
    return weight > 0 ? Norm.sum(n, rowLoss, row) / weight : 0;
  }

  /** What the last loss was divided by: its share in a mean over several windows. */
  double weight() {
    return weight;
  }

  /** Rows of the last loss that count. */
  int counted() {
    int counted = 0;
    for (int i = 0; i < rows(); i++) {
      counted += counts(i) ? 1 : 0;
    }
    return counted;
  }

  /** Those of them whose largest output is that of their class; the first of several as large. */
  int hits() {
    int hits = 0;
    for (int i = 0; i < rows(); i++) {
      hits += counts(i) && largest(i) == classes[i] ? 1 : 0;
    }
    return hits;
  }

  /** Their share of all that count; NaN where none does, or targets are numbers. */
  double accuracy() {
    int counted = classes == null ? 0 : counted();
    return counted > 0 ? (double) hits() / counted : Double.NaN;
  }

  private boolean counts(int i) {
    return weights == null || weights[i] > 0;
  }

  private int largest(int i) {
    float[] y = unrolled.tape().data();
    int from = unrolled.output() + i * unrolled.outputRow();
    int largest = 0;
    for (int o = 1; o < columns; o++) {
      largest = y[from + o] > y[from + largest] ? o : largest;
    }
    return largest;
  }

  @Override
  public String toString() {
    return loss.toString();
  }

  /** What the sum of the losses is divided by. */
  private double denominator() {
    if (loss instanceof Loss.CrossEntropy c) {
      return c.plain() && weights == null
          ? rows()
          : Softmax.sumOfWeights(rows(), columns, classes, 0, classWeights, 0, weights, 0);
    }
    double sum = weights == null ? rows() : 0;
    for (int i = 0; weights != null && i < rows(); i++) {
      sum += weights[i];
    }
    return sum * columns;
  }

  /** n rows of a time step: in the window from {@code place} on, among all from {@code first}. */
  private void step(Unrolled u, int n, int place, int t, int first) {
    int row = u.outputRow();
    float[] y = u.tape().data();
    int from = u.output() + place * row;
    float[] d = u.outputGradient();
    int to = u.outputGradient(u.outputPacking().steps(), t);
    int at = first * columns;
    float[] w = weights;
    float[] x = numbers;
    int o = columns;
    float[] l = rowLoss;
    switch (loss) {
      case Loss.CrossEntropy c -> crossEntropy(c, n, first, y, from, row, d, to);
      case Loss.Squared s ->
          Regression.squared(n, o, y, from, row, x, at, o, w, first, scale, d, to, row, l, first);
      case Loss.Absolute a ->
          Regression.absolute(n, o, y, from, row, x, at, o, w, first, scale, d, to, row, l, first);
      case Loss.Huber h -> {
        float delta = h.delta();
        Regression.huber(
            n, o, y, from, row, x, at, o, delta, w, first, scale, d, to, row, l, first);
      }
      case Loss.Binary b -> {
        float positive = b.positiveWeight();
        BinaryCrossEntropy.withLogits(
            n, o, y, from, row, x, at, o, positive, w, first, scale, d, to, row, l, first);
      }
    }
  }

  private void crossEntropy(
      Loss.CrossEntropy c, int n, int first, float[] y, int from, int row, float[] d, int to) {
    int o = columns;
    float[] l = rowLoss;
    if (c.plain() && weights == null) {
      Softmax.crossEntropy(n, o, y, from, row, classes, first, scale, d, to, row, l, first);
    } else {
      Softmax.crossEntropy(
          n,
          o,
          y,
          from,
          row,
          classes,
          first,
          c.smoothing(),
          classWeights,
          0,
          weights,
          first,
          scale,
          d,
          to,
          row,
          l,
          first);
    }
  }

  /** Where the first loss is that is not finite: {@code " in time step t of row n"}. */
  String firstThatIsNotFinite(Packing window) {
    for (int n = 0; n < out.rows(); n++) {
      for (int t = 0; t < out.length(n); t++) {
        if (!Float.isFinite(rowLoss[out.at(t, n)])) {
          return out == window ? " in time step " + t + " of row " + n : " in row " + n;
        }
      }
    }
    return "";
  }
}
