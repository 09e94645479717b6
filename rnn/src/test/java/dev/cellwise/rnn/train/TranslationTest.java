package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.Decoder;
import dev.cellwise.rnn.net.Decoding;
import dev.cellwise.rnn.net.Encoding;
import dev.cellwise.rnn.net.Garbage;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Translators;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training of networks that begin from a source. */
class TranslationTest {
  private static final int SYMBOLS = 6;
  private static final int BEGIN = 6;
  private static final int END = 7;

  /** Texts of 1 to 5 symbols, and the same turned round. */
  private static int[][][] turned(int count, long seed) {
    int[][] sources = new int[count][];
    int[][] targets = new int[count][];
    for (int i = 0; i < count; i++) {
      sources[i] = Nets.tokens(seed + i, 1 + i % 5, SYMBOLS);
      int n = sources[i].length;
      int[] source = sources[i];
      targets[i] = new int[n];
      Arrays.setAll(targets[i], t -> source[n - 1 - t]);
    }
    return new int[][][] {sources, targets};
  }

  /** What no stack without a source can do: half of what is seen has nothing to do with it. */
  @Test
  void learnsToTurnTextsRound() throws IOException {
    Architecture encoder =
        Architecture.builder()
            .embedding(SYMBOLS, 8)
            .bidirectional(new Architecture.Gru(16), Merge.CONCAT)
            .build();
    Architecture a =
        Architecture.builder()
            .encoder(encoder, Bridge.dense())
            .embedding(8, 8)
            .gru(24)
            .attention(16)
            .hidden(24, Activation.tanh())
            .dense(8)
            .build();
    int[][][] pairs = turned(2000, 1);
    BatchSource source =
        BatchSource.translated(
            pairs[0], pairs[1], BEGIN, END, l -> LengthBatches.ofRows(l, 20, 200, 1));
    Training training =
        Training.over(Network.initialise(a, 1), source, Mode.inference(), Loss.crossEntropy());
    Trainer trainer =
        new Trainer(training, source).learningRate(LearningRate.cosine(0.01, 0.01, 50, 1000));
    trainer.maxSteps(1000).run();
    int[][][] held = turned(50, 10_000);
    assertEquals(50, right(trainer.network(), held, Decoding.greedy(BEGIN, END, 8)));
    Decoding beam = Decoding.greedy(BEGIN, END, 8).withBeam(3, 0.6);
    assertEquals(50, right(trainer.network(), held, beam));
    Evaluation evaluation =
        new Evaluation(
            trainer.network().layers(),
            BatchSource.translated(
                held[0], held[1], BEGIN, END, l -> LengthBatches.ofRows(l, 7, 49, 1)),
            Loss.crossEntropy());
    assertTrue(evaluation.loss(trainer.network()) < 0.05, "" + evaluation.accuracy());
    assertEquals(1, evaluation.accuracy());
  }

  private static int right(Network network, int[][][] pairs, Decoding how) {
    Decoder decoder = new Decoder(network);
    int right = 0;
    for (int i = 0; i < pairs[0].length; i++) {
      Encoding encoding = decoder.encode(pairs[0][i]);
      int[] said = decoder.decode(encoding, how).getFirst().tokens();
      right += Arrays.equals(said, pairs[1][i]) ? 1 : 0;
    }
    return right;
  }

  @Test
  void batchesHoldTheirPairs() {
    int[][] sources = {{1, 2, 3}, {}, {4}};
    int[][] targets = {{5}, {3, 4}, {}};
    BatchSource source =
        BatchSource.translated(sources, targets, BEGIN, END, l -> LengthBatches.ofRows(l, 2, 2, 1));
    boolean[] begins = new boolean[2];
    int seen = 0;
    while (source.epoch() == 0) {
      source.next(begins);
      Packing rows = source.packing();
      for (int n = 0; n < rows.rows(); n++) {
        if (rows.length(n) > 0) {
          assertPair(sources, targets, source, n);
          seen++;
        }
      }
    }
    assertEquals(3, seen);
  }

  private static void assertPair(int[][] sources, int[][] targets, BatchSource batch, int n) {
    int length = batch.packing().length(n);
    int i = 0;
    while (targets[i].length + 1 != length) {
      i++;
    }
    assertEquals(sources[i].length, batch.sourcePacking().length(n));
    for (int s = 0; s < sources[i].length; s++) {
      assertEquals(sources[i][s], batch.input().source.tokens[batch.sourcePacking().at(s, n)]);
    }
    for (int t = 0; t < length; t++) {
      int at = batch.packing().at(t, n);
      assertEquals(t == 0 ? BEGIN : targets[i][t - 1], batch.input().tokens[at]);
      assertEquals(t == length - 1 ? END : targets[i][t], batch.target().classes[at]);
    }
  }

  @Test
  void stepMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    List<Runnable> steps = new ArrayList<>();
    for (Architecture a : Translators.all()) {
      BatchSource source = Runs.translations(a);
      Training training =
          Training.over(Network.initialise(a, 1), source, Mode.training(3), Loss.crossEntropy());
      source.next(new boolean[source.packing().rows()]);
      steps.add(() -> training.step(source.input(), source.target()));
    }
    Runnable[] all = steps.toArray(Runnable[]::new);
    Runnable each =
        () -> {
          for (Runnable step : all) {
            step.run();
          }
        };
    assertEquals(0, Garbage.leastBytes(each));
  }

  @Test
  void decoderStepMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Decoder decoder = new Decoder(Network.initialise(Translators.additive(), 1));
    Encoding encoding = decoder.encode(new int[] {1, 2, 3});
    var state = encoding.newState();
    float[] out = new float[Translators.SYMBOLS];
    assertEquals(0, Garbage.leastBytes(() -> decoder.step(encoding, state, 1, out)));
  }

  @Test
  void refusesWhatDoesNotBegin() {
    BatchSource translations = Runs.translations(Translators.additive());
    Network plain = Network.initialise(Runs.TOKENS, 1);
    assertRefused(
        "source: expected none",
        () -> Training.over(plain, translations, Mode.inference(), Loss.crossEntropy()));
    Network network = Network.initialise(Translators.additive(), 1);
    Training training = Training.over(network, translations, Mode.inference(), Loss.crossEntropy());
    translations.next(new boolean[3]);
    Training.Input alone = Training.Input.tokens(new int[translations.packing().capacity()]);
    assertRefused("input: expected a source", () -> training.step(alone, translations.target()));
    Training.Input features = alone.from(Training.Input.features(new float[100]));
    assertRefused(
        "source features: expected tokens", () -> training.step(features, translations.target()));
    assertRefused(
        "sources: expected as many as targets",
        () -> BatchSource.translated(new int[2][0], new int[1][0], 0, 1, Runs.plan(1)));
    assertRefused(
        "vectors[1]: expected as many numbers",
        () ->
            BatchSource.captioned(new float[][] {{1}, {1, 2}}, new int[2][0], 0, 1, Runs.plan(1)));
    assertArrayEquals(
        network.copyParameters(), training.network().copyParameters(), "nothing was updated");
  }

  /** Rows may have more room than they need, so an array's length does not tell its width. */
  @Test
  void refusesRowsOfAnotherWidth() {
    Network network = Network.initialise(Translators.between(), 1);
    int[][] targets = {{1, 2}, {3}};
    float[][] sources = {new float[12], new float[24]};
    for (int width : new int[] {1, 2, 4, 6, 12}) {
      BatchSource source = BatchSource.translated(sources, width, targets, 4, 5, Runs.plan(2));
      Training training = Training.over(network, source, Mode.inference(), Loss.crossEntropy());
      source.next(new boolean[2]);
      assertRefused(
          "source features: expected 3 numbers a row, got " + width,
          () -> training.step(source.input(), source.target()));
      Evaluation evaluation = new Evaluation(network.layers(), source, Loss.crossEntropy());
      assertRefused("source features: expected 3", () -> evaluation.loss(network));
    }
    Network vector = Network.initialise(Translators.vector(), 1);
    BatchSource captions = Runs.translations(Translators.vector());
    Training captioned = Training.over(vector, captions, Mode.inference(), Loss.crossEntropy());
    captions.next(new boolean[3]);
    Training.Input bent = captions.input().from(Training.Input.features(new float[9], 9));
    assertRefused(
        "source features: expected 3 numbers a row, got 9",
        () -> captioned.step(bent, captions.target()));
    Network wide = Network.initialise(Architecture.builder().features(3).gru(2).build(), 1);
    BatchSource measured =
        BatchSource.measured(
            sources, 3, new float[][] {new float[4], new float[8]}, 1, Runs.plan(2));
    Training training = Training.over(wide, measured, Mode.inference(), Loss.squared());
    measured.next(new boolean[2]);
    assertRefused(
        "targets: expected 2 numbers a row, got 1",
        () -> training.step(measured.input(), measured.target()));
  }

  @Test
  void refusesPlansOfOtherLengths() {
    int[][] sources = {{1}, {2}, {3}};
    int[][] targets = {{1, 2}, {3}, {}};
    for (int[] other : new int[][] {{3, 2}, {3, 2, 1, 1}, {1, 2, 3}, {9, 9, 9}}) {
      assertRefused(
          "plan: expected batches of the 3 lengths",
          () ->
              BatchSource.translated(
                  sources, targets, 4, 5, l -> LengthBatches.ofRows(other, 2, 2, 1)));
    }
    assertRefused(
        "targets[1][0]: expected at least 0",
        () -> BatchSource.translated(sources, new int[][] {{}, {-1}, {}}, 4, 5, Runs.plan(2)));
    assertRefused(
        "sources[2][0]: expected at least 0",
        () -> BatchSource.translated(new int[][] {{}, {}, {-7}}, targets, 4, 5, Runs.plan(2)));
    assertRefused(
        "begin, end", () -> BatchSource.translated(sources, targets, -1, 5, Runs.plan(2)));
  }

  @Test
  void refusesSourcesWithoutLengths() {
    Network network = Network.initialise(Translators.additive(), 1);
    Packing rows = Packing.ragged(5, 2, 10);
    Packing packing = Packing.dense(2, 2);
    Training training =
        new Training(network, rows, packing, Mode.inference(), Loss.crossEntropy(), null);
    Training.Input input =
        Training.Input.tokens(new int[4]).from(Training.Input.tokens(new int[10]));
    Training.Target target = Training.Target.classes(new int[4]);
    assertRefused("source: expected the lengths", () -> training.step(input, target));
    assertRefused("source: expected an input without a source", () -> input.from(input));
    rows.steps(0);
    assertTrue(training.step(input, target) > 0, "set to nothing they are nothing");
  }

  @Test
  void validationNeedsSourceOfItsOwn() {
    BatchSource source = Runs.translations(Translators.additive());
    Network network = Network.initialise(Translators.additive(), 1);
    Trainer trainer =
        new Trainer(Training.over(network, source, Mode.inference(), Loss.crossEntropy()), source);
    Evaluation same = new Evaluation(network.layers(), source, Loss.crossEntropy());
    assertRefused("by: expected an evaluation over a source", () -> trainer.validate(1, same));
    BatchSource other = Runs.translations(Translators.additive());
    trainer.validate(1, new Evaluation(network.layers(), other, Loss.crossEntropy()));
  }

  private static void assertRefused(String message, Runnable call) {
    String got = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(got.startsWith(message), got);
  }
}
