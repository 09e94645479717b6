package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Checkpointed;
import dev.cellwise.rnn.net.Garbage;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Truncated;
import dev.cellwise.rnn.net.Unrolled;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loss over a sequence in several windows, against that of one window. */
class SequenceLossTest {
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 4;
  private static final int STEPS = 7;
  private static final int ROWS = 3;
  private static final Mode MODE = Mode.training(5).withDropout(0.25f);

  private static final List<Architecture> ALL =
      List.of(
          Architecture.builder().features(INPUTS).lstm(17).gru(5).dense(OUTPUTS).build(),
          Architecture.builder()
              .features(INPUTS)
              .gru(6)
              .learnStart()
              .dense(OUTPUTS, Activation.gelu())
              .build(),
          Architecture.builder().features(INPUTS).lstm(OUTPUTS).build());

  private static final Architecture LAST =
      Architecture.builder().features(INPUTS).lstm(5).last().dense(OUTPUTS).build();

  private static final List<Loss> LOSSES =
      List.of(
          Loss.crossEntropy(),
          Loss.crossEntropy().withSmoothing(0.125).withClassWeights(1, 2, 0.5f, 3),
          Loss.squared(),
          Loss.absolute(),
          Loss.huber(0.5f),
          Loss.binary());

  private static float[] features(int rows) {
    return Nets.uniform(1, rows * INPUTS, -1, 1);
  }

  private static Training.Target target(Loss loss, int rows, boolean weighted) {
    Training.Target target =
        loss.ofClasses()
            ? Training.Target.classes(Nets.tokens(2, rows, OUTPUTS))
            : Training.Target.numbers(Nets.uniform(3, rows * OUTPUTS, 0, 1));
    float[] weights = Nets.uniform(4, rows, 0, 1);
    weights[0] = 0;
    return weighted ? target.weighted(weights) : target;
  }

  @Test
  void segmentsHaveTheGradientOfOneWindow() {
    for (Architecture a : ALL) {
      for (Loss loss : LOSSES) {
        for (boolean weighted : new boolean[] {false, true}) {
          Packing dense = Packing.dense(STEPS, ROWS);
          Packing ragged = Packing.ragged(STEPS, ROWS, STEPS * ROWS);
          ragged.lengths(3, 7, 5);
          segments(a, dense, loss, weighted);
          segments(a, ragged, loss, weighted);
        }
      }
    }
    for (Loss loss : LOSSES) {
      segments(LAST, Packing.dense(STEPS, ROWS), loss, true);
    }
  }

  private static void segments(Architecture a, Packing packing, Loss loss, boolean weighted) {
    Network network = Network.initialise(a, 1);
    float[] x = features(packing.total());
    Training.Target target = target(loss, a.last() ? ROWS : packing.total(), weighted);
    Training training = new Training(network, packing, MODE, loss);
    double expected = training.gradient(Training.Input.features(x), target);
    SequenceLoss sequence = new SequenceLoss(network.layers(), packing, loss).against(target);
    float[] p = network.copyParameters();
    for (int segment : new int[] {1, 3, STEPS}) {
      String what = a + ", " + loss + ", s " + segment;
      Checkpointed c = new Checkpointed(network.layers(), packing, segment, MODE);
      float[] dp = network.layers().parameters().allocate();
      assertEquals(expected, c.gradient(x, 0, p, dp, sequence), 1e-6 * expected, what);
      Nets.assertSameBits(what, training.gradients(), Network.tensors(network.layers(), dp));
    }
    float[] dp = network.layers().parameters().allocate();
    new GradientFlow(network.layers(), packing, MODE).gradient(x, 0, p, dp, sequence);
    Nets.assertSameBits(
        "gradient flow", training.gradients(), Network.tensors(network.layers(), dp));
  }

  /** A chunk is a sequence: side by side they are the windows of training. */
  @Test
  void chunksOfAStreamAreWindowsOfTraining() {
    for (Architecture a : ALL) {
      Network network = Network.initialise(a, 1);
      Packing packing = Packing.dense(3, ROWS);
      Training training = new Training(network, packing, MODE, Loss.crossEntropy());
      training.learningRate(0);
      Packing chunk = Packing.dense(3, ROWS);
      SequenceLoss loss = new SequenceLoss(network.layers(), chunk, Loss.crossEntropy());
      Truncated same = new Truncated(network.layers(), 3, 3, ROWS, MODE);
      Truncated longer = new Truncated(network.layers(), 3, 5, ROWS, MODE);
      float[] p = network.copyParameters();
      for (int steps : new int[] {3, 3, 1}) {
        packing.steps(steps);
        chunk.steps(steps);
        float[] x = features(steps * ROWS);
        Training.Target target = target(Loss.crossEntropy(), steps * ROWS, true);
        loss.against(target);
        double expected = training.step(Training.Input.features(x), target);
        float[] dp = network.layers().parameters().allocate();
        assertEquals(expected, same.gradient(steps, x, 0, p, dp, loss));
        // A shorter one goes back into the one before.
        if (steps == 3) {
          Nets.assertSameBits(
              a.toString(), training.gradients(), Network.tensors(network.layers(), dp));
        }
        // Of the new steps only, though the window has others in front of them.
        assertEquals(expected, longer.gradient(steps, x, 0, p, dp, loss));
      }
    }
  }

  @Test
  @Tag("cold")
  void refusesWhatIsNotOfTheSequence() {
    Network network = Network.initialise(ALL.getFirst(), 1);
    Packing packing = Packing.ragged(STEPS, ROWS, STEPS * ROWS);
    packing.lengths(2, 2, 1);
    SequenceLoss loss = new SequenceLoss(network.layers(), packing, Loss.crossEntropy());
    Unrolled u = new Unrolled(network.layers(), packing, Mode.inference());
    u.forward(features(5), 0, network.copyParameters());
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> loss.apply(u, 0, 0));
    assertTrue(e.getMessage().startsWith("target: expected "), e.getMessage());
    Nets.assertRefused("targets", () -> loss.against(target(Loss.squared(), 5, false)));
    Nets.assertRefused("targets", () -> loss.against(Training.Target.classes(new int[4])));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> loss.against(Training.Target.classes(new int[] {0, 1, 2, 3, 4})));
    assertThrows(IllegalStateException.class, () -> loss.apply(u, 0, 0));
    loss.against(Training.Target.classes(new int[5]));
    assertTrue(loss.apply(u, 0, 0) > 0);
    assertThrows(IndexOutOfBoundsException.class, () -> loss.apply(u, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> loss.apply(u, 0, 3));
    packing.lengths(2, 1, 1);
    assertThrows(IllegalStateException.class, () -> loss.apply(u, 0, 0));
    Loss.CrossEntropy three = Loss.crossEntropy().withClassWeights(1, 2, 3);
    Nets.assertRefused("classWeights", () -> new SequenceLoss(network.layers(), packing, three));
  }

  @Test
  void nothingIsAllocated() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    Network network = Network.initialise(ALL.getFirst(), 1);
    Packing packing = Packing.dense(STEPS, ROWS);
    Checkpointed c = new Checkpointed(network.layers(), packing, MODE);
    SequenceLoss loss = new SequenceLoss(network.layers(), packing, Loss.crossEntropy());
    Training.Target target = target(Loss.crossEntropy(), STEPS * ROWS, true);
    float[] x = features(STEPS * ROWS);
    float[] p = network.copyParameters();
    float[] dp = p.clone();
    Runnable sequence = () -> c.gradient(x, 0, p, dp, loss.against(target));
    assertEquals(0, Garbage.leastBytes(sequence), "bytes in " + Garbage.CALLS + " calls");
  }
}
