package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.ModelFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Models in ONNX files: graphs of operators with recurrent ones among them, as PyTorch and others
 * export them. The package's description says what is read, and {@code docs/onnx.md} each operator,
 * attribute and input.
 */
public final class OnnxFile {
  /** The format's own bound of a message. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private OnnxFile() {}

  /**
   * Reads a file into the heap.
   *
   * @param path a regular file or a link to one
   * @return its model
   * @throws IOException if it cannot be read
   * @throws ModelFileException if it is not an ONNX file, or one that is refused
   */
  public static OnnxModel read(Path path) throws IOException {
    return read(path, OnnxOptions.defaults());
  }

  /**
   * Reads a file into the heap.
   *
   * @param path a regular file or a link to one
   * @param options what the model may ask for
   * @return its model
   * @throws IOException if it, or a file that an option names, cannot be read
   * @throws ModelFileException if it is not an ONNX file, or one that is refused
   */
  public static OnnxModel read(Path path, OnnxOptions options) throws IOException {
    // A pipe would block on opening.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    if (Files.size(path) > MOST_BYTES) {
      throw new ModelFileException(
          path + ": expected at most " + MOST_BYTES + " bytes, got " + Files.size(path));
    }
    try {
      return parse(path.toString(), Files.readAllBytes(path), options);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @return its model
   * @throws ModelFileException if it is not an ONNX file, or one that is refused
   */
  public static OnnxModel parse(String source, byte[] content) {
    return parse(source, content, OnnxOptions.defaults());
  }

  /**
   * Reads a file's content, such as a resource of the class path.
   *
   * @param source what to call it in messages
   * @param content all bytes of it; not kept
   * @param options what the model may ask for
   * @return its model
   * @throws ModelFileException if it is not an ONNX file, or one that is refused
   * @throws UncheckedIOException if a file that an option names cannot be read
   */
  public static OnnxModel parse(String source, byte[] content, OnnxOptions options) {
    return new OnnxModel(source, ModelReader.read(source, content, options), options);
  }
}
