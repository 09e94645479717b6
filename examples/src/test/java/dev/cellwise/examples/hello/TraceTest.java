package dev.cellwise.examples.hello;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.examples.hello.Trace.Step;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every number that is printed, against the same in plain double. */
class TraceTest {
  private static final double CLOSE = 2e-6;

  @ParameterizedTest
  @CsvSource({"rnn, hello, 3", "lstm, hello, 2", "gru, papaya, 3"})
  void eachNumberIsThatOfPlainDouble(String cell, String text, int hidden) {
    Word word = Word.of(text);
    Network network = Model.start(word, cell, hidden, 7);
    Trace trace = Trace.of(network, word);
    PlainWord plain = new PlainWord(word, cell, hidden, network.tensors());
    assertEquals(plain.loss(), trace.loss(), CLOSE);
    double joint = 1;
    for (int t = 0; t < word.steps(); t++) {
      Step step = trace.steps().get(t);
      joint *= plain.seen[t].get("p")[word.targets()[t]];
      same(plain.seen[t].get("y"), step.y());
      same(plain.seen[t].get("p"), step.p());
      assertEquals(-Math.log(plain.seen[t].get("p")[word.targets()[t]]), step.loss(), CLOSE);
      same(plain.seen[t], step.gates());
      same(plain.seen[t], step.after());
      if (t > 0) {
        same(plain.seen[t - 1], step.before());
      }
    }
    assertEquals(joint, trace.joint(word), CLOSE);
    assertEquals(Math.exp(-trace.loss() * word.steps()), joint, 1e-5);
    gradients(plain, trace);
  }

  private static void gradients(PlainWord plain, Trace trace) {
    for (int t = 0; t < trace.steps().size(); t++) {
      Step step = trace.steps().get(t);
      same(slopes(plain, plain.addedLogits[t]), step.dy());
      same(slopes(plain, plain.added[t]), step.dh());
      for (Map.Entry<String, double[][]> weights : plain.weights[t].entrySet()) {
        double[] slopes =
            Arrays.stream(weights.getValue())
                .flatMapToDouble(row -> Arrays.stream(slopes(plain, row)))
                .toArray();
        float[] share = step.share().get(weights.getKey()).values();
        int from = notLearned(weights.getKey(), share.length);
        same(
            Arrays.copyOfRange(slopes, from, slopes.length),
            Arrays.copyOfRange(share, from, share.length));
      }
    }
    sums(trace);
  }

  /** Of two biases that are added the second's gradient is given as zero: all but b_m of a GRU. */
  private static int notLearned(String name, int length) {
    boolean second = name.endsWith("bias_hh_l0");
    return !second ? 0 : name.startsWith("gru.") ? length / 3 * 2 : length;
  }

  /** The same weights at each step: their gradient is the sum of the steps' shares. */
  private static void sums(Trace trace) {
    for (Map.Entry<String, Tensor> whole : trace.gradients().entrySet()) {
      double[] sum = new double[whole.getValue().values().length];
      for (Step step : trace.steps()) {
        float[] share = step.share().get(whole.getKey()).values();
        IntStream.range(0, sum.length).forEach(i -> sum[i] += share[i]);
      }
      same(sum, whole.getValue().values());
    }
  }

  private static double[] slopes(PlainWord plain, double[] of) {
    return IntStream.range(0, of.length).mapToDouble(i -> plain.slope(of, i)).toArray();
  }

  private static void same(Map<String, double[]> expected, Map<String, float[]> actual) {
    actual.forEach((letter, values) -> same(expected.get(letter), values));
  }

  private static void same(double[] expected, float[] actual) {
    double[] wide = IntStream.range(0, actual.length).mapToDouble(i -> actual[i]).toArray();
    assertArrayEquals(expected, wide, CLOSE);
  }

  @ParameterizedTest
  @CsvSource({"3", "5"})
  void theSumBeforeTheTanhIsThatOfPlainDouble(int hidden) {
    Word word = Word.of("hello");
    Network network = Model.start(word, "rnn", hidden, 3);
    PlainWord plain = new PlainWord(word, "rnn", hidden, network.tensors());
    plain.loss();
    Step step = Trace.of(network, word).steps().get(2);
    float[] x = {0, 0, 1, 0};
    same(plain.seen[2].get("a"), Model.preActivation(network, step.before().get("h"), x));
  }

  /** The lecture's own figures after "he", from weights that it printed rounded. */
  @Test
  void theLecturesWeightsGiveTheLecturesFigures() {
    Word word = Word.of(LectureWeights.WORD);
    Network network = LectureWeights.network(Model.start(word, "rnn", LectureWeights.UNITS, 1));
    Step second = Trace.of(network, word).steps().get(1);
    same(new double[] {0.936534, 0.949104, 0.762341}, second.after().get("h"));
    same(new double[] {0.419748, 0.194682, 0.162429, 0.223141}, second.p());
    double[] y = {1.90607732, 1.13779113, 0.95666016, 1.27422602};
    for (int k = 0; k < y.length; k++) {
      assertEquals(y[k], second.y()[k], 5e-6);
    }
  }
}
