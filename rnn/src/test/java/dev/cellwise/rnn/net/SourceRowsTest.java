package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.ValidSteps;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Rows of random networks that begin from a source: what one of them reads reaches no other, and no
 * gradient where nothing comes from above.
 */
class SourceRowsTest {
  private static final int NETWORKS = 16;

  /** The row in question: it has steps on both sides. */
  private static final int ROW = 1;

  private static final ValidSteps SOURCE = ValidSteps.lengths(4, 2, 4, 3, 0);
  private static final ValidSteps VALID = ValidSteps.lengths(3, 3, 2, 0, 1);

  private static TwinNetworks network(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return seed % 4 == 0 ? TwinNetworks.ofVector(random) : TwinNetworks.ofEncoder(random);
  }

  /** One run: the numbers of a row may be others, or spoilt. */
  private static final class Run {
    private final long seed;
    private final long rowSeed;
    private final float spoilt;
    final MaskedRun run;

    /** Whether anything that is read could be spoilt. */
    boolean features;

    Run(long seed, long rowSeed, float spoilt) {
      this.seed = seed;
      this.rowSeed = rowSeed;
      this.spoilt = spoilt;
      TwinNetworks twins = network(seed);
      ValidSteps source = twins.encoder == null ? null : SOURCE;
      Mode mode = Mode.inference().withInputGradient();
      run = MaskedRun.ragged(Network.initialise(twins.ours, seed), mode, source, VALID);
      begin(twins.ours.source());
      Architecture.Input input = twins.ours.input();
      if (input instanceof Architecture.Features) {
        run.forward(features(VALID, input.size(), 1));
      } else {
        run.forward(tokens(VALID, input.size(), 1));
      }
    }

    private void begin(Source source) {
      if (source instanceof Source.Vector v) {
        run.unrolled.vectors(features(ValidSteps.all(1, VALID.rows()), v.size(), 2), 0);
      } else if (source instanceof Source.Sequence s) {
        Architecture.Input input = s.encoder().input();
        if (input instanceof Architecture.Features) {
          run.encode(features(SOURCE, input.size(), 2));
        } else {
          run.encode(tokens(SOURCE, input.size(), 2));
        }
      }
    }

    /** [T, N, I], those of the row by its own seed, and spoilt. */
    private float[] features(ValidSteps valid, int size, int side) {
      features = true;
      float[] x = Nets.uniform(seed + side, valid.toArray().length * size, -1, 1);
      float[] own = Nets.uniform(rowSeed + side, x.length, -1, 1);
      for (int i = 0; i < x.length; i++) {
        if (row(i, valid, size) == ROW) {
          x[i] = own[i] + spoilt;
        }
      }
      return x;
    }

    private int[] tokens(ValidSteps valid, int size, int side) {
      int[] all = Nets.tokens(seed + side, valid.toArray().length, size);
      int[] own = Nets.tokens(rowSeed + side, all.length, size);
      for (int i = 0; i < all.length; i++) {
        all[i] = row(i, valid, 1) == ROW ? own[i] : all[i];
      }
      return all;
    }

    private static int row(int i, ValidSteps valid, int size) {
      return i / size % valid.rows();
    }

    /** By name: what there is of each row, [·, N, ·]. */
    Map<String, float[]> results() {
      Map<String, float[]> all = new LinkedHashMap<>(run.finals());
      all.put("y", run.outputs());
      all.putAll(run.attention());
      if (run.encoder != null) {
        all.putAll(run.encoder.finals());
        all.put("encoder.y", run.encoder.outputs());
      }
      return all;
    }

    /** Gradients, where from above to the row comes its share. */
    Map<String, float[]> backward(float share) {
      Map<String, double[]> above = new LinkedHashMap<>();
      Map<String, float[]> shapes = run.finals();
      shapes.put("y", run.outputs());
      shapes.forEach(
          (name, of) -> {
            int size = of.length / VALID.rows() / (name.equals("y") ? VALID.steps() : 1);
            double[] d = new double[of.length];
            float[] random = Nets.uniform(seed + 3, of.length, -1, 1);
            Arrays.setAll(d, i -> random[i] * (row(i, VALID, size) == ROW ? share : 1));
            above.put(name, d);
          });
      return run.backward(above);
    }
  }

  @Test
  void whatIsNaNInOneRowReachesNoOther() {
    int spoilt = 0;
    for (long seed = 1; seed <= NETWORKS; seed++) {
      Run right = new Run(seed, seed, 0);
      Run wrong = new Run(seed, seed, Float.NaN);
      assertOthersAreSame("network " + seed, right.results(), wrong.results());
      right.backward(1);
      wrong.backward(1);
      Map<String, float[]> expected = right.run.inputGradients();
      assertOthersAreSame("network " + seed, expected, wrong.run.inputGradients());
      spoilt += wrong.features ? 1 : 0;
      float[] y = wrong.run.outputs();
      assertEquals(wrong.features, Float.isNaN(y[y.length / VALID.steps() / VALID.rows() * ROW]));
    }
    assertTrue(spoilt > NETWORKS / 2, spoilt + " networks");
  }

  private static void assertOthersAreSame(
      String what, Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, all) ->
            Nets.assertSameBits(
                what + ", " + name, others(name, all), others(name, actual.get(name))));
  }

  /** Without the row's own. */
  private static float[] others(String name, float[] all) {
    int steps =
        switch (name) {
          case "y", "x", "attention0", "attention1" -> VALID.steps();
          case "encoder.y", "encoder.x" -> SOURCE.steps();
          default -> 1;
        };
    int size = all.length / steps / VALID.rows();
    float[] others = all.clone();
    for (int i = 0; i < others.length; i++) {
      others[i] = Run.row(i, VALID, size) == ROW ? 0 : others[i];
    }
    return others;
  }

  @Test
  void aRowOfNoWeightHasNoShareWhateverItReads() {
    int shared = 0;
    for (long seed = 1; seed <= NETWORKS; seed++) {
      Run one = new Run(seed, seed, 0);
      Run other = new Run(seed, seed + 1000, 0);
      float[] bias = one.backward(1).get("bias_ih_l0");
      shared += Arrays.equals(bias, other.backward(1).get("bias_ih_l0")) ? 0 : 1;
      Map<String, float[]> expected = one.backward(0);
      Map<String, float[]> actual = other.backward(0);
      assertEquals(expected.keySet(), actual.keySet());
      String what = "network " + seed;
      expected.forEach(
          (name, d) -> Nets.assertSameNumbers(what + ", " + name, d, actual.get(name)));
    }
    assertTrue(shared > NETWORKS / 2, shared + " networks");
  }
}
