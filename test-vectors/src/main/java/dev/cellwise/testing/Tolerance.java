package dev.cellwise.testing;

/** How far a gradient may be from the expected one. */
public sealed interface Tolerance {
  /**
   * Element by element: {@code |actual - expected| <= absolute + relative * max(|expected|, floor *
   * L)}, where L is the largest |expected| in the same tensor.
   *
   * <p>The floor forgives elements that are small by cancellation, where rounding is relative to
   * what was cancelled. It scales with the tensor, so a gradient that vanishes over many steps is
   * checked as strictly as any other; an absolute part would wave it through.
   *
   * @param absolute part that does not scale, at least 0
   * @param relative part relative to the expected value, at least 0
   * @param floor smallest size taken into account, as a fraction of L, at least 0
   */
  record Elementwise(double absolute, double relative, double floor) implements Tolerance {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative or not a number
     */
    public Elementwise {
      if (!(absolute >= 0 && relative >= 0 && floor >= 0)) {
        throw new IllegalArgumentException(
            "tolerances must not be negative: " + absolute + ", " + relative + ", " + floor);
      }
    }

    double bound(double expected, double largest) {
      return absolute + relative * Math.max(Math.abs(expected), floor * largest);
    }

    @Override
    public String toString() {
      return "element by element, %.3g + %.3g max(|expected|, %.3g of the tensor's largest)"
          .formatted(absolute, relative, floor);
    }
  }

  /**
   * Tensor by tensor: the Euclidean norm of the difference, over the norm of the expected tensor.
   *
   * @param bound largest allowed value, at least 0
   */
  record RelativeL2(double bound) implements Tolerance {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public RelativeL2 {
      if (!(bound >= 0)) {
        throw new IllegalArgumentException("the bound must not be negative: " + bound);
      }
    }

    @Override
    public String toString() {
      return "relative L2 norm of each tensor, %.3g".formatted(bound);
    }
  }

  /**
   * Another tolerance, and zeros exactly: where a derivative of exactly zero is expected, zero must
   * be given. That is so where nothing reaches: inputs of steps that a row does not have, rows of
   * an embedding that no token names, what a mask drops. A norm over the tensor does not see a
   * little that leaks there.
   *
   * @param others the tolerance of the other elements; not itself of this kind
   */
  record ExactZeros(Tolerance others) implements Tolerance {
    /**
     * Checks the tolerance.
     *
     * @throws IllegalArgumentException if it is of this kind
     */
    public ExactZeros {
      if (others instanceof ExactZeros) {
        throw new IllegalArgumentException("others: expected another kind, got " + others);
      }
    }

    @Override
    public String toString() {
      return others + "; zeros exactly";
    }
  }

  /**
   * This tolerance, and where zero is expected, exactly zero.
   *
   * @return the stricter tolerance
   */
  default Tolerance exactZeros() {
    return this instanceof ExactZeros ? this : new ExactZeros(this);
  }

  /**
   * For double code against the complex step: 1e-9 relative, floor 1e-3 of the tensor's largest.
   *
   * @return the tolerance
   */
  static Tolerance complexStep() {
    return new Elementwise(0, 1e-9, 1e-3);
  }

  /**
   * For double code against central differences: absolute 1e-5, relative 1e-3, as PyTorch's
   * gradcheck has it.
   *
   * @return the tolerance
   */
  static Tolerance centralDifferences() {
    return new Elementwise(1e-5, 1e-3, 0);
  }

  /**
   * Element by element, absolute and relative.
   *
   * @param absolute part that does not scale
   * @param relative part relative to the expected value
   * @return the tolerance
   */
  static Tolerance elementwise(double absolute, double relative) {
    return new Elementwise(absolute, relative, 0);
  }

  /**
   * Tensor by tensor, for float code: see {@link Bounds#backward} and {@link Bounds#forward}.
   *
   * @param bound largest allowed relative L2 norm of the difference
   * @return the tolerance
   */
  static Tolerance relativeL2(double bound) {
    return new RelativeL2(bound);
  }
}
