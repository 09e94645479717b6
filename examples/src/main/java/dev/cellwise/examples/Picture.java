package dev.cellwise.examples;

import java.io.IOException;
import java.nio.file.Path;

/** Something that can be drawn into a file. */
public interface Picture {
  /**
   * Writes the picture.
   *
   * @param file the PNG file to write
   * @throws IOException when it cannot be written
   */
  void write(Path file) throws IOException;
}
