package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.FileArgument;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.NpyFile;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/** A file, read as what it is. */
sealed interface Opened permits TensorFile, GraphFile, ArrayFile {
  /**
   * Reads a file.
   *
   * @param label the argument's name, for messages
   * @param file the file
   * @param options what is said of it
   * @throws BadInput if there is no such file, or it is refused
   */
  static Opened read(String label, Path file, ReadingOptions options) {
    FileKind kind = FileKind.of(label, file);
    return FileArgument.read(
        label,
        file,
        f ->
            switch (kind) {
              case SAFETENSORS -> TensorFile.open(f, options);
              case ONNX -> new GraphFile(f, options.graph(f));
              case NPZ -> new ArrayFile(f, "npz", NpzFile.read(f));
              case NPY -> new ArrayFile(f, "npy", Map.of("array", NpyFile.read(f)));
            });
  }

  /** Where it was read from. */
  Path file();

  /** What it is, in a word or two. */
  String kind();

  /** What it is if there is a network in it. */
  default String networkKind() {
    return kind();
  }

  /**
   * What it holds, by name.
   *
   * @throws IOException if it cannot be read any more
   * @throws ModelFileException if it does not fit the heap
   */
  Map<String, TypedArray> arrays() throws IOException;

  /**
   * The same, one after the other.
   *
   * @throws IOException if it cannot be read any more
   */
  default void each(BiConsumer<String, TypedArray> consumer) throws IOException {
    arrays().forEach(consumer);
  }

  /** Strings that it holds, by name. */
  Map<String, String> metadata();

  /**
   * The network that it is.
   *
   * @throws IOException if it cannot be read any more
   * @throws ModelFileException if it is none: the message says why
   * @throws BadInput if an option is at odds with it
   */
  Model model() throws IOException;

  /** The network that it is; where it is none, that is the user's mistake. */
  default Model model(String label) {
    return FileArgument.read(label, file(), f -> model());
  }

  /**
   * What runs it.
   *
   * @param label the argument's name, for messages
   * @throws BadInput if nothing does
   */
  default Runner runner(String label) {
    return new NetworkRunner(model(label).network());
  }
}
