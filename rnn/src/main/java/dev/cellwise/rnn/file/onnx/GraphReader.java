package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.onnx.Graph.Declared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads GraphProto. A value is defined once, as an input, by the file or by a node, and nodes come
 * behind those whose values they read; a graph that says otherwise is refused.
 */
final class GraphReader {
  /** Nodes at most, and initializers. */
  private static final int MOST = 1 << 16;

  /** Inputs at most, and outputs. */
  private static final int MOST_DECLARED = 1 << 12;

  private final Wire wire;
  private final Texts texts;
  private final TensorReader tensors;
  private int start;

  /** What each text is the name of. */
  private byte[] defined;

  private static final byte INPUT = 1;
  private static final byte INITIAL = 2;
  private static final byte OUTPUT = 4;

  GraphReader(Wire wire, Texts texts, ExternalData external) {
    this.wire = wire;
    this.texts = texts;
    this.tensors = new TensorReader(wire, texts, external);
    this.defined = new byte[16];
  }

  /** Reads the graph that is the value of the field at hand. */
  Graph read() {
    int outer = wire.open();
    start = wire.here();
    int[] counts = new int[Fields.Graph.SPARSE_INITIALIZER + 1];
    int name = scan(counts);
    List<Declared> inputs = declared(Fields.Graph.INPUT, counts[Fields.Graph.INPUT]);
    inputs.forEach(i -> define(i.value(), INPUT));
    int[] names = new int[counts[Fields.Graph.INITIALIZER]];
    Object[] values = new Object[names.length];
    initializers(names, values);
    Node[] nodes = nodes(counts[Fields.Graph.NODE]);
    List<Declared> outputs = declared(Fields.Graph.OUTPUT, counts[Fields.Graph.OUTPUT]);
    checkOutputs(outputs);
    wire.close(outer);
    checkInputs(inputs, names, values);
    Value[] initial = new Value[texts.count()];
    String[] unread = new String[texts.count()];
    for (int i = 0; i < names.length; i++) {
      if (values[i] instanceof Value value) {
        initial[names[i]] = value;
      } else {
        unread[names[i]] = (String) values[i];
      }
    }
    return new Graph(texts.get(name), texts.all(), nodes, initial, unread, inputs, outputs);
  }

  private int scan(int[] counts) {
    long seen = 0;
    int name = 0;
    while (wire.next()) {
      int f = wire.field();
      if (f == Fields.Graph.NAME) {
        seen = Once.check(wire, seen);
        name = texts.name(wire);
        continue;
      }
      if (f == Fields.Graph.SPARSE_INITIALIZER) {
        throw wire.refuse("no sparse initializers", "one");
      }
      int most = most(f);
      if (most > 0 && ++counts[f] > most) {
        throw wire.refuse("at most " + most + " fields " + f + " of a graph", "more");
      }
      wire.skip();
    }
    return name;
  }

  /** Of a field that is read; 0 of others. */
  private static int most(int field) {
    return switch (field) {
      case Fields.Graph.NODE, Fields.Graph.INITIALIZER -> MOST;
      case Fields.Graph.INPUT, Fields.Graph.OUTPUT -> MOST_DECLARED;
      default -> 0;
    };
  }

  private boolean find(int field) {
    while (wire.next()) {
      if (wire.field() == field) {
        return true;
      }
      wire.skip();
    }
    return false;
  }

  /** Inputs or outputs. */
  private List<Declared> declared(int field, int count) {
    List<Declared> all = new ArrayList<>(count);
    wire.back(start);
    while (find(field)) {
      all.add(declared());
    }
    return List.copyOf(all);
  }

  private Declared declared() {
    int outer = wire.open();
    long seen = 0;
    int name = 0;
    OnnxValue of = null;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.ValueInfo.NAME -> {
          seen = Once.check(wire, seen);
          name = texts.name(wire);
        }
        case Fields.ValueInfo.TYPE -> {
          seen = Once.check(wire, seen);
          of = type();
        }
        default -> wire.skip();
      }
    }
    wire.close(outer);
    if (name == 0) {
      throw wire.refuse("an input or output with a name", "one without");
    }
    String text = texts.get(name);
    return new Declared(
        name,
        of == null
            ? new OnnxValue(text, OnnxType.UNDEFINED, Optional.empty())
            : new OnnxValue(text, of.type(), of.shape()));
  }

  /** TypeProto: a tensor's type and shape, nothing of other types. */
  private OnnxValue type() {
    int outer = wire.open();
    long seen = 0;
    OnnxType type = OnnxType.UNDEFINED;
    Optional<List<OnnxDimension>> shape = Optional.empty();
    while (wire.next()) {
      if (!isType(wire.field())) {
        wire.skip();
        continue;
      }
      seen = Once.check(wire, seen);
      if (Long.bitCount(seen) > 1) {
        throw wire.refuse("one kind of type", "two");
      }
      if (wire.field() != Fields.Type.TENSOR_TYPE) {
        wire.skip();
        continue;
      }
      int around = wire.open();
      long within = 0;
      while (wire.next()) {
        switch (wire.field()) {
          case Fields.TensorType.ELEM_TYPE -> {
            within = Once.check(wire, within);
            long number = wire.varint();
            type = OnnxType.of(number);
            if (type == null) {
              throw wire.refuse("a known type of elements", "number " + number);
            }
          }
          case Fields.TensorType.SHAPE -> {
            within = Once.check(wire, within);
            shape = Optional.of(shape());
          }
          default -> wire.skip();
        }
      }
      wire.close(around);
    }
    wire.close(outer);
    return new OnnxValue("", type, shape);
  }

  private static boolean isType(int field) {
    return switch (field) {
      case Fields.Type.TENSOR_TYPE,
          Fields.Type.SEQUENCE_TYPE,
          Fields.Type.MAP_TYPE,
          Fields.Type.OPAQUE_TYPE,
          Fields.Type.SPARSE_TENSOR_TYPE,
          Fields.Type.OPTIONAL_TYPE ->
          true;
      default -> false;
    };
  }

  private List<OnnxDimension> shape() {
    int outer = wire.open();
    List<OnnxDimension> all = new ArrayList<>(4);
    while (find(Fields.Shape.DIM)) {
      if (all.size() == TensorReader.MAX_RANK) {
        throw wire.refuse("at most " + TensorReader.MAX_RANK + " dimensions", "more");
      }
      all.add(dimension());
    }
    wire.close(outer);
    return all;
  }

  private OnnxDimension dimension() {
    int outer = wire.open();
    long seen = 0;
    long size = OnnxDimension.ANY;
    int name = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Shape.DIM_VALUE -> {
          seen = Once.check(wire, seen);
          size = wire.varint();
          if (size < 0 || size > Integer.MAX_VALUE) {
            throw wire.refuse("a dimension of 0 to " + Integer.MAX_VALUE, "" + size);
          }
        }
        case Fields.Shape.DIM_PARAM -> {
          seen = Once.check(wire, seen);
          name = texts.name(wire);
        }
        default -> wire.skip();
      }
    }
    wire.close(outer);
    if (size != OnnxDimension.ANY && name != 0) {
      throw wire.refuse("a dimension's size or its name", "both");
    }
    return size == OnnxDimension.ANY && name == 0
        ? OnnxDimension.UNKNOWN
        : new OnnxDimension((int) size, texts.get(name));
  }

  private void define(int value, byte how) {
    if (value >= defined.length) {
      defined = Arrays.copyOf(defined, Math.max(value + 1, 2 * defined.length));
    }
    // An input may have an initial value; nothing else is defined twice.
    boolean both = how == INITIAL && defined[value] == INPUT;
    if (defined[value] != 0 && !both) {
      throw wire.refuse("each value once", quote(texts.get(value)) + " twice");
    }
    defined[value] |= how;
  }

  private boolean isDefined(int value) {
    return value < defined.length && defined[value] != 0;
  }

  private void initializers(int[] names, Object[] values) {
    wire.back(start);
    for (int i = 0; i < names.length; i++) {
      find(Fields.Graph.INITIALIZER);
      values[i] = tensors.read();
      names[i] = tensors.name();
      if (names[i] == 0) {
        throw wire.refuse("an initializer with a name", "one without");
      }
      define(names[i], INITIAL);
    }
  }

  /** What the file holds for an input is what the input is declared to be. */
  private void checkInputs(List<Declared> inputs, int[] names, Object[] values) {
    if (inputs.isEmpty()) {
      return;
    }
    Declared[] by = new Declared[texts.count()];
    inputs.forEach(input -> by[input.value()] = input);
    for (int i = 0; i < names.length; i++) {
      Declared input = by[names[i]];
      if (input != null && values[i] instanceof Value value && !isLike(input.of(), value)) {
        throw wire.refuse("for input " + quote(input.of().name()) + " " + input.of(), "" + value);
      }
    }
  }

  private static boolean isLike(OnnxValue of, Value value) {
    if (of.type() != OnnxType.UNDEFINED && of.type() != value.type) {
      return false;
    }
    List<OnnxDimension> shape = of.shape().orElse(null);
    boolean like = shape == null || shape.size() == value.rank();
    for (int i = 0; like && shape != null && i < shape.size(); i++) {
      int size = shape.get(i).size();
      like = size == OnnxDimension.ANY || size == value.shape[i];
    }
    return like;
  }

  private Node[] nodes(int count) {
    NodeReader reader = new NodeReader(wire, texts, tensors);
    Node[] nodes = new Node[count];
    wire.back(start);
    for (int i = 0; i < count; i++) {
      find(Fields.Graph.NODE);
      nodes[i] = reader.read();
      for (int input : nodes[i].inputs()) {
        if (input != Node.NONE && !isDefined(input)) {
          throw wire.refuse(
              "nodes behind those that they read from",
              nodes[i] + " that reads " + quote(texts.get(input)));
        }
      }
      for (int output : nodes[i].outputs()) {
        if (output != Node.NONE) {
          define(output, OUTPUT);
        }
      }
    }
    return nodes;
  }

  private void checkOutputs(List<Declared> outputs) {
    boolean[] seen = new boolean[texts.count()];
    for (Declared output : outputs) {
      if (!isDefined(output.value())) {
        throw wire.refuse("outputs that something makes", quote(output.of().name()));
      }
      if (seen[output.value()]) {
        throw wire.refuse("each output once", quote(output.of().name()) + " twice");
      }
      seen[output.value()] = true;
    }
    if (outputs.isEmpty()) {
      throw wire.refuse("a graph with outputs", "none");
    }
  }
}
