package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.TypedArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A model under construction, for tests. Field numbers are those of {@code onnx.proto}. */
final class Onnx {
  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int BOOL = 9;
  static final int DOUBLE = 11;

  private final Proto graph = new Proto();
  private final Proto model = new Proto();
  private int opset = 17;
  private int nodes;

  Onnx opset(int version) {
    opset = version;
    return this;
  }

  /**
   * An attribute: its name and a Long, Integer, Float, String, long[], float[], String[] or array.
   */
  record Attribute(String name, Object value) {
    Proto proto() {
      Proto a = new Proto().text(1, name);
      switch (value) {
        case Float f -> a.number(2, f.floatValue()).number(20, 1);
        case Number n -> a.number(3, n.longValue()).number(20, 2);
        case String s -> a.text(4, s).number(20, 3);
        case TypedArray t -> a.message(5, tensor("", t)).number(20, 4);
        case float[] all -> {
          for (float f : all) {
            a.number(7, f);
          }
          a.number(20, 6);
        }
        case long[] all -> {
          for (long i : all) {
            a.number(8, i);
          }
          a.number(20, 7);
        }
        case String[] all -> {
          for (String s : all) {
            a.text(9, s);
          }
          a.number(20, 8);
        }
        default -> throw new IllegalArgumentException(value.toString());
      }
      return a;
    }
  }

  static Attribute with(String name, Object value) {
    return new Attribute(name, value);
  }

  static List<String> list(String... names) {
    return List.of(names);
  }

  /** A tensor with its elements as raw bytes. */
  static Proto tensor(String name, TypedArray array) {
    Proto t = new Proto();
    for (int d : array.shape()) {
      t.number(1, d);
    }
    ByteBuffer raw = ByteBuffer.allocate(8 * array.size()).order(ByteOrder.LITTLE_ENDIAN);
    int type =
        switch (array.type()) {
          case FLOAT32 -> {
            for (float v : array.floats()) {
              raw.putFloat(v);
            }
            yield FLOAT;
          }
          case FLOAT64 -> {
            for (double v : array.doubles()) {
              raw.putDouble(v);
            }
            yield DOUBLE;
          }
          case INT64 -> {
            for (long v : array.longs()) {
              raw.putLong(v);
            }
            yield INT64;
          }
          case INT32 -> {
            for (int v : array.ints()) {
              raw.putInt(v);
            }
            yield INT32;
          }
          case BOOL -> {
            for (int v : array.ints()) {
              raw.put((byte) v);
            }
            yield BOOL;
          }
          default -> throw new IllegalArgumentException(array.toString());
        };
    byte[] bytes = new byte[raw.position()];
    raw.flip().get(bytes);
    return t.number(2, type).text(8, name).bytes(9, bytes);
  }

  Onnx initial(String name, TypedArray array) {
    graph.message(5, tensor(name, array));
    return this;
  }

  Onnx initial(String name, float[] values, int... shape) {
    return initial(name, TypedArray.of(values, shape));
  }

  Onnx initial(String name, long... values) {
    return initial(name, TypedArray.of(values, values.length));
  }

  Onnx initialMessage(Proto tensor) {
    graph.message(5, tensor);
    return this;
  }

  /** Floats [3, 2] in another file. */
  static Proto external(String name, String location, String offset, String length) {
    return new Proto()
        .number(1, 3)
        .number(1, 2)
        .number(2, FLOAT)
        .text(8, name)
        .message(13, new Proto().text(1, "location").text(2, location))
        .message(13, new Proto().text(1, "offset").text(2, offset))
        .message(13, new Proto().text(1, "length").text(2, length))
        .number(14, 1);
  }

  /** A model of one tensor, w, that lies in another file. */
  static Onnx outside(String location, String offset, String length) {
    return new Onnx()
        .initialMessage(external("w", location, offset, length))
        .node("Relu", List.of("w"), List.of("y"))
        .output("y");
  }

  /** A dimension is a number or a name; null for one that is neither. */
  private static Proto declared(String name, int type, Object... shape) {
    Proto dimensions = new Proto();
    for (Object d : shape) {
      Proto one = new Proto();
      if (d instanceof Integer size) {
        one.number(1, size);
      } else if (d != null) {
        one.text(2, d.toString());
      }
      dimensions.message(1, one);
    }
    Proto tensor = new Proto().number(1, type).message(2, dimensions);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }

  Onnx input(String name, int type, Object... shape) {
    graph.message(11, declared(name, type, shape));
    return this;
  }

  Onnx output(String name) {
    graph.message(12, new Proto().text(1, name));
    return this;
  }

  Onnx node(String type, List<String> inputs, List<String> outputs, Attribute... attributes) {
    return node(type, "", inputs, outputs, attributes);
  }

  Onnx node(
      String type,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Attribute... attributes) {
    Proto node = new Proto();
    inputs.forEach(i -> node.text(1, i));
    outputs.forEach(o -> node.text(2, o));
    node.text(3, "n" + nodes++).text(4, type);
    if (!domain.isEmpty()) {
      node.text(7, domain);
    }
    for (Attribute a : attributes) {
      node.message(5, a.proto());
    }
    graph.message(1, node);
    return this;
  }

  Onnx metadata(String key, String value) {
    model.message(14, new Proto().text(1, key).text(2, value));
    return this;
  }

  Onnx domain(String name, int version) {
    model.message(8, new Proto().text(1, name).number(2, version));
    return this;
  }

  byte[] bytes() {
    return model
        .copy()
        .number(1, 8)
        .text(2, "tests")
        .message(7, graph.copy().text(2, "graph"))
        .message(8, new Proto().number(2, opset))
        .bytes();
  }

  OnnxModel model() {
    return OnnxFile.parse("m", bytes());
  }

  /** All attributes of a list that are not null. */
  static Attribute[] some(Attribute... all) {
    List<Attribute> there = new ArrayList<>();
    for (Attribute a : all) {
      if (a != null) {
        there.add(a);
      }
    }
    return there.toArray(Attribute[]::new);
  }
}
