package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.file.onnx.OnnxFile;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A format that a model is written in, and read again. */
sealed interface Target {
  /** What it is called. */
  String kind();

  /** Whether a model's symbols are in it. */
  default boolean keepsVocabulary() {
    return false;
  }

  /**
   * Writes a model.
   *
   * @throws BadInput if the format cannot say what it is
   */
  void write(Path file, Model model) throws IOException;

  /** Reads it again, to be run. */
  Side read(Path file, Network network) throws IOException;

  /** A model of Cellwise's. */
  record OfCellwise() implements Target {
    @Override
    public String kind() {
      return "Cellwise model";
    }

    @Override
    public boolean keepsVocabulary() {
      return true;
    }

    @Override
    public void write(Path file, Model model) throws IOException {
      ModelFile.save(file, model.network(), model.vocabulary());
    }

    @Override
    public Side read(Path file, Network network) throws IOException {
      return new Side.OfNetwork(ModelFile.load(file).network());
    }
  }

  /**
   * A state dict of PyTorch's.
   *
   * @param modules their names
   */
  record OfPyTorch(List<String> modules) implements Target {
    @Override
    public String kind() {
      return "PyTorch state dict";
    }

    @Override
    public void write(Path file, Model model) throws IOException {
      try {
        StateDict.of(model.network(), modules.toArray(String[]::new)).write(file);
      } catch (IllegalArgumentException e) {
        throw new BadInput("--state-dict: " + e.getMessage());
      }
    }

    @Override
    public Side read(Path file, Network network) throws IOException {
      String[] names = modules.toArray(String[]::new);
      return new Side.OfNetwork(StateDict.read(file).network(network.architecture(), names));
    }
  }

  /**
   * A model of ONNX.
   *
   * @param options how
   */
  record OfOnnx(OnnxExportOptions options) implements Target {
    @Override
    public String kind() {
      return "ONNX model";
    }

    @Override
    public void write(Path file, Model model) throws IOException {
      try {
        OnnxExport.write(file, model.network(), options);
      } catch (IllegalArgumentException e) {
        throw new BadInput("OUT: " + e.getMessage());
      }
    }

    @Override
    public Side read(Path file, Network network) throws IOException {
      return new GraphSide(OnnxFile.read(file), network);
    }
  }
}
