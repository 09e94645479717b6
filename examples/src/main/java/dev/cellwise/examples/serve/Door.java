package dev.cellwise.examples.serve;

import java.time.Duration;

/** Who is let in, and who is still inside when it is shut. */
final class Door {
  private int inside;
  private boolean shut;

  /**
   * Goes in, unless it is shut.
   *
   * @return whether the caller is inside now; then it has to {@link #leave}, once
   */
  synchronized boolean enter() {
    if (!shut) {
      inside++;
    }
    return !shut;
  }

  /** Goes out. */
  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Whether nobody gets in any more. */
  synchronized boolean isShut() {
    return shut;
  }

  /**
   * Lets nobody in any more, and waits until all have left.
   *
   * @param most how long at most
   * @return whether nobody is left
   */
  synchronized boolean shut(Duration most) throws InterruptedException {
    shut = true;
    long start = System.nanoTime();
    long left = most.toNanos();
    while (inside > 0 && left > 0) {
      // Rounded up: a wait of no milliseconds would be one without an end.
      wait(left / 1_000_000 + 1);
      left = most.toNanos() - (System.nanoTime() - start);
    }
    return inside == 0;
  }
}
