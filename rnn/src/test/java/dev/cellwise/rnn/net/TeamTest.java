package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Some threads that share work: every share is done, once, whatever a task does. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamTest {
  @Test
  void refusesNoThreads() {
    for (int threads : new int[] {0, -1, 1025}) {
      Nets.assertRefused("threads", () -> Team.of(threads));
    }
    try (Team team = Team.of(3)) {
      assertEquals(3, team.threads());
      assertThrows(NullPointerException.class, () -> team.run(null));
      assertAllShares(team);
    }
  }

  private static void assertAllShares(Team team) {
    AtomicIntegerArray done = new AtomicIntegerArray(team.threads());
    team.run(
        (part, parts) -> {
          assertEquals(team.threads(), parts);
          done.incrementAndGet(part);
        });
    for (int part = 0; part < team.threads(); part++) {
      assertEquals(1, done.get(part), "share " + part);
    }
  }

  /** The first share's is thrown, after all are done; the team goes on. */
  @Test
  void aTaskThatThrows() {
    try (Team team = Team.of(3)) {
      Throwable[] all = {
        new IllegalStateException("0"), new StackOverflowError("1"), new IOException("2")
      };
      for (int thrower = 0; thrower < 3; thrower++) {
        for (Throwable thrown : all) {
          int first = thrower;
          AtomicIntegerArray done = new AtomicIntegerArray(3);
          Team.Task task =
              (part, parts) -> {
                done.incrementAndGet(part);
                if (part >= first) {
                  TeamTest.<RuntimeException>sneak(part == first ? thrown : new Error("later"));
                }
              };
          assertSame(thrown, assertThrows(Throwable.class, () -> team.run(task)));
          assertEquals("[1, 1, 1]", done.toString());
          assertAllShares(team);
        }
      }
    }
  }

  /** Throws a checked exception where none is declared, as other languages do. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void callsThatOverlapAreRefused() throws InterruptedException {
    try (Team team = Team.of(2)) {
      for (int from = 0; from < 2; from++) {
        int caller = from;
        team.run(
            (part, parts) -> {
              if (part == caller) {
                refused(() -> team.run((p, all) -> {}));
                refused(team::close);
              }
            });
      }
      CountDownLatch runs = new CountDownLatch(2);
      CountDownLatch checked = new CountDownLatch(1);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () ->
                      team.run(
                          (part, parts) -> {
                            runs.countDown();
                            await(checked);
                          }));
      runs.await();
      refused(() -> team.run((p, all) -> {}));
      refused(team::close);
      checked.countDown();
      other.join();
      assertAllShares(team);
    }
  }

  private static void refused(Runnable call) {
    assertThrows(IllegalStateException.class, call::run);
    Nets.assertRefused("team", call);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isClosedForGood() throws InterruptedException {
    Team team = Team.of(3);
    Thread[] threads = threads(team);
    team.close();
    team.close();
    refused(() -> team.run((part, parts) -> {}));
    for (int part = 1; part < 3; part++) {
      assertTrue(threads[part].isDaemon());
      threads[part].join(TimeUnit.SECONDS.toMillis(60));
      assertFalse(threads[part].isAlive());
    }
    Team one = Team.of(1);
    assertAllShares(one);
    one.close();
    refused(() -> one.run((part, parts) -> {}));
  }

  private static Thread[] threads(Team team) {
    Thread[] threads = new Thread[team.threads()];
    team.run((part, parts) -> threads[part] = Thread.currentThread());
    return threads;
  }

  /**
   * Until all but the caller's sleep, uninterrupted: a team that never does runs into the limit.
   */
  private static void awaitSleep(Thread[] threads) {
    for (int i = 1; i < threads.length; i++) {
      while (threads[i].isInterrupted() || threads[i].getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  /** Neither the caller's flag nor one that a task sets changes what is done. */
  @Test
  void interruptsChangeNothing() {
    try (Team team = Team.of(3)) {
      Thread[] threads = threads(team);
      Thread.currentThread().interrupt();
      assertAllShares(team);
      assertTrue(Thread.interrupted(), "the caller's flag is the caller's");
      team.run((part, parts) -> threads[part].interrupt());
      assertTrue(Thread.interrupted());
      assertAllShares(team);
      awaitSleep(threads);
      threads[1].interrupt();
      // One that stayed interrupted would look for work without end.
      awaitSleep(threads);
      assertAllShares(team);
    }
  }

  @Test
  void manyRounds() {
    rounds(3, 2_000);
  }

  @Test
  @Tag("reference")
  void aHundredThousandRounds() {
    rounds(2, 100_000);
  }

  /** Tiny ones, with rests in which the threads fall asleep; the shares see what was before. */
  private static void rounds(int threads, int rounds) {
    try (Team team = Team.of(threads)) {
      Thread[] workers = threads(team);
      int[] counts = new int[threads * 64];
      int[] seen = {0};
      Team.Task task =
          (part, parts) -> {
            if (counts[part * 64] == seen[0]) {
              counts[part * 64]++;
            }
          };
      for (int i = 0; i < rounds; i++) {
        team.run(task);
        seen[0]++;
        if (i % 500 == 0) {
          awaitSleep(workers);
        }
      }
      assertEquals((long) threads * rounds, Arrays.stream(counts).sum());
    }
  }

  @Test
  void aCallMakesNoGarbage() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
    try (Team team = Team.of(2)) {
      Team.Task task = (part, parts) -> {};
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long worker = threads(team)[1].threadId();
      assertEquals(0, Garbage.leastBytes(() -> team.run(task)));
      long least = Long.MAX_VALUE;
      for (int attempt = 0; attempt < 50 && least > 0; attempt++) {
        long before = threads.getThreadAllocatedBytes(worker);
        for (int i = 0; i < Garbage.CALLS; i++) {
          team.run(task);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(worker) - before);
      }
      assertEquals(0, least, "bytes of the other thread");
    }
  }
}
