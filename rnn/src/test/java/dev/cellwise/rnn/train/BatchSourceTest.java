package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.data.LengthBatches;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.TokenStreams;
import dev.cellwise.rnn.data.Windows;
import dev.cellwise.rnn.net.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the ready-made sources give. */
@Tag("reference")
class BatchSourceTest {
  private static final Function<int[], LengthBatches> PLAN = Runs.plan(3);

  private static boolean[] next(BatchSource source) {
    boolean[] begins = new boolean[source.packing().rows()];
    source.next(begins);
    return begins;
  }

  @Test
  void streamsBeginWithEachEpoch() {
    int[] tokens = Nets.tokens(1, 20, 5);
    BatchSource source = BatchSource.streams(TokenStreams.of(tokens, 2, 4));
    for (int batch = 0; batch < 5; batch++) {
      boolean begin = batch % 2 == 0;
      assertEquals(batch / 2, source.epoch());
      assertArrayEquals(new boolean[] {begin, begin}, next(source));
      int from = batch % 2 * 4;
      for (int t = 0; t < 4; t++) {
        for (int n = 0; n < 2; n++) {
          assertEquals(tokens[n * 8 + from + t], source.input().tokens[t * 2 + n]);
          assertEquals(tokens[n * 8 + from + t + 1], source.target().classes[t * 2 + n]);
        }
      }
    }
  }

  /** The series 0, 1, 2, …: each window once an epoch, its target behind it. */
  @Test
  void windowsComeOnceAnEpoch() {
    float[] values = new float[13];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Windows windows = Windows.of(3, Series.of("count", values, 1));
    for (BatchSource source :
        List.of(BatchSource.windows(windows, 4), BatchSource.windows(windows, 4, 1))) {
      for (int epoch = 0; epoch < 2; epoch++) {
        List<Float> firsts = new ArrayList<>();
        while (source.epoch() == epoch) {
          assertArrayEquals(new boolean[] {true, true, true, true}, next(source));
          Packing packing = source.packing();
          for (int n = 0; n < 4; n++) {
            assertEquals(packing.length(n) > 0 ? 1 : 0, source.target().weights[n]);
            for (int t = 0; t < packing.length(n); t++) {
              float x = source.input().features[packing.at(t, n)];
              assertEquals(source.target().numbers[n] - 3 + t, x);
            }
            if (packing.length(n) > 0) {
              firsts.add(source.input().features[packing.at(0, n)]);
            }
          }
        }
        boolean shuffled = !firsts.equals(firsts.stream().sorted().toList());
        assertEquals(source.signature().endsWith("seed 1"), shuffled);
        assertEquals(10, firsts.size());
        assertEquals(10, firsts.stream().distinct().count());
      }
    }
  }

  @Test
  void windowsThatComeOutEvenAreDense() {
    Series series = Series.of("s", Nets.uniform(1, 22, -1, 1), 2);
    BatchSource last = BatchSource.windows(Windows.of(3, series), 4);
    assertTrue(last.packing().isDense());
    assertNull(last.target().weights);
    BatchSource each = BatchSource.windows(Windows.of(3, series).withSequence(1), 3);
    assertFalse(each.packing().isDense());
    assertNull(each.target().weights, "packed as the steps are");
    next(each);
    next(each);
    next(each);
    assertEquals(6, each.packing().total(), "two windows are left");
    Windows windows = Windows.of(3, series).withSequence(1);
    float[] x = new float[12];
    float[] y = new float[12];
    windows.fill(6, 2, x, y);
    assertArrayEquals(x, Arrays.copyOf(each.input().features, 12));
    assertArrayEquals(y, Arrays.copyOf(each.target().numbers, 12));
  }

  /** Each sequence once an epoch, as it is; what is beside it comes along. */
  private static void assertSequences(
      BatchSource source, int count, Function<int[], String> content) {
    for (int epoch = 0; epoch < 2; epoch++) {
      Map<String, Integer> seen = new TreeMap<>();
      while (source.epoch() == epoch) {
        boolean[] begins = next(source);
        for (int n = 0; n < begins.length; n++) {
          assertTrue(begins[n], "each row begins");
          int[] places = new int[source.packing().length(n) + 1];
          for (int t = 0; t + 1 < places.length; t++) {
            places[t] = source.packing().at(t, n);
          }
          places[places.length - 1] = n;
          if (places.length > 1) {
            seen.merge(content.apply(places), 1, Integer::sum);
          } else if (source.target().weights != null) {
            assertEquals(0, source.target().weights[n], "an empty row does not count");
          }
        }
      }
      assertEquals(count, seen.size(), "" + seen);
      assertTrue(seen.values().stream().allMatch(times -> times == 1), "" + seen);
      assertTrue(seen.keySet().stream().allMatch(s -> s.startsWith("ok ")), "" + seen);
    }
  }

  /** Sequence i of length i + 2 counts on from 10 i; what belongs to it is a function of that. */
  private static int[][] counting(int more) {
    int[][] sequences = new int[7][];
    for (int i = 0; i < 7; i++) {
      sequences[i] = new int[i + 2];
      for (int t = 0; t < i + 2; t++) {
        sequences[i][t] = 10 * i + t + more;
      }
    }
    return sequences;
  }

  private static String name(int first, boolean right) {
    return (right && first % 10 == 0 ? "ok " : "bad ") + first;
  }

  @Test
  void sentencesForetellTheirNextToken() {
    BatchSource source = BatchSource.nextTokens(counting(0), PLAN);
    int[] x = source.input().tokens;
    int[] y = source.target().classes;
    assertSequences(
        source,
        7,
        places -> {
          boolean right = places.length - 1 == x[places[0]] / 10 + 1;
          for (int t = 0; t + 1 < places.length; t++) {
            right &= x[places[t]] == x[places[0]] + t && y[places[t]] == x[places[t]] + 1;
          }
          return name(x[places[0]], right);
        });
  }

  @Test
  void eachTokenHasItsTag() {
    BatchSource source = BatchSource.tagged(counting(0), counting(5), PLAN);
    int[] x = source.input().tokens;
    int[] y = source.target().classes;
    assertSequences(
        source,
        7,
        places -> {
          boolean right = places.length - 1 == x[places[0]] / 10 + 2;
          for (int t = 0; t + 1 < places.length; t++) {
            right &= x[places[t]] == x[places[0]] + t && y[places[t]] == x[places[t]] + 5;
          }
          return name(x[places[0]], right);
        });
  }

  @Test
  void eachSequenceHasItsClass() {
    int[] classes = {9, 8, 7, 6, 5, 4, 3};
    BatchSource source = BatchSource.classified(counting(0), classes, PLAN);
    int[] x = source.input().tokens;
    int[] y = source.target().classes;
    assertSequences(
        source,
        7,
        places -> {
          int n = places[places.length - 1];
          int first = x[places[0]];
          return name(first, y[n] == 9 - first / 10 && source.target().weights[n] == 1);
        });
  }

  private static float[][] features() {
    float[][] features = new float[7][];
    for (int i = 0; i < 7; i++) {
      features[i] = new float[2 * (i + 1)];
      for (int k = 0; k < features[i].length; k++) {
        features[i][k] = 10 * i + k / 2 + (k % 2) * 0.5f;
      }
    }
    return features;
  }

  @Test
  void featuresHaveClassesOrNumbers() {
    int[] classes = {9, 8, 7, 6, 5, 4, 3};
    float[][] numbers = new float[7][];
    for (int i = 0; i < 7; i++) {
      numbers[i] = new float[i + 1];
      for (int t = 0; t <= i; t++) {
        numbers[i][t] = 10 * i + t + 0.25f;
      }
    }
    BatchSource classified = BatchSource.classified(features(), 2, classes, PLAN);
    BatchSource measured = BatchSource.measured(features(), 2, numbers, 1, PLAN);
    for (BatchSource source : List.of(classified, measured)) {
      float[] x = source.input().features;
      assertSequences(
          source,
          7,
          places -> {
            int first = (int) x[2 * places[0]];
            boolean right = places.length - 1 == first / 10 + 1;
            for (int t = 0; t + 1 < places.length; t++) {
              right &= x[2 * places[t]] == first + t && x[2 * places[t] + 1] == first + t + 0.5f;
              right &=
                  source == classified || source.target().numbers[places[t]] == first + t + 0.25f;
            }
            int n = places[places.length - 1];
            right &= source == measured || source.target().classes[n] == 9 - first / 10;
            return name(first, right);
          });
    }
  }

  @Test
  void eachStepOfFeaturesHasItsClass() {
    int[][] classes = new int[7][];
    for (int i = 0; i < 7; i++) {
      classes[i] = new int[i + 1];
      for (int t = 0; t <= i; t++) {
        classes[i][t] = 10 * i + t + 3;
      }
    }
    BatchSource source = BatchSource.tagged(features(), 2, classes, PLAN);
    float[] x = source.input().features;
    int[] y = source.target().classes;
    assertSequences(
        source,
        7,
        places -> {
          int first = (int) x[2 * places[0]];
          boolean right = places.length - 1 == first / 10 + 1;
          for (int t = 0; t + 1 < places.length; t++) {
            right &= x[2 * places[t] + 1] == first + t + 0.5f && y[places[t]] == first + t + 3;
          }
          return name(first, right);
        });
  }

  /** A budget of row-steps, of which the packed rows of a batch are never more. */
  @Test
  void aBudgetReservesWhatIsNeeded() {
    for (int budget : new int[] {8, 11, 20, 100}) {
      BatchSource source =
          BatchSource.nextTokens(
              counting(0), lengths -> LengthBatches.ofRowSteps(lengths, budget, 7, 3));
      assertTrue(source.packing().capacity() <= budget, "capacity");
      assertTrue(source.packing().capacity() <= 28, "all of them");
      while (source.epoch() < 3) {
        next(source);
      }
    }
  }

  private static List<Supplier<BatchSource>> all() {
    return List.of(
        () -> Runs.streams(1),
        Runs::series,
        () -> BatchSource.windows(Windows.of(3, Series.of("s", Nets.uniform(1, 26, -1, 1), 2)), 4),
        Runs::sentences);
  }

  @Test
  void aPositionBringsTheSameBatches() {
    for (Supplier<BatchSource> made : all()) {
      BatchSource one = made.get();
      for (int batch = 0; batch < 9; batch++) {
        BatchSource two = made.get();
        two.position(one.position());
        assertEquals(one.epoch(), two.epoch());
        boolean[] begins = next(one);
        assertArrayEquals(begins, next(two));
        assertArrayEquals(one.position(), two.position());
        int total = one.packing().total();
        assertEquals(total, two.packing().total());
        for (int r = 0; r < total; r++) {
          if (one.input().tokens != null) {
            assertEquals(one.input().tokens[r], two.input().tokens[r]);
            assertEquals(one.target().classes[r], two.target().classes[r]);
          } else {
            assertEquals(one.input().features[r * 2], two.input().features[r * 2]);
          }
        }
      }
    }
  }

  @Test
  void aRefusedPositionChangesNothing() {
    for (Supplier<BatchSource> made : all()) {
      BatchSource source = made.get();
      next(source);
      long[] before = source.position();
      for (long[] bad : new long[][] {{}, {-1}, {1, 2, 3}, {0, 99}, {0, 1L << 40}, {-1, 0}}) {
        assertThrows(IllegalArgumentException.class, () -> source.position(bad));
        assertArrayEquals(before, source.position());
      }
    }
  }

  @Test
  void signaturesTellSourcesApart() {
    float[] values = Nets.uniform(1, 26, -1, 1);
    float[] others = values.clone();
    others[25] = 3;
    List<BatchSource> sources = new ArrayList<>();
    for (float[] v : new float[][] {values, others}) {
      Windows windows = Windows.of(3, Series.of("s", v, 2));
      sources.add(BatchSource.windows(windows, 4));
      sources.add(BatchSource.windows(windows, 5));
      sources.add(BatchSource.windows(windows, 4, 1));
      sources.add(BatchSource.windows(windows, 4, 2));
      sources.add(BatchSource.windows(windows.withTargets(0), 4));
      sources.add(BatchSource.windows(windows.withTargets(1), 4));
      sources.add(BatchSource.windows(windows.withStride(2), 4));
    }
    int[] classes = {9, 8, 7, 6, 5, 4, 3};
    sources.add(BatchSource.nextTokens(counting(0), PLAN));
    sources.add(BatchSource.nextTokens(counting(1), PLAN));
    sources.add(BatchSource.nextTokens(counting(0), Runs.plan(2)));
    sources.add(
        BatchSource.nextTokens(counting(0), lengths -> LengthBatches.ofRows(lengths, 3, 3, 8)));
    sources.add(BatchSource.tagged(counting(0), counting(0), PLAN));
    sources.add(BatchSource.tagged(counting(0), counting(1), PLAN));
    int[][] tags = {{0}, {0, 1}, {0, 1, 2}, new int[4], new int[5], new int[6], new int[7]};
    sources.add(BatchSource.tagged(features(), 2, tags, PLAN));
    sources.add(BatchSource.classified(counting(0), classes, PLAN));
    sources.add(BatchSource.classified(features(), 2, classes, PLAN));
    sources.add(BatchSource.classified(features(), 1, classes, PLAN));
    sources.add(Runs.streams(1));
    sources.add(Runs.streams(2));
    List<String> signatures = sources.stream().map(BatchSource::signature).toList();
    for (int i = 0; i < signatures.size(); i++) {
      for (int k = 0; k < i; k++) {
        assertNotEquals(signatures.get(i), signatures.get(k));
      }
    }
    for (Supplier<BatchSource> made : all()) {
      BatchSource moved = made.get();
      next(moved);
      assertEquals(made.get().signature(), moved.signature(), "wherever it stands");
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    int[][] tokens = {{1, 2}, {1}};
    float[][] features = {{1, 2}, {1, 2, 3}};
    assertRefused("sequences[1]", () -> BatchSource.nextTokens(tokens, PLAN));
    assertRefused("sequences[0]", () -> BatchSource.tagged(new int[1][0], new int[1][0], PLAN));
    assertRefused("classes", () -> BatchSource.tagged(tokens, new int[1][], PLAN));
    assertRefused("classes[1]", () -> BatchSource.tagged(tokens, new int[2][2], PLAN));
    assertRefused("classes[0]", () -> BatchSource.tagged(features, 1, new int[2][1], PLAN));
    assertRefused("sequences[1]", () -> BatchSource.tagged(features, 2, new int[2][1], PLAN));
    assertRefused("classes", () -> BatchSource.classified(tokens, new int[1], PLAN));
    assertRefused("classes", () -> BatchSource.classified(features, 1, new int[1], PLAN));
    assertRefused("sequences[1]", () -> BatchSource.classified(features, 2, new int[2], PLAN));
    assertRefused("inputs", () -> BatchSource.classified(features, 0, new int[2], PLAN));
    assertRefused("numbers", () -> BatchSource.measured(features, 1, new float[1][], 1, PLAN));
    assertRefused("numbers[0]", () -> BatchSource.measured(features, 1, features, 2, PLAN));
    Windows windows = Windows.of(3, Series.of("s", new float[8], 1));
    assertRefused("rows", () -> BatchSource.windows(windows, 0));
    assertRefused("rows", () -> BatchSource.windows(windows, 6, 1));
  }

  private static void assertRefused(String argument, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.getMessage());
  }
}
