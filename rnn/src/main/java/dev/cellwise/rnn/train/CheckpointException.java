package dev.cellwise.rnn.train;

import java.io.Serial;

/**
 * A checkpoint is damaged, or of another training than the one that is to go on from it: another
 * architecture, optimizer, loss, source. Nothing was restored. A file that cannot be read at all
 * gives an {@link java.io.IOException}.
 *
 * <p>The message says which file, what was expected and what came.
 */
public final class CheckpointException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message);
  }

  CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
