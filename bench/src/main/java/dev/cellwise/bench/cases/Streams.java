package dev.cellwise.bench.cases;

/**
 * A network that streams are stepped through: its weights are there once, for all threads. Closed
 * after its shares.
 */
public interface Streams extends AutoCloseable {
  /** Does what the library offers to do before the first step that counts. */
  default void warmUp() {}

  /**
   * Streams of one thread, all at the start, with what the thread needs to step them. Made by any
   * thread; used by one at a time.
   *
   * @param streams at least 1
   */
  Share share(int streams) throws Exception;

  /** Gives back what is not the collector's. */
  @Override
  default void close() {}

  /** Streams of one thread. */
  interface Share extends AutoCloseable {
    /** Streams. */
    int streams();

    /**
     * One step of a stream, with the problem's input.
     *
     * @param stream from 0
     */
    void step(int stream);

    /**
     * The hidden state that the last step gave.
     *
     * @return [H], a copy
     */
    float[] output();

    /** Bytes that the states take outside of the Java heap. */
    default long nativeBytes() {
      return 0;
    }

    /** Gives back what is not the collector's. */
    @Override
    default void close() {}
  }
}
