package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class GarbageTest {
  @Test
  void whatIsNotCountedIsNotClean() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.setThreadAllocatedMemoryEnabled(false);
    try {
      assertThrows(IllegalStateException.class, () -> Garbage.leastBytes(() -> {}));
    } finally {
      threads.setThreadAllocatedMemoryEnabled(true);
    }
    assertTrue(Garbage.isCounted());
    assertEquals(0, Garbage.leastBytes(() -> {}));
  }
}
