package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxDimension;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import dev.cellwise.rnn.file.onnx.OnnxValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph of an ONNX file on arrays by the names of its inputs and outputs.
 *
 * @param label the argument's name, for messages on the model
 * @param graph the graph
 */
record GraphRunner(String label, OnnxModel graph) implements Runner {
  @Override
  public List<Port> inputs() {
    List<Port> all = new ArrayList<>();
    graph.inputs().forEach(input -> all.add(port(input)));
    // Mostly weights, which may be given in the place of the file's.
    graph.inputsWithValues().forEach(input -> all.add(port(input).orNone()));
    return all;
  }

  @Override
  public List<Port> outputs() {
    return graph.outputs().stream().map(GraphRunner::port).toList();
  }

  static Port port(OnnxValue value) {
    List<Object> shape = null;
    if (value.shape().isPresent()) {
      shape = new ArrayList<>();
      for (OnnxDimension d : value.shape().get()) {
        // One that has no name stands for a size of its own.
        String name = d.name().isEmpty() ? Port.UNNAMED + value.name() + shape.size() : d.name();
        shape.add(d.size() == OnnxDimension.ANY ? name : d.size());
      }
    }
    String type = value.type().array().map(Shown::type).orElseGet(() -> value.type().toString());
    return new Port(value.name(), type, shape, false);
  }

  @Override
  public Runner withOutputs(List<String> names) {
    return new GraphRunner(label, graph.withOutputs(names.toArray(String[]::new)));
  }

  @Override
  public Map<String, TypedArray> run(Given given) {
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    for (OnnxValue value : graph.inputs()) {
      arrays.put(value.name(), given.of(port(value), type(value)));
    }
    for (OnnxValue value : graph.inputsWithValues()) {
      TypedArray array = given.of(port(value).orNone(), type(value));
      if (array != null) {
        arrays.put(value.name(), array);
      }
    }
    given.end(inputs());
    try {
      return graph.run(arrays);
    } catch (ModelFileException e) {
      throw new BadInput(label + ": " + e.getMessage());
    }
  }

  /** The type of the arrays; null where there is none, which the graph refuses. */
  private static TypedArray.Type type(OnnxValue value) {
    return value.type().array().orElse(null);
  }
}
