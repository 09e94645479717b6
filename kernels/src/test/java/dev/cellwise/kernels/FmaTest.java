package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The soft fma against {@link Math#fma(float, float, float)}, which is exact by specification. */
class FmaTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    3 * Float.MIN_VALUE,
    0x1.fffffcp-127f,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    0x1.000002p-126f,
    0x1p-75f,
    0x1p-74f,
    0x1.8p-75f,
    0x1.000002p0f,
    0x1.fffffep0f,
    0x1.002p0f,
    0x1p-24f,
    0x1p-25f,
    0x1.000002p-24f,
    0x1p-60f,
    -0x1p-60f,
    0x1p64f,
    -0x1p64f,
    0x1p63f,
    0x1.fffffep127f,
    -0x1.fffffep127f,
    0x1p103f,
    -0x1p103f,
    0x1.fffffep102f,
    0x1p104f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    1.1f,
    3f
  };

  @Test
  @Tag("cold")
  void agreesOnEveryTripleOfSpecialNumbers() {
    for (float a : SPECIAL) {
      for (float b : SPECIAL) {
        for (float c : SPECIAL) {
          check(a, b, c);
        }
      }
    }
  }

  @Test
  @Tag("cold")
  void roundsOnceWherePlainDoubleArithmeticRoundsTwice() {
    float a = 0x1.001p0f;
    float c = 0x1p-60f;
    assertNotEquals(Math.fma(a, a, c), (float) ((double) a * a + c), "a plain double sum is wrong");
    assertEquals(0x1.002002p0f, Fma.soft(a, a, c));
    assertEquals(0x1.002p0f, Fma.soft(a, a, -c));
    assertEquals(0x1.002p0f, Fma.soft(a, a, 0f), "a true tie goes to even");
  }

  @Test
  void agreesOnAnyBitPatterns() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000_000; i++) {
      long ab = random.nextLong();
      check(
          Float.intBitsToFloat((int) ab),
          Float.intBitsToFloat((int) (ab >>> 32)),
          Float.intBitsToFloat(random.nextInt()));
    }
  }

  @Test
  void agreesWhereProductAndSumAreOfLikeSize() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 20_000_000; i++) {
      long r = random.nextLong();
      float a = withExponent((int) r, 127 + (int) (r >>> 56 & 7) - 4);
      float b = withExponent((int) (r >>> 24), 127);
      check(a, b, withExponent(random.nextInt(), 127 + (int) (r >>> 59) - 16));
    }
  }

  @Test
  void agreesCloseToTheMidpointsOfFloats() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000_000; i++) {
      // Factors of 13 bits at most have products of 25 or 26: exact midpoints are common; c is
      // tiny.
      long r = random.nextLong();
      float a = (int) (r & 0x1fff);
      float b = (int) (r >>> 13 & 0x1fff);
      float tiny = withExponent(random.nextInt(), 127 - (int) (r >>> 58));
      check(a, b, (r & 1L << 40) == 0 ? tiny : 0f);
    }
  }

  @Test
  void agreesAmongSubnormalResults() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 10_000_000; i++) {
      long r = random.nextLong();
      float a = withExponent((int) r, 127 - 64 - (int) (r >>> 60));
      float b = withExponent((int) (r >>> 20), 127 - 64 - (int) (r >>> 56 & 15));
      int c = random.nextInt();
      check(a, b, Float.intBitsToFloat(c & 0x80000000 | (c & 0x7fffffff) >>> 7 + (c & 15)));
    }
  }

  private static float withExponent(int bits, int biased) {
    return Float.intBitsToFloat(bits & 0x807fffff | biased << 23);
  }

  private static void check(float a, float b, float c) {
    float expected = Math.fma(a, b, c);
    float actual = Fma.soft(a, b, c);
    if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
      fail(String.format("fma(%a, %a, %a): expected %a but was %a", a, b, c, expected, actual));
    }
  }
}
