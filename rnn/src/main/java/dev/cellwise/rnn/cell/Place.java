package dev.cellwise.rnn.cell;

/**
 * Where pre-activations, or their gradients, lie in an array.
 *
 * @param at the start
 * @param panel floats from a panel to the next
 * @param row floats from a row to the next
 */
record Place(int at, int panel, int row) {
  /** Panel by panel over all rows of a window. */
  static Place byPanels(int at, int rows, int row) {
    return byPanels(at, rows, row, 0);
  }

  /**
   * The same with room for some rows between the panels: places a multiple of 4 KB apart get into
   * each other's way in the first-level cache.
   */
  static Place byPanels(int at, int rows, int row, int between) {
    int all = Math.addExact(rows, between);
    return new Place(at, Math.multiplyExact(all, row), row);
  }

  /** The place of a row. */
  int row(int n) {
    return at + n * row;
  }
}
