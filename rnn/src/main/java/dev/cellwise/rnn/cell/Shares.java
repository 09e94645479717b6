package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;

/** The panels of some weights, divided among threads: each makes other outputs. */
final class Shares {
  /** Null where there is nothing to do. */
  private final Panels[] panels;

  private final int[] first;
  private final int width;

  /**
   * Shares of all panels.
   *
   * @param all the whole geometry
   * @param parts how many threads there are
   */
  Shares(Panels all, int parts) {
    this.panels = new Panels[parts];
    this.first = new int[parts];
    this.width = all.width();
    for (int i = 0; i < parts; i++) {
      first[i] = cut(all.count(), i, parts);
      int end = cut(all.count(), i + 1, parts);
      panels[i] = end > first[i] ? all.part(first[i], end) : null;
    }
  }

  /** Where a part of n things begins. */
  static int cut(int n, int part, int parts) {
    return (int) ((long) n * part / parts);
  }

  /** The same in steps of four, which a tile of rows has. */
  static int cutRows(int n, int part, int parts) {
    return part == parts ? n : cut(n, part, parts) / 4 * 4;
  }

  /** Geometry of a part; null where it has no panels. */
  Panels panels(int part) {
    return panels[part];
  }

  /** Its first panel. */
  int first(int part) {
    return first[part];
  }

  /** Where its weights of k inputs start among those of all. */
  int weights(int part, int k) {
    return first[part] * width * k;
  }
}
