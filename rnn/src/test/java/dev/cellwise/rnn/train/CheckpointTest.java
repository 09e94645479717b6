package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.rnn.net.Translators;
import dev.cellwise.rnn.tape.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that goes on from a checkpoint has the bits of one that was never stopped. */
class CheckpointTest {
  private static final LstmOptions MASKED =
      LstmOptions.plain()
          .withZoneout(0.25f, 0.125f)
          .withRecurrentDropout(0.5f)
          .withInputDropout(0.25f);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void inTheFolder() {
    path = folder.resolve("checkpoint");
  }

  /** Stopped after 1, 5 and 9 steps of 13, each time gone on with by a new trainer. */
  private void assertGoesOn(Supplier<Trainer> made) throws IOException {
    Trainer whole = made.get().maxSteps(13);
    whole.run();
    for (int steps : new int[] {1, 5, 9, 13}) {
      Trainer part = made.get().maxSteps(steps).checkpoints(path);
      if (steps > 1) {
        part.resume(path);
      }
      part.run();
      assertEquals(steps, part.progress().steps());
    }
    Trainer resumed = made.get();
    resumed.resume(path);
    Runs.assertSameBits(whole, resumed);
    Runs.assertSameCarried(
        whole.training().unrolled().carried(), resumed.training().unrolled().carried());
  }

  private static Trainer tokens(Architecture a, Mode mode) {
    return Runs.trainer(a, Runs.streams(1), mode, Loss.crossEntropy());
  }

  @Test
  void statesAreCarriedOn() throws IOException {
    for (Architecture a :
        new Architecture[] {
          Architecture.builder().index(5).lstm(17).gru(33).dense(5).build(),
          Architecture.builder().embedding(5, 3).gru(4).rnn(3).dense(5).learnStart().build(),
          Architecture.builder()
              .index(5)
              .lstm(3)
              .reverse(new Architecture.Gru(4))
              .dense(5)
              .learnStart()
              .build()
        }) {
      assertGoesOn(() -> tokens(a, Mode.inference()));
    }
  }

  @Test
  void masksGoOn() throws IOException {
    Architecture a =
        Architecture.builder()
            .embedding(5, 3)
            .lstm(4, MASKED)
            .dropout(0.5f)
            .rnn(3)
            .dense(5)
            .build();
    assertGoesOn(() -> tokens(a, Mode.training(4).withDropout(0.25f)));
  }

  @Test
  void translationsGoOn() throws IOException {
    for (Architecture a : Translators.all()) {
      assertGoesOn(
          () -> {
            BatchSource source = Runs.translations(a);
            Mode mode = Mode.training(4).withDropout(0.25f);
            Training training =
                Training.over(Network.initialise(a, 1), source, mode, Loss.crossEntropy());
            return new Trainer(training, source).learningRate(LearningRate.constant(0.01));
          });
    }
  }

  @Test
  void everyOptimizerGoesOn() throws IOException {
    assertGoesOn(() -> with(p -> new Sgd(p, Sgd.Options.plain())));
    assertGoesOn(() -> with(p -> new Sgd(p, Sgd.Options.plain().withNesterov(0.9))));
    assertGoesOn(() -> with(p -> new RmsProp(p, RmsProp.Options.standard())));
    assertGoesOn(() -> with(p -> new AdaGrad(p, AdaGrad.Options.standard())));
    assertGoesOn(() -> with(p -> new Adam(p, Adam.Options.standard().withDecay(0.1))));
    assertGoesOn(() -> with(p -> new NAdam(p, NAdam.Options.standard())));
  }

  private static Trainer with(Function<Layout, UpdateRule> rule) {
    Trainer trainer = Runs.trainer();
    trainer.training().updateRule(rule);
    return trainer;
  }

  /** The best weights, the rate, and the patience that is left. */
  @Test
  void validationsGoOn() throws IOException {
    Supplier<Trainer> made =
        () -> {
          Trainer t = Runs.trainer();
          return t.validate(
                  2, new Evaluation(t.network().layers(), Runs.streams(2), Loss.crossEntropy()))
              .learningRate(new Plateau(0.05, 0.5, 0, 0.01, 0));
        };
    assertGoesOn(made);
    Trainer impatient = made.get().patience(2).maxSteps(1000);
    assertEquals(Trainer.Reason.PATIENCE, impatient.run().reason());
    long steps = impatient.progress().steps();
    Trainer part = made.get().checkpoints(path).maxSteps(steps - 1);
    part.run();
    part = made.get().patience(2);
    part.resume(path);
    assertEquals(Trainer.Reason.PATIENCE, part.run().reason());
    Runs.assertSameBits(impatient, part);
  }

  /** The loss that patience goes by is not the best one: 3, not 2.75. */
  @Test
  void patienceGoesOn() throws IOException {
    double[] losses = {3, 2.75, 2.375, 2.25};
    int[] seen = {0};
    Supplier<Trainer> made =
        () -> Runs.trainer().validate(2, network -> losses[seen[0]++]).patience(2, 0.5);
    made.get().maxSteps(4).checkpoints(path).run();
    Trainer resumed = made.get().maxSteps(8);
    resumed.resume(path);
    assertEquals(1, resumed.progress().sinceBest());
    assertEquals(Trainer.Reason.STEPS, resumed.run().reason());
    assertEquals(1, resumed.progress().sinceBest());
    assertEquals(2.25, resumed.progress().bestLoss());
  }

  @Test
  void everySourceGoesOn() throws IOException {
    assertGoesOn(
        () -> Runs.trainer(Runs.TOKENS, Runs.sentences(), Mode.training(1), Loss.crossEntropy()));
    assertGoesOn(() -> Runs.trainer(Runs.SERIES, Runs.series(), Mode.training(1), Loss.squared()));
  }

  @Test
  void sequencesWithOneClassGoOn() throws IOException {
    Architecture last = Architecture.builder().index(5).gru(4).last().dense(3).build();
    int[] classes = {0, 1, 2, 0, 1, 2, 0};
    assertGoesOn(
        () ->
            Runs.trainer(
                last,
                BatchSource.classified(Runs.sequences(7), classes, Runs.plan(3)),
                Mode.training(1),
                Loss.crossEntropy()));
  }

  @Test
  void theTimeBeforeIsCounted() throws IOException {
    Trainer t = Runs.trainer().maxSteps(2).checkpoints(path);
    t.run();
    Trainer resumed = Runs.trainer();
    resumed.resume(path);
    assertTrue(resumed.progress().seconds() > 0, "seconds");
    assertTrue(resumed.progress().seconds() <= t.progress().seconds(), "seconds");
  }

  /** Each bit: a negative zero, a count above 2^53, doubles that decimals would round. */
  @Test
  @Tag("reference")
  void whatIsPutInComesOut() throws IOException {
    Checkpoint c = new Checkpoint();
    c.putNumber("n", 0.1 + 0.2);
    c.putNumber("tiny", Double.MIN_VALUE);
    c.putNumber("none", Double.NaN);
    c.putNumber("front.x", -0.0);
    c.putNumber("far", Double.POSITIVE_INFINITY);
    c.putCounts("counts", Long.MAX_VALUE, (1L << 53) + 1, Long.MIN_VALUE);
    c.putCounts("no counts");
    c.putArray("floats", new float[] {-0f, Float.MIN_VALUE, 3});
    c.write(path, SafetensorsFile::write);
    Checkpoint r = Checkpoint.read(path);
    assertEquals(0.1 + 0.2, r.number("n"));
    assertEquals(Double.MIN_VALUE, r.number("tiny"));
    assertTrue(Double.isNaN(r.number("none")));
    assertEquals(Map.of("x", -0.0), r.numbers("front."));
    assertEquals(Double.POSITIVE_INFINITY, r.number("far"));
    assertArrayEquals(
        new long[] {Long.MAX_VALUE, (1L << 53) + 1, Long.MIN_VALUE}, r.counts("counts"));
    assertEquals(0, r.counts("no counts").length);
    Nets.assertSameBits("f", new float[] {-0f, Float.MIN_VALUE, 3}, r.finite("floats", 3));
    assertThrows(CheckpointException.class, () -> r.finite("floats", 2));
    assertThrows(CheckpointException.class, () -> r.array("n", 1));
    assertThrows(CheckpointException.class, () -> r.number("m"));
    assertThrows(CheckpointException.class, () -> r.number("counts"));
    assertThrows(CheckpointException.class, () -> r.counts("n"));
    assertThrows(CheckpointException.class, () -> r.count("counts", 0));
    assertThrows(CheckpointException.class, () -> r.ints("counts"));
  }

  /** Not one bit of the trainer is another after a refusal: it goes on as if nothing had been. */
  private void assertRefused(String message, Supplier<Trainer> made) throws IOException {
    Trainer t = made.get().maxSteps(2);
    t.run();
    CheckpointException e = assertThrows(CheckpointException.class, () -> t.resume(path));
    assertTrue(
        e.getMessage().startsWith(path.toString()) && e.getMessage().contains(message),
        e.getMessage());
    t.maxSteps(8).run();
    Trainer undisturbed = made.get().maxSteps(8);
    undisturbed.run();
    Runs.assertSameBits(undisturbed, t);
  }

  @Test
  @Tag("reference")
  void refusesThoseOfOtherTrainings() throws IOException {
    Runs.trainer().maxSteps(5).checkpoints(path).run();
    Mode mode = Mode.training(3);
    Loss loss = Loss.crossEntropy();
    Architecture wider = Architecture.builder().index(5).lstm(5).dense(5).build();
    assertRefused("network ", () -> tokens(wider, mode));
    assertRefused("training ", () -> tokens(Runs.TOKENS, Mode.training(4)));
    assertRefused("training ", () -> tokens(Runs.TOKENS, mode.withDropout(0.5f)));
    assertRefused(
        "training ",
        () ->
            Runs.trainer(
                Runs.TOKENS, Runs.streams(1), mode, Loss.crossEntropy().withSmoothing(0.1)));
    assertRefused("optimizer ", () -> with(p -> new RmsProp(p, RmsProp.Options.standard())));
    assertRefused(
        "optimizer ", () -> with(p -> new Adam(p, Adam.Options.standard().withBetas(0.8, 0.9))));
    assertRefused(
        "training ",
        () -> {
          Trainer t = Runs.trainer();
          t.training().clip(2);
          return t;
        });
    assertRefused("source ", () -> Runs.trainer(Runs.TOKENS, Runs.streams(2), mode, loss));
    assertRefused("source ", () -> Runs.trainer(Runs.TOKENS, Runs.sentences(), mode, loss));
    assertRefused(
        "source ",
        () ->
            Runs.trainer(
                Runs.TOKENS,
                BatchSource.streams(TokenStreams.of(Nets.tokens(1, 40, 5), 3, 2)),
                mode,
                loss));
    assertRefused(
        "plateau ",
        () ->
            Runs.trainer().learningRate(new Plateau(0.1, 0.5, 1, 0, 0)).validate(2, network -> 1));
  }

  private record Content(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /** Writes the checkpoint anew, with a change and a check sum that is right. */
  private void rewrite(Consumer<Content> change) throws IOException {
    SafetensorsFile file = SafetensorsFile.read(path);
    Content content =
        new Content(new LinkedHashMap<>(file.tensors()), new LinkedHashMap<>(file.metadata()));
    content.metadata.remove("cellwise.sum");
    change.accept(content);
    Checkpoint c = new Checkpoint();
    content.metadata.forEach(c::putText);
    content.tensors.forEach((name, tensor) -> c.putArray(name, tensor.values()));
    c.write(path, SafetensorsFile::write);
  }

  private void assertChangeRefused(String message, Consumer<Content> change) throws IOException {
    byte[] good = Files.readAllBytes(path);
    rewrite(change);
    assertRefused(message, Runs::trainer);
    Files.write(path, good);
  }

  /** Contents that no trainer writes, each with a right check sum. */
  @Test
  @Tag("reference")
  void refusesNonsense() throws IOException {
    Runs.trainer().validate(2, n -> 1).maxSteps(5).checkpoints(path).run();
    rewrite(c -> {});
    Runs.trainer().resume(path);
    for (String name :
        new String[] {
          "network",
          "position",
          "updates",
          "state.fresh",
          "masks.began",
          "steps",
          "validationDue",
          "patienceLoss",
          "loss",
          "product.beta1Power"
        }) {
      if (SafetensorsFile.read(path).metadata().containsKey(name)) {
        assertChangeRefused(
            name.replaceFirst("^product.*", "numbers"), c -> c.metadata.remove(name));
      }
    }
    for (String name : SafetensorsFile.read(path).tensors().keySet()) {
      String front = name.startsWith("moment.") ? "arrays" : "";
      assertChangeRefused(front, c -> c.tensors.remove(name));
      assertChangeRefused("", c -> c.tensors.put(name, Tensor.of(new float[3], 3)));
    }
    assertChangeRefused("finite number at 2 of weights", c -> poison(c, "weights"));
    assertChangeRefused("finite number at 2 of best", c -> poison(c, "best"));
    assertChangeRefused("m[2]", c -> poison(c, "moment.m"));
    assertChangeRefused("position", c -> c.metadata.put("position", "1 2"));
    assertChangeRefused("position", c -> c.metadata.put("position", "-1"));
    assertChangeRefused("position", c -> c.metadata.put("position", "x"));
    assertChangeRefused("steps", c -> c.metadata.put("steps", "-1"));
    assertChangeRefused("loss", c -> c.metadata.put("loss", ""));
    assertChangeRefused("masks.rows", c -> c.metadata.put("masks.rows", "0 1 2"));
    assertChangeRefused("masks.elapsed", c -> c.metadata.put("masks.elapsed", "3000000000"));
    assertChangeRefused("best weights", c -> c.metadata.put("bestStep", "-1"));
    assertChangeRefused("cellwise.checkpoint 1", c -> c.metadata.put("cellwise.checkpoint", "2"));
  }

  @Test
  @Tag("reference")
  void textOfAFileIsCutShort() throws IOException {
    Runs.trainer().maxSteps(1).checkpoints(path).run();
    rewrite(c -> c.metadata.put("network", "a\u001b[2J\n" + "b".repeat(100_000)));
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Runs.trainer().resume(path));
    assertTrue(e.getMessage().endsWith("got a?[2J?" + "b".repeat(494) + "..."), e.getMessage());
  }

  private static void poison(Content c, String name) {
    c.tensors.get(name).values()[2] = Float.NaN;
  }

  @Test
  @Tag("reference")
  void refusesThoseThatAreDamaged() throws IOException {
    Trainer t = Runs.trainer().maxSteps(3).checkpoints(path);
    t.run();
    byte[] good = Files.readAllBytes(path);
    for (int length = 0; length < good.length; length += 1 + length / 7) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThrows(CheckpointException.class, () -> t.resume(path));
    }
    for (int at = 0; at < good.length; at += 37) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(path, bad);
      String where = "byte " + at;
      assertThrows(CheckpointException.class, () -> t.resume(path), where);
    }
    Files.write(path, good);
    t.resume(path);
    Trainer undisturbed = Runs.trainer().maxSteps(9);
    undisturbed.run();
    t.maxSteps(9).run();
    Runs.assertSameBits(undisturbed, t);
  }

  @Test
  @Tag("reference")
  void refusesOtherFiles() throws IOException {
    Trainer t = Runs.trainer();
    assertThrows(NoSuchFileException.class, () -> t.resume(path));
    ModelFile.save(path, Network.initialise(Runs.TOKENS, 1));
    CheckpointException e = assertThrows(CheckpointException.class, () -> t.resume(path));
    assertTrue(e.getMessage().contains("cellwise.checkpoint"), e.getMessage());
  }
}
