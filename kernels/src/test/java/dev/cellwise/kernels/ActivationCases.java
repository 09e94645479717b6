package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The activations on a fixed grid, forward and backward, and prelu on rows. */
final class ActivationCases {
  /** Each function, and each with constants that change its course. */
  static final List<Activation> FUNCTIONS =
      List.of(
          Activation.identity(),
          Activation.affine(-1.5f, 0.25f),
          Activation.tanh(),
          Activation.scaledTanh(1.7159f, 0.6666667f),
          Activation.scaledTanh(-0.5f, 3f),
          Activation.sigmoid(),
          Activation.hardSigmoid(0.2f, 0.5f),
          Activation.hardSigmoid(-0.75f, 0.1f),
          Activation.softsign(),
          Activation.relu(),
          Activation.thresholdedRelu(1.5f),
          Activation.thresholdedRelu(-2f),
          Activation.leakyRelu(0.01f),
          Activation.leakyRelu(-0.3f),
          Activation.elu(1f),
          Activation.elu(0.7f),
          Activation.softplus(),
          Activation.gelu());

  private ActivationCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    float[] x = grid(10_001, 10);
    for (Activation f : FUNCTIONS) {
      String name = "activation/" + f.toString().replace(" ", "");
      cases.add(new KernelCase(name + "/forward", twin -> forwardCall(f, twin, x)));
      cases.add(new KernelCase(name + "/backward", twin -> backwardCall(f, twin, x)));
    }
    cases.add(new KernelCase("activation/prelu/7x53/forward", ActivationCases::preluForward));
    cases.add(new KernelCase("activation/prelu/7x53/backward", ActivationCases::preluBackward));
    return cases;
  }

  static void forward(Twin twin, Activation f, int n, float[] a, int aOff, float[] y, int yOff) {
    if (twin == Twin.SCALAR) {
      ScalarActivation.forward(f, n, a, aOff, y, yOff);
    } else {
      VectorActivation.forward(f, n, a, aOff, y, yOff);
    }
  }

  static void backward(
      Twin twin,
      Activation f,
      int n,
      float[] saved,
      int sOff,
      float[] dy,
      int dyOff,
      float[] da,
      int daOff) {
    if (twin == Twin.SCALAR) {
      ScalarActivation.backward(f, n, saved, sOff, dy, dyOff, da, daOff);
    } else {
      VectorActivation.backward(f, n, saved, sOff, dy, dyOff, da, daOff);
    }
  }

  /** The results of that twin. */
  static float[] forward(Twin twin, Activation f, float[] x) {
    float[] y = new float[x.length];
    forward(twin, f, x.length, x, 0, y, 0);
    return y;
  }

  /** What the backward pass is given after a forward pass on x. */
  static float[] saved(Activation f, float[] x) {
    return f.fromOutput() ? forward(Twin.SCALAR, f, x) : x;
  }

  /** The derivatives that twin finds, by gradients of 1. */
  static float[] slopes(Twin twin, Activation f, float[] x) {
    float[] da = new float[x.length];
    Arrays.fill(da, 1f);
    backward(twin, f, x.length, saved(f, x), 0, da, 0, da, 0);
    return da;
  }

  /** An even grid up to 110, as many points of each exponent, and the special arguments. */
  static float[] grid(int points, int ofEachExponent) {
    float[] even = ElementFunction.EXP.grid(points, ofEachExponent);
    float[] more = specials();
    float[] x = new float[even.length + points + more.length];
    System.arraycopy(even, 0, x, 0, even.length);
    for (int i = 0; i < points; i++) {
      x[even.length + i] = -16f + 32f * ((float) i / (points - 1));
    }
    System.arraycopy(more, 0, x, even.length + points, more.length);
    return x;
  }

  /** Those of the element functions, and the thresholds of the activations, with neighbours. */
  static float[] specials() {
    float[] centres = {1.5f, 2f, 2.5f, 0.13f, 1.2f, 14.35f, 14.5f, 17.33f, 18f, 0.34657f, 0.75179f};
    float[] others = ElementFunction.specials();
    float[] x = Arrays.copyOf(others, others.length + centres.length * 10);
    int at = others.length;
    for (float centre : centres) {
      for (int d = -2; d <= 2; d++) {
        x[at] = Float.intBitsToFloat(Float.floatToRawIntBits(centre) + d);
        x[at + 1] = -x[at];
        at += 2;
      }
    }
    return x;
  }

  private static Call forwardCall(Activation f, Twin twin, float[] x) {
    float[] y = new float[x.length];
    return new Call(() -> forward(twin, f, x.length, x, 0, y, 0), y);
  }

  private static Call backwardCall(Activation f, Twin twin, float[] x) {
    float[] saved = saved(f, x);
    float[] dy = new Inputs(3).uniform(x.length, -2, 2);
    float[] da = new float[x.length];
    return new Call(() -> backward(twin, f, x.length, saved, 0, dy, 0, da, 0), da);
  }

  /** {@link Prelu#forward} of one row. */
  static void preluRow(
      Twin twin, int units, float[] a, int aOff, float[] slope, int slopeOff, float[] y, int yOff) {
    if (twin == Twin.SCALAR) {
      ScalarPrelu.forward(units, a, aOff, slope, slopeOff, y, yOff);
    } else {
      VectorPrelu.forward(units, a, aOff, slope, slopeOff, y, yOff);
    }
  }

  /** {@link Prelu#backward} of one row, da in place of dy. */
  static void preluRowBackward(
      Twin twin,
      int units,
      float[] a,
      int aOff,
      float[] slope,
      int slopeOff,
      float[] dy,
      int dyOff,
      float[] dslope,
      int dslopeOff) {
    if (twin == Twin.SCALAR) {
      ScalarPrelu.backward(
          units, a, aOff, slope, slopeOff, dy, dyOff, dy, dyOff, dslope, dslopeOff);
    } else {
      VectorPrelu.backward(
          units, a, aOff, slope, slopeOff, dy, dyOff, dy, dyOff, dslope, dslopeOff);
    }
  }

  private static Call preluForward(Twin twin) {
    float[] a = new Inputs(1).uniform(7 * 60, -3, 3);
    float[] slope = new Inputs(2).uniform(55, -0.2f, 0.5f);
    float[] y = new float[7 * 57 + 3];
    return new Call(
        () -> {
          for (int r = 0; r < 7; r++) {
            preluRow(twin, 53, a, 60 * r + 1, slope, 2, y, 57 * r + 3);
          }
        },
        y);
  }

  private static Call preluBackward(Twin twin) {
    float[] a = new Inputs(1).uniform(7 * 60, -3, 3);
    float[] slope = new Inputs(2).uniform(55, -0.2f, 0.5f);
    float[] dy = new Inputs(3).uniform(7 * 57 + 3, -1, 1);
    float[] start = new Inputs(4).uniform(54, -1, 1);
    float[] da = dy.clone();
    float[] dslope = start.clone();
    return new Call(
        () -> {
          System.arraycopy(dy, 0, da, 0, da.length);
          System.arraycopy(start, 0, dslope, 0, dslope.length);
          for (int r = 6; r >= 0; r--) {
            preluRowBackward(twin, 53, a, 60 * r + 1, slope, 2, da, 57 * r + 3, dslope, 1);
          }
        },
        da,
        dslope);
  }
}
