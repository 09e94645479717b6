package dev.cellwise.examples.serve;

import dev.cellwise.rnn.net.State;

/**
 * A stream and who is at it. A second request while the first runs is refused, not queued: which of
 * the two came first would be chance, and with it what both are answered.
 *
 * <p>The lock is held for the moment of a hand-over only, never while anything is stepped; it also
 * makes what one thread wrote to the state visible to the next.
 */
final class LiveStream {
  private final String id;
  private State state;
  private long steps;
  private long used;
  private boolean busy;
  private boolean gone;

  /**
   * A stream at its start.
   *
   * @param id its name
   * @param state its state, no one else's
   * @param now by the service's clock
   */
  LiveStream(String id, State state, long now) {
    this.id = id;
    this.state = state;
    this.used = now;
  }

  /** Its name. */
  String id() {
    return id;
  }

  /**
   * Begins a request; the caller is alone with the stream until {@link #end}.
   *
   * @return the state, not to be modified: {@link #keep} takes the next one
   * @throws Refusal if another request is at the stream, or the stream is gone
   */
  synchronized State begin() {
    checkFree();
    busy = true;
    return state;
  }

  /** Whether a request is at it now. */
  synchronized boolean isBusy() {
    return busy;
  }

  /**
   * How many steps it has taken since it was opened; for whoever is at the stream.
   *
   * @return at least 0
   */
  long steps() {
    return steps;
  }

  /**
   * Goes on from another state; for whoever is at the stream. A request that fails half-way never
   * comes here, and so leaves the stream as it was.
   *
   * @param next no one else's
   * @param taken steps that led there
   */
  void keep(State next, long taken) {
    state = next;
    steps += taken;
  }

  /**
   * Ends a request.
   *
   * @param now by the service's clock
   */
  synchronized void end(long now) {
    used = now;
    busy = false;
  }

  /**
   * Ends the stream.
   *
   * @throws Refusal if a request is at it, or it is gone
   */
  synchronized void close() {
    checkFree();
    gone = true;
  }

  /**
   * Ends the stream if nobody has asked it for some time.
   *
   * @param now by the service's clock
   * @param idle nanoseconds
   * @return whether it is gone now, and was not before
   */
  synchronized boolean closeIfIdle(long now, long idle) {
    if (busy || gone || now - used < idle) {
      return false;
    }
    gone = true;
    return true;
  }

  private void checkFree() {
    if (gone) {
      throw new Refusal(404, "stream: expected one that is open, got " + id);
    }
    if (busy) {
      throw new Refusal(
          409, "stream: expected one request at a time, got a second while the first runs");
    }
  }
}
