package dev.cellwise.bench.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What became of events that arrived at a fixed rate.
 *
 * @param rate events a second, of all threads
 * @param events that were due
 * @param late of them, those that found their thread at work
 * @param missed of them, those that were still waiting when the run was broken off, at twice its
 *     length: their latency is what they had waited
 * @param bytes that the threads allocated an event on the Java heap
 * @param quantiles nanoseconds from when an event was due to when its step was done, at {@link
 *     #QUANTILES}, to three digits
 */
public record Loaded(
    double rate, long events, long late, long missed, double bytes, List<Double> quantiles) {
  /** Where the distribution of the latencies is kept; the last is the longest. */
  public static final List<Double> QUANTILES =
      List.of(0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1.0);

  private static final int BEFORE = 5;

  /** From a histogram. */
  static Loaded of(double rate, Histogram latencies, long late, long missed, double bytes) {
    List<Double> quantiles = new ArrayList<>();
    for (double part : QUANTILES) {
      long at = part == 0 ? latencies.getMinValue() : latencies.getValueAtPercentile(100 * part);
      quantiles.add((double) at);
    }
    return new Loaded(rate, latencies.getTotalCount(), late, missed, bytes, quantiles);
  }

  /** On its way to another JVM. */
  String toLine() {
    List<String> words = new ArrayList<>();
    for (double n : new double[] {rate, events, late, missed, bytes}) {
      words.add(Double.toString(n));
    }
    quantiles.forEach(q -> words.add(q.toString()));
    return String.join(" ", words);
  }

  /** What {@link #toLine} gave. */
  static Loaded of(String line) {
    double[] n = numbers(line, BEFORE + QUANTILES.size());
    List<Double> quantiles = Arrays.stream(n, BEFORE, n.length).boxed().toList();
    return new Loaded(n[0], (long) n[1], (long) n[2], (long) n[3], n[4], quantiles);
  }

  /** The numbers of a line. */
  static double[] numbers(String line, int expected) {
    double[] numbers = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    if (numbers.length != expected) {
      throw new IllegalArgumentException(
          "line: expected " + expected + " numbers, got " + numbers.length);
    }
    return numbers;
  }

  /**
   * The latency that a part of the events does not exceed, in nanoseconds.
   *
   * @param part one of {@link #QUANTILES}
   */
  public double quantile(double part) {
    return quantiles.get(QUANTILES.indexOf(part));
  }
}
