package dev.cellwise.rnn.file.onnx;

import java.io.Serial;

/**
 * Why a node is not run: what was expected and what came. Whoever knows the node makes a message of
 * it.
 */
final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  Refusal(String what, String expected, Object got) {
    this(what + ": expected " + expected + ", got " + got);
  }

  Refusal(String reason) {
    super(reason, null, false, false);
  }
}
