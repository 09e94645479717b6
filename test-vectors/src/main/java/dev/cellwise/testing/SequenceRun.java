package dev.cellwise.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** A forward pass of a network: what its layers share. */
final class SequenceRun {
  private final int rows;
  private final Layout layout;
  private final ComplexArray p;
  private final Map<String, double[]> masks;
  private final MaskedOutput rule;
  private final Map<String, ComplexArray> finals = new LinkedHashMap<>();
  private final double[] nearest = {Double.POSITIVE_INFINITY};

  /** {@code masks} by name, as far as they are given. */
  SequenceRun(
      int rows, Layout layout, ComplexArray p, Map<String, double[]> masks, MaskedOutput rule) {
    this.rows = rows;
    this.layout = layout;
    this.p = p;
    this.masks = masks;
    this.rule = rule;
  }

  /** N. */
  int rows() {
    return rows;
  }

  Layout layout() {
    return layout;
  }

  ComplexArray parameters() {
    return p;
  }

  MaskedOutput rule() {
    return rule;
  }

  /** A given mask; empty if there is none. */
  double[] mask(String name) {
    return masks.getOrDefault(name, new double[0]);
  }

  Complex get(String name, int k) {
    return p.get(layout.offset(name) + k);
  }

  /** Row {@code row} of a matrix times a vector. */
  Complex times(String matrix, int row, ComplexArray v) {
    int from = layout.offset(matrix) + row * v.length();
    return ComplexArray.dot(v.length(), p, from, v, 0);
  }

  /** Final states [N, size] by name; Modified by the layers. */
  Map<String, ComplexArray> finals() {
    return finals;
  }

  /** Notes how near an argument comes to a kink. */
  void kink(double distance) {
    nearest[0] = Math.min(nearest[0], distance);
  }

  /** [1] — the least distance to a kink so far; Modified by the layers. */
  double[] nearest() {
    return nearest;
  }
}
