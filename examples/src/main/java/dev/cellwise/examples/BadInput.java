package dev.cellwise.examples;

/**
 * What the user gave cannot be used. The message is one clear line without a full stop at its end;
 * the command line prints it and ends with exit code 2, without a stack trace.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error of the user's.
   *
   * @param message one line that names the option or file and says what is wrong with it
   */
  public BadInput(String message) {
    super(message);
  }
}
