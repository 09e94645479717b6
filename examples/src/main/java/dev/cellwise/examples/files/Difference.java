package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What differs between two arrays of one shape.
 *
 * @param bits whether they are the same bits of the same type, every NaN counting as one
 * @param count numbers that differ
 * @param largest difference; infinite where a number stands against none, or an infinite one
 *     against another
 * @param relative the largest difference to the greater of two numbers, of any place
 * @param scaled the largest difference to the greater of 1 and the first's number
 * @param place the index of the largest difference
 */
record Difference(
    boolean bits, long count, double largest, double relative, double scaled, int place) {
  /** Compares numbers as doubles. */
  static Difference of(TypedArray a, TypedArray b) {
    double[] first = a.roundedDoubles();
    double[] second = b.roundedDoubles();
    long count = 0;
    double largest = 0;
    double relative = 0;
    double scaled = 0;
    int place = 0;
    for (int i = 0; i < first.length; i++) {
      double d = between(first[i], second[i]);
      count += d > 0 ? 1 : 0;
      if (d > largest) {
        largest = d;
        place = i;
      }
      relative = Math.max(relative, to(d, Math.max(Math.abs(first[i]), Math.abs(second[i]))));
      scaled = Math.max(scaled, to(d, Math.max(1, Math.abs(first[i]))));
    }
    return new Difference(a.equals(b), count, largest, relative, scaled, place);
  }

  private static double between(double a, double b) {
    if (a == b || Double.isNaN(a) && Double.isNaN(b)) {
      return 0;
    }
    double d = Math.abs(a - b);
    return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
  }

  private static double to(double d, double size) {
    if (d == 0 || Double.isInfinite(d)) {
      return d;
    }
    return d / size;
  }

  /** The place of the largest difference, an index for each dimension. */
  List<Object> at(int[] shape) {
    List<Object> at = new ArrayList<>();
    int left = place;
    for (int i = shape.length - 1; i >= 0; i--) {
      at.add(left % shape[i]);
      left /= shape[i];
    }
    Collections.reverse(at);
    return at;
  }
}
