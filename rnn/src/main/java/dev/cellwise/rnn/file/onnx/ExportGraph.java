package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.net.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph under construction, and the model that it is all of: messages of {@code onnx.proto}.
 * Nodes come in the order in which they are computed; a value has the name of the node that makes
 * it.
 */
final class ExportGraph {
  private final int opset;
  private final List<ExportNode> nodes = new ArrayList<>();
  private final Map<String, ProtoWriter> initializers = new LinkedHashMap<>();
  private final List<ProtoWriter> inputs = new ArrayList<>();
  private final List<ProtoWriter> outputs = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  ExportGraph(int opset) {
    this.opset = opset;
  }

  int opset() {
    return opset;
  }

  /** Adds a node behind those that it reads from. */
  void add(ExportNode node) {
    nodes.add(node);
  }

  /** Adds a node of one output, which has its name. */
  String value(ExportNode node) {
    nodes.add(node.out(node.name()));
    return node.name();
  }

  /** The same of a node without attributes. */
  String value(String operator, String name, String... in) {
    return value(new ExportNode(operator, name).in(in));
  }

  /** A value without an axis, whose size is 1. */
  String squeeze(String name, String in, int axis) {
    if (opset < 13) {
      return value(new ExportNode("Squeeze", name).in(in).numbers("axes", axis));
    }
    return value("Squeeze", name, in, indices("axis_" + axis, axis));
  }

  /** Gives the output of a node, which no other reads, another name. */
  void rename(String from, String to) {
    nodes.forEach(node -> node.rename(from, to));
  }

  /** As TensorProto.DataType has it. */
  static int number(OnnxType type) {
    return type.ordinal();
  }

  String floats(String name, float[] values, int... shape) {
    ProtoWriter tensor = new ProtoWriter();
    for (int size : shape) {
      tensor.number(Fields.Tensor.DIMS, size);
    }
    tensor
        .number(Fields.Tensor.DATA_TYPE, number(OnnxType.FLOAT))
        .text(Fields.Tensor.NAME, name)
        .floats(Fields.Tensor.RAW_DATA, values);
    initializers.put(name, tensor);
    return name;
  }

  String floats(String name, Tensor tensor) {
    return floats(name, tensor.values(), tensor.shape());
  }

  /** A single number, of no dimension. */
  String number(float value) {
    return floats("number_" + value, new float[] {value});
  }

  /** A single number for a place or a count, of no dimension. */
  String index(long value) {
    return longs("index_" + value, new ProtoWriter(), value);
  }

  /** Axes, places or a shape, of one dimension. */
  String indices(String name, long... values) {
    return longs(name, new ProtoWriter().number(Fields.Tensor.DIMS, values.length), values);
  }

  private String longs(String name, ProtoWriter tensor, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    tensor
        .number(Fields.Tensor.DATA_TYPE, number(OnnxType.INT64))
        .text(Fields.Tensor.NAME, name)
        .bytes(Fields.Tensor.RAW_DATA, raw.array());
    initializers.put(name, tensor);
    return name;
  }

  /** An input; a dimension is its size, or the name of one that is known when it comes. */
  void input(String name, OnnxType type, Object... shape) {
    inputs.add(declaration(name, type, shape));
  }

  void output(String name, OnnxType type, Object... shape) {
    outputs.add(declaration(name, type, shape));
  }

  private static ProtoWriter declaration(String name, OnnxType type, Object... shape) {
    ProtoWriter sizes = new ProtoWriter();
    for (Object size : shape) {
      ProtoWriter dimension = new ProtoWriter();
      if (size instanceof Integer known) {
        dimension.number(Fields.Shape.DIM_VALUE, known);
      } else {
        dimension.text(Fields.Shape.DIM_PARAM, size.toString());
      }
      sizes.message(Fields.Shape.DIM, dimension);
    }
    ProtoWriter tensor =
        new ProtoWriter()
            .number(Fields.TensorType.ELEM_TYPE, number(type))
            .message(Fields.TensorType.SHAPE, sizes);
    return new ProtoWriter()
        .text(Fields.ValueInfo.NAME, name)
        .message(Fields.ValueInfo.TYPE, new ProtoWriter().message(Fields.Type.TENSOR_TYPE, tensor));
  }

  void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /** All of it. */
  ProtoWriter model(String producer, String version, String name) {
    ProtoWriter operators =
        new ProtoWriter()
            .text(Fields.OperatorSet.DOMAIN, "")
            .number(Fields.OperatorSet.VERSION, opset);
    ProtoWriter model =
        new ProtoWriter()
            .number(Fields.Model.IR_VERSION, irVersion())
            .text(Fields.Model.PRODUCER_NAME, producer)
            .text(Fields.Model.PRODUCER_VERSION, version)
            .message(Fields.Model.GRAPH, graph(name))
            .message(Fields.Model.OPSET_IMPORT, operators);
    metadata.forEach(
        (key, value) ->
            model.message(
                Fields.Model.METADATA_PROPS,
                new ProtoWriter().text(Fields.Entry.KEY, key).text(Fields.Entry.VALUE, value)));
    return model;
  }

  private ProtoWriter graph(String name) {
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(Fields.Graph.NODE, node.message()));
    graph.text(Fields.Graph.NAME, name);
    initializers.values().forEach(tensor -> graph.message(Fields.Graph.INITIALIZER, tensor));
    inputs.forEach(input -> graph.message(Fields.Graph.INPUT, input));
    outputs.forEach(output -> graph.message(Fields.Graph.OUTPUT, output));
    return graph;
  }

  /** Of the release that brought the operators: ONNX, docs/Versioning.md. */
  private int irVersion() {
    if (opset < 12) {
      return 6;
    }
    if (opset < 15) {
      return 7;
    }
    if (opset < 19) {
      return 8;
    }
    return opset < 21 ? 9 : 10;
  }
}
