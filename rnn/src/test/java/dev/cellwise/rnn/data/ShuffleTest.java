package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class ShuffleTest {
  /** The same on every machine and in every version, or runs could not be gone on with. */
  @Test
  void keepsItsOrders() {
    int[] order = new int[10];
    Shuffle.order(42, 0, order);
    assertEquals(FIRST, Arrays.toString(order));
    Shuffle.order(42, 1L << 32, order);
    assertEquals(LATER, Arrays.toString(order));
  }

  private static final String FIRST = "[0, 9, 1, 7, 5, 3, 6, 8, 2, 4]";
  private static final String LATER = "[6, 4, 8, 5, 1, 7, 3, 0, 9, 2]";

  @Test
  void handsOutEachEpochsOrderInBatches() {
    Shuffle shuffle = Shuffle.of(10, 42);
    int[] batch = new int[4];
    for (int epoch = 0; epoch < 5; epoch++) {
      int[] order = new int[10];
      Shuffle.order(42, epoch, order);
      for (int from = 0; from < 10; from += 4) {
        assertEquals(epoch, shuffle.epoch());
        assertEquals(from, shuffle.index());
        int count = shuffle.fill(batch);
        assertEquals(Math.min(4, 10 - from), count, "no batch of two epochs");
        assertArrayEquals(
            Arrays.copyOfRange(order, from, from + count), Arrays.copyOf(batch, count));
      }
      assertEquals(10 * (epoch + 1), shuffle.position());
    }
  }

  @Test
  void goesOnFromAPosition() {
    Shuffle through = Shuffle.of(7, -1);
    int[] expected = new int[1];
    int[] actual = new int[1];
    for (int i = 0; i < 50; i++) {
      through.fill(expected);
      Shuffle resumed = Shuffle.of(7, -1);
      resumed.position(i);
      resumed.fill(actual);
      assertArrayEquals(expected, actual, "" + i);
    }
    through.position(7L << 40);
    assertEquals(1L << 40, through.epoch());
    through.fill(actual);
    through.position(7L << 40);
    int[] again = new int[1];
    through.fill(again);
    assertArrayEquals(actual, again);
  }

  @Test
  void dependsOnSeedAndEpoch() {
    int[][] orders = new int[4][100];
    Shuffle.order(1, 0, orders[0]);
    Shuffle.order(2, 0, orders[1]);
    Shuffle.order(1, 1, orders[2]);
    Shuffle.order(1, 1L << 32, orders[3]);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < i; j++) {
        assertFalse(Arrays.equals(orders[i], orders[j]), i + " and " + j);
      }
    }
  }

  /** 24 orders of 4: each 250 times in 6,000 epochs, and chi squared within its 99.9 %. */
  @Test
  void givesEachOrderAsOften() {
    int[] counts = new int[256];
    int[] order = new int[4];
    for (int epoch = 0; epoch < 6000; epoch++) {
      Shuffle.order(7, epoch, order);
      counts[order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3]]++;
    }
    int[] met = IntStream.of(counts).filter(c -> c > 0).toArray();
    assertEquals(24, met.length);
    double squares = IntStream.of(met).mapToDouble(c -> (c - 250) * (c - 250) / 250.0).sum();
    assertTrue(squares < 49.7, squares + " with 23 degrees of freedom");
  }

  /** Of 3 · 2^29 values a remainder would give the lower third twice as often. */
  @Test
  void drawsLargeNumbersWithoutBias() {
    int bound = 3 << 29;
    int low = 0;
    for (int i = 0; i < 3000; i++) {
      int drawn = Counters.below(5, Counters.ITEMS, 0, i, bound);
      assertTrue(drawn >= 0 && drawn < bound);
      low += drawn < bound / 3 ? 1 : 0;
    }
    assertTrue(low > 900 && low < 1100, low + " of 3000");
  }

  @Test
  void hasOneOrderOfOne() {
    int[] batch = {9, 9};
    Shuffle one = Shuffle.of(1, 3);
    assertEquals(1, one.fill(batch));
    assertArrayEquals(new int[] {0, 9}, batch);
    assertEquals(1, one.epoch());
  }

  @Test
  void refusesWhatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> Shuffle.of(0, 1));
    Shuffle shuffle = Shuffle.of(2, 1);
    assertThrows(IllegalArgumentException.class, () -> shuffle.fill(new int[0]));
    assertThrows(IllegalArgumentException.class, () -> shuffle.position(-1));
    assertEquals(0, shuffle.position());
  }
}
