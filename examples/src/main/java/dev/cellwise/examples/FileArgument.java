package dev.cellwise.examples;

import dev.cellwise.rnn.file.ModelFileException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads: what is wrong with it becomes one line. */
public final class FileArgument {
  private FileArgument() {}

  /**
   * Reads a file's content.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads.
     *
     * @param file a file that is there
     * @return its content
     * @throws IOException if it cannot be read
     */
    T read(Path file) throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param <T> what it is read as
   * @param label the argument's or option's name, for the message
   * @param file the file
   * @param reader reads it
   * @return its content
   * @throws BadInput if there is no such file, or it is refused
   */
  public static <T> T read(String label, Path file, Reader<T> reader) {
    if (Files.isDirectory(file)) {
      throw new BadInput("%s: %s is a folder, not a file".formatted(label, file));
    }
    if (!Files.exists(file)) {
      throw new BadInput("%s: there is no file %s".formatted(label, file));
    }
    try {
      return reader.read(file);
    } catch (ModelFileException e) {
      throw new BadInput(label + ": " + e.getMessage());
    } catch (IOException e) {
      String why = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
      throw new BadInput(
          "%s: %s cannot be read%s".formatted(label, file, why == null ? "" : ": " + why));
    }
  }
}
