package dev.cellwise.rnn.file.onnx;

/**
 * Numbers of the fields of {@code onnx.proto}, by message: those that are read or written. Source:
 * <a href="https://github.com/onnx/onnx/blob/v1.22.0/onnx/onnx.proto">onnx/onnx.proto</a>.
 */
final class Fields {
  private Fields() {}

  /** Of ModelProto. */
  static final class Model {
    static final int IR_VERSION = 1;
    static final int PRODUCER_NAME = 2;
    static final int PRODUCER_VERSION = 3;
    static final int GRAPH = 7;
    static final int OPSET_IMPORT = 8;
    static final int METADATA_PROPS = 14;
    static final int FUNCTIONS = 25;

    private Model() {}
  }

  /** Of OperatorSetIdProto. */
  static final class OperatorSet {
    static final int DOMAIN = 1;
    static final int VERSION = 2;

    private OperatorSet() {}
  }

  /** Of FunctionProto. */
  static final class Function {
    static final int NAME = 1;
    static final int DOMAIN = 10;

    private Function() {}
  }

  /** Of StringStringEntryProto. */
  static final class Entry {
    static final int KEY = 1;
    static final int VALUE = 2;

    private Entry() {}
  }

  /** Of GraphProto. */
  static final class Graph {
    static final int NODE = 1;
    static final int NAME = 2;
    static final int INITIALIZER = 5;
    static final int INPUT = 11;
    static final int OUTPUT = 12;
    static final int SPARSE_INITIALIZER = 15;

    private Graph() {}
  }

  /** Of NodeProto. */
  static final class Node {
    static final int INPUT = 1;
    static final int OUTPUT = 2;
    static final int NAME = 3;
    static final int OP_TYPE = 4;
    static final int ATTRIBUTE = 5;
    static final int DOMAIN = 7;
    static final int OVERLOAD = 8;

    private Node() {}
  }

  /** Of AttributeProto. */
  static final class Attribute {
    static final int NAME = 1;
    static final int F = 2;
    static final int I = 3;
    static final int S = 4;
    static final int T = 5;
    static final int G = 6;
    static final int FLOATS = 7;
    static final int INTS = 8;
    static final int STRINGS = 9;
    static final int TENSORS = 10;
    static final int GRAPHS = 11;
    static final int TP = 14;
    static final int TYPE_PROTOS = 15;
    static final int TYPE = 20;
    static final int REF_ATTR_NAME = 21;
    static final int SPARSE_TENSOR = 22;
    static final int SPARSE_TENSORS = 23;

    private Attribute() {}
  }

  /** Of AttributeProto.AttributeType. */
  static final class AttributeType {
    static final int FLOAT = 1;
    static final int INT = 2;
    static final int STRING = 3;
    static final int TENSOR = 4;
    static final int GRAPH = 5;
    static final int FLOATS = 6;
    static final int INTS = 7;
    static final int STRINGS = 8;
    static final int TENSORS = 9;
    static final int GRAPHS = 10;
    static final int SPARSE_TENSOR = 11;
    static final int SPARSE_TENSORS = 12;
    static final int TYPE_PROTO = 13;
    static final int TYPE_PROTOS = 14;

    private AttributeType() {}
  }

  /** Of TensorProto. */
  static final class Tensor {
    static final int DIMS = 1;
    static final int DATA_TYPE = 2;
    static final int SEGMENT = 3;
    static final int FLOAT_DATA = 4;
    static final int INT32_DATA = 5;
    static final int STRING_DATA = 6;
    static final int INT64_DATA = 7;
    static final int NAME = 8;
    static final int RAW_DATA = 9;
    static final int DOUBLE_DATA = 10;
    static final int UINT64_DATA = 11;
    static final int EXTERNAL_DATA = 13;
    static final int DATA_LOCATION = 14;

    /** Of DataLocation: another file. */
    static final int EXTERNAL = 1;

    private Tensor() {}
  }

  /** Of ValueInfoProto. */
  static final class ValueInfo {
    static final int NAME = 1;
    static final int TYPE = 2;

    private ValueInfo() {}
  }

  /** Of TypeProto. */
  static final class Type {
    static final int TENSOR_TYPE = 1;
    static final int SEQUENCE_TYPE = 4;
    static final int MAP_TYPE = 5;
    static final int OPAQUE_TYPE = 7;
    static final int SPARSE_TENSOR_TYPE = 8;
    static final int OPTIONAL_TYPE = 9;

    private Type() {}
  }

  /** Of TypeProto.Tensor. */
  static final class TensorType {
    static final int ELEM_TYPE = 1;
    static final int SHAPE = 2;

    private TensorType() {}
  }

  /** Of TensorShapeProto, and of its Dimension. */
  static final class Shape {
    static final int DIM = 1;
    static final int DIM_VALUE = 1;
    static final int DIM_PARAM = 2;

    private Shape() {}
  }
}
