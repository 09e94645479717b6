package dev.cellwise.kernels;

/**
 * The gate math of the LSTM, the epilogue of its matrix product, forward and backward.
 *
 * <p>With the pre-activations {@code a} of a unit's gates in packed order i, f, o, g:
 *
 * <pre>{@code
 * i = σ(a_i)    f = σ(a_f)    o = σ(a_o)    g = tanh(a_g)
 * c = fma(f, c₋, i·g)
 * h = o · tanh(c)
 * }</pre>
 *
 * <p>A <em>block</em> is 16 units of {@code rows} rows: {@code z[row][gate][16]}, {@code
 * c[row][16]}. Blocks lie {@code zBlock} and {@code cBlock} floats apart; in the row-major {@code
 * h} and {@code dh} the units of the next block follow. Padding units are computed like any other:
 * with weights and bias of zero their state stays zero. Blocks and rows that are written may not
 * overlap each other, nor any array another one that is written, except as a parameter allows.
 *
 * <p>Source: Hochreiter and Schmidhuber 1997 with the forget gate of Gers, Schmidhuber and Cummins
 * 2000. Nothing is allocated.
 */
public final class LstmGates {
  private LstmGates() {}

  /** Gates of a unit, in packed order i, f, o, g. */
  public static final int GATES = 4;

  /** Floats of a row of a block: four gates of 16 units. */
  static final int ROW = GATES * Panels.BLOCK;

  /**
   * Forward.
   *
   * @param blocks blocks of 16 units
   * @param rows rows of each block
   * @param z [blocks, rows, 4, 16] — pre-activations in, gate values i, f, o, g out. Modified.
   * @param zOff start in {@code z}
   * @param zBlock floats from a block of {@code z} to the next
   * @param cPrev [blocks, rows, 16] — cell state c₋ before the step. Not modified, unless it is
   *     {@code c}.
   * @param cPrevOff start in {@code cPrev}
   * @param c [blocks, rows, 16] — cell state after the step; may be the same place as {@code
   *     cPrev}. Modified.
   * @param cOff start in {@code c}
   * @param cBlock floats from a block of {@code cPrev}, {@code c} and {@code tanhC} to the next
   * @param tanhC [blocks, rows, 16] — tanh(c), which the backward pass needs. Modified.
   * @param tanhCOff start in {@code tanhC}
   * @param h [rows, blocks, 16] — hidden state after the step. Modified.
   * @param hOff start in {@code h}
   * @param hRow floats from a row of {@code h} to the next
   */
  public static void forward(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      int cBlock,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff,
      int hRow) {
    Check.count("blocks", blocks);
    Check.count("rows", rows);
    Check.rows("z", z, zOff, blocks, zBlock, (long) rows * ROW);
    Check.rows("cPrev", cPrev, cPrevOff, blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.rows("c", c, cOff, blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.rows("tanhC", tanhC, tanhCOff, blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.rows("h", h, hOff, rows, hRow, (long) blocks * Panels.BLOCK);
    Check.apart("z", blocks, zBlock, (long) rows * ROW);
    Check.apart("c", blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.apart("h", rows, hRow, (long) blocks * Panels.BLOCK);
    if (Kernels.VECTOR) {
      VectorLstmGates.forward(
          blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, c, cOff, cBlock, tanhC, tanhCOff, h, hOff,
          hRow);
    } else {
      ScalarLstmGates.forward(
          blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, c, cOff, cBlock, tanhC, tanhCOff, h, hOff,
          hRow);
    }
  }

  /**
   * Backward of one step. With σ'(y) = y - y² = fma(-y, y, y) and tanh'(y) = 1 - y² = fma(-y, y,
   * 1):
   *
   * <pre>{@code
   * do = dh · tanh(c)                  da_o = do · σ'(o)
   * dc = fma(dh · o, tanh'(tanh c), dc)
   * da_i = (dc · g) · σ'(i)    da_f = (dc · c₋) · σ'(f)    da_g = (dc · i) · tanh'(g)
   * dc₋ = dc · f
   * }</pre>
   *
   * @param blocks blocks of 16 units
   * @param rows rows of each block
   * @param z [blocks, rows, 4, 16] — gate values i, f, o, g. Not modified.
   * @param zOff start in {@code z}
   * @param zBlock floats from a block of {@code z} to the next
   * @param cPrev [blocks, rows, 16] — cell state c₋ before the step. Not modified.
   * @param cPrevOff start in {@code cPrev}
   * @param tanhC [blocks, rows, 16] — tanh(c). Not modified.
   * @param tanhCOff start in {@code tanhC}
   * @param cBlock floats from a block of {@code cPrev} and {@code tanhC} to the next
   * @param dh [rows, blocks, 16] — gradient of h. Not modified.
   * @param dhOff start in {@code dh}
   * @param dhRow floats from a row of {@code dh} to the next
   * @param dc [blocks, rows, 16] — gradient of c from the later steps in, gradient of c₋ out;
   *     blocks lie {@code rows * 16} floats apart. Modified.
   * @param dcOff start in {@code dc}
   * @param dz [blocks, rows, 4, 16] — gradient of the pre-activations. Modified.
   * @param dzOff start in {@code dz}
   * @param dzBlock floats from a block of {@code dz} to the next
   */
  public static void backward(
      int blocks,
      int rows,
      float[] z,
      int zOff,
      int zBlock,
      float[] cPrev,
      int cPrevOff,
      float[] tanhC,
      int tanhCOff,
      int cBlock,
      float[] dh,
      int dhOff,
      int dhRow,
      float[] dc,
      int dcOff,
      float[] dz,
      int dzOff,
      int dzBlock) {
    Check.count("blocks", blocks);
    Check.count("rows", rows);
    Check.rows("z", z, zOff, blocks, zBlock, (long) rows * ROW);
    Check.rows("cPrev", cPrev, cPrevOff, blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.rows("tanhC", tanhC, tanhCOff, blocks, cBlock, (long) rows * Panels.BLOCK);
    Check.rows("dh", dh, dhOff, rows, dhRow, (long) blocks * Panels.BLOCK);
    Check.range("dc", dc, dcOff, (long) blocks * rows * Panels.BLOCK);
    Check.rows("dz", dz, dzOff, blocks, dzBlock, (long) rows * ROW);
    Check.apart("dz", blocks, dzBlock, (long) rows * ROW);
    if (Kernels.VECTOR) {
      VectorLstmGates.backward(
          blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, tanhC, tanhCOff, cBlock, dh, dhOff, dhRow,
          dc, dcOff, dz, dzOff, dzBlock);
    } else {
      ScalarLstmGates.backward(
          blocks, rows, z, zOff, zBlock, cPrev, cPrevOff, tanhC, tanhCOff, cBlock, dh, dhOff, dhRow,
          dc, dcOff, dz, dzOff, dzBlock);
    }
  }
}
