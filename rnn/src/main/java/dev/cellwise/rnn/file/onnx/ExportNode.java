package dev.cellwise.rnn.file.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A node of a graph under construction: NodeProto of {@code onnx.proto}. */
final class ExportNode {
  private static final int INPUT = 1;
  private static final int OUTPUT = 2;
  private static final int NAME = 3;
  private static final int OPERATOR = 4;
  private static final int ATTRIBUTE = 5;

  /** Of AttributeProto: its name, its value by type, and the type. */
  private static final int ATTRIBUTE_NAME = 1;

  private static final int F = 2;
  private static final int I = 3;
  private static final int S = 4;
  private static final int F_S = 7;
  private static final int I_S = 8;
  private static final int S_S = 9;
  private static final int TYPE = 20;
  private static final int FLOAT = 1;
  private static final int INT = 2;
  private static final int STRING = 3;
  private static final int FLOATS = 6;
  private static final int INTS = 7;
  private static final int STRINGS = 8;

  private final String operator;
  private final String name;
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<ProtoWriter> attributes = new ArrayList<>();

  ExportNode(String operator, String name) {
    this.operator = operator;
    this.name = name;
  }

  /** Values that it reads; an empty name stands for one that is left out. */
  ExportNode in(String... values) {
    inputs.addAll(List.of(values));
    return this;
  }

  /** Values that it makes; an empty name stands for one that nobody asks for. */
  ExportNode out(String... values) {
    outputs.addAll(List.of(values));
    return this;
  }

  ExportNode number(String of, long value) {
    return attribute(of, INT, a -> a.number(I, value));
  }

  ExportNode number(String of, float value) {
    return attribute(of, FLOAT, a -> a.number(F, value));
  }

  ExportNode text(String of, String value) {
    return attribute(of, STRING, a -> a.text(S, value));
  }

  ExportNode numbers(String of, int... values) {
    return attribute(of, INTS, a -> Arrays.stream(values).forEach(i -> a.number(I_S, i)));
  }

  ExportNode numbers(String of, List<Float> values) {
    return attribute(of, FLOATS, a -> values.forEach(f -> a.number(F_S, f)));
  }

  ExportNode texts(String of, List<String> values) {
    return attribute(of, STRINGS, a -> values.forEach(s -> a.text(S_S, s)));
  }

  private ExportNode attribute(String of, int type, Consumer<ProtoWriter> content) {
    ProtoWriter attribute = new ProtoWriter().text(ATTRIBUTE_NAME, of);
    content.accept(attribute);
    attributes.add(attribute.number(TYPE, type));
    return this;
  }

  /** Gives one of its outputs, if it is one, another name. */
  void rename(String from, String to) {
    outputs.replaceAll(value -> value.equals(from) ? to : value);
  }

  ProtoWriter message() {
    ProtoWriter node = new ProtoWriter();
    withoutTail(inputs).forEach(value -> node.text(INPUT, value));
    withoutTail(outputs).forEach(value -> node.text(OUTPUT, value));
    node.text(NAME, name).text(OPERATOR, operator);
    attributes.forEach(attribute -> node.message(ATTRIBUTE, attribute));
    return node;
  }

  /** Those left out behind the last that is there need no name. */
  private static List<String> withoutTail(List<String> values) {
    int end = values.size();
    while (end > 0 && values.get(end - 1).isEmpty()) {
      end--;
    }
    return values.subList(0, end);
  }
}
