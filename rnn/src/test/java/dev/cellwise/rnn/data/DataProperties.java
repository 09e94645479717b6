package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Vocabularies, streams, series and batches of any size. */
@Tag("reference")
class DataProperties {
  @Property
  void textsComeBack(@ForAll @StringLength(min = 1, max = 60) String text) {
    Assume.that(text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    CharVocabulary v = CharVocabulary.of(text);
    int[] tokens = v.encode(text);
    assertEquals(text, v.decode(tokens));
    assertEquals(text.codePoints().distinct().count(), v.size());
    for (int i = 0; i < v.size(); i++) {
      assertEquals(i, v.indexOf(v.codePoint(i)));
      assertTrue(i == 0 || v.codePoint(i - 1) < v.codePoint(i));
    }
    assertEquals(v, CharVocabulary.parse(v.toText()));
  }

  @Property
  void eachRowRunsThroughTheTokensWithoutAGap(
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 7) int steps,
      @ForAll @IntRange(min = 0, max = 100) int more,
      @ForAll boolean shifted,
      @ForAll long seed) {
    int[] tokens = IntStream.range(0, rows * steps + steps + more).toArray();
    TokenStreams streams =
        shifted
            ? TokenStreams.shifted(tokens, rows, steps, seed)
            : TokenStreams.of(tokens, rows, steps);
    int[] x = new int[rows * steps];
    int[] y = new int[rows * steps];
    int[] last = new int[rows];
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> seen = new HashSet<>();
      for (int w = 0; w < streams.windows(); w++) {
        assertEquals(epoch, streams.epoch());
        assertEquals(w, streams.window());
        assertEquals(w == 0, streams.fill(x, y));
        for (int t = 0; t < steps; t++) {
          for (int n = 0; n < rows; n++) {
            int token = x[t * rows + n];
            assertTrue(w == 0 && t == 0 || token == last[n] + 1);
            assertEquals(token + 1, y[t * rows + n]);
            assertTrue(seen.add(token));
            last[n] = token;
          }
        }
      }
      assertTrue(tokens.length - seen.size() < rows * steps + steps + 1);
    }
  }

  @Property
  void cutsEveryWindowThatFits(
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll @IntRange(min = 1, max = 4) int horizon,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(min = 0, max = 20) int more,
      @ForAll @IntRange(min = 1, max = 3) int columns,
      @ForAll boolean sequence) {
    int rows = steps + horizon + more;
    Windows windows = Windows.of(steps, WindowsTest.series("s", rows, columns)).withStride(stride);
    windows = sequence ? windows.withSequence(horizon) : windows.withHorizon(horizon);
    assertEquals(more / stride + 1, windows.count());
    int n = windows.count();
    float[] x = new float[windows.inputSize(n)];
    float[] y = new float[windows.targetSize(n)];
    windows.fill(0, n, x, y);
    int i = 0;
    for (int t = 0; t < steps; t++) {
      for (int w = 0; w < n; w++) {
        for (int c = 0; c < columns; c++) {
          assertEquals((w * stride + t) * columns + c, x[i++]);
        }
      }
    }
    int o = 0;
    for (int t = sequence ? 0 : steps - 1; t < steps; t++) {
      for (int w = 0; w < n; w++) {
        assertEquals(w * stride, windows.row(w));
        for (int k = 1; k <= horizon; k++) {
          for (int c = 0; c < columns; c++) {
            assertEquals((w * stride + t + k) * columns + c, y[o++]);
          }
        }
      }
    }
    assertEquals(y.length, o);
  }

  @Property
  void partsFollowEachOtherWhateverTheShares(
      @ForAll @IntRange(max = 1000) int rows,
      @ForAll @IntRange(max = 100) int training,
      @ForAll @IntRange(max = 100) int validation) {
    double second = Math.min(validation, 100 - training) / 100.0;
    Series.Split split = WindowsTest.series("s", rows, 1).split(training / 100.0, second);
    assertEquals(0, split.training().from());
    assertEquals(split.training().rows(), split.validation().from());
    assertEquals(split.validation().from() + split.validation().rows(), split.test().from());
    assertEquals(rows, split.test().from() + split.test().rows());
    assertTrue(Math.abs(split.training().rows() - rows * training / 100.0) <= 0.500001);
  }

  @Property(tries = 200)
  void goesOnFromAnyPosition(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 12) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 6) int rows,
      @ForAll @IntRange(min = 1, max = 4) int pools,
      @ForAll boolean budget,
      @ForAll long seed) {
    int[] lengths = drawn.stream().mapToInt(i -> i).toArray();
    LengthBatches through =
        budget
            ? LengthBatches.ofRowSteps(lengths, 12 + rows, rows * pools, seed)
            : LengthBatches.ofRows(lengths, rows, rows * pools, seed);
    LengthBatches resumed =
        budget
            ? LengthBatches.ofRowSteps(lengths.clone(), 12 + rows, rows * pools, seed)
            : LengthBatches.ofRows(lengths.clone(), rows, rows * pools, seed);
    List<int[]> two = new ArrayList<>(LengthBatchesTest.epoch(through, lengths));
    int first = two.size();
    two.addAll(LengthBatchesTest.epoch(through, lengths));
    int[] room = new int[resumed.maxRows()];
    for (int i = two.size() - 1; i >= 0; i--) {
      resumed.position(i < first ? 0 : 1, i < first ? i : i - first);
      assertArrayEquals(two.get(i), Arrays.copyOf(room, resumed.fill(room)));
    }
  }

  @Property
  void sortsAsTheJdkDoes(@ForAll long[] keys, @ForAll @IntRange(max = 5) int behind) {
    int count = Math.max(0, keys.length - behind);
    long[] sorted = keys.clone();
    Arrays.sort(sorted, 0, count);
    HeapSort.sort(keys, count);
    assertArrayEquals(sorted, keys);
  }

  @Property
  void comesBackWithinItsRounding(
      @ForAll @Size(min = 1, max = 30)
          List<@FloatRange(min = -1e6f, max = 1e6f) Float> drawnNumbers) {
    float[] numbers = new float[drawnNumbers.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = drawnNumbers.get(i);
    }
    Series drawn = Series.of("d", numbers, 1);
    float most = 0;
    for (float x : numbers) {
      most = Math.max(most, Math.abs(x));
    }
    float[] back = new float[numbers.length];
    for (Scaler scaler : new Scaler[] {StandardScaler.fit(drawn), MinMaxScaler.fit(drawn)}) {
      scaler.transform(numbers.length, numbers, 0, back, 0);
      scaler.inverse(numbers.length, back, 0, back, 0);
      for (int i = 0; i < numbers.length; i++) {
        // y has an error of 2^-24 of itself, that is of |x - shift|, at most twice the largest.
        assertEquals(numbers[i], back[i], 4 * 0x1p-24f * most);
      }
    }
  }
}
