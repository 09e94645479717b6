package dev.cellwise.testing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A forward pass of a network: what its layers share. */
final class SequenceRun {
  private final int rows;
  private final Layout layout;
  private final String prefix;
  private final ComplexArray p;
  private final Map<String, double[]> masks;
  private final MaskedOutput rule;
  private final Map<String, ComplexArray> finals = new LinkedHashMap<>();
  private final Map<String, ComplexArray> starts = new HashMap<>();
  private final Map<String, double[]> attention = new HashMap<>();
  private final double[] nearest;
  private Optional<Sequence> memory = Optional.empty();
  private Optional<SequenceTrace> encoder = Optional.empty();

  /** {@code masks} by name, as far as they are given. */
  SequenceRun(
      int rows, Layout layout, ComplexArray p, Map<String, double[]> masks, MaskedOutput rule) {
    this(rows, layout, "", p, masks, rule, new double[] {Double.POSITIVE_INFINITY});
  }

  private SequenceRun(
      int rows,
      Layout layout,
      String prefix,
      ComplexArray p,
      Map<String, double[]> masks,
      MaskedOutput rule,
      double[] nearest) {
    this.rows = rows;
    this.layout = layout;
    this.prefix = prefix;
    this.p = p;
    this.masks = masks;
    this.rule = rule;
    this.nearest = nearest;
  }

  /** A run of a network in this one, whose names have {@code prefix} in front here. */
  SequenceRun below(String prefix) {
    return new SequenceRun(rows, layout, this.prefix + prefix, p, masks, rule, nearest);
  }

  /** N. */
  int rows() {
    return rows;
  }

  /** Where a parameter begins. */
  int offset(String name) {
    return layout.offset(prefix.isEmpty() ? name : prefix + name);
  }

  ComplexArray parameters() {
    return p;
  }

  MaskedOutput rule() {
    return rule;
  }

  /** A given mask; empty if there is none. */
  double[] mask(String name) {
    return masks.getOrDefault(prefix + name, new double[0]);
  }

  Complex get(String name, int k) {
    return p.get(offset(name) + k);
  }

  /** Row {@code row} of a matrix times a vector. */
  Complex times(String matrix, int row, ComplexArray v) {
    int from = offset(matrix) + row * v.length();
    return ComplexArray.dot(v.length(), p, from, v, 0);
  }

  /** Final states [N, size] by name; Modified by the layers. */
  Map<String, ComplexArray> finals() {
    return finals;
  }

  /**
   * What cells begin with where a source says so, [N, size] by the names {@code h_l0}, {@code
   * c_l0}, …; Modified by the bridge.
   */
  Map<String, ComplexArray> starts() {
    return starts;
  }

  /** Sets what an encoder computed. */
  void encoded(Sequence memory, SequenceTrace trace) {
    this.memory = Optional.of(memory);
    this.encoder = Optional.of(trace);
  }

  /** The outputs of the encoder, which there must be. */
  Sequence memory() {
    return memory.orElseThrow();
  }

  /** Attention weights [T, N, S] by name; Modified by the layers. */
  Map<String, double[]> attention() {
    return attention;
  }

  /** Notes how near an argument comes to a kink. */
  void kink(double distance) {
    nearest[0] = Math.min(nearest[0], distance);
  }

  /** [1] — the least distance to a kink so far; Modified by the layers. */
  double[] nearest() {
    return nearest;
  }

  /** What was computed: {@code y} and the final states, of the names in {@code results}. */
  SequenceTrace trace(Sequence y, Layout results) {
    Map<String, ComplexArray> found = new HashMap<>(finals);
    found.put("y", y.values());
    ComplexArray values = ComplexArray.zeros(results.size());
    for (Layout.Tensor result : results.tensors()) {
      found.get(result.name()).copy(0, values, result.offset(), result.size());
    }
    return new SequenceTrace(y.valid(), results, values, attention, encoder, nearest[0]);
  }
}
