package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class LengthBatchesTest {
  private static String refusal(Runnable body) {
    return assertThrows(IllegalArgumentException.class, body::run).getMessage();
  }

  /** An epoch's batches, each checked for itself. */
  static List<int[]> epoch(LengthBatches batches, int[] lengths) {
    List<int[]> epoch = new ArrayList<>();
    int[] rows = new int[batches.maxRows()];
    int count = batches.batches();
    long number = batches.epoch();
    for (int i = 0; i < count; i++) {
      assertEquals(number, batches.epoch());
      assertEquals(i, batches.batch());
      int filled = batches.fill(rows);
      int[] batch = Arrays.copyOf(rows, filled);
      assertEquals(lengths[batch[0]], batches.steps());
      for (int n = 1; n < filled; n++) {
        assertTrue(lengths[batch[n - 1]] >= lengths[batch[n]], "the longest first");
      }
      epoch.add(batch);
    }
    assertEquals(number + 1, batches.epoch());
    assertEquals(0, batches.batch());
    int[] all = epoch.stream().flatMapToInt(IntStream::of).sorted().toArray();
    assertArrayEquals(IntStream.range(0, lengths.length).toArray(), all, "each once");
    return epoch;
  }

  private static long padded(List<int[]> epoch, int[] lengths) {
    return epoch.stream().mapToLong(b -> (long) b.length * lengths[b[0]]).sum();
  }

  private static int[] lengths(int count) {
    return IntStream.range(0, count).map(i -> 1 + i * 37 % 101).toArray();
  }

  /** The same on every machine and in every version, or runs could not be gone on with. */
  @Test
  void keepsItsBatches() {
    int[] lengths = IntStream.range(0, 10).map(i -> 1 + i % 5).toArray();
    LengthBatches batches = LengthBatches.ofRows(lengths, 2, 4, 42);
    batches.position(3, 0);
    assertEquals(
        "[[4, 3], [9, 5], [7, 2], [8, 0], [6, 1]]",
        Arrays.deepToString(epoch(batches, lengths).toArray()));
  }

  @Test
  void sortsWithinPools() {
    int[] lengths = lengths(1000);
    long sum = IntStream.of(lengths).sum();
    long one = padded(epoch(LengthBatches.ofRows(lengths, 10, 10, 3), lengths), lengths);
    long ten = padded(epoch(LengthBatches.ofRows(lengths, 10, 100, 3), lengths), lengths);
    long all = padded(epoch(LengthBatches.ofRows(lengths, 10, 1000, 3), lengths), lengths);
    assertTrue(one > 1.6 * sum, "as they come");
    assertTrue(ten < 1.15 * sum, ten + " for " + sum);
    assertTrue(all < 1.02 * sum, all + " for " + sum);
  }

  @Test
  void shufflesWhatIsAlikeAndTheBatches() {
    int[] lengths = new int[100];
    Arrays.fill(lengths, 5);
    LengthBatches batches = LengthBatches.ofRows(lengths, 10, 100, 1);
    List<int[]> first = epoch(batches, lengths);
    List<int[]> second = epoch(batches, lengths);
    assertFalse(
        Arrays.equals(first.get(0), IntStream.range(0, 10).toArray())
            || Arrays.equals(first.get(0), second.get(0)));
    int[] ascending = IntStream.rangeClosed(1, 100).toArray();
    List<int[]> other = epoch(LengthBatches.ofRows(ascending, 10, 100, 1), ascending);
    int[] longest = other.stream().mapToInt(b -> ascending[b[0]]).toArray();
    int[] sorted = IntStream.of(longest).sorted().toArray();
    assertArrayEquals(IntStream.rangeClosed(1, 10).map(i -> 10 * i).toArray(), sorted);
    assertFalse(Arrays.equals(sorted, longest), "not from short to long");
  }

  @Test
  void keepsToABudget() {
    int[] lengths = lengths(500);
    LengthBatches batches = LengthBatches.ofRowSteps(lengths, 300, 100, 5);
    assertEquals(100, batches.maxRows());
    for (int epoch = 0; epoch < 3; epoch++) {
      List<int[]> all = epoch(batches, lengths);
      for (int[] batch : all) {
        assertTrue((long) batch.length * lengths[batch[0]] <= 300);
      }
      assertTrue(all.size() < 500 * 51 / 300 * 1.5, all.size() + " batches");
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    int[] lengths = {3, 5, 4};
    assertEquals(
        "lengths: expected at least one, got none",
        refusal(() -> LengthBatches.ofRows(new int[0], 2, 2, 0)));
    assertEquals(
        "lengths[1]: expected at least 1, got 0",
        refusal(() -> LengthBatches.ofRows(new int[] {1, 0}, 2, 2, 0)));
    assertEquals(
        "lengths[1]: expected at most 4 row-steps, got 5",
        refusal(() -> LengthBatches.ofRowSteps(lengths, 4, 2, 0)));
    assertEquals(
        "rows: expected at least 1, got 0", refusal(() -> LengthBatches.ofRows(lengths, 0, 2, 0)));
    assertEquals(
        "pool: expected a multiple of 2 rows, got 3",
        refusal(() -> LengthBatches.ofRows(lengths, 2, 3, 0)));
    refusal(() -> LengthBatches.ofRows(lengths, 2, 0, 0));
    refusal(() -> LengthBatches.ofRowSteps(lengths, 0, 2, 0));
    refusal(() -> LengthBatches.ofRowSteps(lengths, 9, 0, 0));
    LengthBatches batches = LengthBatches.ofRows(lengths, 2, 2, 0);
    assertEquals(2, batches.batches());
    assertEquals("rows: expected room for 2, got 1", refusal(() -> batches.fill(new int[1])));
    assertEquals("batch: expected 0 to 1, got 2", refusal(() -> batches.position(0, 2)));
    refusal(() -> batches.position(0, -1));
    refusal(() -> batches.position(-1, 0));
    assertEquals(0, batches.epoch() + batches.batch() + batches.steps());
  }
}
