package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in half the bytes: how they are rounded and where they lie. */
@Tag("cold")
class Bf16Test {
  @Test
  void roundsToTheNearestAndTiesToEven() {
    assertBits(0x3F800000, 0x3F800000);
    assertBits(0x3F800000, 0x3F807FFF);
    assertBits(0x3F800000, 0x3F808000);
    assertBits(0x3F810000, 0x3F808001);
    assertBits(0x3F820000, 0x3F818000);
    assertBits(0xBF820000, 0xBF818000);
    assertBits(0x3F800000, 0x3F7FFFFF);
    assertBits(0x00000000, 0x00000000);
    assertBits(0x80000000, 0x80000000);
    assertBits(0x00000000, 0x00008000);
    assertBits(0x00010000, 0x00008001);
    assertBits(0x7F800000, 0x7F7FFFFF);
    assertBits(0x7F7F0000, 0x7F7F7FFF);
    assertBits(0xFF800000, 0xFF7FFFFF);
    assertBits(0x7F800000, 0x7F800000);
    assertBits(0xFF800000, 0xFF800000);
  }

  private static void assertBits(int expected, int from) {
    float rounded = Bf16.round(Float.intBitsToFloat(from));
    assertEquals(
        Integer.toHexString(expected), Integer.toHexString(Float.floatToRawIntBits(rounded)));
  }

  /** Also one whose payload is in the lower half only, which would else become an infinity. */
  @ParameterizedTest
  @ValueSource(ints = {0x7F800001, 0x7FC00000, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF})
  void aNanStaysOne(int bits) {
    float rounded = Bf16.round(Float.intBitsToFloat(bits));
    assertTrue(Float.isNaN(rounded));
    assertEquals(0, Float.floatToRawIntBits(rounded) & 0xFFFF);
  }

  /** By exact arithmetic: no number of 16 bits is nearer, and none as near is even. */
  @Test
  void noOtherIsNearer() {
    for (float w : new Inputs(5).uniform(2000, -3, 3)) {
      float rounded = Bf16.round(w);
      int bits = Float.floatToRawIntBits(rounded);
      assertEquals(0, bits & 0xFFFF);
      for (int step : new int[] {-0x10000, 0x10000}) {
        float other = Float.intBitsToFloat(bits + step);
        int nearer = distance(w, rounded).compareTo(distance(w, other));
        assertTrue(nearer < 0 || nearer == 0 && (bits & 0x10000) == 0, () -> "" + w);
      }
    }
  }

  private static BigDecimal distance(float a, float b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }

  @Test
  void roundsSomeInPlace() {
    float[] w = {0.1f, 0.1f, 0.1f, 0.1f};
    Bf16.round(2, w, 1);
    assertEquals(Bf16.round(0.1f), w[1]);
    assertEquals(Bf16.round(0.1f), w[2]);
    assertEquals(0.1f, w[0]);
    assertEquals(0.1f, w[3]);
    Twins.assertSameBits("again", w.clone(), rounded(w));
    assertRefused("w", () -> Bf16.round(3, w, 2));
    assertRefused("n", () -> Bf16.round(-1, w, 0));
  }

  private static void assertRefused(String argument, Executable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call);
    assertTrue(e.getMessage().startsWith(argument + ": expected"), e::toString);
  }

  private static float[] rounded(float[] w) {
    float[] copy = w.clone();
    Bf16.round(2, copy, 1);
    return copy;
  }

  /** Every weight is found where an input and its column say, the low half an even input's. */
  @Test
  void twoInputsShareAnInt() {
    for (int k : new int[] {0, 1, 2, 7, 16}) {
      for (Panels p : new Panels[] {Panels.gated(4, 33), Panels.gated(3, 17), Panels.dense(100)}) {
        float[] w = new Inputs(k).uniform(p.size(k) + 3, -1, 1);
        int[] packed = new int[2 + Bf16.size(k, p) + 1];
        Arrays.fill(packed, 77);
        Bf16.pack(k, p, w, 3, packed, 2);
        assertEquals(77, packed[1]);
        assertEquals(77, packed[packed.length - 1]);
        for (int input = 0; input < k; input++) {
          for (int gate = 0; gate < p.gates(); gate++) {
            for (int unit = 0; unit < p.units(); unit++) {
              float expected = Bf16.round(w[3 + p.index(k, input, gate, unit)]);
              int both = packed[2 + p.index((k + 1) / 2, input / 2, gate, unit)];
              assertEquals(expected, input % 2 == 0 ? Bf16.low(both) : Bf16.high(both));
            }
          }
        }
        assertRefused("packed", () -> Bf16.pack(k, p, w, 3, packed, 4));
        assertRefused("w", () -> Bf16.pack(k, p, w, 4, packed, 2));
      }
    }
  }

  @Test
  void theHighHalvesBehindAnOddInputAreZero() {
    int[] packed = new int[16];
    Bf16.pack(1, Panels.dense(16), new Inputs(1).uniform(16, -1, 1), 0, packed, 0);
    assertTrue(Arrays.stream(packed).allMatch(both -> both >>> 16 == 0));
  }

  @Test
  void whatIsAllocatedHasRoom() {
    assertEquals(40, Bf16.allocate(40).length);
    assertTrue(Bf16.allocate(5000).length >= 5000);
  }
}
