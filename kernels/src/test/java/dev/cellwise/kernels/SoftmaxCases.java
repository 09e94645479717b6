package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** Softmax and cross-entropy of three rows on fixed inputs. */
final class SoftmaxCases {
  private static final int ROWS = 3;
  private static final int[] CLASSES = {1, 5, 40, 65, 100, 5000};

  private SoftmaxCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int n : CLASSES) {
      cases.add(new KernelCase("softmax/crossEntropy/" + n, twin -> crossEntropy(twin, n)));
      cases.add(new KernelCase("softmax/smoothed/" + n, twin -> smoothed(twin, n, false)));
      cases.add(new KernelCase("softmax/smoothedWeighted/" + n, twin -> smoothed(twin, n, true)));
      cases.add(new KernelCase("softmax/softmax/" + n, twin -> softmax(twin, n)));
      cases.add(new KernelCase("softmax/logProbability/" + n, twin -> logProbability(twin, n)));
    }
    return cases;
  }

  private static Call crossEntropy(Twin twin, int n) {
    int stride = n + 20;
    float[] x = new Inputs(n).uniform(ROWS * stride, -9, 9);
    int[] targets = new Inputs(n).indices(ROWS, n);
    float[] d = new float[ROWS * stride];
    float[] loss = new float[ROWS];
    return new Call(
        twin == Twin.SCALAR
            ? () ->
                ScalarSoftmax.crossEntropy(
                    ROWS, n, x, 1, n + 3, targets, 0, 0.3f, d, 2, n + 18, loss, 0)
            : () ->
                VectorSoftmax.crossEntropy(
                    ROWS, n, x, 1, n + 3, targets, 0, 0.3f, d, 2, n + 18, loss, 0),
        d,
        loss);
  }

  /** One row, in place. */
  private static Call smoothed(Twin twin, int n, boolean weighted) {
    float[] x = new Inputs(n).uniform(n + 2, -9, 9);
    float[] w = weighted ? Inputs.before(16, new Inputs(n + 1).uniform(n + 3, 0, 3)) : null;
    float[] d = Inputs.before(16, x);
    float[] out = x.clone();
    float[] loss = new float[1];
    return new Call(
        () -> {
          System.arraycopy(x, 0, d, 0, x.length);
          loss[0] = smoothedRow(twin, n, d, 1, n / 2, 0.875, 0.125, w, 3, 1.5f, 0.3f, d, 1);
          System.arraycopy(d, 0, out, 0, out.length);
        },
        out,
        loss);
  }

  static float smoothedRow(
      Twin twin,
      int n,
      float[] x,
      int xOff,
      int target,
      double own,
      double smoothing,
      float[] w,
      int wOff,
      float weight,
      float scale,
      float[] d,
      int dOff) {
    double each = smoothing / n;
    if (twin == Twin.SCALAR) {
      double all = w == null ? n : ScalarNorm.sum(n, w, wOff);
      return ScalarSoftmax.smoothedRow(
          n, x, xOff, target, own, each, all, w, wOff, weight, scale, d, dOff);
    }
    double all = w == null ? n : VectorNorm.sum(n, w, wOff);
    return VectorSoftmax.smoothedRow(
        n, x, xOff, target, own, each, all, w, wOff, weight, scale, d, dOff);
  }

  private static Call softmax(Twin twin, int n) {
    float[] x = new Inputs(n).uniform(ROWS * n, -9, 9);
    float[] p = x.clone();
    return new Call(
        () -> {
          System.arraycopy(x, 0, p, 0, p.length);
          if (twin == Twin.SCALAR) {
            ScalarSoftmax.softmax(ROWS, n, p, 0, n, p, 0, n);
          } else {
            VectorSoftmax.softmax(ROWS, n, p, 0, n, p, 0, n);
          }
        },
        p);
  }

  private static Call logProbability(Twin twin, int n) {
    float[] x = new Inputs(n).uniform(ROWS * n, -9, 9);
    int[] targets = new Inputs(n).indices(ROWS, n);
    float[] scratch = new float[n];
    float[] log = new float[ROWS];
    double[] sum = new double[1];
    return new Call(
        () -> {
          if (twin == Twin.SCALAR) {
            ScalarSoftmax.logProbability(ROWS, n, x, 0, n, targets, 0, scratch, 0, log, 0);
            sum[0] = ScalarSoftmax.logSumExp(n, x, 0, scratch, 0);
          } else {
            VectorSoftmax.logProbability(ROWS, n, x, 0, n, targets, 0, scratch, 0, log, 0);
            sum[0] = VectorSoftmax.logSumExp(n, x, 0, scratch, 0);
          }
        },
        log,
        sum);
  }
}
