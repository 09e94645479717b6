package dev.cellwise.examples.serve;

/**
 * Memory for requests that run, from the first byte of a body until the answer has been handed to
 * the network: a client that reads slowly keeps it that long. Whoever finds too little is refused
 * at once; waiting would hold what it has already.
 */
final class Room {
  private final long all;
  private long free;

  /**
   * Room that is free.
   *
   * @param all bytes
   */
  Room(long all) {
    this.all = all;
    this.free = all;
  }

  /** What a request holds: nothing yet, and nothing once it is closed. */
  Share share() {
    return new Share();
  }

  /** Bytes that nobody holds. */
  synchronized long free() {
    return free;
  }

  private synchronized void take(long bytes, long held) {
    if (bytes + held > all) {
      throw new Refusal(
          413,
          ("memory: expected a request that holds at most %d bytes, got one that needs %d; ask for"
                  + " fewer steps at once, or not for every output")
              .formatted(all, bytes + held));
    }
    if (bytes > free) {
      throw new Refusal(
          503,
          "memory: expected at most %d bytes in requests that run, got %d more than are free"
              .formatted(all, bytes - free));
    }
    free -= bytes;
  }

  private synchronized void give(long bytes) {
    free += bytes;
  }

  /** Of one request, by one thread. */
  final class Share implements AutoCloseable {
    private long held;

    private Share() {}

    /**
     * Takes more.
     *
     * @param bytes at least 0
     * @throws Refusal if there is not so much; what was taken before is kept until {@link #close}
     */
    void take(long bytes) {
      Room.this.take(bytes, held);
      held += bytes;
    }

    /** Gives all back. */
    @Override
    public void close() {
      give(held);
      held = 0;
    }
  }
}
