package dev.cellwise.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Streams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedLoopTest {
  private long now;
  private long firstStep = -1;

  private final Streams.Share share =
      new Streams.Share() {
        @Override
        public int streams() {
          return 1;
        }

        @Override
        public void step(int stream) {
          firstStep = firstStep < 0 ? now : firstStep;
          now += 700;
        }

        @Override
        public float[] output() {
          return new float[0];
        }
      };

  /** Steps of 700 by a clock that goes on by one a look; the start is waited for. */
  @Test
  void timeIsThatOfAStep() {
    double nanos = ClosedLoop.time(share, new RoundRobin(1), () -> now++, 5000, 100_000);
    assertEquals(700, nanos, 1);
    assertTrue(firstStep >= 5000 && firstStep < 5010, () -> "" + firstStep);
    assertTrue(now >= 105_000 && now < 105_000 + 2 * 16 * 700, () -> "" + now);
  }

  @Test
  void stepsAreCounted() {
    ClosedLoop.run(share, new RoundRobin(1), 12_345);
    assertEquals(12_345 * 700, now);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 10_000})
  void everyStreamHasItsTurnOnceARound(int streams) {
    RoundRobin turns = new RoundRobin(streams);
    List<Integer> first = new ArrayList<>();
    IntStream.range(0, streams).forEach(i -> first.add(turns.next()));
    assertEquals(streams, new HashSet<>(first).size());
    assertTrue(first.stream().allMatch(s -> s >= 0 && s < streams));
    List<Integer> second = new ArrayList<>();
    IntStream.range(0, streams).forEach(i -> second.add(turns.next()));
    assertEquals(first, second);
    RoundRobin again = new RoundRobin(streams);
    assertEquals(first.getFirst(), again.next());
  }

  /** Else the processor would fetch the next state before it is asked for. */
  @Test
  void theOrderIsNotThatOfMemory() {
    RoundRobin turns = new RoundRobin(10_000);
    int last = turns.next();
    int near = 0;
    for (int i = 1; i < 10_000; i++) {
      int next = turns.next();
      near += Math.abs(next - last) <= 16 ? 1 : 0;
      assertNotEquals(last, next);
      last = next;
    }
    assertTrue(near < 100, "of 10,000 steps " + near + " go to a near neighbour");
  }
}
