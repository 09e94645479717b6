package dev.cellwise.examples;

import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.ModelFileException;
import java.io.IOException;
import java.nio.file.Files;
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
    if (Files.isDirectory(file)) {
      throw new BadInput("MODEL: %s is a folder, not a file".formatted(file));
    }
    if (!Files.exists(file)) {
      throw new BadInput("MODEL: there is no file %s".formatted(file));
    }
    try {
      return ModelFile.load(file);
    } catch (ModelFileException e) {
      throw new BadInput("MODEL: " + e.getMessage());
    } catch (IOException e) {
      throw new BadInput("MODEL: %s cannot be read".formatted(file));
    }
  }
}
