package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** The kernels of {@link LayerNorm} on fixed inputs, and what chooses a twin for the tests. */
final class LayerNormCases {
  private LayerNormCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : new int[] {1, 15, 64, 100, 512, 4113}) {
      cases.add(new KernelCase("layerNorm/normalise/" + n, twin -> normalise(twin, n)));
      cases.add(new KernelCase("layerNorm/backward/" + n, twin -> backward(twin, n)));
    }
    cases.add(new KernelCase("layerNorm/scale/100", LayerNormCases::scale));
    cases.add(new KernelCase("layerNorm/scaleBackward/100", LayerNormCases::scaleBackward));
    cases.add(new KernelCase("layerNorm/scaleTwo/100", LayerNormCases::scaleTwo));
    cases.add(
        new KernelCase("layerNorm/scaleTwoBackward/100", twin -> scaleTwoBackward(twin, 1, 100)));
    for (int[] s : new int[][] {{3, 100}, {5, 33}, {3, 15}}) {
      String size = s[0] + "x" + s[1];
      cases.add(
          new KernelCase(
              "layerNorm/scaleTwoBackward/" + size, twin -> scaleTwoBackward(twin, s[0], s[1])));
    }
    return cases;
  }

  private static Call scaleTwo(Twin twin) {
    float[][] a = inputs(6, 1, 100);
    int[] at = {1, 3, 4, 0, 5, 2};
    return new Call(() -> scaleTwo(twin, 100, a, at), (Object[]) a);
  }

  private static Call scaleTwoBackward(Twin twin, int rows, int n) {
    float[][] from = inputs(10, rows, n);
    float[][] a = HadamardCases.copy(from);
    int[] at = {1, 3, 4, 0, 5, 2, 6, 1, 0, 3};
    return new Call(
        () -> {
          for (int i = 5; i < 10; i++) {
            System.arraycopy(from[i], 0, a[i], 0, a[i].length);
          }
          scaleTwoBackward(twin, rows, n, a, at);
        },
        (Object[]) a);
  }

  /** Floats between the rows of x, u, dx and du, and between those of dy. */
  static final int GAP = 3;

  static final int DY_GAP = 1;

  /** Operands that hold rows of n floats, with gaps, from an offset of at most 7. */
  static float[][] inputs(int operands, int rows, int n) {
    float[][] a = new float[operands][];
    for (int i = 0; i < operands; i++) {
      a[i] = new Inputs(i + 1).uniform(7 + rows * n + (rows - 1) * GAP, -2, 2);
    }
    return a;
  }

  /** Operands g, k, b, x, u, y. */
  static void scaleTwo(Twin twin, int n, float[][] a, int[] at) {
    if (twin == Twin.SCALAR) {
      ScalarLayerNorm.scaleTwo(
          n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5]);
    } else {
      VectorLayerNorm.scaleTwo(
          n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5]);
    }
  }

  /** Operands g, k, x, u, dy, dg, dk, db, dx, du. */
  static void scaleTwoBackward(Twin twin, int rows, int n, float[][] a, int[] at) {
    int stride = n + GAP;
    int dyStride = n + DY_GAP;
    if (twin == Twin.SCALAR) {
      ScalarLayerNorm.scaleTwoBackward(
          rows, n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], stride, a[4], at[4],
          dyStride, a[5], at[5], a[6], at[6], a[7], at[7], a[8], at[8], a[9], at[9]);
    } else {
      VectorLayerNorm.scaleTwoBackward(
          rows, n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], stride, a[4], at[4],
          dyStride, a[5], at[5], a[6], at[6], a[7], at[7], a[8], at[8], a[9], at[9]);
    }
  }

  private static Call normalise(Twin twin, int n) {
    float[] x = Inputs.before(16, new Inputs(n).uniform(n + 3, -2, 3));
    float[] y = new float[n + 2];
    float[] s = new float[1];
    return new Call(() -> s[0] = normalise(twin, n, x, 3, y, 1), y, s);
  }

  private static Call backward(Twin twin, int n) {
    float[] y = Inputs.before(16, new Inputs(n).uniform(n + 3, -2, 2));
    float[] g = new Inputs(n + 1).uniform(n + 2, -1, 1);
    float[] dy = Inputs.before(16, g);
    float[] out = g.clone();
    return new Call(
        () -> {
          System.arraycopy(g, 0, dy, 0, g.length);
          backward(twin, n, y, 3, 0.75f, dy, 1);
          System.arraycopy(dy, 0, out, 0, out.length);
        },
        out);
  }

  private static Call scale(Twin twin) {
    float[] p = new Inputs(1).uniform(210, -2, 2);
    float[] x = new Inputs(2).uniform(103, -2, 2);
    float[] y = new float[101];
    return new Call(() -> scale(twin, 100, p, 1, p, 105, x, 3, y, 1), y);
  }

  private static Call scaleBackward(Twin twin) {
    float[][] from = {
      new Inputs(1).uniform(101, -2, 2), new Inputs(2).uniform(103, -2, 2),
      new Inputs(3).uniform(104, -2, 2), new Inputs(4).uniform(100, -2, 2),
      new Inputs(5).uniform(105, -2, 2), new Inputs(6).uniform(102, -2, 2)
    };
    float[][] a = HadamardCases.copy(from);
    int[] at = {1, 3, 4, 0, 5, 2};
    return new Call(
        () -> {
          for (int i = 3; i < 6; i++) {
            System.arraycopy(from[i], 0, a[i], 0, a[i].length);
          }
          scaleBackward(twin, 100, a, at);
        },
        (Object[]) a);
  }

  static float normalise(Twin twin, int n, float[] x, int xOff, float[] y, int yOff) {
    return twin == Twin.SCALAR
        ? ScalarLayerNorm.normalise(n, x, xOff, y, yOff)
        : VectorLayerNorm.normalise(n, x, xOff, y, yOff);
  }

  static void backward(Twin twin, int n, float[] y, int yOff, float s, float[] dy, int dyOff) {
    if (twin == Twin.SCALAR) {
      ScalarLayerNorm.normaliseBackward(n, y, yOff, s, dy, dyOff);
    } else {
      VectorLayerNorm.normaliseBackward(n, y, yOff, s, dy, dyOff);
    }
  }

  static void scale(
      Twin twin,
      int n,
      float[] g,
      int gOff,
      float[] b,
      int bOff,
      float[] x,
      int xOff,
      float[] y,
      int yOff) {
    if (twin == Twin.SCALAR) {
      ScalarLayerNorm.scale(n, g, gOff, b, bOff, x, xOff, y, yOff);
    } else {
      VectorLayerNorm.scale(n, g, gOff, b, bOff, x, xOff, y, yOff);
    }
  }

  /** Operands g, x, dy, dg, db, dx. */
  static void scaleBackward(Twin twin, int n, float[][] a, int[] at) {
    if (twin == Twin.SCALAR) {
      ScalarLayerNorm.scaleBackward(
          n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5]);
    } else {
      VectorLayerNorm.scaleBackward(
          n, a[0], at[0], a[1], at[1], a[2], at[2], a[3], at[3], a[4], at[4], a[5], at[5]);
    }
  }
}
