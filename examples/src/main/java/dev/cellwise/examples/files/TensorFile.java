package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.MappedSafetensors;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.SafetensorsFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;

/** A safetensors file: a model of Cellwise's, a state dict of PyTorch's, or other tensors. */
record TensorFile(Path file, Map<String, String> metadata, ReadingOptions options)
    implements Opened {
  private static final String FORMAT = "cellwise.format";

  static TensorFile open(Path file, ReadingOptions options) throws IOException {
    try (MappedSafetensors mapped = MappedSafetensors.open(file)) {
      return new TensorFile(file, mapped.metadata(), options);
    }
  }

  /** Whether it claims to be a model of Cellwise's. */
  boolean isNative() {
    return metadata.containsKey(FORMAT);
  }

  @Override
  public String kind() {
    return isNative() ? "Cellwise model" : "safetensors";
  }

  @Override
  public String networkKind() {
    return isNative() ? kind() : "PyTorch state dict";
  }

  @Override
  public Map<String, TypedArray> arrays() throws IOException {
    return SafetensorsFile.read(file).arrays();
  }

  /** Reads one at a time: a file may be larger than the heap. */
  @Override
  public void each(BiConsumer<String, TypedArray> consumer) throws IOException {
    try (MappedSafetensors mapped = MappedSafetensors.open(file)) {
      for (String name : mapped.names()) {
        consumer.accept(name, mapped.array(name));
      }
    }
  }

  @Override
  public Model model() throws IOException {
    return isNative()
        ? ModelFile.load(file)
        : new Model(options.network(StateDict.read(file)), null);
  }
}
