package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A step of one row, products and gate math in one. */
class AffineStepTest {
  private static final int[] UNITS = {1, 8, 15, 16, 17, 33, 64, 100};
  private static final int[] INPUTS = {0, 1, 5, 16, 33};

  private static void every(Consumer<AffineStepOperands> test) {
    for (int gates : new int[] {3, 4}) {
      for (int units : UNITS) {
        for (int k : INPUTS) {
          test.accept(new AffineStepOperands(gates, k, units, k % 2 * 5));
        }
      }
    }
  }

  private static AffineStepOperands again(AffineStepOperands a) {
    return new AffineStepOperands(a.gates, a.k, a.m, a.zPanel - 64);
  }

  @Test
  @Tag("cold")
  void itIsProductsAndGateMath() {
    every(
        a -> {
          a.apart();
          for (Twin twin : Twins.available()) {
            AffineStepOperands one = again(a);
            one.step(twin);
            Twins.assertSameBits(a + ", " + twin, a.written(), one.written());
          }
        });
  }

  @Test
  @Tag("cold")
  void inAOneBlockCellTheNewStateMayTakeThePlaceOfTheOld() {
    every(
        a -> {
          if (a.blocks == 1) {
            for (Twin twin : Twins.available()) {
              AffineStepOperands apart = again(a);
              apart.step(twin);
              AffineStepOperands one = again(a);
              one.stepInPlace(twin);
              Twins.assertSameBits(a + ", " + twin, apart.written(), one.written());
            }
          }
        });
  }

  /** NaN and infinities, and what is past every range. */
  @Test
  @Tag("cold")
  void twinsAgreeOnAnyNumbers() {
    float[] odd = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3e38f, -1e-42f, -0f
    };
    every(
        a -> {
          if (a.k > 0) {
            for (int i = 0; i < odd.length; i++) {
              float value = odd[i];
              int at = i;
              Twins.assertSameBits(
                  a + ", " + value,
                  twin -> {
                    AffineStepOperands one = again(a);
                    one.x[2 + at % one.k] = value;
                    one.h[6 + at % one.m] = -value;
                    one.c[8 + at % one.m] = value;
                    if (one.blocks == 1 && at % 2 == 0) {
                      one.stepInPlace(twin);
                    } else {
                      one.step(twin);
                    }
                    return one.written();
                  });
            }
          }
        });
  }

  @Test
  void badArgumentsAreRefused() {
    AffineStepOperands a = new AffineStepOperands(4, 5, 33, 0);
    AffineStepOperands g = new AffineStepOperands(3, 5, 33, 0);
    refused("panels: expected 4 gates, got 3", () -> lstm(g, 5, g.x, g.h, 6, 7, g.y, 9));
    refused("inputs in x: expected at least 0, got -1", () -> lstm(a, -1, a.x, a.h, 6, 7, a.y, 9));
    refused("x: expected 6 elements from 2", () -> lstm(a, 6, a.x, a.h, 6, 7, a.y, 9));
    refused("h: expected 33 elements from 50", () -> lstm(a, 5, a.x, a.h, 50, 7, a.y, 9));
    refused("z: expected 64 elements from 150", () -> lstm(a, 5, a.x, a.h, 6, 150, a.y, 9));
    refused("y: expected 48 elements from 13", () -> lstm(a, 5, a.x, a.h, 6, 7, a.y, 13));
    refused("y: expected a place apart from h", () -> lstm(a, 5, a.x, a.h, 6, 7, a.h, 6));
    assertThrows(NullPointerException.class, () -> lstm(a, 5, null, a.h, 6, 7, a.y, 9));
    refused("panels: expected 3 gates, got 4", () -> gru(a, 5, a.x, a.h, 6, 7, a.y, 9));
    refused("x: expected 6 elements from 2", () -> gru(g, 6, g.x, g.h, 6, 7, g.y, 9));
    refused("h: expected 48 elements from 7", () -> gru(g, 5, g.x, g.h, 7, 7, g.y, 9));
    refused("z: expected 64 elements from 150", () -> gru(g, 5, g.x, g.h, 6, 150, g.y, 9));
    refused("y: expected a place apart from h", () -> gru(g, 5, g.x, g.h, 6, 7, g.h, 6));
    AffineStepOperands small = new AffineStepOperands(4, 5, 16, 0);
    float[] wide = Arrays.copyOf(small.h, 60);
    refused("y: expected a place apart from h", () -> lstm(small, 5, small.x, wide, 6, 7, wide, 7));
    float[] both = Arrays.copyOf(g.h, 6 + 48 + 48);
    refused("y: expected a place apart from h", () -> gru(g, 5, g.x, both, 6, 7, both, 53));
    assertEquals(0, a.y[9]);
    assertEquals(0, g.y[9]);
    gru(g, 5, g.x, both, 6, 7, both, 54);
  }

  private static void lstm(
      AffineStepOperands a, int k, float[] x, float[] h, int hOff, int zOff, float[] y, int yOff) {
    AffineLstm.forward(
        a.panels, k, x, 2, a.w, 3, a.m, h, hOff, a.u, 1, a.s, 4, a.sPanel, a.z, zOff, a.c, 8, y,
        yOff);
  }

  private static void gru(
      AffineStepOperands a, int k, float[] x, float[] h, int hOff, int zOff, float[] y, int yOff) {
    AffineGru.forward(
        a.panels, k, x, 2, a.w, 3, a.m, h, hOff, a.u, 1, a.s, 4, a.sPanel, a.bm, 5, a.z, zOff, y,
        yOff);
  }

  private static void refused(String start, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
  }
}
