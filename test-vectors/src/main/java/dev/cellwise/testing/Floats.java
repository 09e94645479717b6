package dev.cellwise.testing;

/** Between float and double arrays. */
public final class Floats {
  private Floats() {}

  /**
   * Floats as doubles, exactly.
   *
   * @param a [n] not modified
   * @return [n]
   */
  public static double[] widen(float[] a) {
    double[] wide = new double[a.length];
    for (int k = 0; k < a.length; k++) {
      wide[k] = a[k];
    }
    return wide;
  }

  /**
   * Doubles as floats, rounded to nearest.
   *
   * @param a [n] not modified
   * @return [n]
   */
  public static float[] round(double[] a) {
    float[] narrow = new float[a.length];
    for (int k = 0; k < a.length; k++) {
      narrow[k] = (float) a[k];
    }
    return narrow;
  }

  /**
   * Doubles that are floats already, as floats.
   *
   * @param a [n] not modified
   * @return [n]
   * @throws IllegalArgumentException if an element is not a float's value
   */
  public static float[] exact(double[] a) {
    float[] narrow = round(a);
    for (int k = 0; k < a.length; k++) {
      if (narrow[k] != a[k]) {
        throw new IllegalArgumentException(
            "element %d, %s, is not the value of a float".formatted(k, Double.toHexString(a[k])));
      }
    }
    return narrow;
  }
}
