package dev.cellwise.bench;

/** One call of what is timed. Everything is allocated at construction; a call allocates nothing. */
public interface Workload {
  /** The call. */
  void run();

  /**
   * Whether the calls so far did the work: their result has to be finite and in range.
   *
   * @return what is wrong, or an empty string
   */
  String fault();
}
