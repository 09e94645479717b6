package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of one operator, its inputs given. */
final class OperatorCase {
  private final String operator;
  private int opset = 17;
  private int outputs = 1;
  private final List<TypedArray> inputs = new ArrayList<>();
  private final List<Onnx.Attribute> attributes = new ArrayList<>();

  private OperatorCase(String operator) {
    this.operator = operator;
  }

  static OperatorCase of(String operator) {
    return new OperatorCase(operator);
  }

  OperatorCase opset(int version) {
    opset = version;
    return this;
  }

  OperatorCase outputs(int count) {
    outputs = count;
    return this;
  }

  /** An input; null for one that is left out. */
  OperatorCase in(TypedArray array) {
    inputs.add(array);
    return this;
  }

  OperatorCase floats(float... values) {
    return in(TypedArray.of(values, values.length));
  }

  OperatorCase longs(long... values) {
    return in(TypedArray.of(values, values.length));
  }

  OperatorCase truths(boolean... values) {
    return in(TypedArray.of(values, values.length));
  }

  /** The last input in another shape. */
  OperatorCase shape(int... shape) {
    TypedArray last = inputs.removeLast();
    return in(
        switch (last.type()) {
          case FLOAT32 -> TypedArray.of(last.floats(), shape);
          case INT64 -> TypedArray.of(last.longs(), shape);
          case FLOAT64 -> TypedArray.of(last.doubles(), shape);
          default -> throw new IllegalArgumentException();
        });
  }

  OperatorCase with(String name, Object value) {
    attributes.add(Onnx.with(name, value));
    return this;
  }

  OperatorCase axes(long... axes) {
    return with("axes", axes);
  }

  private static int type(TypedArray array) {
    return switch (array.type()) {
      case FLOAT32 -> Onnx.FLOAT;
      case FLOAT64 -> Onnx.DOUBLE;
      case INT32 -> Onnx.INT32;
      case INT64 -> Onnx.INT64;
      case BOOL -> Onnx.BOOL;
      default -> throw new IllegalArgumentException();
    };
  }

  private OnnxModel model(boolean held, Map<String, TypedArray> given) {
    Onnx onnx = new Onnx().opset(opset);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      TypedArray array = inputs.get(i);
      names.add(array == null ? "" : "in" + i);
      if (array != null && held && i > 0) {
        onnx.initial("in" + i, array);
      } else if (array != null) {
        onnx.input("in" + i, type(array), new Object[array.shape().length]);
        given.put("in" + i, array);
      }
    }
    List<String> out = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      out.add("out" + i);
      onnx.output("out" + i);
    }
    return onnx.node(operator, names, out, attributes.toArray(Onnx.Attribute[]::new)).model();
  }

  /** What comes out, the same whether inputs behind the first are held by the file or given. */
  List<TypedArray> run() {
    Map<String, TypedArray> some = new HashMap<>();
    List<TypedArray> first = List.copyOf(model(true, some).run(some).values());
    Map<String, TypedArray> all = new HashMap<>();
    assertEquals(first, List.copyOf(model(false, all).run(all).values()), operator);
    return first;
  }

  private TypedArray one(int... shape) {
    TypedArray got = run().getFirst();
    assertArrayEquals(shape, got.shape(), operator);
    return got;
  }

  /** Demands floats, within some units in the last place. */
  void gives(int[] shape, float... expected) {
    assertArrayEquals(expected, one(shape).floats(), 1e-6f, operator);
  }

  void gives(float... expected) {
    gives(new int[] {expected.length}, expected);
  }

  void givesLongs(int[] shape, long... expected) {
    assertArrayEquals(expected, one(shape).longs(), operator);
  }

  void givesLongs(long... expected) {
    givesLongs(new int[] {expected.length}, expected);
  }

  void givesTruths(boolean... expected) {
    assertEquals(TypedArray.of(expected, expected.length), run().getFirst(), operator);
  }

  /** Demands a refusal before anything is run, said of the node. */
  void isRefused(String reason) {
    Map<String, TypedArray> given = new HashMap<>();
    OnnxModel model = model(false, given);
    String said = model.nodes().getFirst().refusal().orElse("none");
    assertTrue(said.contains(reason), said);
    String message = assertThrows(ModelFileException.class, () -> model.run(given)).getMessage();
    assertEquals("m: node \"n0\" (" + operator + "): " + said, message);
  }

  /** Demands a refusal of what comes to the node. */
  void fails(String reason) {
    Map<String, TypedArray> given = new HashMap<>();
    OnnxModel model = model(false, given);
    assertTrue(model.nodes().getFirst().refusal().isEmpty(), operator);
    String message = assertThrows(ModelFileException.class, () -> model.run(given)).getMessage();
    assertTrue(message.startsWith("m: node \"n0\" (" + operator + "): "), message);
    assertTrue(message.contains(reason), message);
  }
}
