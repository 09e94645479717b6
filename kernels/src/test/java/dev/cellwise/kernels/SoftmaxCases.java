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
