package dev.cellwise.bench.peers;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/**
 * What a function of a recurrent layer gives.
 *
 * @param owner holds the tensors
 * @param y hidden states
 * @param h last hidden state
 * @param c last cell state of an LSTM, else null
 */
record LibtorchOutput(Pointer owner, Tensor y, Tensor h, Tensor c) implements AutoCloseable {
  /** Of an LSTM. */
  static LibtorchOutput of(T_TensorTensorTensor_T output) {
    return new LibtorchOutput(output, output.get0(), output.get1(), output.get2());
  }

  /** Of another layer. */
  static LibtorchOutput of(T_TensorTensor_T output) {
    return new LibtorchOutput(output, output.get0(), output.get1(), null);
  }

  /** Lives on when the scope ends that it came about in, until it is closed. */
  LibtorchOutput kept() {
    owner.retainReference();
    return this;
  }

  @Override
  public void close() {
    owner.deallocate();
  }
}
