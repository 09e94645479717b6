package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.nio.file.Path;
import java.util.Map;

/**
 * Arrays of NumPy's: data, no model.
 *
 * @param kind npz or npy
 */
record ArrayFile(Path file, String kind, Map<String, TypedArray> arrays) implements Opened {
  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Model model() {
    throw new ModelFileException(file + ": expected a model, got " + kind + ": arrays alone");
  }
}
