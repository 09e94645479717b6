package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Losses and accuracies of held-out batches against those of single sequences. */
class EvaluationTest {
  private static double crossEntropy(float[] logits, int target) {
    double sum = 0;
    for (float l : logits) {
      sum += StrictMath.exp(l);
    }
    return StrictMath.log(sum) - logits[target];
  }

  /** Of six tokens the second row goes on where its first window ended. */
  @Test
  void streamsAreCarriedAndCounted() {
    int[] tokens = Nets.tokens(1, 40, 5);
    Network network = Network.initialise(Runs.TOKENS, 2);
    BatchSource source = BatchSource.streams(TokenStreams.of(tokens, 2, 3));
    double loss = 0;
    int hits = 0;
    for (int row = 0; row < 2; row++) {
      Session session = network.newSession();
      float[] logits = new float[5];
      for (int t = 0; t < 18; t++) {
        session.step(tokens[row * 18 + t], logits);
        loss += crossEntropy(logits, tokens[row * 18 + t + 1]) / 36;
        hits += largest(logits) == tokens[row * 18 + t + 1] ? 1 : 0;
      }
    }
    Evaluation evaluation = new Evaluation(network.layers(), source, Loss.crossEntropy());
    assertTrue(Double.isNaN(evaluation.accuracy()), "before the first");
    double first = evaluation.loss(network);
    assertEquals(loss, first, 1e-6);
    assertEquals(hits / 36.0, evaluation.accuracy());
    assertEquals(first, evaluation.loss(network), "again the same batches");
    assertEquals(1, source.epoch(), "one epoch");
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  /** Batches of 3, 3 and 1 sentences weigh as their tokens do, in one batch or in several. */
  @Test
  void batchesWeighAsTheirRows() {
    Network network = Network.initialise(Runs.TOKENS, 2);
    int[][] sequences = Runs.sequences(7);
    double[] losses = new double[2];
    double[] accuracies = new double[2];
    for (int i = 0; i < 2; i++) {
      BatchSource source = BatchSource.nextTokens(sequences, Runs.plan(i == 0 ? 3 : 7));
      Evaluation e = new Evaluation(network.layers(), source, Loss.crossEntropy());
      losses[i] = e.loss(network);
      accuracies[i] = e.accuracy();
    }
    assertEquals(losses[1], losses[0], 1e-6);
    assertEquals(accuracies[1], accuracies[0]);
  }

  @Test
  void theFirstOfEqualOutputsIsTaken() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(Runs.TOKENS, 2).tensors());
    tensors.put("head.weight", Tensor.of(new float[20], 5, 4));
    tensors.put("head.bias", Tensor.of(new float[] {0, 1, 0, 1, 0}, 5));
    Network network = Network.of(Runs.TOKENS, tensors);
    int[][] sequences = {{0, 0, 0}, {1, 1}, {2}, {3, 3}};
    int[] classes = {1, 3, 1, 0};
    Architecture last = Architecture.builder().index(5).lstm(4).last().dense(5).build();
    BatchSource source = BatchSource.classified(sequences, classes, Runs.plan(3));
    Evaluation e = new Evaluation(Network.of(last, tensors).layers(), source, Loss.crossEntropy());
    double loss = e.loss(Network.of(last, tensors));
    assertEquals(0.5, e.accuracy());
    double sum = 3 + 2 * Math.E;
    assertEquals((3 * (Math.log(sum) - 1) + Math.log(sum)) / 4, loss, 1e-6);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> e.loss(network));
    assertTrue(refused.getMessage().startsWith("network: expected "), refused.getMessage());
  }

  @Test
  void numbersHaveALossAndNoAccuracy() {
    Network network = Network.initialise(Runs.SERIES, 2);
    Series one = Series.of("one", Nets.uniform(3, 26, -1, 1), 2);
    Windows windows = Windows.of(3, one);
    double loss = 0;
    float[] x = new float[6];
    float[] y = new float[2];
    for (int k = 0; k < 10; k++) {
      windows.fill(k, 1, x, y);
      Training t = new Training(network, dense(), Mode.inference(), Loss.squared());
      loss += t.gradient(Training.Input.features(x), Training.Target.numbers(y)) / 10;
    }
    BatchSource source = BatchSource.windows(windows, 4);
    Evaluation e = new Evaluation(network.layers(), source, Loss.squared());
    assertEquals(loss, e.loss(network), 1e-6);
    assertTrue(Double.isNaN(e.accuracy()));
  }

  private static Packing dense() {
    return Packing.dense(3, 1);
  }

  /** Neither weights nor masks of the training are touched, and no masks are drawn. */
  @Test
  @Tag("cold")
  void dropoutIsLeftOut() {
    Architecture a = Architecture.builder().index(5).lstm(4).dropout(0.5f).rnn(3).dense(5).build();
    Network network = Network.initialise(a, 2);
    Evaluation e = new Evaluation(network.layers(), Runs.streams(1), Loss.crossEntropy());
    float[] before = network.copyParameters();
    double loss = e.loss(network);
    assertArrayEquals(before, network.copyParameters());
    Map<String, Tensor> tensors = network.tensors();
    Architecture plain = Architecture.builder().index(5).lstm(4).rnn(3).dense(5).build();
    Network same = Network.of(plain, tensors);
    assertEquals(
        new Evaluation(same.layers(), Runs.streams(1), Loss.crossEntropy()).loss(same), loss);
  }

  @Test
  @Tag("cold")
  void refusesALossThatDoesNotFit() {
    Network network = Network.initialise(Runs.TOKENS, 2);
    Evaluation e = new Evaluation(network.layers(), Runs.streams(1), Loss.squared());
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> e.loss(network));
    assertTrue(refused.getMessage().startsWith("targets: expected numbers"), refused.getMessage());
    Network other = Network.initialise(Runs.SERIES, 2);
    Evaluation f = new Evaluation(other.layers(), Runs.streams(1), Loss.squared());
    refused = assertThrows(IllegalArgumentException.class, () -> f.loss(other));
    assertTrue(refused.getMessage().startsWith("tokens: expected features"), refused.getMessage());
  }
}
