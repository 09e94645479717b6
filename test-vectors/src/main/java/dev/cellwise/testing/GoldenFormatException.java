package dev.cellwise.testing;

import java.io.Serial;

/** A text is not golden data; the message names the source, the line and what is wrong with it. */
public final class GoldenFormatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * A refusal.
   *
   * @param message source, line and reason
   */
  public GoldenFormatException(String message) {
    super(message);
  }
}
