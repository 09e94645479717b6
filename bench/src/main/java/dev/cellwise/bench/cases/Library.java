package dev.cellwise.bench.cases;

import java.util.List;

/**
 * A library that runs the cases: Cellwise, or another. Others are found by {@link
 * java.util.ServiceLoader}; each has a public constructor without parameters.
 *
 * <p>The program that sets the libraries against each other asks for name, flags and what it runs
 * in its own JVM, where nothing native may be loaded for it; the workload runs in a JVM started for
 * it.
 */
public interface Library {
  /** Its name in tables: lower case, such as {@code onnxruntime}. */
  String name();

  /** Its own version, such as 1.29.0; may load it. */
  String version();

  /** Whether it runs a setting with so many threads. */
  boolean runs(Setting setting, int threads);

  /** Flags for its JVM, behind those that every JVM gets. */
  default List<String> jvmFlags(int threads) {
    return List.of();
  }

  /**
   * Whether each setting needs a JVM of its own: that of a library in Java is compiled by the
   * profile of what ran before. A library in native code may keep its own for a round.
   */
  default boolean needsFreshJvm() {
    return false;
  }

  /**
   * Whether a call leaves nothing on the Java heap: then one that does is not compiled yet, and the
   * library not warm.
   */
  default boolean garbageFree() {
    return false;
  }

  /**
   * How far its first results may be from those of Cellwise, in parts of the largest number; 0: not
   * a bit. Others sum in another order and have other approximations of the functions.
   */
  default double allowed() {
    return 1e-4;
  }

  /**
   * Gets everything ready: weights packed, arrays allocated, so that a call does the work alone.
   *
   * @param problem its weights, input and targets
   * @param threads that a call may use
   */
  Workload workload(Problem problem, int threads) throws Exception;
}
