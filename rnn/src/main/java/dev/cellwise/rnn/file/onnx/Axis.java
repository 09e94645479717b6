package dev.cellwise.rnn.file.onnx;

import java.util.List;

/** What an axis of a value in a chain counts: see {@link #isSame}. */
final class Axis {
  /** What there is to count. */
  enum Kind {
    /** Time steps, or rows: which of them is said by the first recurrent node. */
    OUTER,
    /** One. */
    UNIT,
    /** Directions of a recurrent layer, or states of several. */
    DIRECTIONS,
    /** Numbers of a row. */
    FEATURES
  }

  final Kind kind;

  /** Negative if it is not known. */
  final int size;

  /** Axes that were made into this one, the outermost first; else none. */
  final List<Axis> parts;

  private Axis(Kind kind, int size, List<Axis> parts) {
    this.kind = kind;
    this.size = size;
    this.parts = parts;
  }

  static Axis outer(int size) {
    return new Axis(Kind.OUTER, size, List.of());
  }

  static Axis unit() {
    return new Axis(Kind.UNIT, 1, List.of());
  }

  static Axis directions(int size) {
    return new Axis(Kind.DIRECTIONS, size, List.of());
  }

  static Axis features(int size) {
    return new Axis(Kind.FEATURES, size, List.of());
  }

  /** Two outer axes in one. */
  static Axis joined(Axis first, Axis second) {
    int size = first.size < 0 || second.size < 0 ? -1 : first.size * second.size;
    return new Axis(Kind.OUTER, size, List.of(first, second));
  }

  /**
   * Whether it counts the same: outer axes of one size need not, those of the other kinds do. An
   * axis that was made of others does if they do.
   */
  boolean isSame(Axis other) {
    if (this == other) {
      return true;
    }
    if (kind != Kind.OUTER) {
      return kind == other.kind && size == other.size;
    }
    return !parts.isEmpty()
        && parts.size() == other.parts.size()
        && parts.get(0).isSame(other.parts.get(0))
        && parts.get(1).isSame(other.parts.get(1));
  }

  /** Whether it can be left out. */
  boolean isOne() {
    return size == 1 && kind != Kind.FEATURES;
  }
}
