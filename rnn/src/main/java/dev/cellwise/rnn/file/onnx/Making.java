package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

import dev.cellwise.rnn.file.onnx.Node.Attribute;
import dev.cellwise.rnn.file.onnx.Node.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A node that is being made into an operator. Attributes are taken one by one; those that are left
 * over at the end are refused, so that none is ever passed by.
 */
final class Making {
  private final Node node;
  private final int opset;
  private final Set<String> left = new LinkedHashSet<>();

  Making(Node node, int opset) {
    this.node = node;
    this.opset = opset;
    for (Attribute a : node.attributes()) {
      left.add(a.name());
    }
  }

  /** The version of ONNX's operators. */
  int opset() {
    return opset;
  }

  /** Refuses the operator before a version. */
  Making since(int version) {
    if (opset < version) {
      throw new Refusal("operators", "version " + version + " or later", opset);
    }
    return this;
  }

  /** Inputs, those left out in between counted. */
  int inputs() {
    return node.inputs().length;
  }

  boolean hasInput(int i) {
    return i < inputs() && node.inputs()[i] != Node.NONE;
  }

  int outputs() {
    return node.outputs().length;
  }

  boolean hasOutput(int i) {
    return i < outputs() && node.outputs()[i] != Node.NONE;
  }

  /** Checks the number of inputs; the first ones must be there. */
  void inputs(int least, int most) {
    if (inputs() > most) {
      throw new Refusal("inputs", "at most " + most, inputs());
    }
    for (int i = 0; i < least; i++) {
      if (!hasInput(i)) {
        throw new Refusal("inputs", "at least " + least, "none as number " + (i + 1));
      }
    }
  }

  /** Checks that there are inputs, and none left out. */
  void allInputs() {
    inputs(Math.max(inputs(), 1), Integer.MAX_VALUE);
  }

  boolean has(String attribute) {
    return node.attribute(attribute) != null;
  }

  private <T> T take(String name, Kind kind, Class<T> type, T otherwise) {
    Attribute a = node.attribute(name);
    if (a == null) {
      return otherwise;
    }
    left.remove(name);
    if (a.kind() != kind) {
      throw new Refusal(
          attribute(name), what(kind), a.kind() == Kind.OTHER ? a.value() : what(a.kind()));
    }
    return type.cast(a.value());
  }

  private static String what(Kind kind) {
    return switch (kind) {
      case FLOAT -> "a float";
      case INT -> "a whole number";
      case STRING -> "a text";
      case TENSOR -> "a tensor";
      case FLOATS -> "floats";
      case INTS -> "whole numbers";
      case STRINGS -> "texts";
      case OTHER -> "another value";
    };
  }

  static String attribute(String name) {
    return "attribute " + name;
  }

  long number(String name, long otherwise) {
    return take(name, Kind.INT, Long.class, otherwise);
  }

  /** A whole number that is 0 or 1. */
  boolean flag(String name) {
    long value = number(name, 0);
    if (value < 0 || value > 1) {
      throw new Refusal(attribute(name), "0 or 1", value);
    }
    return value == 1;
  }

  float number(String name, float otherwise) {
    return take(name, Kind.FLOAT, Float.class, otherwise);
  }

  String text(String name, String otherwise) {
    return take(name, Kind.STRING, String.class, otherwise);
  }

  /** Null where there is none. */
  Value tensor(String name) {
    return take(name, Kind.TENSOR, Value.class, null);
  }

  /** Null where there are none. */
  long[] numbers(String name) {
    return take(name, Kind.INTS, long[].class, null);
  }

  /** None where there are none. */
  float[] floats(String name) {
    return take(name, Kind.FLOATS, float[].class, new float[0]);
  }

  /** Null where there are none. */
  String[] texts(String name) {
    return take(name, Kind.STRINGS, String[].class, null);
  }

  /** Refuses what nobody took. */
  void checkAllTaken() {
    if (!left.isEmpty()) {
      String name = left.iterator().next();
      throw new Refusal(
          "attribute " + quote(name) + ": not known of " + node.type() + " in version " + opset);
    }
  }
}
