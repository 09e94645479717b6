package dev.cellwise.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cellwise.bench.cases.Streams;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Steps that take as long as the clock says, which goes on by one with every look at it. */
  private static final class Scripted implements Streams.Share {
    private final long[] nanos;
    private final List<Integer> streams = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();
    private long now;

    /** The last one goes on for ever. */
    Scripted(long... nanos) {
      this.nanos = nanos;
    }

    long look() {
      return now++;
    }

    @Override
    public int streams() {
      return 3;
    }

    @Override
    public void step(int stream) {
      begun.add(now);
      now += nanos[Math.min(streams.size(), nanos.length - 1)];
      streams.add(stream);
    }

    @Override
    public float[] output() {
      return new float[0];
    }

    OpenLoop loop() {
      return new OpenLoop(this, new RoundRobin(3), this::look);
    }
  }

  /** How many latencies are as long as that or up to ten looks at the clock longer. */
  private static long about(Histogram latencies, long nanos) {
    return latencies.getCountBetweenValues(nanos, nanos + 10);
  }

  @Test
  void anEventIsSteppedWhenItIsDue() {
    Scripted s = new Scripted(100);
    OpenLoop loop = s.loop();
    loop.run(5000, 1000, 6, 20_000);
    for (int k = 0; k < 6; k++) {
      long early = s.begun.get(k) - (5000 + 1000 * k);
      assertTrue(early >= 0 && early < 10, s.begun::toString);
    }
    assertEquals(6, about(loop.latencies(), 100));
    assertEquals(0, loop.late());
    assertEquals(0, loop.missed());
    assertEquals(Long.MAX_VALUE, loop.leastMissed());
  }

  /**
   * The third event takes 3,500 where there is one every 1,000: the fourth is begun 2,500 late, and
   * counts them. The time that its own step takes is 100 as that of all the others.
   */
  @Test
  void anEventThatTheOneBeforeKeptWaitingCountsItsWaiting() {
    Scripted s = new Scripted(100, 100, 3500, 100);
    OpenLoop loop = s.loop();
    loop.run(0, 1000, 10, 20_000);
    Histogram latencies = loop.latencies();
    assertEquals(10, latencies.getTotalCount());
    assertEquals(1, about(latencies, 3500));
    assertEquals(1, about(latencies, 3500 + 100 - 1000));
    assertEquals(1, about(latencies, 3500 + 200 - 2000));
    assertEquals(1, about(latencies, 3500 + 300 - 3000));
    assertEquals(6, about(latencies, 100));
    assertEquals(3, loop.late());
    long caughtUp = s.begun.get(6) - 6000;
    assertTrue(caughtUp >= 0 && caughtUp < 10, "the seventh is on time again: " + s.begun);
  }

  /** Steps of 2,000 where there is an event every 1,000: by 10,000 half of ten are done. */
  @Test
  void anOverloadIsBrokenOffAndWhatWaitsIsMissed() {
    Scripted s = new Scripted(2000);
    OpenLoop loop = s.loop();
    loop.run(0, 1000, 10, 10_000);
    assertEquals(5, s.streams.size());
    assertEquals(5, loop.missed());
    assertEquals(1000, loop.leastMissed(), 50, "the last one, due at 9,000");
    assertEquals(4, loop.late());
    Histogram latencies = loop.latencies();
    assertEquals(10, latencies.getTotalCount());
    // Done: 2, 3, 4, 5 and 6 thousand after they were due. Waiting since 5 to 9 thousand: as long.
    for (long thousands = 1; thousands <= 6; thousands++) {
      long expected = thousands == 1 || thousands == 6 ? 1 : 2;
      assertEquals(
          expected,
          latencies.getCountBetweenValues(1000 * thousands, 1000 * thousands + 50),
          thousands + " thousand");
    }
  }

  /** A third of a nanosecond an event is 1,000 ns after 3,000 events, not none. */
  @Test
  void theScheduleDoesNotDrift() {
    Scripted s = new Scripted(1);
    s.loop().run(0, 100 + 1 / 3.0, 3001, 1_000_000);
    assertEquals(301_000.0, s.begun.getLast(), 5.0);
  }

  @Test
  void streamsTakeTurnsFromRunToRun() {
    Scripted s = new Scripted(1);
    OpenLoop loop = s.loop();
    loop.run(0, 100, 4, 1000);
    loop.run(1000, 100, 5, 2000);
    assertEquals(s.streams.subList(0, 6), s.streams.subList(3, 9));
    assertEquals(List.of(0, 1, 2), s.streams.subList(0, 3).stream().sorted().toList());
    assertEquals(9, loop.latencies().getTotalCount());
  }

  /**
   * What a step leaves is the library's; the schedule, the waiting and the recording leave none.
   */
  @Test
  void theLoopAllocatesNothing() {
    long[] steps = new long[1];
    Streams.Share share =
        new Streams.Share() {
          @Override
          public int streams() {
            return 1;
          }

          @Override
          public void step(int stream) {
            steps[0]++;
          }

          @Override
          public float[] output() {
            return new float[0];
          }
        };
    OpenLoop loop = new OpenLoop(share, new RoundRobin(1), System::nanoTime);
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 20 && least > 0; attempt++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      loop.run(start, 1000, 2000, start + 1_000_000_000);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
    assertTrue(steps[0] > 0);
  }
}
