package dev.cellwise.kernels;

/** Argument checks whose messages name the argument, what was expected and what came. */
final class Check {
  private Check() {}

  /** Refuses a range that does not lie in the array. */
  static void range(String name, float[] a, int offset, long length) {
    if (offset < 0 || length < 0 || offset + length > a.length) {
      throw outside(name, a.length, offset, length);
    }
  }

  /** Refuses a range that does not lie in the array. */
  static void range(String name, int[] a, int offset, long length) {
    if (offset < 0 || length < 0 || offset + length > a.length) {
      throw outside(name, a.length, offset, length);
    }
  }

  /** Refuses {@code rows} rows of {@code length} floats, {@code stride} apart. */
  static void rows(String name, float[] a, int offset, int rows, int stride, long length) {
    if (rows > 0) {
      if (stride < 0) {
        throw new IllegalArgumentException(name + ": expected a stride >= 0, got " + stride);
      }
      range(name, a, offset, (rows - 1L) * stride + length);
    }
  }

  /** Refuses rows that are written and overlap. */
  static void apart(String name, int rows, int stride, long length) {
    if (rows > 1 && stride < length) {
      throw new IllegalArgumentException(
          name + ": expected rows at least " + length + " floats apart, got " + stride);
    }
  }

  /** Refuses a count below zero. */
  static void count(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": expected at least 0, got " + value);
    }
  }

  /** Refuses two ranges of one array that overlap without being the same. */
  static void sameOrApart(
      int n, String xName, float[] x, int xOff, String yName, float[] y, int yOff) {
    if (x == y && xOff != yOff && Math.abs((long) xOff - yOff) < n) {
      throw new IllegalArgumentException(
          yName
              + ": expected the range of "
              + xName
              + " or one apart from it, got the same array with "
              + xName
              + "Off "
              + xOff
              + ", "
              + yName
              + "Off "
              + yOff
              + ", n "
              + n);
    }
  }

  /**
   * Refuses rows of n floats in one array of which two overlap, x's and y's. Those of each are
   * {@linkplain #apart apart}; rows of one may lie between rows of the other.
   */
  static void separate(
      int xRows,
      int yRows,
      int stride,
      int n,
      String xName,
      float[] x,
      int xOff,
      String yName,
      float[] y,
      int yOff) {
    if (x != y || xRows < 1 || yRows < 1) {
      return;
    }
    // A row of x begins d - m stride behind one of y, m the rows that this one is further on.
    long d = (long) xOff - yOff;
    long m = stride > 0 ? Math.floorDiv(d, stride) : 0;
    long nearest = d - Math.clamp(m, 1 - xRows, yRows - 1) * (long) stride;
    long next = d - Math.clamp(m + 1, 1 - xRows, yRows - 1) * (long) stride;
    if (Math.abs(nearest) < n || Math.abs(next) < n) {
      throw new IllegalArgumentException(
          yName
              + ": expected "
              + yRows
              + " x "
              + n
              + " elements apart from those of "
              + xName
              + ", got the same array with "
              + xName
              + "Off "
              + xOff
              + ", "
              + yName
              + "Off "
              + yOff
              + (yRows > 1 ? ", stride " + stride : ""));
    }
  }

  private static IndexOutOfBoundsException outside(String name, int have, int offset, long length) {
    return new IndexOutOfBoundsException(
        name + ": expected " + length + " elements from " + offset + ", got an array of " + have);
  }
}
