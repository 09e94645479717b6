package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a trainer: what it does each round, and why it ends. */
class TrainerTest {
  @TempDir Path folder;

  /** The loop that a user would write. */
  @Test
  void aRunHasTheBitsOfALoop() throws IOException {
    TokenStreams streams = TokenStreams.shifted(Nets.tokens(1, 40, 5), 2, 3, 7);
    Training training = new Training(Network.initialise(Runs.TOKENS, 1), 3, 2, 0, 3);
    training.clip(1);
    LearningRate rate = LearningRate.exponential(0.02, 0.99);
    int[] x = new int[6];
    int[] y = new int[6];
    double loss = 0;
    double weights = 0;
    double smoothed = 0;
    for (int step = 0; step < 15; step++) {
      if (streams.fill(x, y)) {
        training.resetState();
      }
      training.learningRate(rate.at(step));
      loss = training.step(x, y);
      smoothed = 0.98 * smoothed + loss;
      weights = 0.98 * weights + 1;
    }
    Trainer trainer = Runs.trainer().maxSteps(15);
    Trainer.Result result = trainer.run();
    assertEquals(Trainer.Reason.STEPS, result.reason());
    assertEquals(15, result.steps());
    assertEquals(2, result.epoch());
    assertEquals(loss, trainer.progress().loss());
    assertEquals(rate.at(14), trainer.progress().learningRate());
    assertEquals(smoothed / weights, result.loss(), 1e-12);
    Nets.assertSameBits("weights", training.network().tensors(), result.network().tensors());
    assertEquals(Double.POSITIVE_INFINITY, result.bestLoss());
    assertEquals(-1, result.bestStep());
  }

  @Test
  void goesOnWithWiderLimits() throws IOException {
    Trainer parts = Runs.trainer();
    assertEquals(4, parts.maxSteps(4).run().steps());
    assertEquals(4, parts.run().steps(), "nothing to do");
    assertEquals(15, parts.maxSteps(15).run().steps());
    Trainer whole = Runs.trainer().maxSteps(15);
    whole.run();
    Runs.assertSameBits(whole, parts);
  }

  @Test
  void endsAfterEpochsAndTime() throws IOException {
    Trainer.Result result = Runs.trainer().maxEpochs(2).run();
    assertEquals(Trainer.Reason.EPOCHS, result.reason());
    assertEquals(12, result.steps());
    result = Runs.trainer().maxTime(Duration.ofNanos(1)).run();
    assertEquals(Trainer.Reason.TIME, result.reason());
    assertEquals(1, result.steps());
  }

  /** Losses 3, 2, 4, 2, NaN: the second is the best, three after it are not better. */
  @Test
  void stopsEarlyAndKeepsTheBestWeights() throws IOException {
    double[] losses = {3, 2, 4, 2, Double.NaN, 0};
    List<Network> seen = new ArrayList<>();
    Trainer trainer =
        Runs.trainer()
            .validate(
                2,
                network -> {
                  seen.add(network);
                  return losses[seen.size() - 1];
                })
            .patience(3);
    Trainer.Result result = trainer.run();
    assertEquals(Trainer.Reason.PATIENCE, result.reason());
    assertEquals(10, result.steps());
    assertEquals(2, result.bestLoss());
    assertEquals(4, result.bestStep());
    assertEquals(5, trainer.progress().validations());
    assertTrue(Double.isNaN(trainer.progress().validationLoss()));
    Nets.assertSameBits("best", seen.get(1).tensors(), result.network().tensors());
    assertFalse(
        seen.get(1).tensors().equals(trainer.network().tensors()), "the last weights are others");
  }

  /** A loss that falls slowly counts when it has fallen by more than half, not by just half. */
  @Test
  void whatIsHardlyBetterCostsPatience() throws IOException {
    double[] losses = {3, 2.875, 2.5, 2.25, 2.125, 2, 1.875};
    int[] seen = {0};
    Trainer trainer =
        Runs.trainer().validate(2, network -> losses[seen[0]++]).patience(3, 0.5).maxSteps(1000);
    Trainer.Result result = trainer.run();
    assertEquals(Trainer.Reason.PATIENCE, result.reason());
    assertEquals(14, result.steps());
    assertEquals(1.875, result.bestLoss());
    assertEquals(14, result.bestStep());
    assertEquals(3, trainer.progress().sinceBest());
    Nets.assertSameBits("best", trainer.network().tensors(), result.network().tensors());
  }

  @Test
  void thePlateauHearsOfValidations() throws IOException {
    List<Double> rates = new ArrayList<>();
    Runs.trainer()
        .learningRate(new Plateau(0.01, 0.5, 1, 0, 0))
        .validate(2, network -> 1)
        .maxSteps(8)
        .listener(
            new TrainingListener() {
              @Override
              public void step(Progress p) {
                rates.add(p.learningRate());
              }
            })
        .run();
    assertEquals(List.of(0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.005), rates);
  }

  @Test
  void tellsInOrder() throws IOException {
    List<String> told = new ArrayList<>();
    Path path = folder.resolve("c");
    Runs.trainer()
        .validate(3, network -> 1)
        .checkpoints(path, 4)
        .maxSteps(7)
        .listener(
            new TrainingListener() {
              @Override
              public void step(Progress p) {
                told.add("step " + p.steps());
              }

              @Override
              public void epoch(Progress p) {
                told.add("epoch " + p.epoch());
              }

              @Override
              public void validation(Progress p) {
                told.add("validation " + p.validationLoss());
              }

              @Override
              public void checkpoint(Progress p, Path to) {
                assertSame(path, to);
                told.add("checkpoint");
              }

              @Override
              public void end(Progress p, Trainer.Reason reason) {
                told.add("end " + reason);
              }
            })
        .run();
    String expected =
        "step 1, step 2, step 3, validation 1.0, step 4, checkpoint, step 5, step 6, epoch 1,"
            + " validation 1.0, step 7, checkpoint, end STEPS";
    assertEquals(expected, String.join(", ", told));
  }

  /** NaN where there are no classes, and until a resumed trainer has done a step. */
  @Test
  void theAccuracyOfABatchIsTold() throws IOException {
    Path path = folder.resolve("c");
    List<Double> told = new ArrayList<>();
    Trainer trainer = Runs.trainer().maxSteps(4).checkpoints(path);
    Training training = trainer.training();
    assertTrue(Double.isNaN(trainer.progress().trainingAccuracy()));
    trainer.listener(
        new TrainingListener() {
          @Override
          public void step(Progress p) {
            assertEquals(training.accuracy(), p.trainingAccuracy());
            told.add(p.trainingAccuracy() * 6);
          }
        });
    trainer.run();
    assertEquals(4, told.size());
    told.forEach(hits -> assertEquals(Math.rint(hits), hits, 1e-12, "of six tokens"));
    trainer.resume(path);
    assertTrue(Double.isNaN(trainer.progress().trainingAccuracy()));
    trainer.maxSteps(5).run();
    assertEquals(5, told.size());
    Trainer numbers = Runs.trainer(Runs.SERIES, Runs.series(), Mode.training(1), Loss.squared());
    numbers.maxSteps(1).run();
    assertTrue(Double.isNaN(numbers.progress().trainingAccuracy()));
  }

  /** Throws once: at the sixth step, an epoch's last, after which a validation is due too. */
  private static TrainingListener throwing(String at) {
    boolean[] thrown = {false};
    return new TrainingListener() {
      private void call(String name, Progress p) {
        if (name.equals(at) && p.steps() == 6 && !thrown[0]) {
          thrown[0] = true;
          throw new IllegalStateException(at);
        }
      }

      @Override
      public void step(Progress p) {
        call("step", p);
      }

      @Override
      public void epoch(Progress p) {
        call("epoch", p);
      }

      @Override
      public void validation(Progress p) {
        call("validation", p);
      }
    };
  }

  private static Trainer validated(TrainingListener listener) {
    Trainer t = Runs.trainer();
    return t.validate(3, new Evaluation(t.network().layers(), Runs.streams(2), Loss.crossEntropy()))
        .learningRate(new Plateau(0.05, 0.5, 0, 0.01, 0))
        .listener(listener);
  }

  @Test
  void aListenerThatThrowsCostsNoValidation() throws IOException {
    Trainer whole = validated(new TrainingListener() {}).maxSteps(13);
    whole.run();
    assertEquals(4, whole.progress().validations());
    for (String at : new String[] {"step", "epoch", "validation"}) {
      Path path = folder.resolve(at);
      Trainer trainer = validated(throwing(at)).maxSteps(13);
      IllegalStateException e = assertThrows(IllegalStateException.class, trainer::run);
      assertEquals(at, e.getMessage());
      assertEquals(6, trainer.progress().steps());
      trainer.save(path);
      trainer.run();
      Runs.assertSameBits(whole, trainer);
      Trainer resumed = validated(new TrainingListener() {}).maxSteps(13);
      resumed.resume(path);
      resumed.run();
      Runs.assertSameBits(whole, resumed);
    }
  }

  /** It is saved between the step and the validation. */
  @Test
  void aListenerThatSavesCostsNoValidation() throws IOException {
    Path path = folder.resolve("c");
    Trainer trainer = validated(new TrainingListener() {}).maxSteps(8);
    trainer.listener(
        new TrainingListener() {
          @Override
          public void step(Progress p) {
            if (p.steps() == 3) {
              assertDoesNotThrow(() -> trainer.save(path));
            }
          }
        });
    trainer.run();
    Trainer resumed = validated(new TrainingListener() {}).maxSteps(8);
    resumed.resume(path);
    assertEquals(3, resumed.progress().steps());
    resumed.run();
    Runs.assertSameBits(trainer, resumed);
  }

  @Test
  void aListenerThatThrowsCostsNoEnd() throws IOException {
    Trainer trainer = Runs.trainer().maxEpochs(1).listener(throwing("step"));
    assertThrows(IllegalStateException.class, trainer::run);
    Trainer.Result result = trainer.run();
    assertEquals(Trainer.Reason.EPOCHS, result.reason());
    assertEquals(6, result.steps());
  }

  /** What a validation throws ends the run too: it is asked again. */
  @Test
  void aValidationThatThrowsIsAskedAgain() throws IOException {
    int[] calls = {0};
    Trainer trainer =
        Runs.trainer()
            .maxSteps(5)
            .validate(
                2,
                network -> {
                  if (calls[0]++ == 0) {
                    throw new IllegalStateException("not now");
                  }
                  return 1;
                });
    assertThrows(IllegalStateException.class, trainer::run);
    assertEquals(5, trainer.run().steps());
    assertEquals(2, trainer.progress().validations());
    assertEquals(3, calls[0]);
  }

  @Test
  void stopsWhenAsked() throws IOException {
    Trainer trainer = Runs.trainer();
    trainer.listener(
        new TrainingListener() {
          @Override
          public void step(Progress p) {
            if (p.steps() == 3) {
              trainer.stop();
            }
          }
        });
    Trainer.Result result = trainer.run();
    assertEquals(Trainer.Reason.STOPPED, result.reason());
    assertEquals(3, result.steps());
    assertEquals(5, trainer.maxSteps(5).run().steps(), "once asked, once stopped");
  }

  private static TrainingListener interruptAt(int step) {
    return new TrainingListener() {
      @Override
      public void step(Progress p) {
        if (p.steps() == step) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  @Test
  void anInterruptedThreadSavesAndStaysInterrupted() throws IOException {
    Path path = folder.resolve("c");
    Trainer trainer = Runs.trainer().checkpoints(path).listener(interruptAt(5));
    Trainer.Result result = trainer.run();
    assertTrue(Thread.interrupted(), "the flag");
    assertEquals(Trainer.Reason.INTERRUPTED, result.reason());
    assertEquals(5, result.steps());
    Trainer resumed = Runs.trainer();
    resumed.resume(path);
    Runs.assertSameBits(trainer, resumed);
  }

  /** Within the round that saves: the interrupt comes before the file is opened. */
  @Test
  void anInterruptDoesNotCostACheckpoint() throws IOException {
    Path path = folder.resolve("c");
    Trainer trainer = Runs.trainer().checkpoints(path, 2).listener(interruptAt(2));
    assertEquals(Trainer.Reason.INTERRUPTED, trainer.run().reason());
    assertTrue(Thread.interrupted(), "the flag");
    Trainer resumed = Runs.trainer();
    resumed.resume(path);
    assertEquals(2, resumed.progress().steps());
  }

  /** In the middle of writing: it is written again. */
  @Test
  void anInterruptedSaveIsRepeated() throws IOException {
    Path path = folder.resolve("c");
    Trainer trainer = Runs.trainer().maxSteps(4).checkpoints(path, 2);
    int[] calls = {0};
    trainer.writer =
        (to, tensors, metadata) -> {
          if (calls[0]++ == 0) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
          }
          SafetensorsFile.write(to, tensors, metadata);
        };
    Trainer.Result result = trainer.run();
    assertTrue(Thread.interrupted(), "the flag");
    assertEquals(Trainer.Reason.INTERRUPTED, result.reason());
    assertEquals(2, result.steps());
    assertEquals(3, calls[0], "twice for the first, once at the end");
    Runs.trainer().resume(path);
  }

  @Test
  void anEndlesslyInterruptedSaveFails() {
    Trainer trainer = Runs.trainer().maxSteps(1).checkpoints(folder.resolve("c"), 2);
    trainer.writer =
        (to, tensors, metadata) -> {
          Thread.currentThread().interrupt();
          throw new ClosedByInterruptException();
        };
    assertThrows(ClosedByInterruptException.class, trainer::run);
    assertTrue(Thread.interrupted(), "the flag");
  }

  @Test
  void aFullDiskLosesNothing() throws IOException {
    Trainer trainer = Runs.trainer().maxSteps(6).checkpoints(folder.resolve("c"), 2);
    trainer.writer =
        (to, tensors, metadata) -> {
          throw new IOException("No space left on device");
        };
    assertThrows(IOException.class, trainer::run);
    assertEquals(2, trainer.progress().steps());
    trainer.writer = SafetensorsFile::write;
    assertEquals(6, trainer.run().steps());
    Trainer whole = Runs.trainer().maxSteps(6);
    whole.run();
    Runs.assertSameBits(whole, trainer);
  }

  /** A feature that is infinite comes in the third batch. */
  @Test
  void aLossThatIsNotFiniteStopsWithTheLastGoodWeights() throws IOException {
    Path path = folder.resolve("c");
    BatchSource source = Runs.series();
    List<String> told = new ArrayList<>();
    Training training =
        new Training(
            Network.initialise(Runs.SERIES, 1), source.packing(), Mode.training(1), Loss.squared());
    Trainer trainer =
        new Trainer(training, new Poisoned(source, 2))
            .checkpoints(path, 1)
            .listener(
                new TrainingListener() {
                  @Override
                  public void end(Progress p, Trainer.Reason reason) {
                    told.add(reason + " after " + p.steps());
                  }
                });
    ArithmeticException e = assertThrows(ArithmeticException.class, trainer::run);
    assertTrue(e.getMessage().startsWith("loss: expected finite, got "), e.getMessage());
    assertTrue(e.getMessage().contains("at update 2 in row 0"), e.getMessage());
    assertEquals(List.of("NOT_FINITE after 2"), told);
    Map<String, Tensor> last = trainer.network().tensors();
    IllegalStateException refused = assertThrows(IllegalStateException.class, trainer::run);
    assertTrue(refused.getMessage().contains("resume it"), refused.getMessage());
    assertThrows(IllegalStateException.class, () -> trainer.save(folder.resolve("d")));
    assertFalse(Files.exists(folder.resolve("d")));
    Trainer resumed = new Trainer(training, new Poisoned(source, -1));
    resumed.resume(path);
    assertEquals(2, resumed.progress().steps());
    Nets.assertSameBits("weights", last, resumed.network().tensors());
    assertEquals(5, resumed.maxSteps(5).run().steps());
  }

  /** An update of infinite weights is not a failure of its step, but never gets into a file. */
  @Test
  void weightsThatAreNotFiniteAreNotSaved() throws IOException {
    Path path = folder.resolve("c");
    Trainer trainer = Runs.trainer().maxSteps(3).checkpoints(path, 3);
    trainer.run();
    byte[] before = Files.readAllBytes(path);
    Map<String, Tensor> good = trainer.network().tensors();
    Training training = trainer.training();
    trainer
        .maxSteps(6)
        .listener(
            new TrainingListener() {
              @Override
              public void step(Progress p) {
                if (p.steps() == 6) {
                  Arrays.fill(training.parameters(), Float.NaN);
                }
              }
            });
    ArithmeticException e = assertThrows(ArithmeticException.class, trainer::run);
    assertTrue(
        e.getMessage().matches("weights: expected finite, got NaN before update 6 in row .*"),
        e.getMessage());
    assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(path)), "the file");
    Nets.assertSameBits("weights", good, trainer.network().tensors());
    assertThrows(IllegalStateException.class, trainer::run);
    trainer.resume(path);
    assertEquals(3, trainer.progress().steps());
  }

  @Test
  void refusesWhatCannotBe() {
    Trainer t = Runs.trainer();
    assertRefused("everySteps", () -> t.validate(0, network -> 1));
    assertRefused("validations", () -> t.patience(0));
    assertRefused("leastImprovement", () -> t.patience(1, -0.5));
    assertRefused("leastImprovement", () -> t.patience(1, Double.NaN));
    assertRefused("leastImprovement", () -> t.patience(1, Double.POSITIVE_INFINITY));
    assertRefused("steps", () -> t.maxSteps(0));
    assertRefused("epochs", () -> t.maxEpochs(-1));
    assertRefused("time", () -> t.maxTime(Duration.ZERO));
    assertRefused("every", () -> t.checkpoints(folder, Duration.ofSeconds(-1)));
    assertRefused("everySteps", () -> t.checkpoints(folder, 0));
    Training other = new Training(Network.initialise(Runs.TOKENS, 1), 3, 2);
    assertRefused("training", () -> new Trainer(other, Runs.streams(1)));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Runs.trainer().patience(2).run());
    assertEquals("validate: expected a validation for the patience, got none", e.getMessage());
    Plateau plateau = new Plateau(0.1, 0.5, 1, 0, 0);
    e = assertThrows(IllegalStateException.class, () -> Runs.trainer().learningRate(plateau).run());
    assertEquals("validate: expected a validation for the plateau, got none", e.getMessage());
  }

  private static void assertRefused(String argument, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.getMessage());
  }

  /** A source one of whose batches has an infinite feature. */
  private static final class Poisoned extends Delegate {
    private final int batch;
    private int batches;

    Poisoned(BatchSource source, int batch) {
      super(source);
      this.batch = batch;
    }

    @Override
    public void next(boolean[] begins) {
      super.next(begins);
      if (batches++ == batch) {
        input().features[0] = Float.NaN;
      }
    }
  }
}
