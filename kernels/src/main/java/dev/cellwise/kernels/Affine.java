package dev.cellwise.kernels;

import java.util.Objects;

/**
 * Affine maps {@code z = b + W x} over {@linkplain Panels packed} weights, and their gradients.
 *
 * <p>Every output is one chain {@code acc = b[j]; acc = fma(W[j][k], x[k], acc)} for {@code k}
 * ascending, whatever the number of rows, the width of the vectors or the twin, so that a row has
 * the same bits alone and in a batch. {@link #accumulate} goes on with the chains that {@link
 * #forward} began: {@code W x} for all time steps first, {@code U h} step by step.
 *
 * <p>Inputs {@code x} are row-major. Outputs {@code z} are addressed by panel and row, {@code
 * z[zOff + panel * zPanel + row * zRow + column]}: one panel after the other over all rows ({@code
 * zRow = width}, what a recurrent cell keeps), or row-major ({@code zPanel = width}).
 *
 * <p>Rows are independent. No array may overlap another one that is written. Nothing is allocated.
 */
public final class Affine {
  private Affine() {}

  /**
   * Forward: {@code z = b + W x}.
   *
   * @param rows rows of {@code x} and {@code z}
   * @param k inputs
   * @param panels geometry of {@code w}, {@code b} and {@code z}
   * @param x [rows, k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, rows, width] — output, padding included. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next
   * @param zRow floats from a row of {@code z} to the next
   */
  public static void forward(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    checkForward("z", rows, k, panels, x, xOff, xStride, w, wOff, z, zOff, zPanel, zRow);
    Check.range("b", b, bOff, panels.columns());
    int width = panels.width();
    if (Kernels.VECTOR) {
      VectorAffine.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, b, bOff, width, 0, z, zOff, zPanel, zRow);
    } else {
      ScalarAffine.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, b, bOff, width, 0, z, zOff, zPanel, zRow);
    }
  }

  /**
   * Continues the chains in {@code z}: {@code z += W x}, as fmas over ascending {@code k}.
   *
   * @param rows rows of {@code x} and {@code z}
   * @param k inputs
   * @param panels geometry of {@code w} and {@code z}
   * @param x [rows, k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param z [panels, rows, width] — chains to go on with. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next
   * @param zRow floats from a row of {@code z} to the next
   */
  public static void accumulate(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    checkForward("z", rows, k, panels, x, xOff, xStride, w, wOff, z, zOff, zPanel, zRow);
    if (Kernels.VECTOR) {
      VectorAffine.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, z, zOff, zPanel, zRow, z, zOff, zPanel, zRow);
    } else {
      ScalarAffine.forward(
          rows, k, panels, x, xOff, xStride, w, wOff, z, zOff, zPanel, zRow, z, zOff, zPanel, zRow);
    }
  }

  /**
   * Forward of two inputs in one chain: {@code z = b + W x + U h}, the bits of {@link #forward}
   * with {@code W} and {@link #accumulate} with {@code U}, panel by panel.
   *
   * @param rows rows of {@code x}, {@code h} and {@code z}
   * @param panels geometry of {@code w}, {@code u}, {@code b} and {@code z}
   * @param k inputs in {@code x}
   * @param x [rows, k] — first input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights of {@code x}. Not modified.
   * @param wOff start in {@code w}
   * @param m inputs in {@code h}
   * @param h [rows, m] — second input. Not modified.
   * @param hOff start in {@code h}
   * @param hStride floats from a row of {@code h} to the next
   * @param u [panels.size(m)] — packed weights of {@code h}. Not modified.
   * @param uOff start in {@code u}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, rows, width] — output, padding included. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next
   * @param zRow floats from a row of {@code z} to the next
   */
  public static void forward(
      int rows,
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      int m,
      float[] h,
      int hOff,
      int hStride,
      float[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    forward(
        rows, panels, k, x, xOff, xStride, w, wOff, panels, 0, m, h, hOff, hStride, u, uOff, b,
        bOff, z, zOff, zPanel, zRow);
  }

  /**
   * Forward of two inputs of which each has columns of its own in a row of {@code z}: {@code z = b
   * + W x} from column 0 on, then {@code z += U h} from another column on, panel by panel. A column
   * that only {@code U} has goes on with what {@code z} holds.
   *
   * @param rows rows of {@code x}, {@code h} and {@code z}
   * @param panels geometry of {@code w} and {@code b}
   * @param k inputs in {@code x}
   * @param x [rows, k] — first input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param w [panels.size(k)] — packed weights of {@code x}. Not modified.
   * @param wOff start in {@code w}
   * @param second geometry of {@code u}: as many panels
   * @param column of a row of {@code z} at which the columns of {@code u} begin
   * @param m inputs in {@code h}
   * @param h [rows, m] — second input. Not modified.
   * @param hOff start in {@code h}
   * @param hStride floats from a row of {@code h} to the next
   * @param u [second.size(m)] — packed weights of {@code h}. Not modified.
   * @param uOff start in {@code u}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, rows, columns of both] — output, padding included. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next
   * @param zRow floats from a row of {@code z} to the next
   */
  public static void forward(
      int rows,
      Panels panels,
      int k,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      Panels second,
      int column,
      int m,
      float[] h,
      int hOff,
      int hStride,
      float[] u,
      int uOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    checkForward("z", rows, k, panels, x, xOff, xStride, w, wOff, z, zOff, zPanel, zRow);
    Check.range("b", b, bOff, panels.columns());
    if (second.count() != panels.count() || column < 0 || column > z.length) {
      throw new IllegalArgumentException(
          "second, column: expected "
              + panels.count()
              + " panels and a column of 0 to "
              + z.length
              + ", got "
              + second.count()
              + " and "
              + column);
    }
    Check.count("m", m);
    Check.rows("h", h, hOff, rows, hStride, m);
    Check.range("u", u, uOff, second.size(m));
    checkPanels("z", second, rows, z, zOff + column, zPanel, zRow);
    int last = panels.count() - 1;
    int end = Math.max(panels.width(), column + second.width());
    int lastEnd = Math.max(panels.width(last), column + second.width(last));
    checkApart("z", rows, panels.count(), end, lastEnd, zPanel, zRow);
    if (Kernels.VECTOR) {
      VectorAffine.forward(
          rows, panels, k, x, xOff, xStride, w, wOff, second, column, m, h, hOff, hStride, u, uOff,
          b, bOff, z, zOff, zPanel, zRow);
    } else {
      ScalarAffine.forward(
          rows, panels, k, x, xOff, xStride, w, wOff, second, column, m, h, hOff, hStride, u, uOff,
          b, bOff, z, zOff, zPanel, zRow);
    }
  }

  /**
   * Backward to the input: {@code dx += Wᵀ dz}, each element one chain from its content over the
   * outputs in packed order (panel, gate, unit), padding left out.
   *
   * @param rows rows of {@code dz} and {@code dx}
   * @param panels geometry of {@code dz}
   * @param inputs geometry of {@code wT} and of a row of {@code dx}: {@code Panels.dense(k)}
   * @param dz [panels, rows, width] — gradient of the output. Not modified.
   * @param dzOff start in {@code dz}
   * @param dzPanel floats from a panel of {@code dz} to the next
   * @param dzRow floats from a row of {@code dz} to the next
   * @param wT [inputs.size(panels.outputs())] — {@link Panels#transpose} of the weights. Not
   *     modified.
   * @param wtOff start in {@code wT}
   * @param dx [rows, inputs.columns()] — gradient of the input, padding included. Modified:
   *     accumulated.
   * @param dxOff start in {@code dx}
   * @param dxStride floats from a row of {@code dx} to the next, at least {@code inputs.columns()}
   */
  public static void backwardInput(
      int rows,
      Panels panels,
      Panels inputs,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxStride) {
    checkBackwardInput(
        "dz", rows, panels, inputs, dz, dzOff, dzPanel, dzRow, wT, wtOff, dx, dxOff, dxStride);
    if (Kernels.VECTOR) {
      VectorAffine.backwardInput(
          rows, panels, inputs, dz, dzOff, dzPanel, dzRow, wT, wtOff, dx, dxOff, dxStride);
    } else {
      ScalarAffine.backwardInput(
          rows, panels, inputs, dz, dzOff, dzPanel, dzRow, wT, wtOff, dx, dxOff, dxStride);
    }
  }

  /**
   * Backward to the weights: {@code dW += dz xᵀ}, each element one chain from its content over the
   * rows ascending.
   *
   * @param rows rows of {@code x} and {@code dz}
   * @param k inputs
   * @param panels geometry of {@code dw} and {@code dz}
   * @param x [rows * k] — the input as {@link #interleave} left it. Not modified.
   * @param xOff start in {@code x}
   * @param dz [panels, rows, width] — gradient of the output. Not modified.
   * @param dzOff start in {@code dz}
   * @param dzPanel floats from a panel of {@code dz} to the next
   * @param dzRow floats from a row of {@code dz} to the next
   * @param dw [panels.size(k)] — packed gradient of the weights. Modified: accumulated.
   * @param dwOff start in {@code dw}
   */
  public static void backwardWeights(
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] dw,
      int dwOff) {
    Check.count("rows", rows);
    Check.count("k", k);
    Check.range("x", x, xOff, (long) rows * k);
    checkPanels("dz", panels, rows, dz, dzOff, dzPanel, dzRow);
    Check.range("dw", dw, dwOff, panels.size(k));
    if (Kernels.VECTOR) {
      VectorAffine.backwardWeights(rows, k, panels, x, xOff, dz, dzOff, dzPanel, dzRow, dw, dwOff);
    } else {
      ScalarAffine.backwardWeights(rows, k, panels, x, xOff, dz, dzOff, dzPanel, dzRow, dw, dwOff);
    }
  }

  /**
   * Backward to the bias: {@code db += sum of dz}, each element one chain from its content over the
   * rows ascending.
   *
   * @param rows rows of {@code dz}
   * @param panels geometry of {@code db} and {@code dz}
   * @param dz [panels, rows, width] — gradient of the output. Not modified.
   * @param dzOff start in {@code dz}
   * @param dzPanel floats from a panel of {@code dz} to the next
   * @param dzRow floats from a row of {@code dz} to the next
   * @param db [panels.size(1)] — packed gradient of the bias. Modified: accumulated.
   * @param dbOff start in {@code db}
   */
  public static void backwardBias(
      int rows,
      Panels panels,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] db,
      int dbOff) {
    Check.count("rows", rows);
    checkPanels("dz", panels, rows, dz, dzOff, dzPanel, dzRow);
    Check.range("db", db, dbOff, panels.columns());
    if (Kernels.VECTOR) {
      VectorAffine.backwardBias(rows, panels, dz, dzOff, dzPanel, dzRow, db, dbOff);
    } else {
      ScalarAffine.backwardBias(rows, panels, dz, dzOff, dzPanel, dzRow, db, dbOff);
    }
  }

  /**
   * Forward for an input that is a one-hot row, given by its index: {@code z = b + W[:, index]},
   * the bits of {@link #forward} over the dense row up to the sign of a zero.
   *
   * @param rows rows of {@code z}
   * @param k inputs: every index is 0 to k - 1
   * @param panels geometry of {@code w}, {@code b} and {@code z}
   * @param index [rows] — the inputs that are one. Not modified.
   * @param iOff start in {@code index}
   * @param w [panels.size(k)] — packed weights. Not modified.
   * @param wOff start in {@code w}
   * @param b [panels.size(1)] — packed bias. Not modified.
   * @param bOff start in {@code b}
   * @param z [panels, rows, width] — output, padding included. Modified.
   * @param zOff start in {@code z}
   * @param zPanel floats from a panel of {@code z} to the next
   * @param zRow floats from a row of {@code z} to the next
   */
  public static void lookup(
      int rows,
      int k,
      Panels panels,
      int[] index,
      int iOff,
      float[] w,
      int wOff,
      float[] b,
      int bOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    checkIndices(rows, k, index, iOff);
    Check.range("w", w, wOff, panels.size(k));
    Check.range("b", b, bOff, panels.columns());
    checkPanels("z", panels, rows, z, zOff, zPanel, zRow);
    checkApart("z", panels, rows, zPanel, zRow);
    for (int p = 0; p < panels.count(); p++) {
      int width = panels.width(p);
      int column = p * panels.width();
      for (int r = 0; r < rows; r++) {
        int from = wOff + column * k + index[iOff + r] * width;
        int to = zOff + p * zPanel + r * zRow;
        if (Kernels.VECTOR) {
          VectorAffine.sum(width, b, bOff + column, w, from, z, to);
        } else {
          ScalarAffine.sum(width, b, bOff + column, w, from, z, to);
        }
      }
    }
  }

  /**
   * Backward of {@link #lookup} to the weights: {@code dW[:, index] += dz}, rows ascending.
   *
   * @param rows rows of {@code dz}
   * @param k inputs: every index is 0 to k - 1
   * @param panels geometry of {@code dw} and {@code dz}
   * @param index [rows] — the inputs that were one. Not modified.
   * @param iOff start in {@code index}
   * @param dz [panels, rows, width] — gradient of the output. Not modified.
   * @param dzOff start in {@code dz}
   * @param dzPanel floats from a panel of {@code dz} to the next
   * @param dzRow floats from a row of {@code dz} to the next
   * @param dw [panels.size(k)] — packed gradient of the weights. Modified: accumulated.
   * @param dwOff start in {@code dw}
   */
  public static void backwardLookup(
      int rows,
      int k,
      Panels panels,
      int[] index,
      int iOff,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] dw,
      int dwOff) {
    checkIndices(rows, k, index, iOff);
    checkPanels("dz", panels, rows, dz, dzOff, dzPanel, dzRow);
    Check.range("dw", dw, dwOff, panels.size(k));
    for (int p = 0; p < panels.count(); p++) {
      int width = panels.width(p);
      for (int r = 0; r < rows; r++) {
        int to = dwOff + p * panels.width() * k + index[iOff + r] * width;
        int from = dzOff + p * dzPanel + r * dzRow;
        if (Kernels.VECTOR) {
          VectorAffine.sum(width, dw, to, dz, from, dw, to);
        } else {
          ScalarAffine.sum(width, dw, to, dz, from, dw, to);
        }
      }
    }
  }

  /**
   * Interleaves rows for {@link #backwardWeights}: inputs in groups, each group {@code
   * [rows][inputs of the group]}, the group of input {@code k0} starting at {@code k0 * total}. The
   * layout is scratch between these two methods and the same for both twins.
   *
   * @param rows rows of {@code x}
   * @param k inputs
   * @param x [rows, k] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xStride floats from a row of {@code x} to the next
   * @param at the row at which the first of these rows goes, so that rows can be brought in any
   *     order
   * @param total rows of {@code to}
   * @param to [total * k] — Modified: the places of these rows.
   * @param toOff start in {@code to}
   */
  public static void interleave(
      int rows, int k, float[] x, int xOff, int xStride, int at, int total, float[] to, int toOff) {
    Objects.checkFromIndexSize(at, rows, total);
    Check.count("k", k);
    Check.rows("x", x, xOff, rows, xStride, k);
    Check.range("to", to, toOff, (long) total * k);
    int sixes = 0;
    while (group(k - 6 * sixes) == 6) {
      sixes++;
    }
    // A vector of 16 goes 10 behind its six: within the two rows after it where these are no
    // closer.
    int whole = Kernels.VECTOR && xStride >= 5 ? Math.max(0, rows - VectorAffine.LAST) : 0;
    if (whole > 0) {
      VectorAffine.interleaveSixes(whole, sixes, x, xOff, xStride, to, toOff + at * 6, 6 * total);
    }
    for (int k0 = 0, n; k0 < k; k0 += n) {
      n = group(k - k0);
      int target = toOff + k0 * total + at * n;
      if (n == 6) {
        int from = xOff + whole * xStride + k0;
        interleaveSix(rows - whole, x, from, xStride, to, target + whole * 6);
        continue;
      }
      for (int r = 0; r < rows; r++) {
        for (int i = 0; i < n; i++) {
          to[target + r * n + i] = x[xOff + r * xStride + k0 + i];
        }
      }
    }
  }

  /** One group of six: without a loop over the six this takes half the time. */
  private static void interleaveSix(int rows, float[] x, int from, int stride, float[] to, int at) {
    for (int r = 0; r < rows; r++, from += stride, at += 6) {
      to[at] = x[from];
      to[at + 1] = x[from + 1];
      to[at + 2] = x[from + 2];
      to[at + 3] = x[from + 3];
      to[at + 4] = x[from + 4];
      to[at + 5] = x[from + 5];
    }
  }

  /** Rows, or inputs, in the next group when {@code left} are left: the heights of the tiles. */
  static int group(int left) {
    if (left >= ROWS && left != 8) {
      return ROWS;
    }
    return left >= 4 ? Math.min(4, ROWS) : left >= 2 ? 2 : 1;
  }

  /** Rows in the next tile of three vectors when {@code left} are left. */
  static int groupOfThree(int left) {
    int most = ROWS == 6 ? 8 : 4;
    return left >= most ? most : left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }

  /**
   * Rows of the tallest tile of four vectors: six with their operands fill 32 registers; with 16
   * (x86 without AVX-512) two fit.
   */
  static final int ROWS = Integer.parseInt(Machine.option("UseAVX", "3")) >= 3 ? 6 : 2;

  static void checkForward(
      String name,
      int rows,
      int k,
      Panels panels,
      float[] x,
      int xOff,
      int xStride,
      float[] w,
      int wOff,
      float[] z,
      int zOff,
      int zPanel,
      int zRow) {
    Check.count("rows", rows);
    Check.count("k", k);
    Check.rows("x", x, xOff, rows, xStride, k);
    Check.range("w", w, wOff, panels.size(k));
    checkPanels(name, panels, rows, z, zOff, zPanel, zRow);
    checkApart(name, panels, rows, zPanel, zRow);
  }

  /** The second input of {@link #forward}, and the bias. */
  static void checkSecond(
      int rows,
      Panels panels,
      int m,
      float[] h,
      int hOff,
      int hStride,
      float[] u,
      int uOff,
      float[] b,
      int bOff) {
    Check.count("m", m);
    Check.rows("h", h, hOff, rows, hStride, m);
    Check.range("u", u, uOff, panels.size(m));
    Check.range("b", b, bOff, panels.columns());
  }

  static void checkBackwardInput(
      String name,
      int rows,
      Panels panels,
      Panels inputs,
      float[] dz,
      int dzOff,
      int dzPanel,
      int dzRow,
      float[] wT,
      int wtOff,
      float[] dx,
      int dxOff,
      int dxStride) {
    Check.count("rows", rows);
    checkPanels(name, panels, rows, dz, dzOff, dzPanel, dzRow);
    Check.range("wT", wT, wtOff, inputs.size(panels.outputs()));
    Check.rows("dx", dx, dxOff, rows, dxStride, inputs.columns());
    Check.apart("dx", rows, dxStride, inputs.columns());
  }

  /** Refuses rows or panels that are written and overlap. */
  static void checkApart(String name, Panels panels, int rows, int zPanel, int zRow) {
    int last = panels.width(panels.count() - 1);
    checkApart(name, rows, panels.count(), panels.width(), last, zPanel, zRow);
  }

  private static void checkApart(
      String name, int rows, int panels, int width, int lastWidth, int zPanel, int zRow) {
    Check.apart(name, rows, zRow, width);
    if (rows == 0 || panels == 1) {
      return;
    }
    boolean panelByPanel = zPanel >= (rows - 1L) * zRow + width;
    boolean rowByRow = zPanel >= width && zRow >= (panels - 1L) * zPanel + lastWidth;
    if (!panelByPanel && !rowByRow) {
      throw new IllegalArgumentException(
          name
              + ": expected panels that do not overlap, got panels "
              + zPanel
              + " and rows "
              + zRow
              + " floats apart");
    }
  }

  static void checkPanels(
      String name, Panels panels, int rows, float[] z, int zOff, int zPanel, int zRow) {
    int last = panels.count() - 1;
    if (rows > 0) {
      if (zPanel < 0 || zRow < 0) {
        throw new IllegalArgumentException(
            name + ": expected strides >= 0, got panel " + zPanel + " and row " + zRow);
      }
      long first = (rows - 1L) * zRow + panels.width();
      long end = (long) last * zPanel + (rows - 1L) * zRow + panels.width(last);
      Check.range(name, z, zOff, last == 0 ? end : Math.max(first, end));
    }
  }

  private static void checkIndices(int rows, int k, int[] index, int iOff) {
    Check.count("rows", rows);
    Check.range("index", index, iOff, rows);
    for (int r = 0; r < rows; r++) {
      int i = index[iOff + r];
      if (i < 0 || i >= k) {
        throw new IndexOutOfBoundsException(
            "index[" + r + "]: expected 0 to " + (k - 1) + ", got " + i);
      }
    }
  }
}
