package dev.cellwise.bench.figure;

import dev.cellwise.bench.cases.Setting;
import java.util.List;

/**
 * What was measured of a library at a setting.
 *
 * @param setting case, cell and sizes
 * @param threads that a call could use
 * @param library its name
 * @param version its version
 * @param rounds each in a JVM of its own; empty if the library failed
 * @param error the largest difference of its results to those of Cellwise, in parts of the largest
 *     result; NaN if nothing was compared
 * @param fault what was wrong, or an empty string
 */
public record Figure(
    Setting setting,
    int threads,
    String library,
    String version,
    List<Round> rounds,
    double error,
    String fault) {

  /** Whether its times count: it ran, and to the right result. */
  public boolean sound() {
    return !rounds.isEmpty() && fault.isEmpty();
  }

  /** Nanoseconds: the median of the rounds' medians. */
  public double median() {
    return Round.middle(rounds.stream().mapToDouble(Round::median).toArray());
  }

  /** Bytes that a call leaves on the Java heap: the median of the rounds. */
  public double bytes() {
    return Round.middle(rounds.stream().mapToDouble(Round::bytes).toArray());
  }

  /** Nanoseconds: that of the fastest round. */
  public double fastest() {
    return rounds.stream().mapToDouble(Round::median).min().orElse(Double.NaN);
  }

  /** Nanoseconds: that of the slowest round. */
  public double slowest() {
    return rounds.stream().mapToDouble(Round::median).max().orElse(Double.NaN);
  }

  /** Nanoseconds: the median of the rounds' values of a quantile of {@link Round#QUANTILES}. */
  public double quantile(int index) {
    return Round.middle(rounds.stream().mapToDouble(r -> r.quantiles().get(index)).toArray());
  }
}
