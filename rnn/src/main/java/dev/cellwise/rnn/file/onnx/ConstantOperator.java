package dev.cellwise.rnn.file.onnx;

/**
 * Constant: a value that the node holds.
 *
 * @param value the value
 */
record ConstantOperator(Value value) implements Operator {
  static Operator make(Making node) {
    node.inputs(0, 0);
    if (node.has("value")) {
      return new ConstantOperator(node.tensor("value"));
    }
    node.since(12);
    if (node.has("value_float")) {
      return new ConstantOperator(Value.of(new float[] {node.number("value_float", 0f)}));
    }
    if (node.has("value_int")) {
      return new ConstantOperator(Value.of(node.number("value_int", 0L)));
    }
    if (node.has("value_floats")) {
      float[] all = node.floats("value_floats");
      return new ConstantOperator(Value.of(all, all.length));
    }
    if (node.has("value_ints")) {
      long[] all = node.numbers("value_ints");
      return new ConstantOperator(Value.of(all, all.length));
    }
    throw new Refusal(
        "attributes", "value, value_float, value_floats, value_int or value_ints", "none of them");
  }

  @Override
  public OnnxType[] types(OnnxType[] in) {
    return new OnnxType[] {value.type};
  }

  @Override
  public Value[] run(Value[] in, Room room) {
    return new Value[] {value};
  }
}
