package dev.cellwise.bench.cold;

import dev.cellwise.bench.figure.Round;
import java.util.Arrays;

/** When steps came to their final speed, by the times of windows of them. */
final class Windows {
  /** Steps of a window: two looks at the clock cost nothing beside them. */
  static final int STEPS = 20;

  /** Windows whose median is looked at, so that a moment's disturbance does not count. */
  static final int SPAN = 50;

  /** What counts as the final speed: at most so many times its time. */
  static final double NEAR = 1.1;

  private final long[] ends;
  private int count;

  /**
   * No windows yet.
   *
   * @param most room for so many
   */
  Windows(int most) {
    ends = new long[most];
  }

  /** Whether there is room for more. */
  boolean hasRoom() {
    return count < ends.length;
  }

  /**
   * A window has ended.
   *
   * @param nanos since the first one began
   */
  void end(long nanos) {
    ends[count++] = nanos;
  }

  /**
   * Nanoseconds of a step at the end: the median of the windows of the last quarter of the time.
   */
  double steady() {
    if (count == 0) {
      return Double.NaN;
    }
    long from = ends[count - 1] - ends[count - 1] / 4;
    int first = 0;
    while (ends[first] < from) {
      first++;
    }
    return median(first, count);
  }

  /**
   * Nanoseconds until the final speed: where the first window begins that is at most {@link #NEAR}
   * times the time of the end, and so is the median of {@link #SPAN} from it on.
   *
   * @return NaN if there are no such windows
   */
  double steadyAfter() {
    double limit = NEAR * steady();
    for (int w = 0; w + SPAN <= count; w++) {
      if (step(w) <= limit && median(w, w + SPAN) <= limit) {
        return start(w);
      }
    }
    return Double.NaN;
  }

  private long start(int window) {
    return window == 0 ? 0 : ends[window - 1];
  }

  private double step(int window) {
    return (double) (ends[window] - start(window)) / STEPS;
  }

  private double median(int from, int to) {
    double[] steps = new double[to - from];
    Arrays.setAll(steps, i -> step(from + i));
    return Round.middle(steps);
  }
}
