package dev.cellwise.bench.limit;

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
public record Limits(int bits, double peak, NavigableMap<Long, Double> bandwidth) {
  /** Refuses what would make a limit of nothing. */
  public Limits {
    positive(PEAK + bits, peak);
    bandwidth.forEach((bytes, rate) -> positive(READ + bytes / 1024, rate));
  }

  private static void positive(String name, double rate) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "limits: " + name + ": expected a positive rate, got " + rate);
    }
  }

  private static final String PEAK = "fma";
  private static final String READ = "read_KiB";

  /** Nanoseconds that {@code operations} take at the peak. */
  public double compute(double operations) {
    return operations / peak;
  }

  /**
   * Nanoseconds to read {@code bytes} again and again: over the bandwidth of that working set,
   * taken between the two measured beside it along the logarithm of the size.
   */
  public double read(double bytes) {
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

  /** Tab-separated lines: a name, GFLOP/s or GB/s. */
  public List<String> toLines() {
    List<String> lines = new ArrayList<>();
    lines.add(line(PEAK + bits, peak));
    bandwidth.forEach((bytes, rate) -> lines.add(line(READ + bytes / 1024, rate)));
    return lines;
  }

  private static String line(String name, double rate) {
    return name + "\t" + rate;
  }

  /**
   * Reads what {@link #toLines} gave; other lines are passed over.
   *
   * @throws IllegalArgumentException if the peak or all bandwidths are missing, or a line is none
   */
  public static Limits of(List<String> lines) {
    int bits = 0;
    double peak = 0;
    NavigableMap<Long, Double> bandwidth = new TreeMap<>();
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 2 && fields[0].startsWith(READ)) {
        bandwidth.put(1024L * number(READ, fields[0]), rate(fields));
      } else if (fields.length == 2 && fields[0].startsWith(PEAK)) {
        bits = number(PEAK, fields[0]);
        peak = rate(fields);
      }
    }
    if (bits == 0 || bandwidth.isEmpty()) {
      throw new IllegalArgumentException(
          "limits: expected lines with " + PEAK + " and " + READ + ", got none");
    }
    return new Limits(bits, peak, bandwidth);
  }

  private static double rate(String[] fields) {
    try {
      return Double.parseDouble(fields[1]);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "limits: " + fields[0] + ": expected a positive rate, got " + fields[1], e);
    }
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
