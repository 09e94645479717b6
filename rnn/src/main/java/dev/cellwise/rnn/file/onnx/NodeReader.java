package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.onnx.Node.Attribute;
import dev.cellwise.rnn.file.onnx.Node.Kind;

/**
 * Reads NodeProto and AttributeProto: each message twice, first to count what comes again and
 * again, then to take it. Graphs within attributes are passed by: their operators are refused.
 */
final class NodeReader {
  /** Attributes of a node at most: each is held against all others. */
  static final int MAX_ATTRIBUTES = 256;

  private final Wire wire;
  private final Texts texts;
  private final TensorReader tensors;

  NodeReader(Wire wire, Texts texts, TensorReader tensors) {
    this.wire = wire;
    this.texts = texts;
    this.tensors = tensors;
  }

  /** Reads the node that is the value of the field at hand. */
  Node read() {
    int outer = wire.open();
    int start = wire.here();
    long seen = 0;
    int name = 0;
    int type = 0;
    int domain = 0;
    int overload = 0;
    int inputs = 0;
    int outputs = 0;
    int attributes = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Node.NAME -> {
          seen = Once.check(wire, seen);
          name = texts.name(wire);
        }
        case Fields.Node.OP_TYPE -> {
          seen = Once.check(wire, seen);
          type = texts.name(wire);
        }
        case Fields.Node.DOMAIN -> {
          seen = Once.check(wire, seen);
          domain = texts.name(wire);
        }
        case Fields.Node.OVERLOAD -> {
          seen = Once.check(wire, seen);
          overload = texts.name(wire);
        }
        case Fields.Node.INPUT -> {
          wire.skip();
          inputs++;
        }
        case Fields.Node.OUTPUT -> {
          wire.skip();
          outputs++;
        }
        case Fields.Node.ATTRIBUTE -> {
          wire.skip();
          attributes++;
        }
        default -> wire.skip();
      }
    }
    if (type == 0 || outputs == 0) {
      throw wire.refuse(
          "a node with an operator and an output",
          "node " + quote(texts.get(name)) + " without " + (type == 0 ? "operator" : "output"));
    }
    if (overload != 0 && plain(texts.get(domain)).isEmpty()) {
      throw wire.refuse(
          "operators without overloads",
          "node " + quote(texts.get(name)) + " with " + quote(texts.get(overload)));
    }
    if (attributes > MAX_ATTRIBUTES) {
      throw wire.refuse("at most " + MAX_ATTRIBUTES + " attributes of a node", attributes + "");
    }
    wire.back(start);
    Node node =
        new Node(
            texts.get(name),
            texts.get(type),
            plain(texts.get(domain)),
            new int[inputs],
            new int[outputs],
            new Attribute[attributes]);
    fill(node);
    wire.close(outer);
    return node;
  }

  /** ONNX's own operators have two names of their domain. */
  static String plain(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private void fill(Node node) {
    int inputs = 0;
    int outputs = 0;
    int attributes = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case Fields.Node.INPUT -> node.inputs()[inputs++] = texts.name(wire);
        case Fields.Node.OUTPUT -> node.outputs()[outputs++] = texts.name(wire);
        case Fields.Node.ATTRIBUTE -> {
          Attribute read = attribute(node);
          for (int i = 0; i < attributes; i++) {
            if (node.attributes()[i].name().equals(read.name())) {
              throw wire.refuse(
                  "each attribute of " + node + " once", quote(read.name()) + " twice");
            }
          }
          node.attributes()[attributes++] = read;
        }
        default -> wire.skip();
      }
    }
  }

  private Attribute attribute(Node of) {
    int outer = wire.open();
    int start = wire.here();
    long seen = 0;
    int name = 0;
    long type = 0;
    int values = 0;
    while (wire.next()) {
      int f = wire.field();
      switch (f) {
        case Fields.Attribute.NAME -> {
          seen = Once.check(wire, seen);
          name = texts.name(wire);
        }
        case Fields.Attribute.TYPE -> {
          seen = Once.check(wire, seen);
          type = wire.varint();
        }
        case Fields.Attribute.F,
            Fields.Attribute.I,
            Fields.Attribute.S,
            Fields.Attribute.T,
            Fields.Attribute.G,
            Fields.Attribute.TP,
            Fields.Attribute.SPARSE_TENSOR -> {
          seen = Once.check(wire, seen);
          wire.skip();
        }
        case Fields.Attribute.REF_ATTR_NAME ->
            throw wire.refuse("attributes of functions in functions", "one of " + of);
        case Fields.Attribute.FLOATS -> values += count(Wire.FIXED32);
        case Fields.Attribute.INTS -> values += count(Wire.VARINT);
        case Fields.Attribute.STRINGS -> {
          wire.skip();
          values++;
        }
        default -> wire.skip();
      }
      seen |= f < Long.SIZE ? 1L << f : 0;
    }
    checkKind(of, texts.get(name), type, seen);
    wire.back(start);
    Attribute read = value(texts.get(name), (int) type, values);
    wire.close(outer);
    return read;
  }

  /** Numbers in the field at hand, packed or single. */
  private int count(int kind) {
    if (!wire.isBytes()) {
      if (kind == Wire.VARINT) {
        wire.varint();
      } else {
        wire.fixed32();
      }
      return 1;
    }
    int outer = wire.open();
    int count = 0;
    while (wire.left() > 0) {
      if (kind == Wire.VARINT) {
        wire.rawVarint();
      } else {
        wire.rawFloat();
      }
      count++;
    }
    wire.close(outer);
    return count;
  }

  /** Fields that hold values. */
  private static final long VALUES =
      bit(Fields.Attribute.F)
          | bit(Fields.Attribute.I)
          | bit(Fields.Attribute.S)
          | bit(Fields.Attribute.T)
          | bit(Fields.Attribute.G)
          | bit(Fields.Attribute.FLOATS)
          | bit(Fields.Attribute.INTS)
          | bit(Fields.Attribute.STRINGS)
          | bit(Fields.Attribute.TENSORS)
          | bit(Fields.Attribute.GRAPHS)
          | bit(Fields.Attribute.TP)
          | bit(Fields.Attribute.TYPE_PROTOS)
          | bit(Fields.Attribute.SPARSE_TENSOR)
          | bit(Fields.Attribute.SPARSE_TENSORS);

  private static long bit(int field) {
    return 1L << field;
  }

  /** The field of a type's values; 0 if there is no such type. */
  private static int field(long type) {
    return switch (Math.clamp(type, 0, 15)) {
      case Fields.AttributeType.FLOAT -> Fields.Attribute.F;
      case Fields.AttributeType.INT -> Fields.Attribute.I;
      case Fields.AttributeType.STRING -> Fields.Attribute.S;
      case Fields.AttributeType.TENSOR -> Fields.Attribute.T;
      case Fields.AttributeType.GRAPH -> Fields.Attribute.G;
      case Fields.AttributeType.FLOATS -> Fields.Attribute.FLOATS;
      case Fields.AttributeType.INTS -> Fields.Attribute.INTS;
      case Fields.AttributeType.STRINGS -> Fields.Attribute.STRINGS;
      case Fields.AttributeType.TENSORS -> Fields.Attribute.TENSORS;
      case Fields.AttributeType.GRAPHS -> Fields.Attribute.GRAPHS;
      case Fields.AttributeType.SPARSE_TENSOR -> Fields.Attribute.SPARSE_TENSOR;
      case Fields.AttributeType.SPARSE_TENSORS -> Fields.Attribute.SPARSE_TENSORS;
      case Fields.AttributeType.TYPE_PROTO -> Fields.Attribute.TP;
      case Fields.AttributeType.TYPE_PROTOS -> Fields.Attribute.TYPE_PROTOS;
      default -> 0;
    };
  }

  /** An attribute says its type, and has no values of another one. */
  private void checkKind(Node of, String name, long type, long seen) {
    int field = field(type);
    if (field == 0) {
      throw refuse(of, name, "a known type", "number " + type);
    }
    if ((seen & VALUES & ~bit(field)) != 0) {
      throw refuse(of, name, "values in field " + field + " alone", "others, too");
    }
    if (type == Fields.AttributeType.TENSOR && (seen & bit(field)) == 0) {
      throw refuse(of, name, "a tensor", "none");
    }
  }

  private ModelFileException refuse(Node of, String name, String expected, String got) {
    return wire.refuse("attribute " + quote(name) + " of " + of + ": " + expected, got);
  }

  /** What is not there is zero or empty: so do some writers say it. */
  private Attribute value(String name, int type, int count) {
    return switch (type) {
      case Fields.AttributeType.FLOAT ->
          new Attribute(name, Kind.FLOAT, find(Fields.Attribute.F) ? wire.fixed32() : 0f);
      case Fields.AttributeType.INT ->
          new Attribute(name, Kind.INT, find(Fields.Attribute.I) ? wire.varint() : 0L);
      case Fields.AttributeType.STRING -> text(name);
      case Fields.AttributeType.TENSOR -> {
        find(Fields.Attribute.T);
        Object read = tensors.read();
        yield new Attribute(name, read instanceof Value ? Kind.TENSOR : Kind.OTHER, read);
      }
      case Fields.AttributeType.FLOATS -> new Attribute(name, Kind.FLOATS, floats(count));
      case Fields.AttributeType.INTS -> new Attribute(name, Kind.INTS, longs(count));
      case Fields.AttributeType.STRINGS -> texts(name, count);
      default -> new Attribute(name, Kind.OTHER, OTHERS[type]);
    };
  }

  private static final String[] OTHERS = new String[15];

  static {
    OTHERS[Fields.AttributeType.GRAPH] = "a graph";
    OTHERS[Fields.AttributeType.GRAPHS] = "graphs";
    OTHERS[Fields.AttributeType.TENSORS] = "tensors";
    OTHERS[Fields.AttributeType.SPARSE_TENSOR] = "a sparse tensor";
    OTHERS[Fields.AttributeType.SPARSE_TENSORS] = "sparse tensors";
    OTHERS[Fields.AttributeType.TYPE_PROTO] = "a type";
    OTHERS[Fields.AttributeType.TYPE_PROTOS] = "types";
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

  private Attribute text(String name) {
    String text = find(Fields.Attribute.S) ? texts.value(wire) : "";
    return text == null
        ? new Attribute(name, Kind.OTHER, "a long text, or none in UTF-8")
        : new Attribute(name, Kind.STRING, text);
  }

  private Attribute texts(String name, int count) {
    String[] all = new String[count];
    for (int i = 0; i < count; i++) {
      find(Fields.Attribute.STRINGS);
      all[i] = texts.value(wire);
      if (all[i] == null) {
        return new Attribute(name, Kind.OTHER, "long texts, or some not in UTF-8");
      }
    }
    return new Attribute(name, Kind.STRINGS, all);
  }

  private float[] floats(int count) {
    float[] all = new float[count];
    for (int i = 0; i < count; ) {
      find(Fields.Attribute.FLOATS);
      if (!wire.isBytes()) {
        all[i++] = wire.fixed32();
        continue;
      }
      int outer = wire.open();
      while (wire.left() > 0) {
        all[i++] = wire.rawFloat();
      }
      wire.close(outer);
    }
    return all;
  }

  private long[] longs(int count) {
    long[] all = new long[count];
    for (int i = 0; i < count; ) {
      find(Fields.Attribute.INTS);
      if (!wire.isBytes()) {
        all[i++] = wire.varint();
        continue;
      }
      int outer = wire.open();
      while (wire.left() > 0) {
        all[i++] = wire.rawVarint();
      }
      wire.close(outer);
    }
    return all;
  }
}
