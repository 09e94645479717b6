package dev.cellwise.testing;

/** How a bidirectional layer makes one output of the forward and of the reverse direction's. */
public enum Merge {
  /** The forward one, then the reverse one: 2 O numbers. */
  CONCAT,
  /** Their sum. */
  SUM,
  /** Half their sum. */
  AVERAGE,
  /** Their product, element by element. */
  MULTIPLY;

  /** Numbers a step, of directions with {@code size} numbers each. */
  int outputs(int size) {
    return this == CONCAT ? 2 * size : size;
  }

  /** The merged output; {@code a} is the forward one. */
  ComplexArray of(ComplexArray a, ComplexArray b) {
    int n = a.length();
    ComplexArray y = ComplexArray.zeros(outputs(n));
    if (this == CONCAT) {
      a.copy(0, y, 0, n);
      b.copy(0, y, n, n);
      return y;
    }
    for (int k = 0; k < n; k++) {
      y.set(k, of(a.get(k), b.get(k)));
    }
    return y;
  }

  private Complex of(Complex a, Complex b) {
    return switch (this) {
      case SUM -> a.plus(b);
      case AVERAGE -> a.plus(b).times(0.5);
      case MULTIPLY -> a.times(b);
      case CONCAT -> throw new IllegalStateException("numbers side by side are not one number");
    };
  }
}
