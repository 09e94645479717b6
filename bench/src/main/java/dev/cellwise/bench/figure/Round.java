package dev.cellwise.bench.figure;

import java.util.Arrays;
import java.util.List;

/**
 * One JVM's times, in nanoseconds: of a time step in cases A and B, of a call in the others.
 *
 * @param turns the median of the calls of each turn
 * @param quantiles of all calls, at {@link #QUANTILES}
 * @param calls that were timed
 * @param bytes that the calling thread allocated a call on the Java heap
 * @param steady whether the warm-up came to rest
 */
public record Round(
    List<Double> turns, List<Double> quantiles, int calls, double bytes, boolean steady) {
  /** Where the distribution of the calls' times is kept; the last is the slowest call. */
  public static final List<Double> QUANTILES =
      List.of(0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0);

  /** The median of the turns. */
  public double median() {
    return middle(turns.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The median: the mean of the middle two of an even number; NaN of none. */
  public static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
