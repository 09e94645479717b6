package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and gradients against what PyTorch computed in double precision. */
@Tag("reference")
class LossGoldenTest {
  private static final Golden GOLDEN = Golden.load("losses");
  private static final int ROWS = GOLDEN.shape("y")[0];
  private static final int N = GOLDEN.shape("y")[1];
  private static final float[] Y = GOLDEN.floats("y");
  private static final float[] LOGITS = GOLDEN.floats("logits");
  private static final int[] CLASSES = GOLDEN.ints("classes");
  private static final float[] CLASS_WEIGHTS = GOLDEN.floats("class_weights");
  private static final float[] POSITIVE = GOLDEN.floats("positive");

  private final float[] d = new float[ROWS * N];
  private final float[] loss = new float[ROWS];

  static List<String> names() {
    return GOLDEN.names().stream()
        .filter(name -> name.endsWith(".losses"))
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .toList();
  }

  @Test
  void allAreThere() {
    assertEquals(10, names().size(), () -> names().toString());
  }

  @ParameterizedTest
  @MethodSource("names")
  void lossesAndGradientsAgree(String name) {
    run(name, GOLDEN.floats("weights"));
    double[] losses = GOLDEN.doubles(name + ".losses");
    for (int r = 0; r < ROWS; r++) {
      assertEquals(losses[r], loss[r], 1e-6 * Math.abs(losses[r]), name + ", row " + r);
    }
    double[] gradient = GOLDEN.doubles(name + ".grad");
    double largest = 0;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    for (int i = 0; i < gradient.length; i++) {
      assertEquals(gradient[i], d[i], 5e-7 * largest, name + ", element " + i);
    }
  }

  /** PyTorch's mean over the rows that it does not ignore. */
  @ParameterizedTest
  @ValueSource(strings = {"classes_plain", "classes_smoothed", "classes_weighted", "classes_both"})
  void theMeanIsOverTheSumOfWeights(String name) {
    float[] some = {1, 1, 1, 0, 1};
    run(name, some);
    double weights = Softmax.sumOfWeights(ROWS, N, CLASSES, 0, weights(name), 0, some, 0);
    double mean = GOLDEN.scalar(name + ".mean");
    assertEquals(mean, Norm.sum(ROWS, loss, 0) / weights, 1e-6 * mean);
  }

  private static float[] weights(String name) {
    return List.of("classes_weighted", "classes_both").contains(name) ? CLASS_WEIGHTS : null;
  }

  private void run(String name, float[] rows) {
    float[] right = GOLDEN.floats(name.startsWith("binary") ? "answers" : "target");
    switch (name) {
      case "squared" ->
          Regression.squared(ROWS, N, Y, 0, N, right, 0, N, rows, 0, 1f, d, 0, N, loss, 0);
      case "absolute" ->
          Regression.absolute(ROWS, N, Y, 0, N, right, 0, N, rows, 0, 1f, d, 0, N, loss, 0);
      case "huber", "huber_wide" -> {
        float delta = (float) GOLDEN.scalar(name + ".delta");
        Regression.huber(ROWS, N, Y, 0, N, right, 0, N, delta, rows, 0, 1f, d, 0, N, loss, 0);
      }
      case "binary" ->
          BinaryCrossEntropy.withLogits(
              ROWS, N, Y, 0, N, right, 0, N, 1f, rows, 0, 1f, d, 0, N, loss, 0);
      case "binary_positive" ->
          BinaryCrossEntropy.withLogits(
              ROWS, N, Y, 0, N, right, 0, N, POSITIVE, 0, rows, 0, 1f, d, 0, N, loss, 0);
      default -> {
        String key = name + ".smoothing";
        double smoothing = GOLDEN.has(key) ? GOLDEN.scalar(key) : 0;
        Softmax.crossEntropy(
            ROWS,
            N,
            LOGITS,
            0,
            N,
            CLASSES,
            0,
            smoothing,
            weights(name),
            0,
            rows,
            0,
            1f,
            d,
            0,
            N,
            loss,
            0);
      }
    }
  }
}
