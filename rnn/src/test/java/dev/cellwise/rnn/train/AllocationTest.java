package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Below;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Garbage;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Sampler;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Stepper;
import dev.cellwise.rnn.net.Unrolled;
import dev.cellwise.rnn.tape.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Neither a step of a stream nor one of training makes garbage once it is compiled. */
class AllocationTest {
  private static final Architecture WORDS =
      Architecture.builder().embedding(9, 5).lstm(17).lstm(33).dense(9).build();
  private static final Architecture INDEX =
      Architecture.builder().index(9).lstm(40).dense(9).build();
  private static final Architecture MIXED =
      Architecture.builder().index(9).gru(40).rnn(70).dense(9).build();
  private static final Architecture HEAD =
      Architecture.builder().index(9).rnn(20).dense(9, Activation.gelu()).build();
  private static final Architecture PRELU =
      Architecture.builder().index(9).rnn(20).densePrelu(9).build();
  private static final Architecture NUMBERS = Architecture.builder().features(3).lstm(20).build();

  @BeforeEach
  void bytesAreCounted() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
  }

  private static void assertNoGarbage(Runnable body) {
    assertEquals(0, Garbage.leastBytes(body), "bytes in " + Garbage.CALLS + " calls");
  }

  @Test
  void aStepOfTokens() {
    for (Architecture a : new Architecture[] {WORDS, INDEX, MIXED, HEAD, PRELU}) {
      Network network = Network.initialise(a, 1);
      Stepper stepper = network.newStepper();
      State state = network.newState();
      float[] out = new float[9];
      int[] token = {0};
      assertNoGarbage(
          () -> {
            stepper.step(state, token[0], out);
            token[0] = (token[0] + 1) % 9;
          });
    }
  }

  /**
   * The very first steps of a stream; a second or third warm-up only where the first was starved.
   */
  @Test
  void theFirstStepsAfterWarmUp() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Network network = Network.initialise(INDEX, 1);
    Session session = network.newSession();
    float[] out = new float[9];
    long bytes = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 3 && bytes > 0; attempt++) {
      network.warmUp();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 480; i++) {
        session.step(i % 9, out);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, bytes, "bytes in 480 steps");
  }

  private static Sampler[] samplers() {
    Sampler s = Sampler.temperature(0.8f, 1);
    return new Sampler[] {
      Sampler.greedy(), s, s.withTopK(3), s.withTopP(0.9f), s.withTopK(9).withTopP(0.5f)
    };
  }

  @Test
  void aDraw() {
    float[] logits = Nets.uniform(1, 65, -2, 2);
    for (Sampler sampler : samplers()) {
      for (int n : new int[] {5, 16, 65}) {
        assertNoGarbage(() -> sampler.next(logits, n));
      }
    }
  }

  @Test
  void aRunOfTokens() {
    for (Architecture a : new Architecture[] {WORDS, INDEX, MIXED, HEAD, PRELU}) {
      Network network = Network.initialise(a, 1);
      Stepper stepper = network.newStepper();
      State state = network.newState();
      int[] tokens = Nets.tokens(1, 70, 9);
      float[] out = new float[70 * 9];
      assertNoGarbage(() -> stepper.run(state, tokens, 70, out));
    }
  }

  @Test
  void stepsAndRunsOfNumbers() {
    Network network = Network.initialise(NUMBERS, 1);
    Stepper stepper = network.newStepper();
    State state = network.newState();
    float[] in = Nets.uniform(1, 70 * 3, -1, 1);
    float[] out = new float[70 * 20];
    assertNoGarbage(() -> stepper.step(state, in, out));
    assertNoGarbage(() -> stepper.run(state, in, 70, out));
  }

  @Test
  void aWindowForwardAndBackward() {
    Network network = Network.initialise(NUMBERS, 1);
    Unrolled u = new Unrolled(network.layers(), 6, 3);
    float[] p = network.copyParameters();
    float[] g = p.clone();
    float[] in = Nets.uniform(1, 6 * 3 * 3, -1, 1);
    assertNoGarbage(
        () -> {
          u.forward(6, in, 0, p);
          u.prepare(p);
          u.clear(6);
          u.backward(6, p, g);
          u.carry(6);
        });
  }

  @Test
  void aWindowOfACellWithRandomMasks() {
    LstmOptions o =
        LstmOptions.plain()
            .withZoneout(0.25f, 0.125f)
            .withRecurrentDropout(0.5f)
            .withInputDropout(0.25f);
    Layout.Builder parameters = Layout.builder("parameters");
    Cell cell = o.cell(parameters, "l0", 5, 20);
    Layout.Builder tape = Layout.builder("tape");
    Layout.Builder work = Layout.builder("workspace");
    CellWindow window = cell.window(tape, work, "", Packing.dense(6, 3), Below.LAYER);
    RandomMasks masks = new RandomMasks(1, 3);
    window.drawMasks(0, masks);
    float[] p = parameters.build().allocate();
    float[] dp = p.clone();
    float[] data = tape.build().allocate();
    float[] d = work.build().allocate();
    float[] x = Nets.uniform(1, 6 * 3 * 5, -1, 1);
    float[] dx = new float[6 * 3 * 16];
    assertNoGarbage(
        () -> {
          window.input(x, 0, 5, p, data);
          window.forward(p, data);
          window.backward(p, data, d, dp);
          window.backwardInputWeights(x, 0, 5, d, dp);
          window.backwardInput(d, dx, 0, 16);
          window.carry(6, data);
          masks.advance(6);
          masks.restart(1);
        });
  }

  @Test
  void aTrainingStep() {
    for (Architecture a : new Architecture[] {WORDS, INDEX, MIXED, HEAD, PRELU}) {
      for (float dropout : new float[] {0, 0.2f}) {
        Training t = new Training(Network.initialise(a, 1), 6, 3, dropout, 1);
        t.clip(1);
        int[] tokens = Nets.tokens(1, 18, 9);
        int[] targets = Nets.tokens(2, 18, 9);
        assertNoGarbage(() -> t.step(tokens, targets));
      }
    }
  }

  /**
   * Rounds without validation: batch, states that begin anew, schedule, step, metrics, listener.
   */
  @Test
  void roundsOfATrainer() {
    Architecture a = Architecture.builder().index(5).lstm(17).dense(5).build();
    long[] steps = {0};
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public void step(Progress p) {
            steps[0] += p.smoothedLoss() > 0 && p.trainingAccuracy() >= 0 ? 1 : 0;
          }
        };
    for (BatchSource source : new BatchSource[] {Runs.streams(1), Runs.sentences()}) {
      Trainer t = Runs.trainer(a, source, Mode.training(1), Loss.crossEntropy()).listener(counting);
      long before = steps[0];
      assertNoGarbageInRounds(t);
      assertTrue(steps[0] - before >= Garbage.CALLS, "steps were made");
    }
    Architecture learned =
        Architecture.builder().index(5).lstm(17).gru(4).rnn(3).dense(5).learnStart().build();
    assertNoGarbageInRounds(
        Runs.trainer(learned, Runs.sentences(), Mode.training(1), Loss.crossEntropy()));
    Trainer series = Runs.trainer(Runs.SERIES, Runs.series(), Mode.training(1), Loss.squared());
    assertNoGarbageInRounds(series);
  }

  private static void assertNoGarbageInRounds(Trainer trainer) {
    assertNoGarbage(
        () -> {
          try {
            trainer.round();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
