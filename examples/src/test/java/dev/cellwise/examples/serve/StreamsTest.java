package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StreamsTest {
  private static final long IDLE = 1000;

  private final Network network =
      Network.initialise(Architecture.builder().index(3).gru(5).build(), 1);
  private final Limits limits =
      new Limits(2, 64, 8, 1 << 20, Duration.ofNanos(IDLE), Duration.ZERO, Duration.ZERO);
  private long now = Long.MAX_VALUE - IDLE / 2; // a clock may pass the largest number

  private final Streams streams = new Streams(network::newState, limits, () -> now);

  @Test
  void namesAreRandomAndEachStreamHasItsState() {
    LiveStream a = streams.open();
    LiveStream b = streams.open();
    assertNotEquals(a.id(), b.id());
    assertEquals(4, UUID.fromString(a.id()).version()); // 122 random bits
    assertNotSame(a.begin(), b.begin());
  }

  @Test
  void anIdleStreamIsGoneAndItsPlaceIsFree() {
    LiveStream early = streams.open();
    now += IDLE - 1;
    LiveStream late = streams.open();
    assertEquals(early, streams.get(early.id()));
    now += 1;
    assertEquals(404, status(() -> streams.get(early.id())));
    assertEquals(late, streams.get(late.id()));
    assertEquals(1, streams.size());
    streams.open();
    assertEquals(503, status(streams::open));
    now += IDLE;
    streams.dropIdle();
    assertEquals(0, streams.size());
  }

  @Test
  void aFullHouseDropsItsIdleStreamsFirst() {
    streams.open();
    streams.open();
    now += IDLE;
    streams.open();
    assertEquals(1, streams.size());
    streams.open();
    assertEquals(503, status(streams::open));
    assertEquals(2, streams.size());
  }

  @Test
  void aRequestKeepsItsStreamHoweverLongItTakes() {
    LiveStream stream = streams.open();
    stream.begin();
    now += 10 * IDLE;
    streams.dropIdle();
    assertEquals(409, status(stream::begin));
    assertEquals(409, status(() -> streams.close(stream.id())));
    stream.end(now);
    now += IDLE - 1;
    streams.dropIdle();
    assertDoesNotThrow(stream::begin);
    stream.end(now);
    now += IDLE;
    streams.dropIdle();
    assertEquals(404, status(stream::begin));
  }

  @Test
  void aClosedStreamIsGoneOnce() {
    LiveStream stream = streams.open();
    streams.close(stream.id());
    assertEquals(404, status(() -> streams.close(stream.id())));
    assertEquals(404, status(stream::close));
    assertEquals(404, status(stream::begin));
    streams.open();
    streams.open();
    assertEquals(503, status(streams::open));
  }

  @Test
  void aFullHouseLooksForIdleStreamsOnceASecond() {
    streams.open();
    streams.open();
    assertEquals(503, status(streams::open));
    now += 1_000_000_000 - 1; // all are idle by now, and it has just looked
    assertEquals(503, status(streams::open));
    assertEquals(2, streams.size());
    now += 1;
    streams.open();
    assertEquals(1, streams.size());
  }

  @Test
  void aStreamWithoutAStateTakesNoPlace() {
    AtomicBoolean full = new AtomicBoolean(true);
    Supplier<State> starts =
        () -> {
          if (full.get()) {
            throw new OutOfMemoryError("a test's");
          }
          return network.newState();
        };
    Streams failing = new Streams(starts, limits, () -> now);
    for (int i = 0; i < 3; i++) {
      assertThrows(OutOfMemoryError.class, failing::open);
    }
    full.set(false);
    failing.open();
    failing.open();
    assertEquals(503, status(failing::open));
  }

  @Test
  void aStreamGoesOnFromTheStateItKeeps() {
    LiveStream stream = streams.open();
    State first = stream.begin();
    State next = first.copy();
    stream.keep(next, 3);
    stream.end(now);
    assertSame(next, stream.begin());
    assertEquals(3, stream.steps());
  }

  private static int status(Executable refused) {
    return assertThrows(Refusal.class, refused).status();
  }
}
