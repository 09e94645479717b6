package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kernel once it is compiled: it gives the committed bits, as {@link DigestTest} asks of cold
 * code, and makes no garbage. A vector that the compiler could not keep in a register shows here
 * first: it changes no result, but each call then allocates kilobytes.
 *
 * <p>All kernels get hot before the first is looked at, so that each has had the time of all for
 * its compilation. Two modes of the JVM have no type profiles, as when a kernel is compiled before
 * the calls in it have been met: it must do without them.
 */
class CompiledTest {
  private static final int CALLS = 100;

  private static final boolean BYTES_ARE_COUNTED =
      Machine.HERE.compiler() != Machine.Compiler.NO_C2
          && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
          && bean.isThreadAllocatedMemorySupported()
          && bean.isThreadAllocatedMemoryEnabled();

  private static final boolean PROFILES = Machine.option("UseTypeProfile", "true").equals("true");

  /** Without profiles only vectors are of interest. */
  private static final List<Twin> TWINS = PROFILES ? Twins.available() : List.of(Twin.VECTOR);

  @Test
  void bytesAreCounted() {
    assumeTrue(BYTES_ARE_COUNTED, "no C2, or a JVM that does not count bytes: only bits are seen");
  }

  @TestFactory
  List<DynamicTest> sameBitsAndNoGarbage() {
    assumeFalse(
        Machine.HERE.compiler() == Machine.Compiler.NO_C2 && Machine.HERE.vm().contains("interp"),
        "nothing gets hot in an interpreter");
    List<DynamicTest> tests = new ArrayList<>();
    if (PROFILES) {
      tests.add(DynamicTest.dynamicTest("all get hot", CompiledTest::heatAll));
    }
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : TWINS) {
        tests.add(DynamicTest.dynamicTest(kernel.name() + " " + twin, () -> check(kernel, twin)));
      }
    }
    return tests;
  }

  private static void heatAll() {
    for (KernelCase kernel : KernelCases.ALL) {
      for (Twin twin : TWINS) {
        heat(kernel.setUp().apply(twin), 10, 10);
      }
    }
  }

  /** Calls for some milliseconds, or 20,000 times, but at least {@code least} times. */
  private static void heat(KernelCase.Call call, int least, int millis) {
    long start = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      if (i >= least && System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(millis)) {
        return;
      }
      call.body().run();
    }
  }

  private static void check(KernelCase kernel, Twin twin) {
    String what = kernel.name() + ", " + twin;
    KernelCase.Call call = kernel.setUp().apply(twin);
    // A vector twin that allocates nothing is compiled; of a scalar twin only time can tell.
    if (twin == Twin.SCALAR || !BYTES_ARE_COUNTED) {
      heat(call, 4 * CALLS, 30);
    }
    long bytes = BYTES_ARE_COUNTED ? leastBytes(call.body()) : 0;
    assertAll(
        () -> assertEquals(DigestTest.expected(kernel), call.digest(), what),
        () -> assertEquals(0, bytes, () -> what + ": bytes in " + CALLS + " calls"));
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
