package dev.cellwise.kernels;

/**
 * The leaky relu whose slope is learned, one for each unit: y = a where a &gt; 0, else slope a. K.
 * He and others, "Delving deep into rectifiers", 2015.
 *
 * <p>Shapes: a, y, dy and da are rows of units, [rows, units], each with its own stride; slope and
 * dslope are [units]. The derivative is taken from the input, since a slope may become negative: f'
 * = 1 where a &gt; 0, else slope, at 0 too. NaN in a gives NaN in y, da and dslope.
 *
 * <p>Aliasing: y may be the rows of a, da those of a or of dy, with equal offset and stride; any
 * other overlap with what is written gives undefined results. Errors, for both methods: {@link
 * IndexOutOfBoundsException} if rows or units are not within their array, {@link
 * IllegalArgumentException} if a count or a stride is negative or rows that are written overlap,
 * {@link NullPointerException}. Nothing is written then.
 */
public final class Prelu {
  private Prelu() {}

  /**
   * y = a where a &gt; 0, else slope a.
   *
   * @param rows number of rows
   * @param units elements a row
   * @param a inputs [rows, units]; not modified unless y is the same rows
   * @param aOff index of the first input
   * @param aStride from a row to the next
   * @param slope a slope for each unit [units]; not modified
   * @param slopeOff index of the first slope
   * @param y results [rows, units]; modified
   * @param yOff index of the first result
   * @param yStride from a row to the next
   */
  public static void forward(
      int rows,
      int units,
      float[] a,
      int aOff,
      int aStride,
      float[] slope,
      int slopeOff,
      float[] y,
      int yOff,
      int yStride) {
    Check.count("rows", rows);
    Check.count("units", units);
    Check.rows("a", a, aOff, rows, aStride, units);
    Check.range("slope", slope, slopeOff, units);
    Check.rows("y", y, yOff, rows, yStride, units);
    Check.apart("y", rows, yStride, units);
    for (int r = 0; r < rows; r++) {
      int ar = aOff + r * aStride;
      int yr = yOff + r * yStride;
      if (Kernels.VECTOR) {
        VectorPrelu.forward(units, a, ar, slope, slopeOff, y, yr);
      } else {
        ScalarPrelu.forward(units, a, ar, slope, slopeOff, y, yr);
      }
    }
  }

  /**
   * da = dy where a &gt; 0, else slope dy; and dslope += a dy over the rows where a is not above 0:
   * a chain of fmas for each unit, rows ascending, from what dslope holds. The other rows are left
   * out of the chain.
   *
   * @param rows number of rows
   * @param units elements a row
   * @param a inputs of {@link #forward} [rows, units]; not modified unless da is the same rows
   * @param aOff index of the first input
   * @param aStride from a row to the next
   * @param slope a slope for each unit [units]; not modified
   * @param slopeOff index of the first slope
   * @param dy gradient of the results [rows, units]; not modified unless da is the same rows
   * @param dyOff index of the first
   * @param dyStride from a row to the next
   * @param da gradient of the inputs [rows, units]; modified: overwritten
   * @param daOff index of the first
   * @param daStride from a row to the next
   * @param dslope gradient of the slopes [units]; modified: added to
   * @param dslopeOff index of the first
   */
  public static void backward(
      int rows,
      int units,
      float[] a,
      int aOff,
      int aStride,
      float[] slope,
      int slopeOff,
      float[] dy,
      int dyOff,
      int dyStride,
      float[] da,
      int daOff,
      int daStride,
      float[] dslope,
      int dslopeOff) {
    Check.count("rows", rows);
    Check.count("units", units);
    Check.rows("a", a, aOff, rows, aStride, units);
    Check.range("slope", slope, slopeOff, units);
    Check.rows("dy", dy, dyOff, rows, dyStride, units);
    Check.rows("da", da, daOff, rows, daStride, units);
    Check.apart("da", rows, daStride, units);
    Check.range("dslope", dslope, dslopeOff, units);
    for (int r = 0; r < rows; r++) {
      int ar = aOff + r * aStride;
      int dyr = dyOff + r * dyStride;
      int dar = daOff + r * daStride;
      if (Kernels.VECTOR) {
        VectorPrelu.backward(units, a, ar, slope, slopeOff, dy, dyr, da, dar, dslope, dslopeOff);
      } else {
        ScalarPrelu.backward(units, a, ar, slope, slopeOff, dy, dyr, da, dar, dslope, dslopeOff);
      }
    }
  }
}
