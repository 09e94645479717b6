package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Vectors that are not part of the project, found by {@code -Dcellwise.shared}. */
final class Shared {
  private Shared() {}

  /** A folder or file among them; the test is skipped where it is not there. */
  static Path path(String name) {
    String shared = System.getProperty("cellwise.shared", "");
    Path path = Path.of(shared, "vectors", name);
    assumeTrue(
        !shared.isEmpty() && Files.exists(path),
        "needs -Dcellwise.shared=FOLDER with vectors/" + name + " in it");
    return path;
  }
}
