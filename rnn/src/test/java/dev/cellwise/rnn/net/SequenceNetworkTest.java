package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Networks of all kinds of layers over rows of different length: a row has the bits that it has
 * alone, forward and back.
 */
class SequenceNetworkTest {
  private static final int STEPS = 5;
  private static final List<Team> TEAMS = List.of(Team.of(1), Team.of(2), Team.of(3));

  @AfterContainer
  static void close() {
    TEAMS.forEach(Team::close);
  }

  /** A random stack: what a seed says. */
  static Architecture random(SplittableRandom random) {
    Architecture.Builder b = Architecture.builder();
    switch (random.nextInt(5)) {
      case 0 -> b.features(4);
      case 1 -> b.features(4).dropout(0.5f);
      case 2 -> b.features(4).residual(r -> r.dropout(0.25f).hidden(4, Activation.tanh()).norm());
      case 3 -> b.index(4);
      default -> b.embedding(4, 5);
    }
    recurrent(b, random);
    for (int i = random.nextInt(4); i > 0; i--) {
      layer(b, random);
    }
    if (random.nextInt(3) == 0) {
      recurrent(b, random);
      b.last();
    }
    if (random.nextInt(2) == 0) {
      b.norm();
    }
    if (random.nextInt(2) == 0) {
      b.learnStart();
    }
    return random.nextInt(3) == 0 ? b.build() : b.dense(3, Activation.gelu()).build();
  }

  private static void layer(Architecture.Builder b, SplittableRandom random) {
    switch (random.nextInt(5)) {
      case 0 -> b.norm();
      case 1 -> b.hidden(7, Activation.tanh());
      case 2 -> {
        b.hidden(6, Activation.identity());
        b.residual(r -> inside(r, random));
      }
      case 3 -> b.dropout(0.5f);
      default -> recurrent(b, random);
    }
  }

  private static Architecture.Builder inside(Architecture.Builder b, SplittableRandom random) {
    b.norm();
    recurrent(b, random);
    return b.dropout(0.25f).hidden(6, Activation.sigmoid());
  }

  private static void recurrent(Architecture.Builder b, SplittableRandom random) {
    int units = 1 + random.nextInt(20);
    Architecture.Recurrent cell =
        switch (random.nextInt(3)) {
          case 0 -> new Architecture.Lstm(units);
          case 1 -> new Architecture.Gru(units);
          default -> new Architecture.Simple(units, Activation.tanh());
        };
    switch (random.nextInt(4)) {
      case 0 -> b.reverse(cell);
      case 1 -> b.bidirectional(cell, Merge.values()[random.nextInt(4)]);
      default -> b.layer(cell);
    }
  }

  /** A window with its input, and gradients from above and behind by row and step. */
  private static final class Run {
    final Network network;
    final Packing packing;
    final Unrolled u;
    final int[] rows;
    final float[] dp;

    Run(Network network, int[] lengths, int[] rows) {
      this(network, lengths, rows, null);
    }

    Run(Network network, int[] lengths, int[] rows, Team team) {
      this.network = network;
      this.rows = rows;
      packing = Packing.ragged(STEPS, rows.length, STEPS * rows.length);
      boolean features = !network.layers().tokens();
      Mode mode = features ? Mode.training(7).withInputGradient() : Mode.training(7);
      u = new Unrolled(network.layers(), packing, mode, team);
      u.rowIds(rows);
      packing.lengths(Arrays.stream(rows).map(n -> lengths[n]).toArray());
      dp = network.layers().parameters().allocate();
      run();
    }

    private void run() {
      float[] p = network.parameters();
      u.prepare(p);
      int in = network.architecture().input().size();
      if (network.layers().tokens()) {
        int[] tokens = new int[packing.total()];
        each((t, i, at) -> tokens[at] = Nets.tokens(1000L * rows[i] + t, 1, in)[0]);
        u.forward(tokens, 0, p);
      } else {
        float[] x = new float[packing.total() * in];
        each((t, i, at) -> copy(uniform(2, rows[i], t, in), x, at * in));
        u.forward(x, 0, p);
      }
      u.clear();
      Packing out = u.outputPacking();
      int size = network.architecture().outputSize();
      for (int i = 0; i < rows.length; i++) {
        for (int t = 0; t < out.length(i); t++) {
          int to = u.outputGradient(out.steps(), t) + (out.at(t, i) - out.at(t)) * u.outputRow();
          copy(uniform(3, rows[i], t, size), u.outputGradient(), to);
        }
      }
      u.backward(packing.steps(), p, dp);
    }

    private interface Place {
      void at(int t, int i, int at);
    }

    private void each(Place place) {
      for (int i = 0; i < rows.length; i++) {
        for (int t = 0; t < packing.length(i); t++) {
          place.at(t, i, packing.at(t, i));
        }
      }
    }

    private static float[] uniform(int what, int row, int t, int n) {
      return Nets.uniform(what * 100_000L + row * 100L + t, n, -1, 1);
    }

    private static void copy(float[] from, float[] to, int at) {
      System.arraycopy(from, 0, to, at, from.length);
    }

    /** All that is of one row: outputs, states, gradients of input and first states. */
    float[] of(int i) {
      List<Float> all = new ArrayList<>();
      Packing out = u.outputPacking();
      for (int t = 0; t < out.length(i); t++) {
        add(
            all,
            u.tape().data(),
            u.output() + out.at(t, i) * u.outputRow(),
            network.architecture().outputSize());
      }
      for (int c = 0; c < network.layers().cells().size(); c++) {
        CellWindow w = u.window(c);
        for (int part = 0; part < network.layers().state().get(c).size(); part++) {
          for (int k = 0; k < network.layers().state().get(c).get(part).size(); k++) {
            all.add(u.tape().data()[w.state(part, packing.length(i), i, k)]);
            all.add(u.workspace()[w.dState(part, i, k)]);
          }
        }
      }
      if (!network.layers().tokens()) {
        int in = network.architecture().input().size();
        for (int t = 0; t < packing.length(i); t++) {
          int at = u.inputGradient() + packing.slot(t, i) * Panels.padded(in);
          add(all, u.workspace(), at, in);
        }
      }
      float[] values = new float[all.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = all.get(k);
      }
      return values;
    }

    private static void add(List<Float> to, float[] from, int at, int n) {
      for (int k = 0; k < n; k++) {
        to.add(from[at + k]);
      }
    }
  }

  @Property(tries = 75, seed = "20261122")
  void aRowHasTheBitsOfTheRowAlone(
      @ForAll long seed, @ForAll @Size(min = 1, max = 6) List<@IntRange(max = STEPS) Integer> of) {
    Architecture a = random(new SplittableRandom(seed));
    Network network = Network.initialise(a, seed);
    int[] lengths = of.stream().mapToInt(i -> i).toArray();
    int[] ids = new int[lengths.length];
    Arrays.setAll(ids, i -> i);
    Run all = new Run(network, lengths, ids);
    for (Team team : TEAMS) {
      Run shared = new Run(network, lengths, ids, team);
      for (int n = 0; n < lengths.length; n++) {
        Nets.assertSameBits(
            team.threads() + " threads, " + a + " " + of + ", row " + n, all.of(n), shared.of(n));
      }
      Nets.assertSameBits(a + " " + of + ", parameters", all.dp, shared.dp);
    }
    for (int n = 0; n < lengths.length; n++) {
      Run one = new Run(network, lengths, new int[] {n});
      Nets.assertSameBits(a + " " + of + ", row " + n, one.of(0), all.of(n));
    }
    if (lengths.length == 1) {
      // Twice the row: twice its gradient, in all parameters, but for the order of sums.
      Run twice = new Run(network, new int[] {lengths[0], lengths[0]}, new int[] {0, 0});
      for (int i = 0; i < all.dp.length; i++) {
        assertEquals(2 * all.dp[i], twice.dp[i], 1e-4 * (1 + Math.abs(all.dp[i])), a + " " + i);
      }
    }
  }
}
