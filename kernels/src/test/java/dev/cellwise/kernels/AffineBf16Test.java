package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Affine maps over weights of 16 bits: the bits of {@link Affine} over the rounded weights, from
 * both twins.
 */
class AffineBf16Test {
  private static final int[] K = {0, 1, 2, 3, 15, 16, 17, 33, 100};
  private static final int[] UNITS = {1, 15, 16, 17, 33, 64, 65, 100, 128, 200};

  private static void every(int[] ks, int[] units, Consumer<AffineBf16Operands> test) {
    for (int k : ks) {
      for (int n : units) {
        for (int gates = 1; gates <= 4; gates++) {
          Panels p = gates == 1 ? Panels.dense(n) : Panels.gated(gates, n);
          for (int column : new int[] {0, Panels.BLOCK}) {
            int m = k / 2 + 1;
            test.accept(new AffineBf16Operands(k, m, p, p, column, k % 2 * 5));
            test.accept(new AffineBf16Operands(k, m, p.descending(), p, column, 0));
          }
        }
        Panels four = Panels.gated(4, n);
        test.accept(new AffineBf16Operands(k, 3, Panels.gated(3, n), four, 16, 0));
        test.accept(new AffineBf16Operands(k, 4, four, Panels.gated(2, n), 32, 3));
      }
    }
  }

  private static void twinsAgree(AffineBf16Operands a) {
    float[] expected = a.guarded();
    a.floatForward(expected);
    agree(a + ", forward", expected, twin -> ran(a.guarded(), z -> a.forward(twin, z)));
    expected = a.start();
    a.floatAccumulate(expected);
    agree(a + ", accumulate", expected, twin -> ran(a.start(), z -> a.accumulate(twin, z)));
    expected = a.start();
    a.floatForwardBoth(expected);
    agree(a + ", two inputs", expected, twin -> ran(a.start(), z -> a.forwardBoth(twin, z)));
  }

  private static float[] ran(float[] z, Consumer<float[]> kernel) {
    kernel.accept(z);
    return z;
  }

  private static void agree(String what, float[] expected, Function<Twin, float[]> run) {
    for (Twin twin : Twins.available()) {
      Twins.assertSameBits(what + ", " + twin, expected, run.apply(twin));
    }
  }

  @Test
  void haveTheBitsOfRoundedFloats() {
    every(K, UNITS, AffineBf16Test::twinsAgree);
  }

  @Test
  @Tag("cold")
  void someOfThemCold() {
    every(new int[] {1, 6, 17}, new int[] {1, 33, 130}, AffineBf16Test::twinsAgree);
  }

  /** The public door is the twin that was chosen. */
  @Test
  @Tag("cold")
  void theDoorsLeadToTheTwins() {
    AffineBf16Operands a =
        new AffineBf16Operands(17, 6, Panels.gated(4, 33), Panels.gated(4, 33), 0, 2);
    float[] expected = a.guarded();
    a.floatForward(expected);
    float[] z = a.guarded();
    AffineBf16.forward(
        17, a.panels, a.x, a.xOff, a.halfW, a.halfWOff, a.b, a.bOff, z, a.zOff, a.zPanel);
    Twins.assertSameBits("forward", expected, z);
    AffineBf16.accumulate(17, a.panels, a.x, a.xOff, a.halfW, a.halfWOff, z, a.zOff, a.zPanel);
    a.floatAccumulate(expected);
    Twins.assertSameBits("accumulate", expected, z);
    a.floatForwardBoth(expected);
    both(a, 6, 0, z, a.zPanel);
    Twins.assertSameBits("both", expected, z);
  }

  private static void both(AffineBf16Operands a, int m, int column, float[] z, int zPanel) {
    AffineBf16.forward(
        a.panels,
        a.k,
        a.x,
        a.xOff,
        a.halfW,
        a.halfWOff,
        a.second,
        column,
        m,
        a.h,
        a.hOff,
        a.halfU,
        a.halfUOff,
        a.b,
        a.bOff,
        z,
        a.zOff,
        zPanel);
  }

  /** An input behind the last pair, infinite weights and inputs, subnormals: as {@link Affine}. */
  @Test
  @Tag("cold")
  void whatIsNotFiniteGoesWhereItBelongs() {
    Panels p = Panels.gated(4, 20);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, 3e-39f, -0f, 3e38f, -3e38f};
    for (float weight : odd) {
      for (int input = 0; input < 5; input++) {
        AffineBf16Operands a = new AffineBf16Operands(5, 5, p, p, 0, 0);
        a.w[input * p.width() + 3] = Bf16.round(weight);
        Bf16.pack(5, p, a.w, 0, a.halfW, a.halfWOff);
        twinsAgree(a);
        float[] z = a.guarded();
        a.forward(Twin.SCALAR, z);
        assertEquals(Float.isFinite(Bf16.round(weight)), Float.isFinite(z[a.zOff + 3]));
        assertTrue(Float.isFinite(z[a.zOff + 2]) && Float.isFinite(z[a.zOff + 4]));
      }
    }
    for (float x : odd) {
      AffineBf16Operands a = new AffineBf16Operands(5, 5, p, p, 0, 0);
      a.x[a.xOff + 4] = x;
      twinsAgree(a);
    }
  }

  @Test
  @Tag("cold")
  void badArgumentsAreRefused() {
    Panels p = Panels.gated(4, 33);
    AffineBf16Operands a = new AffineBf16Operands(7, 5, p, p, 0, 0);
    float[] z = a.guarded();
    float[] before = z.clone();
    int[] w = a.halfW;
    refused("k", () -> AffineBf16.forward(-1, p, a.x, 3, w, 5, a.b, 7, z, 11, 64));
    refused("x", () -> AffineBf16.forward(7, p, a.x, 4, w, 5, a.b, 7, z, 11, 64));
    refused("w", () -> AffineBf16.forward(7, p, a.x, 3, w, 6, a.b, 7, z, 11, 64));
    refused("b", () -> AffineBf16.forward(7, p, a.x, 3, w, 5, a.b, 8, z, 11, 64));
    refused("z", () -> AffineBf16.forward(7, p, a.x, 3, w, 5, a.b, 7, z, 15, 64));
    refused("z", () -> AffineBf16.forward(7, p, a.x, 3, w, 5, a.b, 7, z, 11, 63));
    refused("z", () -> AffineBf16.forward(7, p, a.x, 3, w, 5, a.b, 7, z, 11, -1));
    refused("k", () -> AffineBf16.accumulate(-1, p, a.x, 3, w, 5, z, 11, 64));
    refused("x", () -> AffineBf16.accumulate(7, p, a.x, -1, w, 5, z, 11, 64));
    refused("w", () -> AffineBf16.accumulate(7, p, a.x, 3, w, 6, z, 11, 64));
    refused("m", () -> both(a, -1, 0, z, 64));
    refused("h", () -> both(a, 6, 0, z, 64));
    refused("second, column", () -> both(a, 5, -1, z, 64));
    refused("z", () -> both(a, 5, 16, z, 64));
    refused("zPanel", () -> both(a, 5, 16, new float[400], 64));
    AffineBf16Operands other = new AffineBf16Operands(7, 5, p, Panels.gated(4, 49), 0, 0);
    refused("second, column", () -> both(other, 5, 0, z, 64));
    refused(
        "u",
        () ->
            AffineBf16.forward(p, 7, a.x, 3, w, 5, p, 0, 5, a.h, 1, a.halfU, 3, a.b, 7, z, 11, 64));
    Twins.assertSameBits("nothing is written", before, z);
  }

  private static void refused(String argument, Executable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call);
    assertTrue(e.getMessage().startsWith(argument + ": expected"), e::toString);
  }
}
