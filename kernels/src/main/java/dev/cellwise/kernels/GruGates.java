package dev.cellwise.kernels;

/**
 * The gate math of the GRU whose reset gate comes after the recurrent product, the epilogue of its
 * matrix products, forward and backward.
 *
 * <p>With the pre-activations {@code a} of a unit's gates and {@code m = U_n h₋ + b_m}, the
 * recurrent part of the candidate, in packed order n, r, z, m:
 *
 * <pre>{@code
 * r = σ(a_r)    z = σ(a_z)
 * n = tanh(fma(r, m, a_n))
 * h = fma(z, h₋, fma(-z, n, n))
 * }</pre>
 *
 * <p>For finite states h is exactly h₋ where z is 1 and exactly n where it is 0, up to the sign of
 * a zero.
 *
 * <p>The input product writes the columns n, r, z, the recurrent one continues r, z and m: each has
 * panels of three gates, in rows of four.
 *
 * <p>A <em>block</em> is 16 units of {@code rows} rows. Its slots n, r, z, m lie {@code slot}
 * floats apart, its rows 64, the blocks {@code aBlock}: either the slots of a row lie side by side,
 * {@code a[block][row][slot][16]} with {@code slot} 16, or each slot has a region of its own,
 * {@code a[slot][panel][row][64]}, where a call takes the four blocks of a panel, {@code aBlock}
 * 16. In the row-major {@code h} and {@code dh} the units of the next block follow. Padding units
 * are computed like any other: with weights and biases of zero their state stays zero. Blocks and
 * rows that are written may not overlap each other, nor any array another one that is written,
 * except as a parameter allows.
 *
 * <p>Source: Cho et al. 2014; the reset gate after the product as in Chung et al. 2014's
 * implementations and in PyTorch, cuDNN and oneDNN's {@code lbr_gru}. Nothing is allocated.
 */
public final class GruGates {
  private GruGates() {}

  /** Gates of the input product, in packed order n, r, z; of the recurrent one r, z, m. */
  public static final int GATES = 3;

  /** Slots of a unit in a row of a block: n, r, z, m. */
  public static final int SLOTS = 4;

  /** Floats of a row of a block. */
  static final int ROW = SLOTS * Panels.BLOCK;

  /**
   * Begins the candidate's recurrent chains: {@code m = b_m}.
   *
   * @param blocks blocks of 16 units
   * @param rows rows of each block
   * @param b [blocks, 16] — bias b_m. Not modified.
   * @param bOff start in {@code b}
   * @param a [blocks, rows, 16], four slots — Modified: m.
   * @param aOff start in {@code a}
   * @param aBlock floats from a block of {@code a} to the next
   * @param slot floats from a slot of {@code a} to the next
   */
  public static void start(
      int blocks, int rows, float[] b, int bOff, float[] a, int aOff, int aBlock, int slot) {
    Check.count("blocks", blocks);
    Check.count("rows", rows);
    Check.range("b", b, bOff, (long) blocks * Panels.BLOCK);
    place("a", a, aOff, blocks, rows, aBlock, slot);
    if (Kernels.VECTOR) {
      VectorGruGates.start(blocks, rows, b, bOff, a, aOff, aBlock, slot);
    } else {
      ScalarGruGates.start(blocks, rows, b, bOff, a, aOff, aBlock, slot);
    }
  }

  /**
   * Forward.
   *
   * @param blocks blocks of 16 units
   * @param rows rows of each block
   * @param a [blocks, rows, 16], four slots — pre-activations in, gate values n, r, z and m out.
   *     Modified.
   * @param aOff start in {@code a}
   * @param aBlock floats from a block of {@code a} to the next
   * @param slot floats from a slot of {@code a} to the next
   * @param hPrev [rows, blocks, 16] — hidden state h₋ before the step. Not modified, unless it is
   *     {@code h}.
   * @param hPrevOff start in {@code hPrev}
   * @param h [rows, blocks, 16] — hidden state after the step; may be the same place as {@code
   *     hPrev}. Modified.
   * @param hOff start in {@code h}
   * @param hRow floats from a row of {@code hPrev} and {@code h} to the next
   */
  public static void forward(
      int blocks,
      int rows,
      float[] a,
      int aOff,
      int aBlock,
      int slot,
      float[] hPrev,
      int hPrevOff,
      float[] h,
      int hOff,
      int hRow) {
    Check.count("blocks", blocks);
    Check.count("rows", rows);
    place("a", a, aOff, blocks, rows, aBlock, slot);
    Check.rows("hPrev", hPrev, hPrevOff, rows, hRow, (long) blocks * Panels.BLOCK);
    Check.rows("h", h, hOff, rows, hRow, (long) blocks * Panels.BLOCK);
    Check.apart("h", rows, hRow, (long) blocks * Panels.BLOCK);
    if (Kernels.VECTOR) {
      VectorGruGates.forward(blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, h, hOff, hRow);
    } else {
      ScalarGruGates.forward(blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, h, hOff, hRow);
    }
  }

  /**
   * Backward of one step. With σ'(y) = fma(-y, y, y) and tanh'(y) = fma(-y, y, 1):
   *
   * <pre>{@code
   * da_z = (dh · (h₋ - n)) · σ'(z)
   * da_n = fma(-z, dh, dh) · tanh'(n)
   * da_r = (da_n · m) · σ'(r)
   * dm   = da_n · r
   * dh₋  = dh · z                      to which the caller adds Uᵀ (da_r, da_z, dm)
   * }</pre>
   *
   * @param blocks blocks of 16 units
   * @param rows rows of each block
   * @param a [blocks, rows, 16], four slots — gate values n, r, z and m. Not modified.
   * @param aOff start in {@code a}
   * @param aBlock floats from a block of {@code a} to the next
   * @param slot floats from a slot of {@code a} to the next
   * @param hPrev [rows, blocks, 16] — hidden state h₋ before the step. Not modified.
   * @param hPrevOff start in {@code hPrev}
   * @param hPrevRow floats from a row of {@code hPrev} to the next
   * @param dh [rows, blocks, 16] — gradient of h. Not modified.
   * @param dhOff start in {@code dh}
   * @param dhPrev [rows, blocks, 16] — its part that reaches h₋ directly. Modified.
   * @param dhPrevOff start in {@code dhPrev}
   * @param dhRow floats from a row of {@code dh} and {@code dhPrev} to the next
   * @param da [blocks, rows, 16], four slots — gradient of the pre-activations n, r, z and of m.
   *     Modified.
   * @param daOff start in {@code da}
   * @param daBlock floats from a block of {@code da} to the next
   * @param daSlot floats from a slot of {@code da} to the next
   */
  public static void backward(
      int blocks,
      int rows,
      float[] a,
      int aOff,
      int aBlock,
      int slot,
      float[] hPrev,
      int hPrevOff,
      int hPrevRow,
      float[] dh,
      int dhOff,
      float[] dhPrev,
      int dhPrevOff,
      int dhRow,
      float[] da,
      int daOff,
      int daBlock,
      int daSlot) {
    Check.count("blocks", blocks);
    Check.count("rows", rows);
    place("a", a, aOff, blocks, rows, aBlock, slot);
    Check.rows("hPrev", hPrev, hPrevOff, rows, hPrevRow, (long) blocks * Panels.BLOCK);
    Check.rows("dh", dh, dhOff, rows, dhRow, (long) blocks * Panels.BLOCK);
    Check.rows("dhPrev", dhPrev, dhPrevOff, rows, dhRow, (long) blocks * Panels.BLOCK);
    place("da", da, daOff, blocks, rows, daBlock, daSlot);
    Check.apart("dhPrev", rows, dhRow, (long) blocks * Panels.BLOCK);
    if (Kernels.VECTOR) {
      VectorGruGates.backward(
          blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, hPrevRow, dh, dhOff, dhPrev,
          dhPrevOff, dhRow, da, daOff, daBlock, daSlot);
    } else {
      ScalarGruGates.backward(
          blocks, rows, a, aOff, aBlock, slot, hPrev, hPrevOff, hPrevRow, dh, dhOff, dhPrev,
          dhPrevOff, dhRow, da, daOff, daBlock, daSlot);
    }
  }

  /** Refuses blocks that do not lie in their array, or over each other. */
  private static void place(
      String name, float[] a, int aOff, int blocks, int rows, int aBlock, int slot) {
    if (blocks == 0 || rows == 0) {
      return;
    }
    if (aBlock < 0 || slot < 0) {
      throw new IllegalArgumentException(
          name + ": expected strides >= 0, got " + aBlock + " of blocks, " + slot + " of slots");
    }
    long region = (blocks - 1L) * aBlock + (rows - 1L) * ROW + Panels.BLOCK;
    Check.range(name, a, aOff, region + (SLOTS - 1L) * slot);
    boolean sideBySide = slot == Panels.BLOCK && (blocks == 1 || aBlock >= (long) rows * ROW);
    boolean inARow = rows == 1 || (long) blocks * aBlock <= ROW;
    boolean ofItsOwn = slot >= region && (blocks == 1 || aBlock >= Panels.BLOCK && inARow);
    if (!sideBySide && !ofItsOwn) {
      throw new IllegalArgumentException(
          name
              + ": expected blocks and slots that lie apart, got "
              + blocks
              + " blocks of "
              + rows
              + " rows "
              + aBlock
              + " floats apart, slots "
              + slot
              + " floats apart");
    }
  }
}
