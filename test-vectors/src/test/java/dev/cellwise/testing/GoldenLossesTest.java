package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference losses and their gradients against what PyTorch computed in double precision. */
@Tag("reference")
class GoldenLossesTest {
  private static final Golden GOLDEN = Golden.load("losses");
  private static final int COLUMNS = GOLDEN.shape("y")[1];
  private static final int[] CLASSES = GOLDEN.ints("classes");

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
    double[] y = GOLDEN.doubles(name.startsWith("classes") ? "logits" : "y");
    double[] weights = GOLDEN.doubles("weights");
    double[] losses = GOLDEN.doubles(name + ".losses");
    double[] gradient = GOLDEN.doubles(name + ".grad");
    double[] left = new double[y.length];
    for (int r = 0; r < weights.length; r++) {
      int row = r;
      ComplexFunction loss = p -> row(name, row, p).times(weights[row]);
      double[] own = Arrays.copyOfRange(y, r * COLUMNS, (r + 1) * COLUMNS);
      assertEquals(losses[r], loss.real().at(own), 1e-12 * (1 + losses[r]), name + ", row " + r);
      System.arraycopy(ComplexStep.gradient(loss, own), 0, left, r * COLUMNS, COLUMNS);
    }
    for (int i = 0; i < left.length; i++) {
      assertEquals(gradient[i], left[i], 1e-12 * (1 + Math.abs(gradient[i])), name + ", " + i);
    }
  }

  /** The loss of one row without its weight. */
  private static Complex row(String name, int row, ComplexArray y) {
    boolean weighted = List.of("classes_weighted", "classes_both").contains(name);
    double[] ones = new double[COLUMNS];
    Arrays.fill(ones, 1);
    if (name.startsWith("classes")) {
      String smoothing = name + ".smoothing";
      return ReferenceLoss.crossEntropy(
          y,
          0,
          CLASSES[row],
          GOLDEN.has(smoothing) ? GOLDEN.scalar(smoothing) : 0,
          weighted ? GOLDEN.doubles("class_weights") : ones);
    }
    double[] positive = name.equals("binary_positive") ? GOLDEN.doubles("positive") : ones;
    double[] target = GOLDEN.doubles(name.startsWith("binary") ? "answers" : "target");
    Complex sum = Complex.ZERO;
    for (int j = 0; j < COLUMNS; j++) {
      double t = target[row * COLUMNS + j];
      sum =
          sum.plus(
              switch (name) {
                case "squared" -> ReferenceLoss.squared(y.get(j), t);
                case "absolute" -> ReferenceLoss.absolute(y.get(j), t);
                case "huber", "huber_wide" ->
                    ReferenceLoss.huber(y.get(j), t, GOLDEN.scalar(name + ".delta"));
                case "binary", "binary_positive" ->
                    ReferenceLoss.binaryCrossEntropy(y.get(j), t, positive[j]);
                default -> throw new AssertionError(name);
              });
    }
    return sum;
  }
}
