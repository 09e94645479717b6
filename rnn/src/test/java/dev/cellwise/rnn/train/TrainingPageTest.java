package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/training.md} are this test's code, and do what the page says. */
@Tag("reference")
class TrainingPageTest {
  private static final Architecture TOKENS =
      Architecture.builder().index(5).lstm(4).dense(5).build();

  private final int rows = 2;
  private final int steps = 4;
  private final int total = 120;

  @TempDir Path folder;

  @Test
  void aLoopOfOnesOwn() {
    Network network = Network.initialise(TOKENS, 1);
    int[] tokens = Nets.tokens(1, 8, 5);
    int[] targets = Nets.tokens(2, 8, 5);

    Training training = new Training(network, steps, rows); // Adam at first
    training.updateRule(p -> new Adam(p, Adam.Options.standard().withDecay(0.01)));
    training.clip(Clipping.byNorm(1));
    LearningRate rate = LearningRate.cosine(3e-3, 0.05, 100, total);
    for (int step = 0; step < total; step++) {
      training.learningRate(rate.at(step));
      training.step(tokens, targets); // loss before the update, nats a token
    }
    Network trained = training.network(); // a copy of the weights as they are now

    assertFalse(trained.tensors().equals(network.tensors()));
  }

  @Test
  void aTrainerThatGoesOn() throws IOException {
    Architecture architecture = TOKENS;
    int[] tokens = Nets.tokens(1, 100, 5);
    int[] heldOut = Nets.tokens(2, 30, 5);
    Path path = folder.resolve("checkpoint.safetensors");
    for (int runs = 0; runs < 2; runs++) {
      BatchSource source = BatchSource.streams(TokenStreams.shifted(tokens, rows, steps, 42));
      BatchSource held = BatchSource.streams(TokenStreams.of(heldOut, rows, steps));
      Network start = Network.initialise(architecture, 42);
      Mode mode = Mode.training(42);
      Training training = new Training(start, source.packing(), mode, Loss.crossEntropy());
      training.clip(1);
      Trainer trainer =
          new Trainer(training, source)
              .learningRate(LearningRate.cosine(3e-3, 0.05, 100, total))
              .validate(50, new Evaluation(start.layers(), held, Loss.crossEntropy()))
              .patience(10)
              .maxSteps(total)
              .checkpoints(path);
      if (Files.exists(path)) {
        trainer.resume(path);
      }
      Trainer.Result result = trainer.run();
      Network best = result.network();

      assertEquals(Trainer.Reason.STEPS, result.reason());
      assertEquals(total, result.steps());
      assertEquals(TOKENS, best.architecture());
      new Printed().validation(trainer.progress());
    }
  }

  private static final class Printed implements TrainingListener {
    @Override
    public void validation(Progress p) {
      System.out.printf("%d: %.3f, %.3f%n", p.steps(), p.smoothedLoss(), p.validationLoss());
    }
  }

  @Test
  void seriesAndSentences() throws IOException {
    Series series = Series.of("load", Nets.uniform(1, 90, -1, 1), 3);
    int[][] sentences = Runs.sequences(20);

    Windows windows = Windows.of(24, series).withHorizon(2).withTargets(0);
    Architecture forecast = Architecture.builder().features(3).gru(8).last().dense(2).build();
    BatchSource ofWindows = BatchSource.windows(windows, 4, 42);

    BatchSource ofSentences =
        BatchSource.nextTokens(sentences, lengths -> LengthBatches.ofRowSteps(lengths, 64, 20, 42));

    Network network = Network.initialise(forecast, 1);
    Training one = new Training(network, ofWindows.packing(), Mode.training(1), Loss.huber(1));
    assertEquals(3, new Trainer(one, ofWindows).maxSteps(3).run().steps());
    Training two =
        new Training(
            Network.initialise(TOKENS, 1),
            ofSentences.packing(),
            Mode.training(1),
            Loss.crossEntropy());
    assertEquals(3, new Trainer(two, ofSentences).maxSteps(3).run().steps());
  }

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    String page = Files.readString(Path.of("../docs/training.md"));
    String code =
        plain(
            Files.readString(
                Path.of("src/test/java/dev/cellwise/rnn/train/TrainingPageTest.java")));
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page.replace("\r", ""));
    int found = 0;
    while (blocks.find()) {
      String block = blocks.group(1);
      assertTrue(code.contains(plain(block)), "docs/training.md differs:\n" + block);
      found++;
    }
    assertEquals(4, found);
  }

  /** Without indentation, empty lines, and blanks before comments. */
  private static String plain(String code) {
    return code.replaceAll("\\s*\\n\\s*", "\n").replaceAll(" +//", " //").strip();
  }
}
