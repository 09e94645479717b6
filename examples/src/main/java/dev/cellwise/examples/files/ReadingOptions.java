package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.FileArgument;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.onnx.OnnxFile;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import dev.cellwise.rnn.file.onnx.OnnxOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What is said of model files that do not say all by themselves. */
final class ReadingOptions {
  private static final long MOST_TEXT = 1 << 20;

  @Option(
      names = "--architecture",
      paramLabel = "FILE",
      description =
          "What a PyTorch state dict is the weights of, where its tensors do not say it: JSON, as"
              + " 'cellwise inspect --json' shows it of models.")
  private Path architecture;

  @Option(
      names = "--modules",
      paramLabel = "NAMES",
      split = ",",
      description =
          "With --architecture: PyTorch's modules from the input up, such as emb,lstm,fc.")
  private List<String> modules = List.of();

  @Option(
      names = "--without",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Tensors of a state dict that are no part of the network, or modules with a dot behind,"
              + " such as decoder.")
  private List<String> without = List.of();

  @Option(
      names = "--round-weights",
      description =
          "Weights that a float does not hold become the nearest instead of being refused.")
  private boolean round;

  @Option(
      names = "--external-data",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Files in the folder of an ONNX file that it may keep tensors in; no others are opened.")
  private List<String> external = List.of();

  @Option(
      names = "--outputs",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Values of an ONNX graph in the place of its outputs, such as what a softmax at its end"
              + " reads; what they do not need may be unsupported. With 'run' of other models: only"
              + " these.")
  private List<String> outputs = List.of();

  /** Made by the command line. */
  ReadingOptions() {}

  /** Refuses options that are at odds. */
  void check() {
    if (!modules.isEmpty() && architecture == null) {
      throw new BadInput("--modules: expected --architecture as well, got none");
    }
  }

  /** The network of a state dict. */
  Network network(StateDict all) {
    StateDict dict = named("--without", () -> all.without(without.toArray(String[]::new)));
    StateDict weights = round ? dict.rounded() : dict;
    if (architecture == null) {
      return weights.network();
    }
    Architecture of = FileArgument.read("--architecture", architecture, this::parse);
    return named("--architecture", () -> weights.network(of, modules.toArray(String[]::new)));
  }

  private Architecture parse(Path file) throws IOException {
    if (Files.size(file) > MOST_TEXT) {
      throw new BadInput(
          "--architecture: %s: expected at most %,d bytes".formatted(file, MOST_TEXT));
    }
    return ModelFile.architecture(file.toString(), Files.readString(file));
  }

  private interface Step<T> {
    T take();
  }

  private static <T> T named(String option, Step<T> step) {
    try {
      return step.take();
    } catch (IllegalArgumentException e) {
      throw new BadInput(option + ": " + e.getMessage());
    }
  }

  /** Refuses outputs where no file is a graph. */
  void checkOutputs(Opened... files) {
    if (!outputs.isEmpty() && Stream.of(files).noneMatch(GraphFile.class::isInstance)) {
      throw new BadInput("--outputs: expected an ONNX model, got " + files[0].kind());
    }
  }

  /** What runs a model, with the outputs that are wanted. */
  Runner runner(String label, Opened model) {
    Runner all = model.runner(label);
    return outputs.isEmpty() || model instanceof GraphFile
        ? all
        : named("--outputs", () -> all.withOutputs(outputs));
  }

  /** Reads an ONNX file. */
  OnnxModel graph(Path file) throws IOException {
    OnnxModel graph = OnnxFile.read(file, onnx(file));
    return outputs.isEmpty()
        ? graph
        : named("--outputs", () -> graph.withOutputs(outputs.toArray(String[]::new)));
  }

  /** What an ONNX file may ask for. */
  private OnnxOptions onnx(Path file) {
    if (external.isEmpty()) {
      return OnnxOptions.defaults();
    }
    Path folder = file.toAbsolutePath().getParent();
    return named(
        "--external-data",
        () -> OnnxOptions.defaults().withExternalData(folder, external.toArray(String[]::new)));
  }
}
