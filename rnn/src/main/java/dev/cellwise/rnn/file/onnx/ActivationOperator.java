package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;

/**
 * An activation, element by element.
 *
 * @param function the kernel's
 */
record ActivationOperator(Activation function) implements Operator {
  @Override
  public OnnxType[] types(OnnxType[] in) {
    Operator.check(0, in, Types.FLOAT);
    return new OnnxType[] {in[0]};
  }

  @Override
  public Value[] run(Value[] in, Room room) {
    return new Value[] {apply(function, in[0], room)};
  }

  static Value apply(Activation f, Value x, Room room) {
    Value y = room.floats(x.shape);
    f.forward(y.size, x.floats(), 0, y.floats(), 0);
    return y;
  }
}
