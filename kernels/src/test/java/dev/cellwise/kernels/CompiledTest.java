package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kernel once it is compiled: it gives the committed bits, as {@link DigestTest} asks of cold
 * code, and makes no garbage. A vector that the compiler could not keep in a register shows here
 * first: it changes no result, but each call then allocates kilobytes.
 *
 * <p>All kernels get hot before the first is looked at, so that each has had the time of all for
 * its compilation. One of the modes of the JVM runs without type profiles, as when a kernel is
 * compiled before the calls in it have been met: it must do without them.
 */
class CompiledTest {
  private static final int CALLS = 100;

  private static final boolean BYTES_ARE_COUNTED =
      Machine.HERE.compiler() != Machine.Compiler.NO_C2
          && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
          && bean.isThreadAllocatedMemorySupported()
          && bean.isThreadAllocatedMemoryEnabled();

  @TestFactory
  List<DynamicTest> sameBitsAndNoGarbage() {
    assumeFalse(
        Machine.HERE.compiler() == Machine.Compiler.NO_C2 && Machine.HERE.vm().contains("interp"),
        "nothing gets hot in an interpreter");
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(DynamicTest.dynamicTest("all get hot", CompiledTest::heatAll));
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : Twins.available()) {
        tests.add(DynamicTest.dynamicTest(kernel.name() + " " + twin, () -> check(kernel, twin)));
      }
    }
    return tests;
  }

  private static void heatAll() {
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : Twins.available()) {
        heat(kernel.setUp().apply(twin), 10);
      }
    }
  }

  /** Calls for 10 ms, or 20,000 times, but at least {@code least} times. */
  private static void heat(KernelCase.Call call, int least) {
    long start = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      if (i >= least && System.nanoTime() - start > 10_000_000) {
        return;
      }
      call.body().run();
    }
  }

  private static void check(KernelCase kernel, Twin twin) {
    String what = kernel.name() + ", " + twin;
    KernelCase.Call call = kernel.setUp().apply(twin);
    heat(call, 2 * CALLS);
    if (BYTES_ARE_COUNTED) {
      assertEquals(0, leastBytes(call.body()), () -> what + ": bytes in " + CALLS + " calls");
    }
    assertEquals(DigestTest.expected(kernel), call.digest(), what);
  }

  /**
   * Calls until a round allocates nothing: with equal inputs each call does the same, so one clean
   * round proves the compiled code clean. The compiler works in the background at its own pace,
   * hence the long wait before giving up, which a passing kernel never sees.
   */
  private static long leastBytes(Runnable body) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long start = System.nanoTime();
    while (least > 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(10)) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
