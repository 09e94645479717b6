package dev.cellwise.bench.cold;

import dev.cellwise.rnn.net.Network;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a fresh JVM runs: it makes a network, steps, and says how long that took. */
final class ColdStart {
  /** The step that is told beside the first. */
  private static final int LATER = 100;

  private static final int MOST_WINDOWS = 1 << 19;

  private ColdStart() {}

  /**
   * Measures. Without a warm-up where its budget is negative.
   *
   * @param args a network, milliseconds of the warm-up's budget, milliseconds of steps
   */
  public static void main(String[] args) {
    ColdTimes times = measure(args[0], Long.parseLong(args[1]), Long.parseLong(args[2]));
    System.out.println(times.toLine());
  }

  private static ColdTimes measure(String name, long warmUpMillis, long millis) {
    Network network = Network.initialise(ColdStream.architecture(name), 1);
    if (warmUpMillis >= 0) {
      network.warmUp(Duration.ofMillis(warmUpMillis));
    }
    ColdStream stream = ColdStream.of(network);
    Windows windows = new Windows(MOST_WINDOWS);
    long[] nanos = new long[LATER];
    long readyAt = System.currentTimeMillis();
    long start = System.nanoTime();
    long now = start;
    for (int i = 0; i < LATER; i++) {
      stream.step();
      long end = System.nanoTime();
      nanos[i] = end - now;
      now = end;
      if ((i + 1) % Windows.STEPS == 0) {
        windows.end(now - start);
      }
    }
    while (windows.hasRoom() && now - start < millis * 1_000_000) {
      for (int i = 0; i < Windows.STEPS; i++) {
        stream.step();
      }
      now = System.nanoTime();
      windows.end(now - start);
    }
    if (!stream.isSound()) {
      throw new IllegalStateException("output: expected a number that is not 0");
    }
    // Asked last: it loads classes that a program need not have.
    long begun = ManagementFactory.getRuntimeMXBean().getStartTime();
    double ready = (readyAt - begun) * 1e6;
    return new ColdTimes(
        ready, nanos[0], nanos[LATER - 1], windows.steadyAfter(), windows.steady());
  }
}
