package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Carried;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Source;
import dev.cellwise.rnn.net.Translators;
import java.util.Arrays;
import java.util.function.Function;

/** Small trainers, and what tests of them share. */
final class Runs {
  static final Architecture TOKENS = Architecture.builder().index(5).lstm(4).dense(5).build();
  static final Architecture SERIES =
      Architecture.builder().features(2).gru(3).last().dense(2).build();

  private Runs() {}

  /** N 2, T 3: 6 batches an epoch. */
  static BatchSource streams(long seed) {
    return BatchSource.streams(TokenStreams.shifted(Nets.tokens(seed, 40, 5), 2, 3, 7));
  }

  /** Ten windows, the last batch of an epoch short. */
  static BatchSource series() {
    Series one = Series.of("one", Nets.uniform(3, 26, -1, 1), 2);
    return BatchSource.windows(Windows.of(3, one), 4, 5);
  }

  /** Seven sentences of different length, the last batch of an epoch short. */
  static BatchSource sentences() {
    return BatchSource.nextTokens(sequences(7), plan(3));
  }

  /** What a network that begins from a source is to say, the last batch of an epoch short. */
  static BatchSource translations(Architecture a) {
    int count = 7;
    int[][] targets = new int[count][];
    int[][] tokens = new int[count][];
    float[][] features = new float[count][];
    for (int i = 0; i < count; i++) {
      targets[i] = Nets.tokens(i, i * 3 % 4, 4);
      tokens[i] = Nets.tokens(10 + i, i * 2 % 5, Translators.WORDS);
      features[i] = Nets.uniform(20 + i, 3 * (i * 2 % 5), -1, 1);
    }
    return switch (a.source()) {
      case Source.Vector v -> {
        float[][] vectors = new float[count][];
        Arrays.setAll(vectors, i -> Nets.uniform(30 + i, v.size(), -1, 1));
        yield BatchSource.captioned(vectors, targets, 4, 5, plan(3));
      }
      case Source.Sequence s ->
          s.encoder().input() instanceof Architecture.Features
              ? BatchSource.translated(features, 3, targets, 4, 5, plan(3))
              : BatchSource.translated(tokens, targets, 4, 5, plan(3));
    };
  }

  static int[][] sequences(int count) {
    int[][] sequences = new int[count][];
    for (int i = 0; i < count; i++) {
      sequences[i] = Nets.tokens(i, 2 + i * 3 % 5, 5);
    }
    return sequences;
  }

  static Function<int[], LengthBatches> plan(int rows) {
    return lengths -> LengthBatches.ofRows(lengths, rows, rows, 9);
  }

  static Trainer trainer(Architecture a, BatchSource source, Mode mode, Loss loss) {
    Training training = new Training(Network.initialise(a, 1), source.packing(), mode, loss);
    training.clip(1);
    return new Trainer(training, source).learningRate(LearningRate.exponential(0.02, 0.99));
  }

  static Trainer trainer() {
    return trainer(TOKENS, streams(1), Mode.training(3), Loss.crossEntropy());
  }

  /** The same run so far, and to come. */
  static void assertSameBits(Trainer expected, Trainer actual) {
    Progress e = expected.progress();
    Progress a = actual.progress();
    assertEquals(e.steps(), a.steps(), "steps");
    assertEquals(e.epoch(), a.epoch(), "epoch");
    assertEquals(e.loss(), a.loss(), "loss");
    assertEquals(e.smoothedLoss(), a.smoothedLoss(), "smoothed");
    assertEquals(e.learningRate(), a.learningRate(), "rate");
    assertEquals(e.validationLoss(), a.validationLoss(), "validation");
    assertEquals(e.accuracy(), a.accuracy(), "accuracy");
    assertEquals(e.bestLoss(), a.bestLoss(), "best");
    assertEquals(e.bestStep(), a.bestStep(), "best step");
    assertEquals(e.validations(), a.validations(), "validations");
    assertEquals(e.sinceBest(), a.sinceBest(), "since the best");
    Nets.assertSameBits("weights", expected.network().tensors(), actual.network().tensors());
    Nets.assertSameBits("best weights", expected.best().tensors(), actual.best().tensors());
  }

  static void assertSameCarried(Carried expected, Carried actual) {
    Nets.assertSameBits("states", expected.states(), actual.states());
    assertArrayEquals(expected.fresh(), actual.fresh());
    assertEquals(expected.elapsed(), actual.elapsed());
    assertArrayEquals(expected.began(), actual.began());
    assertArrayEquals(expected.rowIds(), actual.rowIds());
  }
}
