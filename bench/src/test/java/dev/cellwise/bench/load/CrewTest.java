package dev.cellwise.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.cases.Streams;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrewTest {
  private static final Problem PROBLEM = Problem.of(Case.A.setting(Layer.LSTM, 5));

  /** Goes on by 50 with every look at it, whatever the machine does meanwhile. */
  private final AtomicLong time = new AtomicLong();

  private final LongSupplier clock = () -> time.getAndAdd(50);

  private static Streams streams() throws Exception {
    return ((StreamLibrary) Cellwise.all().getFirst()).streams(PROBLEM);
  }

  private Crew crew(int threads, int states) throws Exception {
    return new Crew(Crew.shares(streams(), threads, states), clock);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 1 1", "2, 7, 4 3", "3, 9, 3 3 3", "3, 10, 4 3 3"})
  void everyThreadHasItsShare(int threads, int states, String expected) throws Exception {
    List<String> sizes =
        Crew.shares(streams(), threads, states).stream().map(s -> "" + s.streams()).toList();
    assertEquals(expected, String.join(" ", sizes));
  }

  /** By this clock a step takes 50, so nobody is ever late: an event comes every 10,000. */
  @Test
  void aLoadHasAllItsEvents() throws Exception {
    try (Crew crew = crew(1, 7)) {
      assertFalse(crew.fault().isEmpty(), "nothing ran, and it does not say so");
      Loaded loaded = crew.load(100_000, 0.01);
      assertEquals(1000, loaded.events());
      assertEquals(100_000, loaded.rate());
      assertEquals(0, loaded.late());
      assertEquals(0, loaded.missed());
      assertTrue(loaded.quantile(1) <= 150, loaded::toString);
      assertEquals("", crew.fault());
    }
  }

  /** A share that counts its steps. */
  private static final class Counted implements Streams.Share {
    private int steps;

    @Override
    public int streams() {
      return 3;
    }

    @Override
    public void step(int stream) {
      steps++;
    }

    @Override
    public float[] output() {
      return new float[0];
    }
  }

  /** Each thread has the half of the events, makes a step for each, and all are in the figures. */
  @Test
  void threadsShareTheEvents() throws Exception {
    List<Counted> shares = List.of(new Counted(), new Counted());
    try (Crew crew = new Crew(List.copyOf(shares), clock)) {
      Loaded loaded = crew.load(100_000, 0.01);
      assertEquals(1000, loaded.events());
      assertEquals(0, loaded.missed());
      assertEquals(List.of(500, 500), shares.stream().map(s -> s.steps).toList());
      assertEquals(2, crew.load(100, 0.001).events(), "one each at least");
      assertEquals(List.of(501, 501), shares.stream().map(s -> s.steps).toList());
    }
  }

  /** By a clock that stands at the end of the run after the first step: the others are missed. */
  @Test
  void whatIsMissedIsToldOfAllThreads() throws Exception {
    Counted slow = new Counted();
    try (Crew crew =
        new Crew(List.of(slow), () -> slow.steps * 1_000_000_000L + clock.getAsLong())) {
      Loaded loaded = crew.load(100_000, 0.01);
      assertEquals(1000, loaded.events());
      assertEquals(999, loaded.missed());
      assertEquals(0, loaded.sure());
      assertTrue(loaded.isBound(0));
    }
  }

  @Test
  void theClosedLoopKeepsTheSecondHalf() throws Exception {
    try (Crew crew = crew(2, 20)) {
      double[][] nanos = crew.closed(5, 0.0001);
      assertEquals(2, nanos.length);
      for (double[] of : nanos) {
        assertEquals(2, of.length);
        assertTrue(of[0] > 0 && of[1] > 0);
      }
      assertEquals("", crew.fault());
    }
    Closed closed = Crew.closed(new double[][] {{10, 20, 30}, {40, 20, 60}}, 556, 0);
    assertEquals(new Closed(20, 40, 2, 556, 0), closed);
    assertEquals(1e9 * 2 / 40, closed.capacity(2));
  }

  @Test
  void garbageAndFaultsAreTold() throws Exception {
    byte[][] kept = new byte[1][];
    Streams.Share spoiled =
        new Streams.Share() {
          @Override
          public int streams() {
            return 1;
          }

          @Override
          public void step(int stream) {
            kept[0] = new byte[10_000];
          }

          @Override
          public float[] output() {
            return new float[] {Float.NaN};
          }
        };
    try (Crew crew = new Crew(List.of(spoiled), clock)) {
      long bytes = crew.bytes(100);
      assertTrue(bytes >= 100 * 10_000 && bytes < 100 * 11_000, () -> "" + bytes);
      double each = crew.load(100_000, 0.001).bytes();
      assertTrue(each >= 10_000 && each < 11_000, () -> "" + each);
      assertEquals("hidden state 0 is NaN", crew.fault());
      assertEquals(10_000, kept[0].length);
    }
  }
}
