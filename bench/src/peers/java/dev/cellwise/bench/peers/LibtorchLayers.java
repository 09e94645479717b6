package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Weights;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The recurrent layers of a problem, by the functions that PyTorch's modules call. */
final class LibtorchLayers {
  private final Setting setting;
  private final int count;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final TensorVector vector;

  LibtorchLayers(Problem problem) {
    setting = problem.setting();
    count = problem.layers().size();
    for (int l = 0; l < count; l++) {
      Weights w = problem.layers().get(l);
      int rows = w.biasIh().length;
      int inputs = l == 0 ? setting.input() : setting.hidden();
      parameters.put("weight_ih_l" + l, tensor(w.weightIh(), rows, inputs));
      parameters.put("weight_hh_l" + l, tensor(w.weightHh(), rows, setting.hidden()));
      parameters.put("bias_ih_l" + l, tensor(w.biasIh(), rows));
      parameters.put("bias_hh_l" + l, tensor(w.biasHh(), rows));
    }
    vector = vector(parameters.values());
  }

  /** By their names in PyTorch's modules. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  /** A state of zeros, as the output of a call that never was. */
  LibtorchOutput zeros() {
    Tensor y = torch.zeros(setting.steps(), setting.batch(), setting.hidden());
    Tensor h = torch.zeros(count, setting.batch(), setting.hidden());
    return setting.layer() == Layer.LSTM
        ? LibtorchOutput.of(new T_TensorTensorTensor_T(y, h, torch.zeros_like(h)))
        : LibtorchOutput.of(new T_TensorTensor_T(y, h));
  }

  /**
   * Forward.
   *
   * @param x [T, N, I]
   * @param before whose last state is the first
   * @param training whether a backward pass follows
   */
  LibtorchOutput forward(Tensor x, LibtorchOutput before, boolean training) {
    return switch (setting.layer()) {
      case LSTM -> {
        try (TensorVector state = new TensorVector(before.h(), before.c())) {
          yield LibtorchOutput.of(
              torch.lstm(x, state, vector, true, count, 0, training, false, false));
        }
      }
      case GRU ->
          LibtorchOutput.of(
              torch.gru(x, before.h(), vector, true, count, 0, training, false, false));
      case RNN ->
          LibtorchOutput.of(
              torch.rnn_tanh(x, before.h(), vector, true, count, 0, training, false, false));
    };
  }

  /** A tensor of floats. */
  static Tensor tensor(float[] values, long... shape) {
    return torch.tensor(values).reshape(shape).clone();
  }

  /** Tensors as the library takes several. */
  static TensorVector vector(Collection<Tensor> tensors) {
    return new TensorVector(tensors.toArray(Tensor[]::new));
  }

  /** A copy of a tensor's numbers. */
  static float[] values(Tensor tensor) {
    try (Tensor dense = tensor.contiguous()) {
      float[] values = new float[(int) dense.numel()];
      dense.data_ptr_float().get(values);
      return values;
    }
  }
}
