package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.Map;

/** An ONNX file. */
record GraphFile(Path file, OnnxModel graph) implements Opened {
  @Override
  public String kind() {
    return "ONNX model";
  }

  @Override
  public Map<String, TypedArray> arrays() {
    return graph.tensors();
  }

  @Override
  public Map<String, String> metadata() {
    return graph.metadata();
  }

  @Override
  public Model model() {
    return new Model(graph.toNetwork(), null);
  }

  /** The graph as it is, whether it is a network or not. */
  @Override
  public Runner runner(String label) {
    return new GraphRunner(label, graph);
  }
}
