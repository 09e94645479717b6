package dev.cellwise.rnn.net;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** What a call allocates once it is compiled. */
public final class Garbage {
  /** Calls of a round. */
  public static final int CALLS = 50;

  private Garbage() {}

  /** Whether this JVM counts bytes. */
  public static boolean isCounted() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
        && bean.isThreadAllocatedMemorySupported()
        && bean.isThreadAllocatedMemoryEnabled();
  }

  /**
   * Calls until a round allocates nothing: each call does the same, so one clean round proves the
   * compiled code clean. The compiler works in the background at its own pace, hence the long wait
   * before giving up, which a clean call never sees.
   *
   * @return the fewest bytes that a round of {@link #CALLS} allocated
   * @throws IllegalStateException if this JVM does not count: every call would look clean
   */
  public static long leastBytes(Runnable body) {
    if (!isCounted()) {
      throw new IllegalStateException("expected a JVM that counts bytes, got one that does not");
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least > 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
