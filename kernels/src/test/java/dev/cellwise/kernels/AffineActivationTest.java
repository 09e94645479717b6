package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.testing.Bounds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Affine maps with an activation: the bits of the two kernels one after the other. */
class AffineActivationTest {
  private static final List<Activation> FUNCTIONS =
      List.of(Activation.tanh(), Activation.sigmoid(), Activation.leakyRelu(-0.5f));

  /** Around the rows of a tile, of what fits the first-level cache, and of a chunk. */
  private static final int[] ROWS = {0, 1, 2, 5, 6, 7, 32, 47, 48, 49, 96, 321, 370};

  private static final int[] K = {0, 1, 15, 16, 17, 33, 100};
  private static final int[] UNITS = {1, 15, 16, 17, 33, 48, 64, 65, 100, 129};

  private static void every(int[] rows, int[] k, int[] units, Consumer<AffineOperands> test) {
    for (int r : rows) {
      for (int i : k) {
        for (int u : units) {
          Inputs random = new Inputs(1000L * r + 10L * i + u);
          Panels p = (r + i) % 2 == 0 ? Panels.dense(u) : Panels.dense(u).descending();
          test.accept(new AffineOperands(r, i, p, false, 0, random));
          test.accept(new AffineOperands(r, i, p, true, r % 2 == 0 ? 5 : 0, random));
        }
      }
    }
    test.accept(new AffineOperands(7, 17, Panels.gated(3, 33), false, 16, new Inputs(1)));
    test.accept(new AffineOperands(50, 9, Panels.gated(4, 17), true, 0, new Inputs(2)));
    for (Panels p : List.of(Panels.gated(3, 33), Panels.dense(200))) {
      test.accept(new AffineOperands(1, 17, p, false, 16, new Inputs(4)));
      test.accept(new AffineOperands(1, 17, p.descending(), false, 5, new Inputs(5)));
    }
  }

  /** Either twin against the scalar kernels one after the other. */
  private static void check(AffineOperands o, Activation f) {
    float[] a = o.guarded();
    float[] y = o.guarded();
    AffineTwins.forward(Twin.SCALAR, o, a);
    activate(o, f, a, y);
    float[] further = a.clone();
    AffineTwins.accumulate(Twin.SCALAR, o, further);
    float[] yFurther = o.guarded();
    activate(o, f, further, yFurther);
    for (Twin twin : Twins.available()) {
      String what = o + ", " + f + ", " + twin;
      float[] a1 = o.guarded();
      float[] y1 = o.guarded();
      AffineActivationTwins.forward(twin, o, f, a1, y1);
      Twins.assertSameBits(what + ", a", a, a1);
      Twins.assertSameBits(what + ", y", y, y1);
      AffineActivationTwins.accumulate(twin, o, f, a1, y1);
      Twins.assertSameBits(what + ", a further", further, a1);
      Twins.assertSameBits(what + ", y further", yFurther, y1);
      float[] inPlace = o.guarded();
      AffineActivationTwins.forwardBoth(twin, o, f, inPlace, inPlace);
      Twins.assertSameBits(what + ", two inputs in place", yFurther, inPlace);
      checkBackward(twin, o, f, f.fromOutput() ? y : a);
    }
  }

  private static void checkBackward(Twin twin, AffineOperands o, Activation f, float[] saved) {
    Inputs random = new Inputs(o.rows + 3L * o.k);
    float[] dy = o.zValues(random);
    float[] dx = o.dxValues(random);
    float[] expected = dx.clone();
    float[] scattered = o.guarded();
    float[] da = new float[AffineActivationTwins.daLength(o)];
    for (int p = 0; p < o.panels.count(); p++) {
      for (int r = 0; r < o.rows; r++) {
        int at = o.z(r, p, 0);
        int n = o.panels.width(p);
        ScalarActivation.backward(f, n, saved, at, dy, at, scattered, at);
        System.arraycopy(scattered, at, da, AffineActivationTwins.da(o, r, p, 0), n);
      }
    }
    AffineTwins.backwardInput(Twin.SCALAR, o, scattered, expected);
    float[] da1 = new float[da.length];
    float[] dx1 = dx.clone();
    AffineActivationTwins.backward(twin, o, f, saved, dy, da1, dx1);
    Twins.assertSameBits(o + ", " + f + ", " + twin + ", da", da, da1);
    Twins.assertSameBits(o + ", " + f + ", " + twin + ", dx", expected, dx1);
  }

  private static void activate(AffineOperands o, Activation f, float[] a, float[] y) {
    for (int p = 0; p < o.panels.count(); p++) {
      for (int r = 0; r < o.rows; r++) {
        int at = o.z(r, p, 0);
        ScalarActivation.forward(f, o.panels.width(p), a, at, y, at);
      }
    }
  }

  @Test
  void twinsAreTheTwoKernelsAtEveryShape() {
    every(ROWS, K, UNITS, o -> check(o, FUNCTIONS.get((o.rows + o.k + o.panels.units()) % 3)));
  }

  @Test
  @Tag("cold")
  void twinsAreTheTwoKernelsAtAFewShapes() {
    every(new int[] {1, 7}, new int[] {5}, new int[] {17, 65}, o -> check(o, FUNCTIONS.get(0)));
  }

  @Test
  void twinsAreTheTwoKernelsWithEveryFunction() {
    for (Activation f : ActivationCases.FUNCTIONS) {
      every(new int[] {1, 7}, new int[] {5}, new int[] {17, 65}, o -> check(o, f));
    }
  }

  @Test
  @Tag("cold")
  void aRowIsTheRowAlone() {
    AffineOperands o = new AffineOperands(50, 17, Panels.dense(134), true, 0, new Inputs(3));
    Activation f = Activation.tanh();
    for (Twin twin : Twins.available()) {
      float[] y = o.guarded();
      AffineActivationTwins.forward(twin, o, f, y, y);
      for (int r = 0; r < o.rows; r++) {
        AffineOperands one = new AffineOperands(1, 17, Panels.dense(134), true, 0, new Inputs(3));
        System.arraycopy(o.x, o.xOff + r * o.xStride, one.x, one.xOff, 17);
        System.arraycopy(o.w, 0, one.w, 0, o.w.length);
        System.arraycopy(o.b, 0, one.b, 0, o.b.length);
        float[] alone = one.guarded();
        AffineActivationTwins.forward(twin, one, f, alone, alone);
        int columns = o.panels.columns();
        Twins.assertSameBits(
            twin + ", row " + r,
            Arrays.copyOfRange(alone, one.zOff, one.zOff + columns),
            Arrays.copyOfRange(y, o.z(r, 0, 0), o.z(r, 0, 0) + columns));
      }
    }
  }

  /** tanh(b + W x) in double, within the product's bound and the function's 1 ulp. */
  @Test
  @Tag("reference")
  void theFusedTanhIsTheOneOfTheEquation() {
    every(
        new int[] {1, 49},
        K,
        UNITS,
        o -> {
          float[] y = o.guarded();
          AffineActivation.forward(
              o.rows,
              o.k,
              o.panels,
              o.x,
              o.xOff,
              o.xStride,
              o.w,
              o.wOff,
              o.b,
              o.bOff,
              Activation.tanh(),
              y,
              o.zOff,
              y,
              o.zOff,
              o.zPanel,
              o.zRow);
          for (int r = 0; r < o.rows; r++) {
            for (int u = 0; u < o.panels.units(); u++) {
              checkTanh(o, r, u, y[o.zOf(r, 0, u)]);
            }
          }
        });
  }

  private static void checkTanh(AffineOperands o, int row, int unit, float actual) {
    double sum = o.bias[0][unit];
    double magnitude = Math.abs(sum);
    for (int i = 0; i < o.k; i++) {
      double product = (double) o.units[0][unit * o.k + i] * o.x[o.xOff + row * o.xStride + i];
      sum += product;
      magnitude += Math.abs(product);
    }
    double truth = StrictMath.tanh(sum);
    // tanh never stretches an error of its argument.
    double bound = Bounds.gemm(o.k + 1, magnitude) + Math.ulp((float) truth);
    double error = Math.abs(truth - actual);
    assertTrue(error <= bound, o + ", row " + row + ": error " + error + ", bound " + bound);
  }

  @Test
  @Tag("cold")
  void theDoorChecksAndRunsTheTwinInUse() {
    AffineOperands o = new AffineOperands(7, 5, Panels.dense(33), true, 3, new Inputs(4));
    Activation f = Activation.elu(1);
    float[] a = o.guarded();
    float[] y = o.guarded();
    float[] a1 = o.guarded();
    float[] y1 = o.guarded();
    AffineActivationTwins.forward(Twin.SCALAR, o, f, a, y);
    AffineActivation.forward(
        o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, o.b, o.bOff, f, a1, o.zOff, y1,
        o.zOff, o.zPanel, o.zRow);
    Twins.assertSameBits("y", y, y1);
    AffineActivationTwins.accumulate(Twin.SCALAR, o, f, a, y);
    AffineActivation.accumulate(
        o.rows, o.k, o.panels, o.x, o.xOff, o.xStride, o.w, o.wOff, f, a1, o.zOff, y1, o.zOff,
        o.zPanel, o.zRow);
    Twins.assertSameBits("y further", y, y1);
    AffineActivation.forward(
        o.rows, o.panels, o.k, o.x, o.xOff, o.xStride, o.w, o.wOff, o.k, o.x, o.xOff, o.xStride,
        o.w, o.wOff, o.b, o.bOff, f, a1, o.zOff, a1, o.zOff, o.zPanel, o.zRow);
    Twins.assertSameBits("two inputs", y, a1);
    float[] dy = o.zValues(new Inputs(5));
    float[] dx = o.dxValues(new Inputs(6));
    float[] dx1 = dx.clone();
    float[] da = new float[1 + 7 * 48];
    float[] da1 = da.clone();
    AffineActivationTwins.backward(Twin.SCALAR, o, f, y, dy, da, dx);
    AffineActivation.backward(
        o.rows,
        o.panels,
        o.inputs,
        f,
        y,
        o.zOff,
        dy,
        o.zOff,
        o.zPanel,
        o.zRow,
        da1,
        1,
        7 * 48,
        48,
        o.wT,
        o.wtOff,
        dx1,
        o.dxOff,
        o.dxStride);
    Twins.assertSameBits("da", da, da1);
    Twins.assertSameBits("dx", dx, dx1);
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreNamed() {
    refusedForward("rows", -1, 0, 0, 0, 0, 0, 64);
    refusedForward("x", 2, 1, 0, 0, 0, 0, 64);
    refusedForward("w", 2, 0, 1, 0, 0, 0, 64);
    refusedForward("b", 2, 0, 0, 1, 0, 0, 64);
    refusedForward("a", 2, 0, 0, 0, 257, 257, 64);
    refusedForward("a", 2, 0, 0, 0, 0, 0, 63);
    refusedForward("y", 2, 0, 0, 0, 0, 257, 64);
    refusedForward("y", 2, 0, 0, 0, 0, 1, 64);
    refusedForward("y", 2, 0, 0, 0, 0, 127, 64);
    assertEquals("", forward(2, 0, 0, 0, 0, 128, 64));
    // A last panel of one block: y may begin right behind it.
    Panels narrow = Panels.dense(80);
    float[] both = new float[2 * 80];
    AffineActivation.forward(
        1,
        3,
        narrow,
        new float[3],
        0,
        3,
        new float[240],
        0,
        new float[80],
        0,
        Activation.gelu(),
        both,
        0,
        both,
        80,
        64,
        80);
    refusedBackward("saved", 129, 0, 0, 0, 0, 64);
    refusedBackward("dy", 0, 129, 0, 0, 0, 64);
    refusedBackward("da", 0, 0, 129, 0, 0, 64);
    refusedBackward("da", 0, 0, 0, 0, 0, 63);
    refusedBackward("wT", 0, 0, 0, 1, 0, 64);
    refusedBackward("dx", 0, 0, 0, 0, 1, 64);
  }

  /** The message of the refusal, or nothing. */
  private static String forward(
      int rows, int xOff, int wOff, int bOff, int aOff, int yOff, int row) {
    Panels p = Panels.dense(64);
    float[] x = new float[6];
    float[] y = new float[128 + 256];
    float[] w = new float[p.size(3)];
    float[] b = new float[64];
    try {
      AffineActivation.forward(
          rows, 3, p, x, xOff, 3, w, wOff, b, bOff, Activation.tanh(), y, aOff, y, yOff, 0, row);
      return "";
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  private static void refusedForward(
      String argument, int rows, int xOff, int wOff, int bOff, int aOff, int yOff, int row) {
    String message = forward(rows, xOff, wOff, bOff, aOff, yOff, row);
    assertTrue(message.startsWith(argument + ": expected "), message);
  }

  private static void refusedBackward(
      String argument, int sOff, int dyOff, int daOff, int wtOff, int dxOff, int daRow) {
    Panels p = Panels.dense(64);
    Panels k3 = Panels.dense(3);
    float[] wT = new float[k3.size(64)];
    float[] z = new float[128 + 128];
    float[] dx = new float[2 * 16];
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () ->
                AffineActivation.backward(
                    2,
                    p,
                    k3,
                    Activation.tanh(),
                    z,
                    sOff,
                    z,
                    dyOff,
                    0,
                    64,
                    z.clone(),
                    daOff,
                    0,
                    daRow,
                    wT,
                    wtOff,
                    dx,
                    dxOff,
                    16));
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }
}
