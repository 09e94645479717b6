package dev.cellwise.examples.serve;

import dev.cellwise.rnn.net.State;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The streams that are open. */
final class Streams {
  /** A full house looks for idle streams so often at most: it is a walk over all of them. */
  private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

  private final Supplier<State> starts;
  private final Limits limits;
  private final LongSupplier clock;
  private final Map<String, LiveStream> open = new ConcurrentHashMap<>();
  private final Semaphore places;

  /** When a full house looked last. */
  private final AtomicLong looked;

  /**
   * None yet.
   *
   * @param starts gives each stream its first state
   * @param limits how many at most, and how long they may be idle
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  Streams(Supplier<State> starts, Limits limits, LongSupplier clock) {
    this.starts = starts;
    this.limits = limits;
    this.clock = clock;
    this.places = new Semaphore(limits.streams());
    this.looked = new AtomicLong(clock.getAsLong() - LOOK_AGAIN);
  }

  /**
   * Opens one. Whoever knows its name can step it, so the name is 122 random bits.
   *
   * @throws Refusal if there are as many as there may be, none of them known to be idle for long
   */
  LiveStream open() {
    if (!places.tryAcquire()) {
      dropIdleIfDue();
      if (!places.tryAcquire()) {
        throw new Refusal(
            503, "streams: expected at most " + limits.streams() + " open, got one more");
      }
    }
    try {
      String id = UUID.randomUUID().toString();
      LiveStream stream = new LiveStream(id, starts.get(), clock.getAsLong());
      open.put(id, stream);
      return stream;
    } catch (RuntimeException | Error e) {
      // Such as too little memory for a state, which may be there again later.
      places.release();
      throw e;
    }
  }

  private void dropIdleIfDue() {
    long now = clock.getAsLong();
    long last = looked.get();
    if (now - last >= LOOK_AGAIN && looked.compareAndSet(last, now)) {
      dropIdle();
    }
  }

  /**
   * A stream.
   *
   * @param id its name
   * @throws Refusal if there is none of this name, or it was idle for too long
   */
  LiveStream get(String id) {
    LiveStream stream = open.get(id);
    if (stream == null || dropIfIdle(stream)) {
      throw new Refusal(
          404,
          "stream: expected one that is open (it is dropped after %d s without a request), got %s"
              .formatted(limits.idle().toSeconds(), Refusal.shown(id)));
    }
    return stream;
  }

  /**
   * Ends a stream.
   *
   * @param id its name
   * @throws Refusal if there is none of this name, or a request is at it
   */
  void close(String id) {
    LiveStream stream = get(id);
    stream.close();
    remove(stream);
  }

  /** Drops all that nobody has asked for too long. */
  void dropIdle() {
    open.values().forEach(this::dropIfIdle);
  }

  private boolean dropIfIdle(LiveStream stream) {
    boolean idle = stream.closeIfIdle(clock.getAsLong(), limits.idle().toNanos());
    if (idle) {
      remove(stream);
    }
    return idle;
  }

  /** By whoever has ended it, and so once. */
  private void remove(LiveStream stream) {
    open.remove(stream.id());
    places.release();
  }

  /** How many are open. */
  int size() {
    return open.size();
  }
}
