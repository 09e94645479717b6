package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * The complex step against central differences, over random networks, sizes, lengths and seeds. The
 * seed of the properties is fixed, so that a build repeats; a failure prints its sample.
 */
@Tag("reference")
class ComplexStepPropertiesTest {
  private static final String SEED = "20251121";

  @Property(tries = 60, seed = SEED)
  void aLayerOfNumbers(
      @ForAll @IntRange(min = 1, max = 6) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int hidden,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll long seed) {
    double[] targets = Layout.unnamed(steps * rows * hidden).random(seed + 1, 1);
    check(
        LstmReference.builder()
            .features(inputs)
            .lstm(hidden)
            .build()
            .sequences(steps, rows, Loss.squaredError(targets)),
        seed);
  }

  @Property(tries = 60, seed = SEED)
  void aCharacterModel(
      @ForAll @IntRange(min = 1, max = 7) int vocabulary,
      @ForAll @IntRange(min = 0, max = 4) int embedding,
      @ForAll @IntRange(min = 1, max = 5) int lower,
      @ForAll @IntRange(min = 0, max = 5) int upper,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll long seed) {
    LstmReference.Builder builder = LstmReference.builder();
    if (embedding > 0) {
      builder.embedding(vocabulary, embedding);
    } else {
      builder.index(vocabulary);
    }
    builder.lstm(lower);
    if (upper > 0) {
      builder.lstm(upper);
    }
    int[] tokens = tokens(seed + 1, rows * steps, vocabulary);
    Loss loss = Loss.crossEntropy(tokens(seed + 2, rows * steps, vocabulary + 1));
    check(builder.dense(vocabulary + 1).build().tokens(steps, rows, tokens, loss), seed);
  }

  /**
   * A draw within 1e-3 of a kink is drawn again: differences would go over it. So is one without a
   * gradient: it proves nothing.
   */
  @Property(tries = 60, seed = SEED)
  void aHeadWithAnActivation(
      @ForAll("activations") String activation,
      @ForAll @IntRange(min = 1, max = 5) int hidden,
      @ForAll @IntRange(min = 1, max = 4) int outputs,
      @ForAll @IntRange(min = 1, max = 4) int steps,
      @ForAll long seed) {
    double[] targets = Layout.unnamed(steps * 2 * outputs).random(seed + 1, 1);
    LstmReference.Builder b = LstmReference.builder().features(2).lstm(hidden);
    b = activation.equals("prelu") ? b.densePrelu(outputs) : b.dense(outputs, activation);
    LstmProblem problem = b.build().sequences(steps, 2, Loss.squaredError(targets));
    long draw = seed;
    while (!tells(problem, problem.layout().random(draw, 1))) {
      draw++;
    }
    check(problem, draw);
  }

  private static boolean tells(LstmProblem problem, double[] p) {
    return problem.forward(p).kinkDistance() >= 1e-3
        && Arrays.stream(problem.gradient(p)).anyMatch(d -> d != 0);
  }

  @Provide
  Arbitrary<String> activations() {
    return Arbitraries.of(
        "affine(0.5, -0.25)",
        "scaledTanh(1.7159, 0.6667)",
        "sigmoid",
        "hardSigmoid(0.25, 0.5)",
        "relu",
        "leakyRelu(-0.25)",
        "softplus",
        "gelu",
        "prelu");
  }

  @Property(tries = 30, seed = SEED)
  void directions(@ForAll @IntRange(min = 1, max = 9) int hidden, @ForAll long seed) {
    int steps = 3;
    Loss loss = Loss.squaredError(new double[steps * hidden]);
    LstmProblem problem =
        LstmReference.builder().features(2).lstm(hidden).build().sequences(steps, 1, loss);
    double[] p = problem.layout().random(seed, 1);
    double[] direction = problem.layout().random(seed + 1, 1);
    double[] gradient = problem.gradient(p);
    double expected = 0;
    for (int k = 0; k < p.length; k++) {
      expected += gradient[k] * direction[k];
    }
    assertEquals(expected, ComplexStep.directional(problem, p, direction), 1e-12);
    double difference = FiniteDifferences.directional(problem.real(), p, direction, 1e-6);
    assertEquals(expected, difference, 1e-5 + 1e-3 * Math.abs(expected));
  }

  private static void check(LstmProblem problem, long seed) {
    double[] p = problem.layout().random(seed, 1);
    GradientCheck check =
        GradientCheck.centralDifferences(problem.real(), p).named(problem.layout());
    double[] gradient = problem.gradient(p);
    check.against(gradient).assertPassed();
    // Differences of losses of this size have more digits than their usual tolerance asks for.
    check.within(Tolerance.elementwise(1e-7, 1e-6)).against(gradient).assertPassed();
  }

  private static int[] tokens(long seed, int count, int vocabulary) {
    return new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
  }
}
