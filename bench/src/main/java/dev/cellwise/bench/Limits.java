package dev.cellwise.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one core allows.
 *
 * @param bits width of the vectors that it was measured with
 * @param peak floating-point operations a nanosecond (GFLOP/s), a multiply-add counted as two
 * @param bandwidth bytes read a nanosecond (GB/s) by bytes of the working set, at least one
 */
record Limits(int bits, double peak, NavigableMap<Long, Double> bandwidth) {
  /** Refuses what would make a limit of nothing. */
  Limits {
    positive(PEAK + bits, peak);
    bandwidth.forEach((bytes, rate) -> positive(READ + bytes / 1024, rate));
  }

  private static void positive(String name, double rate) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "limits: " + name + ": expected a positive rate, got " + rate * 1000);
    }
  }

  /** The peer under which limits stand in lines of measurements. */
  static final String PEER = "cellwise-limits";

  private static final String PEAK = "fma";
  private static final String READ = "read_KiB";

  /** Nanoseconds that {@code operations} take at the peak. */
  double compute(double operations) {
    return operations / peak;
  }

  /**
   * Nanoseconds to read {@code bytes} again and again: over the bandwidth of that working set,
   * taken between the two measured beside it along the logarithm of the size.
   */
  double read(double bytes) {
    return bytes / bandwidthAt(bytes);
  }

  private double bandwidthAt(double bytes) {
    Map.Entry<Long, Double> below = bandwidth.floorEntry((long) bytes);
    Map.Entry<Long, Double> above = bandwidth.ceilingEntry((long) bytes);
    if (below == null || above == null) {
      return (below == null ? above : below).getValue();
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double from = Math.log(below.getKey());
    double part = (Math.log(bytes) - from) / (Math.log(above.getKey()) - from);
    return below.getValue() + part * (above.getValue() - below.getValue());
  }

  /** Lines of measurements: thousandths of a GFLOP/s, and MB/s, in place of nanoseconds. */
  List<Measurement> toMeasurements() {
    List<Measurement> lines = new ArrayList<>();
    lines.add(line(PEAK + bits, "gflops_x1000", peak));
    bandwidth.forEach((bytes, rate) -> lines.add(line(READ + bytes / 1024, "MBps", rate)));
    return lines;
  }

  private static Measurement line(String name, String unit, double rate) {
    return new Measurement(PEER, name, unit, 0, 0, 0, 0, rate * 1000, rate * 1000);
  }

  /**
   * Reads what {@link #toMeasurements} gave.
   *
   * @param lines with those of other peers among them or not
   * @throws IllegalArgumentException if the peak or all bandwidths are missing, or a line is none
   */
  static Limits of(List<Measurement> lines) {
    int bits = 0;
    double peak = 0;
    NavigableMap<Long, Double> bandwidth = new TreeMap<>();
    for (Measurement m : lines) {
      if (!m.peer().equals(PEER)) {
        continue;
      }
      if (m.kind().startsWith(READ)) {
        bandwidth.put(1024L * number(READ, m.kind()), m.median() / 1000);
      } else if (m.kind().startsWith(PEAK)) {
        bits = number(PEAK, m.kind());
        peak = m.median() / 1000;
      }
    }
    if (bits == 0 || bandwidth.isEmpty()) {
      throw new IllegalArgumentException(
          "limits: expected lines of " + PEER + " with " + PEAK + " and " + READ + ", got none");
    }
    return new Limits(bits, peak, bandwidth);
  }

  /** The number, not 0, that follows a prefix. */
  private static int number(String prefix, String name) {
    String number = name.substring(prefix.length());
    if (!number.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "limits: expected a positive number after " + prefix + ", got " + name);
    }
    return Integer.parseInt(number);
  }
}
