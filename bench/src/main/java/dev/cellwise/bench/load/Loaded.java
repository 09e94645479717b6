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
 * @param sure of the fastest events, those whose latency is known: shorter than any that was missed
 *     had waited. All, if none was missed
 * @param bytes that the threads allocated an event on the Java heap
 * @param quantiles nanoseconds from when an event was due to when its step was done, at {@link
 *     #QUANTILES}, to three digits
 */
public record Loaded(
    double rate,
    long events,
    long late,
    long missed,
    long sure,
    double bytes,
    List<Double> quantiles) {
  /** Where the distribution of the latencies is kept; the last is the longest. */
  public static final List<Double> QUANTILES =
      List.of(0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 1.0);

  private static final int BEFORE = 6;

  /** Of fewer events there is no part that says something. */
  private static final long LEAST_EVENTS = 10;

  /**
   * From a histogram.
   *
   * @param leastMissed the shortest time that one that was missed had waited
   */
  static Loaded of(
      double rate, Histogram latencies, long late, long missed, long leastMissed, double bytes) {
    List<Double> quantiles = new ArrayList<>();
    for (double part : QUANTILES) {
      long at = part == 0 ? latencies.getMinValue() : latencies.getValueAtPercentile(100 * part);
      quantiles.add((double) at);
    }
    long events = latencies.getTotalCount();
    return new Loaded(
        rate, events, late, missed, sure(latencies, missed, leastMissed), bytes, quantiles);
  }

  /** To the digits of the histogram: what it does not tell from one that was missed is not sure. */
  private static long sure(Histogram latencies, long missed, long leastMissed) {
    if (missed == 0) {
      return latencies.getTotalCount();
    }
    long least = latencies.lowestEquivalentValue(leastMissed);
    return least == 0 ? 0 : latencies.getCountBetweenValues(0, least - 1);
  }

  /** On its way to another JVM. */
  String toLine() {
    List<String> words = new ArrayList<>();
    for (double n : new double[] {rate, events, late, missed, sure, bytes}) {
      words.add(Double.toString(n));
    }
    quantiles.forEach(q -> words.add(q.toString()));
    return String.join(" ", words);
  }

  /** What {@link #toLine} gave. */
  static Loaded of(String line) {
    double[] n = numbers(line, BEFORE + QUANTILES.size());
    List<Double> quantiles = Arrays.stream(n, BEFORE, n.length).boxed().toList();
    return new Loaded(n[0], (long) n[1], (long) n[2], (long) n[3], (long) n[4], n[5], quantiles);
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

  /**
   * Whether {@link #quantile} is what the latency was at least: an event that was missed is there,
   * or below.
   */
  public boolean isBound(double part) {
    // Without the last bits of the product: 0.999 of 1,000 events are 999.
    long rank = (long) Math.ceil(part * events * (1 - 1e-12));
    return Math.max(1, rank) > sure;
  }

  /**
   * Whether there are enough events for a part of them: 1,000 for that of 0.999, so that one is
   * beyond it. The fastest and the slowest there always are.
   */
  public boolean hasPart(double part) {
    return part == 0
        || part == 1
        || events >= Math.max(LEAST_EVENTS, Math.round(1 / Math.min(part, 1 - part)));
  }
}
