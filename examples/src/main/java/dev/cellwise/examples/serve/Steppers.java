package dev.cellwise.examples.serve;

import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Stepper;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The workspaces of a network, lent one at a time. More of them than processors would compute
 * nothing sooner: whoever finds none waits, in turn, and a virtual thread that waits costs little.
 */
final class Steppers {
  private final BlockingQueue<Stepper> free;
  private final Duration wait;

  /**
   * Steppers that are all free.
   *
   * @param network what they step
   * @param count how many
   * @param wait for how long a borrower waits
   */
  Steppers(Network network, int count, Duration wait) {
    this.free = new ArrayBlockingQueue<>(count, true);
    this.wait = wait;
    for (int i = 0; i < count; i++) {
      free.add(network.newStepper());
    }
  }

  /**
   * Borrows one; the caller is alone with it until {@link #give}.
   *
   * @throws Refusal if none gets free in time
   */
  Stepper take() {
    try {
      Stepper stepper = free.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (stepper == null) {
        throw new Refusal(
            503, "steppers: expected a free one within " + wait.toMillis() + " ms, got none");
      }
      return stepper;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(503, "the service is closing");
    }
  }

  /**
   * Gives one back.
   *
   * @param stepper from {@link #take}
   */
  void give(Stepper stepper) {
    free.add(stepper);
  }
}
