package dev.cellwise.bench.cold;

import dev.cellwise.rnn.net.Network;
import java.time.Duration;

/** What a fresh JVM runs: it makes a network, steps, and says how long that took. */
final class ColdStart {
  /** The step that is told beside the first. */
  private static final int LATER = 100;

  /** Two megabytes, whatever the time: more windows than that go together in pairs. */
  private static final int ROOM = 1 << 18;

  private ColdStart() {}

  /**
   * Measures. Without a warm-up where its budget is negative.
   *
   * @param args a network, milliseconds of the warm-up's budget, milliseconds of steps, and the
   *     time, in milliseconds since 1970, at which whoever asks began to start this JVM
   */
  public static void main(String[] args) {
    ColdTimes times =
        measure(args[0], Long.parseLong(args[1]), Long.parseLong(args[2]), Long.parseLong(args[3]));
    System.out.println(times.toLine());
  }

  /**
   * Measures.
   *
   * @param begun when the JVM was asked for: it does not know itself. What it says of its start is
   *     from after it has set itself up, and an AOT cache is mapped before that
   */
  static ColdTimes measure(String name, long warmUpMillis, long millis, long begun) {
    Network network = Network.initialise(ColdStream.architecture(name), 1);
    if (warmUpMillis >= 0) {
      network.warmUp(Duration.ofMillis(warmUpMillis));
    }
    ColdStream stream = ColdStream.of(network);
    Windows windows = new Windows(ROOM);
    long[] nanos = new long[LATER];
    double ready = (System.currentTimeMillis() - begun) * 1e6;
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
    while (now - start < millis * 1_000_000) {
      for (int i = 0; i < Windows.STEPS; i++) {
        stream.step();
      }
      now = System.nanoTime();
      windows.end(now - start);
    }
    if (!stream.isSound()) {
      throw new IllegalStateException("output: expected a number that is not 0");
    }
    return new ColdTimes(
        ready, nanos[0], nanos[LATER - 1], windows.steadyAfter(), windows.steady());
  }
}
