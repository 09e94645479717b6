package dev.cellwise.examples.serve;

import dev.cellwise.rnn.net.Network;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** The streams that are open. */
final class Streams {
  private final Network network;
  private final Limits limits;
  private final LongSupplier clock;
  private final Map<String, LiveStream> open = new ConcurrentHashMap<>();
  private final Semaphore places;

  /**
   * None yet.
   *
   * @param network whose states they are
   * @param limits how many at most, and how long they may be idle
   * @param clock nanoseconds, as {@link System#nanoTime()}
   */
  Streams(Network network, Limits limits, LongSupplier clock) {
    this.network = network;
    this.limits = limits;
    this.clock = clock;
    this.places = new Semaphore(limits.streams());
  }

  /**
   * Opens one. Whoever knows its name can step it, so the name is 122 random bits.
   *
   * @throws Refusal if there are as many as there may be, none of them idle for long
   */
  LiveStream open() {
    if (!places.tryAcquire()) {
      dropIdle();
      if (!places.tryAcquire()) {
        throw new Refusal(
            503, "streams: expected at most " + limits.streams() + " open, got one more");
      }
    }
    String id = UUID.randomUUID().toString();
    LiveStream stream = new LiveStream(id, network.newState(), clock.getAsLong());
    open.put(id, stream);
    return stream;
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
              .formatted(limits.idle().toSeconds(), id));
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
