package dev.cellwise.testing;

/**
 * Numbers at each step of each row: what a layer reads and what it hands on.
 *
 * @param valid T, N and the steps that count
 * @param size numbers a step
 * @param values [T, N, size]; Modified while a layer fills it.
 */
record Sequence(ValidSteps valid, int size, ComplexArray values) {
  /** Zeros everywhere. */
  static Sequence zeros(ValidSteps valid, int size) {
    return new Sequence(valid, size, ComplexArray.zeros(valid.steps() * valid.rows() * size));
  }

  /** [size] a copy. */
  ComplexArray get(int t, int n) {
    ComplexArray v = ComplexArray.zeros(size);
    values.copy(offset(t, n), v, 0, size);
    return v;
  }

  void set(int t, int n, ComplexArray v) {
    v.copy(0, values, offset(t, n), size);
  }

  /** Fills the steps that are not valid. */
  Sequence fill(MaskedOutput rule) {
    for (int n = 0; n < valid.rows(); n++) {
      ComplexArray before = ComplexArray.zeros(size);
      for (int t = 0; t < valid.steps(); t++) {
        if (valid.at(t, n)) {
          before = rule == MaskedOutput.CARRY ? get(t, n) : before;
        } else {
          set(t, n, before);
        }
      }
    }
    return this;
  }

  private int offset(int t, int n) {
    return (t * valid.rows() + n) * size;
  }
}
