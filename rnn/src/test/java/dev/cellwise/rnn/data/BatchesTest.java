package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class BatchesTest {
  private static String refusal(Class<? extends Exception> type, Runnable body) {
    return assertThrows(type, body::run).getMessage();
  }

  @Test
  void padsTokens() {
    int[][] sequences = {{1, 2, 3, 4}, {}, {5, 6}};
    int[] x = {9, 9, 9, 9, 9, 9, 9};
    int[] y = x.clone();
    Batches.pad(sequences, new int[] {0, 2, 7}, 2, 0, 3, -1, x);
    Batches.pad(sequences, new int[] {0, 2, 7}, 2, 1, 3, -1, y);
    assertArrayEquals(new int[] {1, 5, 2, 6, 3, -1, 9}, x);
    assertArrayEquals(new int[] {2, 6, 3, -1, 4, -1, 9}, y);
    int[] skipped = {9};
    Batches.pad(sequences, new int[] {1}, 1, Integer.MAX_VALUE, 1, 0, skipped);
    assertArrayEquals(new int[] {0}, skipped);
    String outside =
        refusal(
            IndexOutOfBoundsException.class,
            () -> Batches.pad(sequences, new int[] {0, 3}, 2, 0, 1, 0, x));
    assertEquals("chosen[1]: expected 0 to 2, got 3", outside);
    assertEquals(
        "x: expected room for 8 numbers, got 7",
        refusal(
            IllegalArgumentException.class,
            () -> Batches.pad(sequences, new int[] {0, 2}, 2, 0, 4, 0, x)));
    refusal(
        IllegalArgumentException.class,
        () -> Batches.pad(sequences, new int[] {0, 2}, 2, -1, 3, 0, x));
    refusal(
        IndexOutOfBoundsException.class,
        () -> Batches.pad(sequences, new int[] {0}, 2, 0, 3, 0, x));
  }

  @Test
  void padsFeatures() {
    float[][] sequences = {{1, 2, 3, 4}, {5, 6}, {7}};
    float[] x = {9, 9, 9, 9, 9, 9, 9, 9, 9};
    Batches.pad(sequences, 2, new int[] {1, 0}, 2, 0, 2, x);
    assertArrayEquals(new float[] {5, 6, 1, 2, 0, 0, 3, 4, 9}, x);
    Batches.pad(sequences, 2, new int[] {0}, 1, 1, 2, x);
    assertArrayEquals(new float[] {3, 4, 0, 0, 0, 0, 3, 4, 9}, x);
    assertEquals(
        "sequences[2]: expected rows of 2 inputs, got 1 numbers",
        refusal(
            IllegalArgumentException.class,
            () -> Batches.pad(sequences, 2, new int[] {2}, 1, 0, 2, x)));
    refusal(
        IllegalArgumentException.class, () -> Batches.pad(sequences, 0, new int[] {2}, 1, 0, 2, x));
  }

  @Test
  void fillsOneHotRows() {
    float[] x = {9, 9, 9, 9, 9, 9, 9, 9};
    Batches.oneHot(new int[] {7, 2, 0}, 1, 2, 3, x, 1);
    assertArrayEquals(new float[] {9, 0, 0, 1, 1, 0, 0, 9}, x);
    float[] before = x.clone();
    assertEquals(
        "tokens[2]: expected 0 to 2, got 3",
        refusal(
            IndexOutOfBoundsException.class,
            () -> Batches.oneHot(new int[] {1, 1, 3}, 1, 2, 3, x, 0)));
    refusal(IndexOutOfBoundsException.class, () -> Batches.oneHot(new int[] {-1}, 0, 1, 3, x, 0));
    refusal(
        IndexOutOfBoundsException.class, () -> Batches.oneHot(new int[] {1, 1, 1}, 0, 3, 3, x, 0));
    assertArrayEquals(before, x, "nothing was written");
  }

  @Test
  void turnsBatchMajorIntoTimeMajorAndBack() {
    float[] x = {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121};
    float[] y = new float[12];
    Batches.timeMajor(2, 3, 2, x, y);
    assertArrayEquals(new float[] {0, 1, 100, 101, 10, 11, 110, 111, 20, 21, 120, 121}, y);
    float[] back = new float[12];
    Batches.timeMajor(3, 2, 2, y, back);
    assertArrayEquals(x, back);
    refusal(IllegalArgumentException.class, () -> Batches.timeMajor(2, 3, 2, x, x));
    refusal(IllegalArgumentException.class, () -> Batches.timeMajor(2, 3, 3, x, y));
  }
}
