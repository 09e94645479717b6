package dev.cellwise.examples;

import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import java.nio.file.Path;

/** The argument {@code MODEL} of a command: a file that {@code charlm} or a program has saved. */
public final class ModelArgument {
  private ModelArgument() {}

  /**
   * Loads a model.
   *
   * @param file a model file
   * @return the network and its vocabulary
   * @throws BadInput if there is no such file, or it is no model
   */
  public static Model load(Path file) {
    return FileArgument.read("MODEL", file, ModelFile::load);
  }
}
