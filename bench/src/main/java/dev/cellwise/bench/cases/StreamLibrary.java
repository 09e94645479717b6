package dev.cellwise.bench.cases;

/**
 * A library that can step many streams of one network, each with a state of its own: {@code bench
 * load} puts it under load. Which cells it has is what {@link #runs} says of case A.
 */
public interface StreamLibrary extends Library {
  /**
   * Gets a network ready: weights packed, nothing stepped yet.
   *
   * @param problem of case A
   */
  Streams streams(Problem problem) throws Exception;
}
