package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.List;

/** The kernels of {@link Leak} on a row. */
final class LeakCases {
  private LeakCases() {}

  static List<KernelCase> all() {
    return List.of(
        new KernelCase("leak/forward/333", LeakCases::forwardCall),
        new KernelCase("leak/backward/333", LeakCases::backwardCall),
        new KernelCase("leak/backwardAlpha/333", LeakCases::backwardAlphaCall));
  }

  /** y from alpha, h and x. */
  static void forward(Twin twin, int n, float[] alpha, float[] h, float[] x, float[] y, int at) {
    if (twin == Twin.SCALAR) {
      ScalarHadamard.blend(n, alpha, at, h, at + 1, x, at + 2, y, at + 3);
    } else {
      VectorHadamard.blend(n, alpha, at, h, at + 1, x, at + 2, y, at + 3);
    }
  }

  /** dh and dx from alpha and dy. */
  static void backward(
      Twin twin, int n, float[] alpha, float[] dy, float[] dh, float[] dx, int at) {
    if (twin == Twin.SCALAR) {
      ScalarLeak.backward(n, alpha, at, dy, at + 1, dh, at + 2, dx, at + 3);
    } else {
      VectorLeak.backward(n, alpha, at, dy, at + 1, dh, at + 2, dx, at + 3);
    }
  }

  /** dalpha from h, x and dy. */
  static void backwardAlpha(
      Twin twin, int n, float[] h, float[] x, float[] dy, float[] dalpha, int at) {
    if (twin == Twin.SCALAR) {
      ScalarLeak.backwardAlpha(n, h, at, x, at + 1, dy, at + 2, dalpha, at + 3);
    } else {
      VectorLeak.backwardAlpha(n, h, at, x, at + 1, dy, at + 2, dalpha, at + 3);
    }
  }

  private static float[] floats(int seed) {
    return new Inputs(seed).uniform(340, -2, 2);
  }

  private static Call forwardCall(Twin twin) {
    float[] alpha = floats(1);
    float[] h = floats(2);
    float[] x = floats(3);
    float[] y = new float[340];
    return new Call(() -> forward(twin, 333, alpha, h, x, y, 1), y);
  }

  private static Call backwardCall(Twin twin) {
    float[] alpha = floats(1);
    float[] dy = floats(2);
    float[] startH = floats(3);
    float[] startX = floats(4);
    float[] dh = startH.clone();
    float[] dx = startX.clone();
    return new Call(
        () -> {
          System.arraycopy(startH, 0, dh, 0, dh.length);
          System.arraycopy(startX, 0, dx, 0, dx.length);
          backward(twin, 333, alpha, dy, dh, dx, 1);
        },
        dh,
        dx);
  }

  private static Call backwardAlphaCall(Twin twin) {
    float[] h = floats(1);
    float[] x = floats(2);
    float[] dy = floats(3);
    float[] start = floats(4);
    float[] dalpha = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, dalpha, 0, dalpha.length);
          backwardAlpha(twin, 333, h, x, dy, dalpha, 1);
        },
        dalpha);
  }
}
