package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.net.Nets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clipping by name. */
@Tag("cold")
class ClippingTest {
  private static float[] clipped(Clipping clipping, float... g) {
    float[] a = new float[g.length + 2];
    a[0] = 9;
    a[g.length + 1] = -9;
    System.arraycopy(g, 0, a, 1, g.length);
    clipping.apply(g.length, a, 1);
    assertEquals(9, a[0]);
    assertEquals(-9, a[g.length + 1]);
    return Arrays.copyOfRange(a, 1, g.length + 1);
  }

  @Test
  void byNormByValueOrNotAtAll() {
    assertArrayEquals(new float[] {3, -4}, clipped(Clipping.none(), 3, -4));
    assertArrayEquals(new float[] {1.5f, -2}, clipped(Clipping.byNorm(2.5f), 3, -4));
    assertArrayEquals(new float[] {3, -3.5f}, clipped(Clipping.byValue(3.5f), 3, -4));
    assertArrayEquals(new float[] {1.5f, -1.75f}, clipped(new Clipping(2.5f, 1.75f), 3, -4));
    assertEquals(5, Clipping.byValue(1).apply(2, new float[] {3, -4}, 0), "the norm before");
  }

  @Test
  void aBrokenGradientStays() {
    for (float broken : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] g = {broken, 7};
      assertArrayEquals(g, clipped(Clipping.byValue(1), g));
      assertArrayEquals(g, clipped(Clipping.byNorm(1), g));
    }
  }

  @Test
  void boundsAreChecked() {
    Nets.assertRefused("norm", () -> Clipping.byNorm(0));
    Nets.assertRefused("value", () -> Clipping.byValue(Float.NaN));
  }
}
