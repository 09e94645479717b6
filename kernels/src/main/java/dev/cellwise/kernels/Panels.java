package dev.cellwise.kernels;

/**
 * The geometry of a packed matrix: which column of which panel holds a gate of a unit.
 *
 * <p>A matrix of {@code gates * units} outputs and {@code k} inputs is stored as panels of at most
 * {@value #WIDTH} columns, each panel {@code [k][width]}: for each input, the columns side by side.
 * Columns come in blocks of {@value #BLOCK} units of one gate, so that a block is one vector of 512
 * bits, two of 256 or four of 128. The units are padded to whole blocks with columns of zeros; the
 * inputs are never padded.
 *
 * <ul>
 *   <li>{@linkplain #gated gated}: one panel for every block of units, its gates side by side:
 *       {@code [panel][k][gate][16]}. A recurrent cell finds all gates of a unit in one panel.
 *   <li>{@linkplain #dense dense}: four blocks of units a panel: {@code [panel][k][64]}; the last
 *       panel holds only the blocks it needs.
 * </ul>
 *
 * <p>A bias is the packed matrix of one input. Immutable; no memory is held.
 */
public final class Panels {
  /** Units in a block. */
  public static final int BLOCK = 16;

  /** Columns in a full panel. */
  public static final int WIDTH = 64;

  private static final int MAX_UNITS = 1 << 24;

  /** Columns of a panel of three blocks: three gates, or the last panel of a dense layer. */
  static final int THREE_BLOCKS = 3 * BLOCK;

  /** Columns of a panel of two blocks. */
  static final int TWO_BLOCKS = 2 * BLOCK;

  private final int gates;
  private final int units;
  private final int blocks;
  private final boolean descending;

  private Panels(int gates, int units, boolean descending) {
    if (gates < 1 || gates > WIDTH / BLOCK) {
      throw new IllegalArgumentException("gates: expected 1 to 4, got " + gates);
    }
    if (units < 1 || units > MAX_UNITS) {
      throw new IllegalArgumentException("units: expected 1 to " + MAX_UNITS + ", got " + units);
    }
    this.gates = gates;
    this.units = units;
    this.blocks = ceilDiv(units);
    this.descending = descending;
  }

  /**
   * Panels of one block of units with its gates side by side.
   *
   * @param gates gates of a unit, 2 to 4
   * @param units units of the cell, at least 1
   * @return the geometry
   */
  public static Panels gated(int gates, int units) {
    if (gates == 1) {
      throw new IllegalArgumentException("gates: expected 2 to 4, got 1; see dense(units)");
    }
    return new Panels(gates, units, false);
  }

  /**
   * Panels of four blocks of units.
   *
   * @param units outputs of the map, at least 1
   * @return the geometry
   */
  public static Panels dense(int units) {
    return new Panels(1, units, false);
  }

  /**
   * Units padded to whole blocks.
   *
   * @param units a number of units
   * @return the least multiple of {@value #BLOCK} that is not less
   */
  public static int padded(int units) {
    return ceilDiv(units) * BLOCK;
  }

  private static int ceilDiv(int units) {
    return (units + BLOCK - 1) / BLOCK;
  }

  /**
   * Gates of a unit.
   *
   * @return 1 for dense panels
   */
  public int gates() {
    return gates;
  }

  /**
   * Units, not padded.
   *
   * @return the number given
   */
  public int units() {
    return units;
  }

  /**
   * Outputs, not padded.
   *
   * @return gates times units
   */
  public int outputs() {
    return gates * units;
  }

  /**
   * Columns of all panels, padding included.
   *
   * @return a multiple of {@value #BLOCK}
   */
  public int columns() {
    return gates * blocks * BLOCK;
  }

  /**
   * Number of panels.
   *
   * @return at least 1
   */
  public int count() {
    return gates > 1 ? blocks : (blocks + 3) / 4;
  }

  /**
   * The same geometry, gone through from the last panel to the first. The results are the same; but
   * weights that a cache cannot hold whole are better read to and fro, step by step in turn, since
   * each pass then begins with what the one before has left in the cache.
   *
   * @return the geometry for every other pass
   */
  public Panels descending() {
    return new Panels(gates, units, true);
  }

  /**
   * The geometry of some of the panels, one after the other.
   *
   * @param from the first
   * @param to behind the last; more than the first
   * @return as if there were no others: a matrix of them starts at {@code from * width() * k} of
   *     the whole one
   */
  public Panels part(int from, int to) {
    if (from < 0 || to > count() || from >= to) {
      throw new IndexOutOfBoundsException(
          "from, to: expected 0 to " + count() + ", got " + from + " and " + to);
    }
    int each = gates > 1 ? BLOCK : WIDTH;
    int of = Math.min(units, to * each) - from * each;
    return new Panels(gates, of, descending);
  }

  /** The {@code i}-th panel that a kernel goes through. */
  int at(int i) {
    return descending ? count() - 1 - i : i;
  }

  /**
   * Columns of every panel but the last.
   *
   * @return gates times {@value #BLOCK}, or {@value #WIDTH} for dense panels
   */
  public int width() {
    return gates > 1 ? gates * BLOCK : Math.min(WIDTH, blocks * BLOCK);
  }

  /**
   * Columns of one panel.
   *
   * @param panel 0 to count - 1
   * @return its columns, padding included
   */
  public int width(int panel) {
    return Math.min(width(), columns() - panel * width());
  }

  /**
   * Outputs of one panel without padding, per gate.
   *
   * @param panel 0 to count - 1
   * @return units of that panel
   */
  public int units(int panel) {
    int each = gates > 1 ? BLOCK : WIDTH;
    return Math.min(each, units - panel * each);
  }

  /**
   * Floats of a packed matrix.
   *
   * @param k inputs
   * @return {@code k * columns()}
   * @throws IllegalArgumentException if k is negative or that is more than an int holds
   */
  public int size(int k) {
    Check.count("k", k);
    long size = (long) k * columns();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "k: expected a matrix of at most 2^31 - 1 floats, got "
              + k
              + " inputs of "
              + columns()
              + " columns");
    }
    return (int) size;
  }

  /**
   * Where an element lies in a packed matrix.
   *
   * @param k inputs of the matrix
   * @param input 0 to k - 1
   * @param gate 0 to gates - 1
   * @param unit 0 to units - 1
   * @return the index from the start of the packed matrix
   */
  public int index(int k, int input, int gate, int unit) {
    int column = gates > 1 ? (unit / BLOCK * gates + gate) * BLOCK + unit % BLOCK : unit;
    int panel = column / width();
    return panel * width() * k + input * width(panel) + column - panel * width();
  }

  /**
   * Packs the weights of one gate.
   *
   * @param k inputs
   * @param gate the gate, 0 to gates - 1
   * @param w [units, k] — weights of the gate, unit {@code u} and input {@code i} at {@code wOff +
   *     u * k + i}. Not modified.
   * @param wOff start in {@code w}
   * @param packed [size(k)] — the packed matrix. Modified: the gate's columns.
   * @param pOff start in {@code packed}
   */
  public void pack(int k, int gate, float[] w, int wOff, float[] packed, int pOff) {
    check(k, gate, w, wOff, packed, pOff);
    for (int u = 0; u < units; u++) {
      for (int i = 0; i < k; i++) {
        packed[pOff + index(k, i, gate, u)] = w[wOff + u * k + i];
      }
    }
  }

  /**
   * Unpacks the weights of one gate: the inverse of {@link #pack}.
   *
   * @param k inputs
   * @param gate the gate, 0 to gates - 1
   * @param packed [size(k)] — the packed matrix. Not modified.
   * @param pOff start in {@code packed}
   * @param w [units, k] — weights of the gate. Modified.
   * @param wOff start in {@code w}
   */
  public void unpack(int k, int gate, float[] packed, int pOff, float[] w, int wOff) {
    check(k, gate, w, wOff, packed, pOff);
    for (int u = 0; u < units; u++) {
      for (int i = 0; i < k; i++) {
        w[wOff + u * k + i] = packed[pOff + index(k, i, gate, u)];
      }
    }
  }

  /**
   * Packs the transpose: a matrix of {@code k} outputs whose inputs are this matrix's outputs in
   * packed order (panel, gate, unit), padding left out.
   *
   * @param to geometry of the transpose: {@code dense(k)}
   * @param packed [size(k)] — the packed matrix. Not modified.
   * @param pOff start in {@code packed}
   * @param transposed [to.size(outputs())] — Modified; padding is written as zero.
   * @param tOff start in {@code transposed}
   */
  public void transpose(Panels to, float[] packed, int pOff, float[] transposed, int tOff) {
    if (to.gates != 1) {
      throw new IllegalArgumentException("to: expected dense panels, got " + to);
    }
    int k = to.units;
    Check.range("packed", packed, pOff, size(k));
    Check.range("transposed", transposed, tOff, to.size(outputs()));
    for (int q = 0; q < to.count(); q++) {
      int target = tOff + q * WIDTH * outputs();
      for (int p = 0; p < count(); p++) {
        for (int g = 0; g < gates; g++) {
          int source = pOff + p * width() * k + g * BLOCK;
          transposeBlock(k, units(p), width(p), packed, source, q, to, transposed, target);
          target += units(p) * to.width(q);
        }
      }
    }
  }

  /** One gate of one panel into the columns of panel {@code q} of the transpose. */
  private static void transposeBlock(
      int k, int n, int width, float[] packed, int source, int q, Panels to, float[] t, int tOff) {
    int columns = to.width(q);
    int valid = Math.min(columns, k - q * WIDTH);
    for (int c = 0; c < valid; c++) {
      int row = source + (q * WIDTH + c) * width;
      for (int u = 0; u < n; u++) {
        t[tOff + u * columns + c] = packed[row + u];
      }
    }
    for (int c = valid; c < columns; c++) {
      for (int u = 0; u < n; u++) {
        t[tOff + u * columns + c] = 0;
      }
    }
  }

  private void check(int k, int gate, float[] w, int wOff, float[] packed, int pOff) {
    if (gate < 0 || gate >= gates) {
      throw new IllegalArgumentException("gate: expected 0 to " + (gates - 1) + ", got " + gate);
    }
    Check.range("w", w, wOff, (long) k * units);
    Check.range("packed", packed, pOff, size(k));
  }

  @Override
  public String toString() {
    return "Panels[gates=" + gates + ", units=" + units + "]";
  }
}
