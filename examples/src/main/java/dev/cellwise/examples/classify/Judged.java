package dev.cellwise.examples.classify;

import dev.cellwise.examples.lesson.Confusion;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.Fitted.Point;
import dev.cellwise.examples.lesson.Outputs;
import dev.cellwise.rnn.net.Network;
import java.util.Arrays;

/**
 * A trained network and what became of the test.
 *
 * @param cell its name
 * @param fitted its training
 * @param validated share of the validation sequences that are right
 * @param probabilities of each test sequence those of all classes
 * @param loss mean of -log of the right class's, nats
 * @param confusion of the test sequences
 */
record Judged(
    String cell,
    Fitted fitted,
    double validated,
    double[][] probabilities,
    double loss,
    Confusion confusion) {
  /** Judges a network by the test; the validation is only to choose by. */
  static Judged of(String cell, Fitted fitted, Task task) {
    Network network = fitted.network();
    double[][] probabilities = softmax(task.test().outputs(network));
    int[] classes = task.test().classes();
    double loss = 0;
    for (int i = 0; i < classes.length; i++) {
      loss -= StrictMath.log(Math.max(Double.MIN_NORMAL, probabilities[i][classes[i]]));
    }
    double[][] held = softmax(task.validation().outputs(network));
    return new Judged(
        cell,
        fitted,
        new Confusion(task.labels(), task.validation().classes(), likeliest(held)).accuracy(),
        probabilities,
        loss / classes.length,
        new Confusion(task.labels(), classes, likeliest(probabilities)));
  }

  /** The smallest of its training, nats. */
  double validationLoss() {
    return fitted.validation().stream().mapToDouble(Point::loss).min().orElseThrow();
  }

  private static int[] likeliest(double[][] probabilities) {
    return Arrays.stream(probabilities).mapToInt(p -> ranked(p)[0]).toArray();
  }

  /** The classes, the likeliest first; of several as likely the first. */
  static int[] ranked(double[] probabilities) {
    Integer[] order = new Integer[probabilities.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(probabilities[b], probabilities[a]));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static double[][] softmax(float[][] outputs) {
    return Arrays.stream(outputs).map(Judged::softmax).toArray(double[][]::new);
  }

  /** By StrictMath, so that the figures are the same everywhere. */
  static double[] softmax(float[] logits) {
    double largest = logits[Outputs.largest(logits, 0, logits.length)];
    double[] p = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = StrictMath.exp(logits[c] - largest);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }
}
