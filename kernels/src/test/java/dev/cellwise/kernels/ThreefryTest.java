package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random numbers by counter. */
@Tag("cold")
class ThreefryTest {
  private static final int[] ZERO = {0, 0, 0, 0};
  private static final int[] ONES = {-1, -1, -1, -1};

  /** The known answers for threefry4x32 with 20 rounds that Random123 comes with. */
  @Test
  void knownAnswers() {
    check(ZERO, ZERO, 0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8);
    check(ONES, ONES, 0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732);
    check(
        new int[] {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
        new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
        0x59cd1dbb,
        0xb8879579,
        0x86b5d00c,
        0xac8b6d84);
  }

  private static void check(int[] k, int[] c, int... expected) {
    for (int word = 0; word < 4; word++) {
      int got = Threefry.block(k[0], k[1], k[2], k[3], c[0], c[1], c[2], c[3], word);
      assertEquals(Integer.toHexString(expected[word]), Integer.toHexString(got), "word " + word);
    }
  }

  @Test
  void numberIsTheFirstWordAtItsCounter() {
    long seed = 0x0123456789abcdefL;
    int bits = Threefry.block(0x89abcdef, 0x01234567, 0, 0, 1, 2, 3, 4, 0);
    assertEquals(bits, Threefry.bits(seed, 1, 2, 3, 4));
    assertEquals((bits >>> 8) * 0x1p-24f, Threefry.uniform(seed, 1, 2, 3, 4));
  }

  @Test
  void everyPartOfThePlaceCounts() {
    Set<Integer> seen = new HashSet<>();
    int[] values = {0, 1, -1, 1 << 31};
    for (long seed : new long[] {0, 1, 1L << 32, -1}) {
      for (int place = 0; place < 256; place++) {
        int bits =
            Threefry.bits(
                seed,
                values[place & 3],
                values[place >> 2 & 3],
                values[place >> 4 & 3],
                values[place >> 6]);
        assertTrue(seen.add(bits), "seed " + seed + ", place " + place);
      }
    }
    assertNotEquals(Threefry.uniform(1, 0, 0, 0, 0), Threefry.uniform(2, 0, 0, 0, 0));
  }

  /** 20,000 draws in 64 bins: the statistic's mean is 63, its deviation 11.2. */
  @Test
  void numbersAreEvenlySpread() {
    int n = 20_000;
    int[] bins = new int[64];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      float u = Threefry.uniform(2026, 0, i % 10, i / 1000, i / 10 % 100);
      assertTrue(u >= 0 && u < 1, "u " + u);
      bins[(int) (u * 64)]++;
      sum += u;
    }
    double chi = 0;
    for (int count : bins) {
      chi += (count - n / 64.) * (count - n / 64.) / (n / 64.);
    }
    assertTrue(chi > 30 && chi < 105, "chi-square " + chi);
    assertEquals(0.5, sum / n, 4 * Math.sqrt(1 / 12. / n));
  }

  /** The statement of {@link Threefry#mask}, of both twins. */
  @Test
  void aMaskIsDrawnFromTheWordsOfItsBlocks() {
    for (int units : new int[] {0, 16, 32, 48, 64, 80, 208}) {
      for (float rate : new float[] {0, 0.25f, 0.5f, 0.999f}) {
        float[] expected = new float[2 + units + 1];
        expected[0] = 7;
        expected[2 + units] = 7;
        for (int u = 0; u < units; u++) {
          int counter = u / 64 * 64 + u % 16;
          int word = u / 16 % 4;
          int bits = Threefry.block(0x89abcdef, 0x01234567, 5, 0, 1, 2, 3, counter, word);
          expected[2 + u] = (bits >>> 8) * 0x1p-24f < rate ? 0 : 1.5f;
        }
        float[] start = new float[2 + units + 1];
        start[0] = 7;
        start[2 + units] = 7;
        float[] api = start.clone();
        Threefry.mask(0x0123456789abcdefL, 5, 1, 2, 3, units, rate, 1.5f, api, 2);
        Twins.assertSameBits(units + " units, rate " + rate, expected, api);
        for (Twin twin : Twins.available()) {
          float[] mask = start.clone();
          mask(twin, units, (int) (rate * 0x1p24f), mask, 2);
          Twins.assertSameBits(units + " units, rate " + rate + ", " + twin, expected, mask);
        }
      }
    }
  }

  /** A mask of seed 0x0123456789abcdef, stream 5, place (1, 2, 3). */
  static void mask(Twin twin, int units, int below, float[] mask, int mOff) {
    if (twin == Twin.SCALAR) {
      Threefry.mask(0x89abcdef, 0x01234567, 5, 1, 2, 3, units, below, 1.5f, mask, mOff);
    } else {
      VectorThreefry.mask(0x89abcdef, 0x01234567, 5, 1, 2, 3, units, below, 1.5f, mask, mOff);
    }
  }

  @Test
  void masksOfWrongSizesAreRefused() {
    float[] mask = new float[24];
    for (int units : new int[] {3, 8, -16, 32}) {
      RuntimeException e =
          assertThrows(
              RuntimeException.class, () -> Threefry.mask(0, 1, 0, 0, 0, units, 0.5f, 1, mask, 0));
      assertTrue(e.getMessage().contains(": expected "), e.toString());
    }
    assertEquals(0, mask[0]);
  }

  @Test
  void arraysForWeightsAreZerosOfThatLength() {
    float[] a = Floats.allocate(Floats.BASE + 20);
    assertTrue(a.length >= Floats.BASE + 20);
    for (float value : a) {
      assertEquals(0f, value);
    }
  }

  @Test
  void aRateThatIsNoShareIsRefused() {
    for (float rate : new float[] {-0.1f, 1.1f, Float.NaN}) {
      RuntimeException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Threefry.mask(1, 1, 0, 0, 0, 16, rate, 1, new float[16], 0));
      assertTrue(e.getMessage().startsWith("rate: expected "));
    }
  }
}
