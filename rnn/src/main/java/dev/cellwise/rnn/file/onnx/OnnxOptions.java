package dev.cellwise.rnn.file.onnx;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a model may ask for.
 *
 * @param folder of the files that tensors may lie in, beside the model's own; none: they may not
 * @param files their names in the folder, those and no others
 * @param mostBytes what the values of a run may take at a time, in bytes; {@link #BY_INPUTS} for a
 *     bound that grows with the model and what it is given
 */
public record OnnxOptions(Optional<Path> folder, Set<String> files, long mostBytes) {
  /**
   * The values of a run take at most 64 MiB, and 64 times the bytes of the file's tensors and of
   * the inputs.
   */
  public static final long BY_INPUTS = 0;

  private static final OnnxOptions DEFAULTS =
      new OnnxOptions(Optional.empty(), Set.of(), BY_INPUTS);

  /** Checks and copies. */
  public OnnxOptions {
    files = Set.copyOf(files);
    for (String file : files) {
      checkName(file);
    }
    if (folder.isEmpty() != files.isEmpty()) {
      throw new IllegalArgumentException(
          "files: expected some where a folder is given, and nowhere else, got " + files);
    }
    if (mostBytes < 0) {
      throw new IllegalArgumentException("mostBytes: expected at least 0, got " + mostBytes);
    }
  }

  private static void checkName(String file) {
    // Neither kind of separator is right everywhere, so a name with one may mean another place.
    boolean plain =
        !file.isEmpty()
            && !file.equals(".")
            && file.chars().noneMatch(c -> c == '\\' || c == ':' || c == 0)
            && !file.startsWith("/")
            && Arrays.stream(file.split("/", -1)).noneMatch(p -> p.isEmpty() || p.equals(".."));
    if (!plain) {
      throw new IllegalArgumentException(
          "files: expected paths within the folder, without \"..\", got \"" + file + "\"");
    }
  }

  /**
   * No other file; a bound that grows with the model and what it is given.
   *
   * @return what holds unless told
   */
  public static OnnxOptions defaults() {
    return DEFAULTS;
  }

  /**
   * With tensors from other files: ONNX's external data.
   *
   * @param in the folder that the model's paths start from, mostly its own
   * @param names paths within it, as the model has them, of the files that may be read: at least
   *     one
   * @return a copy
   * @throws IllegalArgumentException if a path is absolute, or has a part that is "..", or there is
   *     none
   */
  public OnnxOptions withExternalData(Path in, String... names) {
    return new OnnxOptions(
        Optional.of(Objects.requireNonNull(in, "in")), Set.copyOf(List.of(names)), mostBytes);
  }

  /**
   * With another bound of the memory of a run.
   *
   * @param bytes at a time, at least 1
   * @return a copy
   */
  public OnnxOptions withMostBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes: expected at least 1, got " + bytes);
    }
    return new OnnxOptions(folder, files, bytes);
  }
}
