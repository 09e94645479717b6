package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenStreamsTest {
  private final int[] x = new int[6];
  private final int[] y = new int[6];

  private static int[] tokens(int count) {
    return IntStream.range(0, count).toArray();
  }

  @Test
  void cutsTheExampleOfItsPage() {
    TokenStreams streams = TokenStreams.of(tokens(13), 2, 3);
    assertEquals(2, streams.windows());
    assertTrue(streams.fill(x, y), "starts an epoch");
    assertArrayEquals(new int[] {0, 6, 1, 7, 2, 8}, x);
    assertArrayEquals(new int[] {1, 7, 2, 8, 3, 9}, y);
    assertFalse(streams.fill(x, y), "carries on");
    assertArrayEquals(new int[] {3, 9, 4, 10, 5, 11}, x);
    assertArrayEquals(new int[] {4, 10, 5, 11, 6, 12}, y);
    assertEquals(1, streams.epoch());
    assertTrue(streams.fill(x, y), "starts again");
    assertArrayEquals(new int[] {0, 6, 1, 7, 2, 8}, x);
    assertEquals(1, streams.epoch());
    assertEquals(1, streams.window());
    assertEquals(3, streams.position());
  }

  @Test
  void leavesOutTheEndOnly() {
    for (int count = 7; count < 40; count++) {
      TokenStreams streams = TokenStreams.of(tokens(count), 2, 3);
      assertEquals((count - 1) / 6, streams.windows());
      Set<Integer> seen = new HashSet<>();
      for (int w = 0; w < streams.windows(); w++) {
        streams.fill(x, y);
        for (int token : x) {
          assertTrue(seen.add(token), "each token once an epoch");
        }
      }
      assertEquals(tokens(6 * streams.windows()).length, seen.size());
      assertTrue(seen.stream().allMatch(t -> t < 6 * streams.windows()));
    }
  }

  /** Each epoch one offset for all rows; every window still carried; all T phases met in time. */
  @Test
  void shiftsEachEpochByTheSeed() {
    int[] tokens = tokens(31);
    TokenStreams streams = TokenStreams.shifted(tokens, 2, 3, 7);
    assertEquals(4, streams.windows());
    Set<Integer> offsets = new HashSet<>();
    for (int epoch = 0; epoch < 200; epoch++) {
      assertTrue(streams.fill(x, y));
      int offset = x[0];
      offsets.add(offset);
      for (int w = 0; w < 4; w++) {
        if (w > 0) {
          assertFalse(streams.fill(x, y));
        }
        for (int i = 0; i < 6; i++) {
          assertEquals(offset + i % 2 * 12 + w * 3 + i / 2, x[i]);
          assertEquals(x[i] + 1, y[i]);
        }
      }
    }
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6), offsets, "up to the last from which all fits");
  }

  @Test
  void needsTMinusOneTokensMoreToShift() {
    assertEquals(1, TokenStreams.of(tokens(7), 2, 3).windows());
    assertEquals(1, TokenStreams.shifted(tokens(9), 2, 3, 0).windows());
    assertThrows(IllegalArgumentException.class, () -> TokenStreams.shifted(tokens(8), 2, 3, 0));
  }

  @Test
  void theSeedAndTheEpochAloneSetTheOffset() {
    int[] tokens = tokens(1000);
    TokenStreams a = TokenStreams.shifted(tokens, 2, 3, 42);
    TokenStreams b = TokenStreams.shifted(tokens, 2, 3, 42);
    TokenStreams other = TokenStreams.shifted(tokens, 2, 3, 43);
    int[] x2 = new int[6];
    int[] y2 = new int[6];
    boolean differs = false;
    for (int i = 0; i < 2000; i++) {
      boolean start = a.fill(x, y);
      b.position(i);
      assertEquals(start, b.fill(x2, y2));
      assertArrayEquals(x, x2);
      assertArrayEquals(y, y2);
      other.fill(x2, y2);
      differs |= x[0] != x2[0];
    }
    assertTrue(differs);
  }

  @Test
  void goesOnFromAPosition() {
    TokenStreams streams = TokenStreams.of(tokens(100), 2, 3);
    streams.position(3_000_000_000_000L);
    assertEquals(3_000_000_000_000L / 16, streams.epoch());
    assertEquals((int) (3_000_000_000_000L % 16), streams.window());
    assertThrows(IllegalArgumentException.class, () -> streams.position(-1));
  }

  @Test
  void refusesSizesThatDoNotFit() {
    assertEquals(
        "tokens: expected at least 7 for 2 rows of 3 steps, got 6",
        assertThrows(IllegalArgumentException.class, () -> TokenStreams.of(tokens(6), 2, 3))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> TokenStreams.of(new int[0], 1, 1));
    assertThrows(IllegalArgumentException.class, () -> TokenStreams.of(tokens(9), 0, 3));
    assertThrows(IllegalArgumentException.class, () -> TokenStreams.of(tokens(9), 2, -3));
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenStreams.of(tokens(9), Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertThrows(
        IllegalArgumentException.class,
        () -> TokenStreams.shifted(tokens(9), 1, Integer.MAX_VALUE, 0));
  }

  @Test
  void refusesArraysOfAnotherSize() {
    TokenStreams streams = TokenStreams.of(tokens(13), 2, 3);
    assertEquals(
        "x: expected 3 steps of 2 rows, got 5 tokens",
        assertThrows(IllegalArgumentException.class, () -> streams.fill(new int[5], y))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> streams.fill(x, new int[7]));
    assertEquals(0, streams.position());
  }
}
