package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Windows;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Least squares: each target as a constant and a weighted sum of all numbers of the window. A
 * thousandth is added to the squares of the weights, so that columns that hang together, as flags
 * do, have one solution.
 */
public final class LinearRegression implements Forecaster {
  /** Numbers of a window: the matrix has their square. */
  static final int MOST_INPUTS = 4000;

  private static final double RIDGE = 1e-3;

  private final Scaled scaled;

  /** [T · I + 1, n · O]. */
  private final double[][] weights;

  /**
   * Fits.
   *
   * @param scaled what to fit on
   * @throws BadInput if the numbers of a window are too different in size, as they may be without a
   *     scale
   */
  public LinearRegression(Scaled scaled) {
    this.scaled = scaled;
    Windows windows = scaled.training();
    int size = windows.inputSize(1) + 1;
    double[][] squares = new double[size][size];
    double[][] products = new double[size][windows.outputs()];
    float[] x = new float[size];
    float[] y = new float[windows.outputs()];
    int[] present = new int[size];
    for (int i = 0; i < windows.count(); i++) {
      fill(windows, i, x, y);
      int n = 0;
      for (int j = 0; j < size; j++) {
        // Most flags are 0 and add nothing.
        if (x[j] != 0) {
          present[n++] = j;
        }
      }
      add(x, present, n, x, squares);
      for (int a = 0; a < n; a++) {
        for (int o = 0; o < y.length; o++) {
          products[present[a]][o] += (double) x[present[a]] * y[o];
        }
      }
    }
    for (int j = 0; j + 1 < size; j++) {
      squares[j][j] += RIDGE;
    }
    RealMatrix left = new Array2DRowRealMatrix(squares, false);
    weights = solved(left, new Array2DRowRealMatrix(products, false));
  }

  private static double[][] solved(RealMatrix left, RealMatrix right) {
    try {
      return new CholeskyDecomposition(left, 1e-9, 0).getSolver().solve(right).getData();
    } catch (MathIllegalArgumentException e) {
      throw new BadInput(
          "--scale: no linear regression is found on numbers of such different size; try standard");
    }
  }

  private static void add(float[] x, int[] present, int n, float[] with, double[][] to) {
    for (int a = 0; a < n; a++) {
      double[] row = to[present[a]];
      double factor = x[present[a]];
      for (int b = 0; b < n; b++) {
        row[present[b]] += factor * with[present[b]];
      }
    }
  }

  /** A window, and the 1 of the constant behind it. */
  private static void fill(Windows windows, int i, float[] x, float[] y) {
    windows.fill(i, 1, x, y);
    x[x.length - 1] = 1;
  }

  @Override
  public String name() {
    return "linear regression";
  }

  @Override
  public double[] forecasts(Held held) {
    Windows windows = held.scaled();
    float[] x = new float[weights.length];
    float[] y = new float[windows.outputs()];
    float[] all = new float[windows.targetSize(windows.count())];
    for (int i = 0; i < windows.count(); i++) {
      fill(windows, i, x, y);
      double[] sum = new double[y.length];
      for (int j = 0; j < x.length; j++) {
        for (int o = 0; x[j] != 0 && o < y.length; o++) {
          sum[o] += x[j] * weights[j][o];
        }
      }
      for (int o = 0; o < y.length; o++) {
        all[i * y.length + o] = (float) sum[o];
      }
    }
    return scaled.unscaled(all);
  }
}
