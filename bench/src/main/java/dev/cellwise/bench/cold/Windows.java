package dev.cellwise.bench.cold;

import dev.cellwise.bench.figure.Round;
import java.util.Arrays;

/** When steps came to their final speed, by the times of windows of them. */
final class Windows {
  /** Steps of a window: two looks at the clock cost nothing beside them. */
  static final int STEPS = 20;

  /** Windows whose median is looked at, so that a moment's disturbance does not count. */
  static final int SPAN = 50;

  /** The part of all windows that a slow phase has to fill by half, to count as one. */
  static final int PHASE = 100;

  /** What counts as the final speed: at most so many times its time. */
  static final double NEAR = 1.1;

  private final long[] ends;
  private int count;

  /** Windows of {@link #STEPS} that are kept as one. */
  private int width = 1;

  /** Of them, those that have ended since the last one that was kept. */
  private int pending;

  /**
   * No windows yet.
   *
   * @param room for so many, an even number; where there are more, they go together in pairs
   */
  Windows(int room) {
    ends = new long[room];
  }

  /**
   * A window has ended.
   *
   * @param nanos since the first one began
   */
  void end(long nanos) {
    pending++;
    if (pending < width) {
      return;
    }
    pending = 0;
    ends[count++] = nanos;
    if (count == ends.length) {
      count /= 2;
      for (int w = 0; w < count; w++) {
        ends[w] = ends[2 * w + 1];
      }
      width *= 2;
    }
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
   * times the time of the end, and so is the median of {@link #SPAN} from it on, and no slow phase
   * follows.
   *
   * @return NaN if there are no such windows
   */
  double steadyAfter() {
    double limit = NEAR * steady();
    for (int w = lastPhase(limit); w + SPAN <= count; w++) {
      if (step(w) <= limit && median(w, w + SPAN) <= limit) {
        return start(w);
      }
    }
    return Double.NaN;
  }

  /**
   * From the end backwards: the first window from which on more than the half of any {@code span}
   * are within the limit. By half a span too early at most, which its caller looks at.
   */
  private int lastPhase(double limit) {
    int span = Math.max(SPAN, count / PHASE);
    int near = 0;
    int first = count;
    for (int w = count - 1; w >= 0; w--) {
      near += step(w) <= limit ? 1 : 0;
      if (w + span < count) {
        near -= step(w + span) <= limit ? 1 : 0;
      }
      if (w + span <= count) {
        if (2 * near <= span) {
          return first;
        }
        first = w;
      }
    }
    return first;
  }

  private long start(int window) {
    return window == 0 ? 0 : ends[window - 1];
  }

  private double step(int window) {
    return (double) (ends[window] - start(window)) / (STEPS * width);
  }

  private double median(int from, int to) {
    double[] steps = new double[to - from];
    Arrays.setAll(steps, i -> step(from + i));
    return Round.middle(steps);
  }
}
