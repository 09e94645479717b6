package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.onnx.Fields.Attribute;
import dev.cellwise.rnn.file.onnx.Fields.AttributeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A node of a graph under construction: NodeProto of {@code onnx.proto}. */
final class ExportNode {
  private final String operator;
  private final String name;
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<ProtoWriter> attributes = new ArrayList<>();

  ExportNode(String operator, String name) {
    this.operator = operator;
    this.name = name;
  }

  String name() {
    return name;
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
    return attribute(of, AttributeType.INT, a -> a.number(Attribute.I, value));
  }

  ExportNode number(String of, float value) {
    return attribute(of, AttributeType.FLOAT, a -> a.number(Attribute.F, value));
  }

  ExportNode text(String of, String value) {
    return attribute(of, AttributeType.STRING, a -> a.text(Attribute.S, value));
  }

  ExportNode numbers(String of, int... values) {
    return attribute(
        of,
        AttributeType.INTS,
        a -> Arrays.stream(values).forEach(i -> a.number(Attribute.INTS, i)));
  }

  ExportNode numbers(String of, List<Float> values) {
    return attribute(
        of, AttributeType.FLOATS, a -> values.forEach(f -> a.number(Attribute.FLOATS, f)));
  }

  ExportNode texts(String of, List<String> values) {
    return attribute(
        of, AttributeType.STRINGS, a -> values.forEach(s -> a.text(Attribute.STRINGS, s)));
  }

  private ExportNode attribute(String of, int type, Consumer<ProtoWriter> content) {
    ProtoWriter attribute = new ProtoWriter().text(Attribute.NAME, of);
    content.accept(attribute);
    attributes.add(attribute.number(Attribute.TYPE, type));
    return this;
  }

  /** Gives one of its outputs, if it is one, another name. */
  void rename(String from, String to) {
    outputs.replaceAll(value -> value.equals(from) ? to : value);
  }

  ProtoWriter message() {
    ProtoWriter node = new ProtoWriter();
    withoutTail(inputs).forEach(value -> node.text(Fields.Node.INPUT, value));
    withoutTail(outputs).forEach(value -> node.text(Fields.Node.OUTPUT, value));
    node.text(Fields.Node.NAME, name).text(Fields.Node.OP_TYPE, operator);
    attributes.forEach(attribute -> node.message(Fields.Node.ATTRIBUTE, attribute));
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
