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
  /** Types of elements, as in TensorProto. */
  enum Type {
    FLOAT(1),
    INT32(6),
    INT64(7);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /** Of ModelProto. */
  private static final int IR_VERSION = 1;

  private static final int PRODUCER_NAME = 2;
  private static final int PRODUCER_VERSION = 3;
  private static final int GRAPH = 7;
  private static final int OPERATORS = 8;
  private static final int METADATA = 14;

  /** Of OperatorSetIdProto. */
  private static final int OPERATORS_DOMAIN = 1;

  private static final int OPERATORS_VERSION = 2;

  /** Of StringStringEntryProto. */
  private static final int KEY = 1;

  private static final int VALUE = 2;

  /** Of GraphProto. */
  private static final int NODE = 1;

  private static final int GRAPH_NAME = 2;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;
  private static final int OUTPUT = 12;

  /** Of TensorProto. */
  private static final int DIMS = 1;

  private static final int DATA_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int RAW_DATA = 9;

  /**
   * Of ValueInfoProto, and of what it holds: TypeProto, its Tensor, TensorShapeProto, Dimension.
   */
  private static final int VALUE_NAME = 1;

  private static final int VALUE_TYPE = 2;
  private static final int TENSOR_TYPE = 1;
  private static final int ELEMENT_TYPE = 1;
  private static final int SHAPE = 2;
  private static final int DIMENSION = 1;
  private static final int DIMENSION_VALUE = 1;
  private static final int DIMENSION_NAME = 2;

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

  /** A node whose inputs, attributes and outputs come next. */
  ExportNode node(String operator, String name) {
    return add(new ExportNode(operator, name));
  }

  ExportNode add(ExportNode node) {
    nodes.add(node);
    return node;
  }

  /** A node of one output, which has its name. */
  String value(String operator, String name, String... in) {
    node(operator, name).in(in).out(name);
    return name;
  }

  /** A value without an axis, whose size is 1. */
  String squeeze(String name, String in, int axis) {
    if (opset < 13) {
      node("Squeeze", name).in(in).numbers("axes", axis).out(name);
      return name;
    }
    return value("Squeeze", name, in, indices("axis_" + axis, axis));
  }

  /** Gives the output of a node, which no other reads, another name. */
  void rename(String from, String to) {
    nodes.forEach(node -> node.rename(from, to));
  }

  String floats(String name, float[] values, int... shape) {
    ProtoWriter tensor = new ProtoWriter();
    for (int size : shape) {
      tensor.number(DIMS, size);
    }
    tensor.number(DATA_TYPE, Type.FLOAT.number).text(TENSOR_NAME, name).floats(RAW_DATA, values);
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
    return longs(name, new ProtoWriter().number(DIMS, values.length), values);
  }

  private String longs(String name, ProtoWriter tensor, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    tensor
        .number(DATA_TYPE, Type.INT64.number)
        .text(TENSOR_NAME, name)
        .bytes(RAW_DATA, raw.array());
    initializers.put(name, tensor);
    return name;
  }

  /** An input; a dimension is its size, or the name of one that is known when it comes. */
  void input(String name, Type type, Object... shape) {
    inputs.add(declaration(name, type, shape));
  }

  void output(String name, Type type, Object... shape) {
    outputs.add(declaration(name, type, shape));
  }

  private static ProtoWriter declaration(String name, Type type, Object... shape) {
    ProtoWriter sizes = new ProtoWriter();
    for (Object size : shape) {
      ProtoWriter dimension = new ProtoWriter();
      if (size instanceof Integer known) {
        dimension.number(DIMENSION_VALUE, known);
      } else {
        dimension.text(DIMENSION_NAME, size.toString());
      }
      sizes.message(DIMENSION, dimension);
    }
    ProtoWriter tensor = new ProtoWriter().number(ELEMENT_TYPE, type.number).message(SHAPE, sizes);
    return new ProtoWriter()
        .text(VALUE_NAME, name)
        .message(VALUE_TYPE, new ProtoWriter().message(TENSOR_TYPE, tensor));
  }

  void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /** All of it. */
  ProtoWriter model(String producer, String version, String name) {
    ProtoWriter operators =
        new ProtoWriter().text(OPERATORS_DOMAIN, "").number(OPERATORS_VERSION, opset);
    ProtoWriter model =
        new ProtoWriter()
            .number(IR_VERSION, irVersion())
            .text(PRODUCER_NAME, producer)
            .text(PRODUCER_VERSION, version)
            .message(GRAPH, graph(name))
            .message(OPERATORS, operators);
    metadata.forEach(
        (key, value) ->
            model.message(METADATA, new ProtoWriter().text(KEY, key).text(VALUE, value)));
    return model;
  }

  private ProtoWriter graph(String name) {
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(NODE, node.message()));
    graph.text(GRAPH_NAME, name);
    initializers.values().forEach(tensor -> graph.message(INITIALIZER, tensor));
    inputs.forEach(input -> graph.message(INPUT, input));
    outputs.forEach(output -> graph.message(OUTPUT, output));
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
