package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.JordanOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.own.MinimalGatedCell;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole networks of cells with options: streams, batches, windows and random masks. */
class OptionNetworksTest {
  private static final int STEPS = 7;
  private static final int ROWS = 3;
  private static final int V = 6;

  private static final LstmOptions LSTM =
      LstmOptions.plain()
          .withPeephole()
          .withProjection(5)
          .withClips(3, 2, 1)
          .withZoneout(0.25f, 0.5f)
          .withRecurrentDropout(0.375f);

  private static final LstmOptions NORM =
      LstmOptions.plain()
          .withLayerNorm()
          .withZoneout(0.25f, 0.125f)
          .withRecurrentDropout(0.25f)
          .withInputDropout(0.25f);

  private static final GruOptions GRU =
      GruOptions.resetBefore()
          .withZoneout(0.125f)
          .withRecurrentDropout(0.5f)
          .withInputDropout(0.25f);

  private static final SimpleOptions SIMPLE =
      SimpleOptions.plain().withLags(2, 4).withLearnedAlpha().withZoneout(0.25f);

  private static final List<Architecture> NETWORKS =
      List.of(
          Architecture.builder().index(V).lstm(17, LSTM).lstm(6, NORM).dense(4).build(),
          Architecture.builder().embedding(V, 5).gru(20, GRU).rnn(9, SIMPLE).dense(4).build(),
          Architecture.builder().embedding(V, 5).gru(20, GRU).dense(17, Activation.gelu()).build(),
          Architecture.builder().embedding(V, 5).rnn(9, SIMPLE).densePrelu(17).build(),
          Architecture.builder()
              .embedding(V, 3)
              .lstm(6, NORM)
              .gru(6, GruOptions.resetAfter().withLayerNorm().withClip(Float.POSITIVE_INFINITY))
              .build(),
          Architecture.builder()
              .index(V)
              .rnn(5, SimpleOptions.plain().withPrelu().withAlpha(0.5f).withRecurrentDropout(0.5f))
              .jordan(18, JordanOptions.plain(3).withActivation(Activation.softsign()))
              .cell("minimal", 7, MinimalGatedCell::cell)
              .dense(3)
              .build(),
          Architecture.builder().index(V).gru(64).gru(128).gru(192).dense(4).build());

  private static float[] run(Unrolled u, int steps, int[] tokens, int at, Network network) {
    u.forward(steps, tokens, at, network.parameters());
    return Nets.outputs(u, steps, tokens.length / STEPS, network.architecture().outputSize());
  }

  /** A row is a stream: without masks, whatever the windows are. */
  @Test
  @Tag("cold")
  void streamsAreRowsOfWindows() {
    int[] tokens = Nets.tokens(1, STEPS * ROWS, V);
    for (Architecture a : NETWORKS) {
      Network network = Network.initialise(a, 5);
      int size = a.outputSize();
      Unrolled u = new Unrolled(network.layers(), STEPS, ROWS);
      for (int n = 0; n < ROWS; n++) {
        u.setState(n, Nets.state(network, n));
      }
      float[] y = run(u, STEPS, tokens, 0, network);
      for (int n = 0; n < ROWS; n++) {
        State stepped = Nets.state(network, n);
        State ran = network.newState();
        ran.fromArray(stepped.toArray());
        int[] row = Nets.row(tokens, STEPS, ROWS, n);
        float[] expected = Nets.row(y, STEPS, ROWS, size, n);
        float[] all = new float[STEPS * size];
        network.newStepper().run(ran, row, STEPS, all);
        Nets.assertSameBits(a + ", run", expected, all);
        float[] out = new float[size];
        Stepper stepper = network.newStepper();
        for (int t = 0; t < STEPS; t++) {
          stepper.step(stepped, row[t], out);
          Nets.assertSameBits(
              a + ", step", Arrays.copyOfRange(expected, t * size, (t + 1) * size), out);
        }
        float[] after = Nets.stateAfter(u, network, STEPS, n);
        Nets.assertSameBits(a + ", state of steps", after, stepped.toArray());
        Nets.assertSameBits(a + ", state of a run", after, ran.toArray());
      }
    }
  }

  /** With masks: two windows are one, and rows stand anywhere under their ids. */
  @Test
  @Tag("cold")
  void masksDependOnNeitherWindowNorPlace() {
    int[] tokens = Nets.tokens(1, STEPS * ROWS, V);
    for (Architecture a : NETWORKS) {
      Network network = Network.initialise(a, 5);
      int size = a.outputSize();
      Unrolled whole = new Unrolled(network.layers(), STEPS, ROWS, 0.25f, 9);
      whole.rowIds(4, 1, 7);
      float[] y = run(whole, STEPS, tokens, 0, network);
      Nets.assertSameBits(a + ", again", y, run(whole, STEPS, tokens, 0, network));
      Unrolled parts = new Unrolled(network.layers(), 4, ROWS, 0.25f, 9);
      parts.rowIds(4, 1, 7);
      float[] first = run(parts, 4, tokens, 0, network);
      Nets.assertSameBits(a + ", first", Arrays.copyOf(y, first.length), first);
      parts.carry(4);
      Nets.assertSameBits(
          a + ", second",
          Arrays.copyOfRange(y, first.length, y.length),
          run(parts, STEPS - 4, tokens, 4 * ROWS, network));
      for (int n = 0; n < ROWS; n++) {
        Unrolled alone = new Unrolled(network.layers(), STEPS, 1, 0.25f, 9);
        alone.rowIds(new int[] {4, 1, 7}[n]);
        Nets.assertSameBits(
            a + ", alone",
            Nets.row(y, STEPS, ROWS, size, n),
            run(alone, STEPS, Nets.row(tokens, STEPS, ROWS, n), 0, network));
      }
      float[] none = run(new Unrolled(network.layers(), STEPS, ROWS), STEPS, tokens, 0, network);
      assertFalse(Arrays.equals(y, none), a + ": masks are drawn");
    }
  }

  /** A new sequence of a row has masks of its own, and the other rows keep theirs. */
  @Test
  @Tag("cold")
  void aNewSequenceHasMasksOfItsOwn() {
    int[] tokens = Nets.tokens(1, STEPS * ROWS, V);
    Architecture a =
        Architecture.builder()
            .index(V)
            .gru(20, GruOptions.resetBefore().withRecurrentDropout(0.5f))
            .lstm(9, LstmOptions.plain().withInputDropout(0.5f))
            .build();
    Network network = Network.initialise(a, 5);
    Unrolled on = new Unrolled(network.layers(), STEPS, ROWS, 0, 9);
    Unrolled restarted = new Unrolled(network.layers(), STEPS, ROWS, 0, 9);
    for (Unrolled u : List.of(on, restarted)) {
      run(u, STEPS, tokens, 0, network);
      u.carry(STEPS);
    }
    State same = network.newState();
    same.fromArray(Nets.stateAfter(on, network, 0, 1));
    restarted.setState(1, same);
    float[] y = run(on, STEPS, tokens, 0, network);
    float[] z = run(restarted, STEPS, tokens, 0, network);
    for (int n = 0; n < ROWS; n++) {
      float[] expected = Nets.row(y, STEPS, ROWS, 9, n);
      float[] actual = Nets.row(z, STEPS, ROWS, 9, n);
      if (n == 1) {
        assertFalse(Arrays.equals(expected, actual));
      } else {
        Nets.assertSameBits("row " + n, expected, actual);
      }
    }
  }

  /** The masks of the backward pass are those of the forward pass: along a random direction. */
  @Test
  @Tag("reference")
  void gradientWithMasksIsThatOfTheLoss() {
    int[] tokens = Nets.tokens(1, STEPS * ROWS, V);
    for (Architecture a : NETWORKS) {
      Network network = Network.initialise(a, 5);
      int size = a.outputSize();
      float[] p = network.copyParameters();
      float[] dy = Nets.uniform(3, STEPS * ROWS * size, -1, 1);
      Unrolled u = new Unrolled(network.layers(), STEPS, ROWS, 0.25f, 9);
      loss(u, tokens, p, dy);
      u.prepare(p);
      u.clear(STEPS);
      for (int t = 0; t < STEPS; t++) {
        for (int n = 0; n < ROWS; n++) {
          int to = u.outputGradient(STEPS, t) + n * u.outputRow();
          System.arraycopy(dy, (t * ROWS + n) * size, u.outputGradient(), to, size);
        }
      }
      float[] g = network.layers().parameters().allocate();
      u.backward(STEPS, p, g);
      for (int seed = 0; seed < 4; seed++) {
        float[] v = Nets.uniform(seed, p.length, -1, 1);
        float[] up = p.clone();
        float[] down = p.clone();
        double slope = 0;
        double norm = 0;
        for (int i = 0; i < p.length; i++) {
          // Padding is zero, and stays so.
          if (p[i] != 0) {
            up[i] += 0x1p-10f * v[i];
            down[i] -= 0x1p-10f * v[i];
            slope += (double) g[i] * (up[i] - down[i]) * 0x1p9;
            norm += (double) g[i] * g[i];
          }
        }
        double measured = (loss(u, tokens, up, dy) - loss(u, tokens, down, dy)) * 0x1p9;
        assertEquals(slope, measured, 0.01 * Math.sqrt(norm), a.toString());
      }
    }
  }

  private static double loss(Unrolled u, int[] tokens, float[] p, float[] dy) {
    u.forward(STEPS, tokens, 0, p);
    float[] y = Nets.outputs(u, STEPS, ROWS, dy.length / STEPS / ROWS);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += (double) y[i] * dy[i];
    }
    return sum;
  }
}
