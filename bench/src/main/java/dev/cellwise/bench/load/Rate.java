package dev.cellwise.bench.load;

import java.util.Collection;

/**
 * How often events arrive.
 *
 * @param value events a second of all threads; or their part of what the closed loop does
 * @param share whether it is a part
 */
public record Rate(double value, boolean share) {
  private static final double MOST = 1e8;
  private static final double MOST_SHARE = 10;

  /**
   * From a text.
   *
   * @param text such as {@code 200000}, or {@code 50%}
   * @throws IllegalArgumentException if it is neither, or out of range
   */
  public static Rate of(String text) {
    if (text.matches("\\d{1,9}(\\.\\d{1,6})?%?")) {
      boolean share = text.endsWith("%");
      double number = Double.parseDouble(text.replace("%", ""));
      Rate rate = new Rate(share ? number / 100 : number, share);
      if (rate.value > 0 && rate.value <= (share ? MOST_SHARE : MOST)) {
        return rate;
      }
    }
    throw new IllegalArgumentException(
        "expected events a second, up to 100000000, or a part of the closed loop, such as 50%, up to"
            + " 1000%, got "
            + text);
  }

  /**
   * Whether a thread has no event for itself in a run of so many seconds; of a part nobody knows
   * before it is measured, and it is never so small.
   */
  public boolean tooSmall(double seconds, int threads) {
    return !share && value * seconds < threads;
  }

  /**
   * Events a second. A part is one of what the slowest does, so that all get the same load.
   *
   * @param closed what each does without a pause; at least one
   * @param threads of each
   */
  double perSecond(Collection<Closed> closed, int threads) {
    if (!share) {
      return value;
    }
    return value * closed.stream().mapToDouble(c -> c.capacity(threads)).min().orElseThrow();
  }
}
