package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No kernel makes garbage once it is compiled. A vector that the compiler could not keep in a
 * register shows here first: it changes no result, but each call then allocates kilobytes.
 */
class AllocationTest {
  private static final int CALLS = 100;

  @TestFactory
  List<DynamicTest> nothingIsAllocated() {
    assumeTrue(
        Machine.HERE.compiler() != Machine.Compiler.NO_C2, "only C2 keeps vectors in registers");
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
            && bean.isThreadAllocatedMemorySupported()
            && bean.isThreadAllocatedMemoryEnabled(),
        "this JVM does not count bytes");
    List<DynamicTest> tests = new ArrayList<>();
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : Twins.available()) {
        tests.add(
            DynamicTest.dynamicTest(
                kernel.name() + " " + twin,
                () -> {
                  long bytes = leastBytes(kernel.setUp().apply(twin).body());
                  assertEquals(0, bytes, "bytes in " + CALLS + " calls of " + kernel.name());
                }));
      }
    }
    return tests;
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
