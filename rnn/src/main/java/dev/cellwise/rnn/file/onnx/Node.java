package dev.cellwise.rnn.file.onnx;

import static dev.cellwise.rnn.file.ModelFileException.quote;

/**
 * A node of a graph, as the file has it.
 *
 * @param name may be empty, and need not be its own
 * @param type of the operator
 * @param domain of the operator; empty for ONNX's own
 * @param inputs values by number; {@link #NONE} where one is left out
 * @param outputs values by number; {@link #NONE} where one is left out
 * @param attributes in the file's order
 */
record Node(
    String name, String type, String domain, int[] inputs, int[] outputs, Attribute[] attributes) {
  /** In the place of a value: none. */
  static final int NONE = 0;

  /** An attribute. */
  record Attribute(String name, Kind kind, Object value) {}

  /** What an attribute's value is. */
  enum Kind {
    FLOAT,
    INT,
    STRING,
    TENSOR,
    FLOATS,
    INTS,
    STRINGS,
    /** None that is read: its value says what it is. */
    OTHER
  }

  Attribute attribute(String of) {
    for (Attribute a : attributes) {
      if (a.name.equals(of)) {
        return a;
      }
    }
    return null;
  }

  boolean is(String operator) {
    return type.equals(operator) && domain.isEmpty();
  }

  /** As messages call it. */
  @Override
  public String toString() {
    String of = domain.isEmpty() ? quote(type) : quote(domain + "." + type);
    return "node " + quote(name) + " (" + of.substring(1, of.length() - 1) + ")";
  }
}
