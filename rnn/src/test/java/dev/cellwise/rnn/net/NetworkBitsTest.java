package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One arithmetic: a network gives the same bits step by step, in chunks, or as a window; a row
 * alone or in a batch; one window or two.
 */
class NetworkBitsTest {
  private static Architecture.Builder input(int kind, int size) {
    Architecture.Builder b = Architecture.builder();
    return switch (kind) {
      case 0 -> b.features(size);
      case 1 -> b.index(size);
      default -> b.embedding(size, 5);
    };
  }

  private static final List<Architecture> FEW =
      List.of(
          input(0, 3).lstm(5).build(),
          input(1, 7).lstm(17).dense(7).build(),
          input(2, 7).lstm(16).lstm(33).dense(20).build(),
          input(1, 7).lstm(5).dense(20, Activation.gelu()).build(),
          input(1, 7).lstm(5).densePrelu(20).build(),
          input(2, 7).gru(17).rnn(33).lstm(5).dense(20).build(),
          input(1, 7)
              .lstm(17, LstmOptions.plain().withPeephole().withProjection(5))
              .cell("minimal", 18, MinimalGatedCell::cell)
              .dense(20)
              .build());

  private static final List<Architecture> MANY =
      List.of(
          input(0, 1).lstm(1).build(),
          input(0, 17).lstm(15).dense(1).build(),
          input(0, 5).lstm(64).lstm(3).build(),
          input(0, 33).lstm(100).dense(65).build(),
          input(0, 33).lstm(15).dense(100, Activation.sigmoid()).build(),
          input(0, 33).gru(15).densePrelu(100).build(),
          input(0, 5).gru(100).dense(65, Activation.leakyRelu(-0.5f)).build(),
          input(1, 65).lstm(48).dense(65).build(),
          input(1, 3).lstm(16).lstm(16).lstm(16).dense(3).build(),
          input(2, 30).lstm(65).dense(100).build(),
          input(0, 17).gru(64).gru(15).build(),
          input(1, 30).gru(100).dense(30).build(),
          input(0, 5).rnn(100, Activation.relu()).rnn(15, Activation.gelu()).build(),
          input(1, 9).rnn(65, Activation.sigmoid()).dense(9).build(),
          input(2, 9).gru(33, GruOptions.resetBefore()).dense(9).build());

  /** A batch of streams with initial states, as a window and one by one. */
  private static final class Batch {
    final Network network;
    final int steps;
    final int rows;
    final int outputs;
    final float[] x;
    final int[] tokens;

    Batch(Architecture a, int steps, int rows) {
      network = Nets.initialise(a, 7 * steps + rows);
      this.steps = steps;
      this.rows = rows;
      outputs = a.outputSize();
      int size = a.input().size();
      x = network.layers().tokens() ? null : Nets.uniform(1, steps * rows * size, -1, 1);
      tokens = network.layers().tokens() ? Nets.tokens(1, steps * rows, size) : null;
    }

    State initial(int row) {
      return Nets.state(network, 50 + row);
    }

    /** The whole as one window, or as windows of the given lengths. */
    float[] window(Unrolled u, int... lengths) {
      for (int n = 0; n < rows; n++) {
        u.setState(n, initial(n));
      }
      float[] y = new float[steps * rows * outputs];
      int from = 0;
      for (int length : lengths) {
        if (from > 0) {
          u.carry(lengths[0]);
        }
        if (x == null) {
          u.forward(length, tokens, from * rows, network.parameters());
        } else {
          int row = network.architecture().input().size();
          u.forward(length, x, from * rows * row, network.parameters());
        }
        float[] part = Nets.outputs(u, length, rows, outputs);
        System.arraycopy(part, 0, y, from * rows * outputs, part.length);
        from += length;
      }
      assertEquals(steps, from);
      return y;
    }

    /** A row by {@code run}, in chunks of the given length; 0: by {@code step}. */
    float[] stream(Stepper stepper, State state, int row, int chunk) {
      float[] y = new float[steps * outputs];
      float[] some = new float[Math.max(1, chunk) * outputs];
      float[] mine =
          x == null ? null : Nets.row(x, steps, rows, network.architecture().input().size(), row);
      int[] own = x == null ? Nets.row(tokens, steps, rows, row) : null;
      int size = network.architecture().input().size();
      for (int t = 0; t < steps; t += Math.max(1, chunk)) {
        int n = Math.min(Math.max(1, chunk), steps - t);
        if (x == null && chunk == 0) {
          stepper.step(state, own[t], some);
        } else if (x == null) {
          stepper.run(state, Arrays.copyOfRange(own, t, t + n), n, some);
        } else if (chunk == 0) {
          stepper.step(state, Arrays.copyOfRange(mine, t * size, (t + 1) * size), some);
        } else {
          stepper.run(state, Arrays.copyOfRange(mine, t * size, (t + n) * size), n, some);
        }
        System.arraycopy(some, 0, y, t * outputs, n * outputs);
      }
      return y;
    }

    @Override
    public String toString() {
      return network.architecture() + ", T " + steps + ", N " + rows;
    }
  }

  private static void check(Batch b, int... chunks) {
    Unrolled u = new Unrolled(b.network.layers(), b.steps, b.rows);
    float[] window = b.window(u, b.steps);
    for (int row = 0; row < b.rows; row += Math.max(1, b.rows / 3)) {
      float[] expected = Nets.row(window, b.steps, b.rows, b.outputs, row);
      for (int chunk : chunks) {
        State state = b.initial(row);
        float[] y = b.stream(b.network.newStepper(), state, row, chunk);
        String what = b + ", row " + row + ", chunks of " + chunk;
        Nets.assertSameBits(what, expected, y);
        Nets.assertSameBits(
            what + ", state", Nets.stateAfter(u, b.network, b.steps, row), state.toArray());
      }
    }
  }

  @Test
  @Tag("cold")
  void stepsChunksAndWindowsGiveTheSameBits() {
    for (Architecture a : FEW) {
      check(new Batch(a, 5, 1), 0, 2, 5);
      check(new Batch(a, 3, 7), 0, 3);
    }
  }

  @Test
  void stepsChunksAndWindowsGiveTheSameBitsForManyShapes() {
    for (Architecture a : MANY) {
      for (int rows : new int[] {1, 2, 6, 13, 32}) {
        check(new Batch(a, 12, rows), 0, 5, 12);
      }
    }
  }

  /** A stepper takes 64 steps at once inside. */
  @Test
  void alsoOverLongRuns() {
    for (Architecture a : FEW) {
      for (int steps : new int[] {63, 64, 65, 130}) {
        check(new Batch(a, steps, 1), 0, 1, 64, 100, steps);
        check(new Batch(a, steps, 3), 7, steps);
      }
    }
  }

  @Test
  void aRowAloneHasTheBitsOfTheBatch() {
    for (Architecture a : MANY) {
      Batch b = new Batch(a, 9, 32);
      float[] all = b.window(new Unrolled(b.network.layers(), 9, 32), 9);
      Unrolled alone = new Unrolled(b.network.layers(), 9, 1);
      for (int row : new int[] {0, 17, 31}) {
        alone.setState(0, b.initial(row));
        int size = a.input().size();
        if (b.x == null) {
          alone.forward(9, Nets.row(b.tokens, 9, 32, row), 0, b.network.parameters());
        } else {
          alone.forward(9, Nets.row(b.x, 9, 32, size, row), 0, b.network.parameters());
        }
        Nets.assertSameBits(
            b + ", row " + row,
            Nets.row(all, 9, 32, b.outputs, row),
            Nets.outputs(alone, 9, 1, b.outputs));
      }
    }
  }

  @Test
  @Tag("cold")
  void windowsWithACarriedStateGiveTheBitsOfOne() {
    for (Architecture a : FEW) {
      for (int rows : new int[] {1, 3}) {
        Batch b = new Batch(a, 7, rows);
        Unrolled one = new Unrolled(b.network.layers(), 7, rows);
        float[] whole = b.window(one, 7);
        // The second window is shorter, and the tape longer than either.
        Unrolled two = new Unrolled(b.network.layers(), 9, rows);
        Nets.assertSameBits(b.toString(), whole, b.window(two, 4, 3));
        Nets.assertSameBits(
            b + ", state",
            Nets.stateAfter(one, b.network, 7, rows - 1),
            Nets.stateAfter(two, b.network, 3, rows - 1));
        // A tape that was used before gives the same again.
        Nets.assertSameBits(b + ", again", whole, b.window(two, 7));
      }
    }
  }

  /** The bits of a gradient do not depend on the longest window or on what was there before. */
  @Test
  @Tag("cold")
  void gradientsDoNotDependOnTheLengthOfTheTapeOrOnItsPast() {
    for (Architecture a : FEW) {
      Batch b = new Batch(a, 5, 3);
      Unrolled exact = new Unrolled(b.network.layers(), 5, 3);
      Unrolled longer = new Unrolled(b.network.layers(), 8, 3);
      Batch other = new Batch(a, 8, 3);
      float[] p = b.network.parameters();
      other.window(longer, 8);
      longer.prepare(Network.initialise(a, 99).parameters());
      gradient(longer, other, 8, Network.initialise(a, 99).parameters());
      b.window(exact, 5);
      b.window(longer, 5);
      Nets.assertSameBits(b.toString(), gradient(exact, b, 5, p), gradient(longer, b, 5, p));
    }
  }

  private static float[] gradient(Unrolled u, Batch b, int steps, float[] p) {
    u.prepare(p);
    u.clear(steps);
    float[] dy = Nets.uniform(4, steps * b.rows * b.outputs, -1, 1);
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < b.rows; n++) {
        int to = u.outputGradient(steps, t) + n * u.outputRow();
        System.arraycopy(dy, (t * b.rows + n) * b.outputs, u.outputGradient(), to, b.outputs);
      }
    }
    float[] g = b.network.layers().parameters().allocate();
    u.backward(steps, p, g);
    return g;
  }

  @Test
  @Tag("cold")
  void anIndexIsItsOneHotRow() {
    for (int hidden : new int[] {5, 33}) {
      Architecture byIndex = input(1, 7).lstm(hidden).dense(7).build();
      Architecture byRow = input(0, 7).lstm(hidden).dense(7).build();
      Network index = Network.initialise(byIndex, 3);
      Network dense = Network.of(byRow, index.tensors());
      int[] tokens = Nets.tokens(1, 6 * 2, 7);
      float[] x = new float[6 * 2 * 7];
      for (int i = 0; i < tokens.length; i++) {
        x[i * 7 + tokens[i]] = 1;
      }
      Unrolled a = new Unrolled(index.layers(), 6, 2);
      Unrolled b = new Unrolled(dense.layers(), 6, 2);
      a.forward(6, tokens, 0, index.parameters());
      b.forward(6, x, 0, dense.parameters());
      Nets.assertSameNumbers("y", Nets.outputs(b, 6, 2, 7), Nets.outputs(a, 6, 2, 7));
      Batch shape = new Batch(byIndex, 6, 2);
      Nets.assertSameNumbers(
          "gradient",
          gradient(b, shape, 6, dense.parameters()),
          gradient(a, shape, 6, index.parameters()));
    }
  }

  @Test
  @Tag("cold")
  void anEmbeddingIsItsRows() {
    Network embedding = Network.initialise(input(2, 7).lstm(17).dense(4).build(), 3);
    Map<String, Tensor> tensors = new LinkedHashMap<>(embedding.tensors());
    float[] table = tensors.remove("embedding.weight").values();
    Network dense = Network.of(input(0, 5).lstm(17).dense(4).build(), tensors);
    int[] tokens = Nets.tokens(1, 6 * 2, 7);
    float[] x = new float[6 * 2 * 5];
    for (int i = 0; i < tokens.length; i++) {
      System.arraycopy(table, tokens[i] * 5, x, i * 5, 5);
    }
    Unrolled a = new Unrolled(embedding.layers(), 6, 2);
    Unrolled b = new Unrolled(dense.layers(), 6, 2);
    a.forward(6, tokens, 0, embedding.parameters());
    b.forward(6, x, 0, dense.parameters());
    Nets.assertSameBits("y", Nets.outputs(b, 6, 2, 4), Nets.outputs(a, 6, 2, 4));
  }

  @Test
  @Tag("cold")
  void sessionsDoNotMeet() {
    for (Architecture a : FEW) {
      Batch b = new Batch(a, 6, 3);
      Session[] sessions = new Session[3];
      float[][] mixed = new float[3][6 * b.outputs];
      float[] out = new float[b.outputs];
      int size = a.input().size();
      for (int n = 0; n < 3; n++) {
        sessions[n] = b.network.newSession();
      }
      for (int t = 0; t < 6; t++) {
        for (int n = 2; n >= 0; n--) {
          if (b.x == null) {
            sessions[n].step(b.tokens[t * 3 + n], out);
          } else {
            int at = (t * 3 + n) * size;
            sessions[n].step(Arrays.copyOfRange(b.x, at, at + size), out);
          }
          System.arraycopy(out, 0, mixed[n], t * b.outputs, b.outputs);
        }
      }
      for (int n = 0; n < 3; n++) {
        float[] y = new float[6 * b.outputs];
        sessions[n].reset();
        if (b.x == null) {
          sessions[n].run(Nets.row(b.tokens, 6, 3, n), 6, y);
        } else {
          sessions[n].run(Nets.row(b.x, 6, 3, size, n), 6, y);
        }
        Nets.assertSameBits(b + ", session " + n, mixed[n], y);
        Nets.assertSameBits(
            "state", b.stream(b.network.newStepper(), b.network.newState(), n, 3), mixed[n]);
      }
    }
  }

  @Test
  void warmUpChangesNothing() {
    for (Architecture a : List.of(FEW.get(0), FEW.get(2))) {
      Network network = Network.initialise(a, 1);
      Map<String, Tensor> before = network.tensors();
      network.warmUp();
      Nets.assertSameBits("weights", before, network.tensors());
    }
  }
}
