package dev.cellwise.bench.report;

import java.time.Duration;

/** How far a run is, and how long the rest will take at the pace so far. */
final class Pace {
  private final int all;
  private final long start = System.nanoTime();
  private int done;

  Pace(int all) {
    this.all = all;
  }

  /** One more is done: {@code 3/120, 12:05 left}. */
  String next() {
    done++;
    Duration left = Duration.ofNanos((System.nanoTime() - start) / done * (all - done));
    return "%d/%d, %d:%02d left".formatted(done, all, left.toMinutes(), left.toSecondsPart());
  }
}
