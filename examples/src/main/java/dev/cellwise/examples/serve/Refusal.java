package dev.cellwise.examples.serve;

/** A request that is not answered: its status, and one line that says why. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * A refusal. It has no stack trace: nothing is wrong with the program.
   *
   * @param status 400 to 599, as HTTP has them
   * @param message one line for whoever asked
   */
  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** The status of the answer. */
  int status() {
    return status;
  }
}
