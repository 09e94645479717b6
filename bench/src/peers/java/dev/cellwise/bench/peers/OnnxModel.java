package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Weights;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A model of one recurrent node in ONNX's file format: messages of protobuf, their fields numbered
 * as in {@code onnx.proto}. Its inputs are X, h0 and c0; its outputs Y, hn and cn, as far as the
 * case asks for them.
 */
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS_VERSION = 14;
  private static final int FLOAT = 1;
  private static final int INT_ATTRIBUTE = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private OnnxModel() {}

  /** Whether all hidden states are an output: not of a single step, whose last is its only one. */
  static boolean sequence(Case kind) {
    return kind != Case.A;
  }

  /** Whether the last state is an output. */
  static boolean carried(Case kind) {
    return kind != Case.C;
  }

  /** The file of a problem of cases A to C. */
  static byte[] of(Problem problem) {
    OnnxModel operators = new OnnxModel().text(1, "").number(2, OPERATORS_VERSION);
    return new OnnxModel()
        .number(1, IR_VERSION)
        .message(7, graph(problem))
        .message(8, operators)
        .bytes
        .toByteArray();
  }

  private static OnnxModel graph(Problem problem) {
    Setting s = problem.setting();
    boolean lstm = s.layer() == Layer.LSTM;
    OnnxModel graph = new OnnxModel().message(1, node(s)).text(2, "layer");
    initializers(problem, graph);
    graph.message(11, value("X", s.steps(), s.batch(), s.input()));
    graph.message(11, value("h0", 1, s.batch(), s.hidden()));
    if (lstm) {
      graph.message(11, value("c0", 1, s.batch(), s.hidden()));
    }
    if (sequence(s.kind())) {
      graph.message(12, value("Y", s.steps(), 1, s.batch(), s.hidden()));
    }
    if (carried(s.kind())) {
      graph.message(12, value("hn", 1, s.batch(), s.hidden()));
      if (lstm) {
        graph.message(12, value("cn", 1, s.batch(), s.hidden()));
      }
    }
    return graph;
  }

  private static OnnxModel node(Setting s) {
    boolean lstm = s.layer() == Layer.LSTM;
    OnnxModel node = new OnnxModel();
    // The empty name leaves out the lengths of the sequences.
    for (String input : new String[] {"X", "W", "R", "B", "", "h0"}) {
      node.text(1, input);
    }
    if (lstm) {
      node.text(1, "c0");
    }
    node.text(2, sequence(s.kind()) ? "Y" : "");
    if (carried(s.kind())) {
      node.text(2, "hn");
      if (lstm) {
        node.text(2, "cn");
      }
    }
    node.text(4, s.layer().name()).message(5, attribute("hidden_size", s.hidden()));
    return s.layer() == Layer.GRU ? node.message(5, attribute("linear_before_reset", 1)) : node;
  }

  private static void initializers(Problem problem, OnnxModel graph) {
    Setting s = problem.setting();
    Weights w = problem.layers().getFirst();
    int[] order = Gates.onnx(s.layer());
    int rows = order.length * s.hidden();
    float[] bias = new float[2 * rows];
    System.arraycopy(Gates.blocks(w.biasIh(), order), 0, bias, 0, rows);
    System.arraycopy(Gates.blocks(w.biasHh(), order), 0, bias, rows, rows);
    graph.message(5, tensor("W", Gates.blocks(w.weightIh(), order), 1, rows, s.input()));
    graph.message(5, tensor("R", Gates.blocks(w.weightHh(), order), 1, rows, s.hidden()));
    graph.message(5, tensor("B", bias, 1, 2 * rows));
  }

  private static OnnxModel tensor(String name, float[] values, int... shape) {
    OnnxModel tensor = new OnnxModel();
    for (int size : shape) {
      tensor.number(1, size);
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return tensor.number(2, FLOAT).text(8, name).block(9, raw.array());
  }

  private static OnnxModel value(String name, int... shape) {
    OnnxModel sizes = new OnnxModel();
    for (int size : shape) {
      sizes.message(1, new OnnxModel().number(1, size));
    }
    OnnxModel tensor = new OnnxModel().number(1, FLOAT).message(2, sizes);
    return new OnnxModel().text(1, name).message(2, new OnnxModel().message(1, tensor));
  }

  private static OnnxModel attribute(String name, int value) {
    return new OnnxModel().text(1, name).number(3, value).number(20, INT_ATTRIBUTE);
  }

  private OnnxModel number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private OnnxModel text(int field, String value) {
    return block(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxModel message(int field, OnnxModel value) {
    return block(field, value.bytes.toByteArray());
  }

  private OnnxModel block(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** Seven bits a byte, the lowest first; the top bit says that more follow. */
  private void varint(long value) {
    long rest = value;
    while (rest > 0x7f) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
