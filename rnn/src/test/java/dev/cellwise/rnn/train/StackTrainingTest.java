package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Garbage;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Team;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Training steps of stacks over rows of different length: threads, padding, garbage. */
class StackTrainingTest {
  private static final int INPUTS = 3;
  private static final int CLASSES = 4;
  private static final int STEPS = 5;
  private static final int[] LENGTHS = {3, 5, 0, 2};
  private static final int ROWS = LENGTHS.length;

  private static Architecture.Builder features() {
    return Architecture.builder().features(INPUTS);
  }

  private static final List<Architecture> BOTH =
      List.of(
          features()
              .dropout(0.25f)
              .bidirectional(new Architecture.Lstm(9), Merge.CONCAT)
              .norm()
              .residual(b -> b.norm().lstm(9).dropout(0.5f).hidden(18, Activation.gelu()))
              .reverse(new Architecture.Gru(6))
              .learnStart()
              .dense(CLASSES)
              .build(),
          Architecture.builder()
              .index(7)
              .bidirectional(new Architecture.Gru(18), Merge.MULTIPLY)
              .rnn(5)
              .dense(CLASSES)
              .build(),
          Architecture.builder()
              .embedding(7, 5)
              .dropout(0.25f)
              .lstm(17)
              .bidirectional(new Architecture.Lstm(3), Merge.SUM)
              .last()
              .norm()
              .learnStart()
              .dense(CLASSES)
              .build());

  private static final List<Architecture> FORWARD =
      List.of(
          features()
              .hidden(6, Activation.tanh())
              .lstm(17)
              .norm()
              .residual(b -> b.gru(17))
              .learnStart()
              .dense(CLASSES)
              .build(),
          Architecture.builder().index(7).gru(18).rnn(5).dense(CLASSES).build(),
          Architecture.builder().embedding(7, 5).norm().lstm(5).densePrelu(CLASSES).build());

  private static Training.Input input(Network network, int rows) {
    return network.layers().tokens()
        ? Training.Input.tokens(Nets.tokens(1, rows, 7))
        : Training.Input.features(Nets.uniform(1, rows * INPUTS, -1, 1));
  }

  private static Training training(Network network, Team team) {
    Packing packing = Packing.ragged(STEPS, ROWS, STEPS * ROWS);
    Mode mode = Mode.training(3).withDropout(0.25f);
    Training t = new Training(network, packing, mode, Loss.crossEntropy(), team);
    packing.lengths(LENGTHS);
    t.clip(1);
    return t;
  }

  /** Fewer rows than threads too, and rows of no steps. */
  @Test
  void threadsHaveTheBitsOfOne() {
    try (Team two = Team.of(2);
        Team three = Team.of(3);
        Team five = Team.of(5)) {
      for (Architecture a : BOTH) {
        Network network = Network.initialise(a, 1);
        for (Team team : List.of(two, three, five)) {
          Training shared = training(network, team);
          Training again = training(network, null);
          for (int i = 0; i < 3; i++) {
            assertEquals(step(again, network, i), step(shared, network, i), a.toString());
          }
          Nets.assertSameBits(
              a + ", " + team.threads(), again.network().tensors(), shared.network().tensors());
        }
      }
    }
  }

  private static double step(Training t, Network network, int i) {
    Packing packing = t.unrolled().packing();
    packing.lengths(i, STEPS - i, 2 * i, 0);
    int rows = network.architecture().last() ? ROWS : packing.total();
    int[] classes = Nets.tokens(2 + i, Math.max(1, rows), CLASSES);
    return t.step(input(network, packing.total()), Training.Target.classes(classes));
  }

  /** Nothing of a window is left in the next one, whatever their lengths. */
  @Test
  void windowsAfterOneAnotherAreTheirOwn() {
    int[][] lengths = {{5, 5, 5, 5}, LENGTHS, {1, 0, 4, 0}, {2, 5, 3, 1}};
    for (Architecture a : BOTH) {
      Network network = Network.initialise(a, 1);
      Training used = gradients(network);
      for (int[] l : lengths) {
        Training fresh = gradients(network);
        assertEquals(gradient(fresh, network, l), gradient(used, network, l), a.toString());
        Nets.assertSameBits(a + " " + Arrays.toString(l), fresh.gradients(), used.gradients());
      }
    }
  }

  private static Training gradients(Network network) {
    Packing packing = Packing.ragged(STEPS, ROWS, STEPS * ROWS);
    return new Training(network, packing, Mode.inference(), Loss.crossEntropy());
  }

  private static double gradient(Training t, Network network, int[] lengths) {
    Packing packing = t.unrolled().packing();
    packing.lengths(lengths);
    int rows = network.architecture().last() ? ROWS : packing.total();
    Training.Target target = Training.Target.classes(Nets.tokens(7, rows, CLASSES));
    return t.gradient(input(network, packing.total()), target);
  }

  /** What is behind the end of a row, and does not count, changes no gradient. */
  @Test
  void paddingThatDoesNotCountIsAsIfItWereNotThere() {
    for (Architecture a : FORWARD) {
      Network network = Network.initialise(a, 1);
      for (Loss loss : List.of(Loss.crossEntropy(), Loss.squared())) {
        Packing dense = Packing.dense(STEPS, ROWS);
        Packing ragged = Packing.ragged(STEPS, ROWS, 10);
        Training whole = new Training(network, dense, Mode.training(1), loss);
        Training packed = new Training(network, ragged, Mode.training(1), loss);
        ragged.lengths(LENGTHS);
        Window all = new Window(network, dense);
        Window some = new Window(network, ragged);
        double expected = packed.gradient(some.input(), some.target(loss, false));
        assertEquals(expected, whole.gradient(all.input(), all.target(loss, true)), 1e-6);
        assertSame(a + " " + loss, packed.gradients(), whole.gradients());
        packed.gradient(some.input(), some.target(loss, true));
        assertSame(a + " " + loss + ", weighted", packed.gradients(), whole.gradients());
      }
    }
  }

  private static void assertSame(
      String what, Map<String, Tensor> expected, Map<String, Tensor> actual) {
    expected.forEach(
        (name, t) ->
            Nets.assertSameNumbers(what + " " + name, t.values(), actual.get(name).values()));
  }

  /** Numbers that are a function of row and step, packed as a shape has it. */
  private static final class Window {
    final Network network;
    final int[] tokens;
    final int[] classes;
    final float[] x;
    final float[] numbers;
    final float[] weights;

    Window(Network network, Packing packing) {
      this.network = network;
      int rows = packing.total();
      tokens = new int[rows];
      classes = new int[rows];
      x = new float[rows * INPUTS];
      numbers = new float[rows * CLASSES];
      weights = new float[rows];
      for (int n = 0; n < ROWS; n++) {
        for (int t = 0; t < packing.length(n); t++) {
          put(packing.at(t, n), n, t);
        }
      }
    }

    private void put(int at, int n, int t) {
      long seed = 100L * n + t;
      tokens[at] = Nets.tokens(seed, 1, 7)[0];
      classes[at] = Nets.tokens(seed, 1, CLASSES)[0];
      System.arraycopy(Nets.uniform(seed, INPUTS, -1, 1), 0, x, at * INPUTS, INPUTS);
      System.arraycopy(Nets.uniform(seed, CLASSES, -1, 1), 0, numbers, at * CLASSES, CLASSES);
      weights[at] = t < LENGTHS[n] ? 1 : 0;
    }

    Training.Input input() {
      return network.layers().tokens() ? Training.Input.tokens(tokens) : Training.Input.features(x);
    }

    Training.Target target(Loss loss, boolean weighted) {
      Training.Target target =
          loss.ofClasses() ? Training.Target.classes(classes) : Training.Target.numbers(numbers);
      return weighted ? target.weighted(weights) : target;
    }
  }

  @Test
  void aStepMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    try (Team team = Team.of(2)) {
      for (Architecture a : BOTH) {
        Network network = Network.initialise(a, 1);
        for (Team of : Arrays.asList(null, team)) {
          Training t = training(network, of);
          Packing packing = t.unrolled().packing();
          Training.Input input = input(network, STEPS * ROWS);
          float[] weights = Nets.uniform(1, STEPS * ROWS, 0, 1);
          Training.Target target =
              Training.Target.classes(Nets.tokens(2, STEPS * ROWS, CLASSES)).weighted(weights);
          if (a.last()) {
            target = Training.Target.classes(new int[ROWS]);
          }
          Training.Target targets = target;
          int[][] lengths = {LENGTHS, {1, 4, 5, 0}};
          int[] round = {0};
          assertEquals(
              0,
              Garbage.leastBytes(
                  () -> {
                    packing.lengths(lengths[round[0]++ % 2]);
                    t.step(input, targets);
                  }),
              a.toString());
        }
      }
    }
  }
}
