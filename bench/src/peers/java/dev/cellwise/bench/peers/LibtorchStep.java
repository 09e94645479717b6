package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.Map;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Case A, in a thread in inference mode, by the functions of a cell. At H = 64 they took 15, 14 and
 * 7 microseconds (LSTM, GRU, simple cells) where those of a layer took 56, 17 and 10.
 */
final class LibtorchStep implements Workload {
  private final Layer layer;
  private final Tensor x;
  private final Tensor weightIh;
  private final Tensor weightHh;
  private final TensorOptional biasIh;
  private final TensorOptional biasHh;
  private LibtorchOutput last;

  LibtorchStep(Problem problem) {
    Setting s = problem.setting();
    layer = s.layer();
    x = LibtorchLayers.tensor(problem.x(), s.batch(), s.input());
    Map<String, Tensor> parameters = new LibtorchLayers(problem).parameters();
    weightIh = parameters.get("weight_ih_l0");
    weightHh = parameters.get("weight_hh_l0");
    biasIh = new TensorOptional(parameters.get("bias_ih_l0"));
    biasHh = new TensorOptional(parameters.get("bias_hh_l0"));
    Tensor h = torch.zeros(s.batch(), s.hidden());
    last = layer == Layer.LSTM ? lstm(new T_TensorTensor_T(h, torch.zeros_like(h))) : output(h);
  }

  private static LibtorchOutput lstm(T_TensorTensor_T state) {
    return new LibtorchOutput(state, state.get0(), state.get0(), state.get1());
  }

  private static LibtorchOutput output(Tensor h) {
    return new LibtorchOutput(h, h, h, null);
  }

  @Override
  public void run() {
    LibtorchOutput next = step(last.h());
    last.close();
    last = next;
  }

  private LibtorchOutput step(Tensor h) {
    return switch (layer) {
      case LSTM -> {
        try (TensorVector state = new TensorVector(h, last.c())) {
          yield lstm(torch.lstm_cell(x, state, weightIh, weightHh, biasIh, biasHh));
        }
      }
      case GRU -> output(torch.gru_cell(x, h, weightIh, weightHh, biasIh, biasHh));
      case RNN -> output(torch.rnn_tanh_cell(x, h, weightIh, weightHh, biasIh, biasHh));
    };
  }

  @Override
  public String fault() {
    float[] y = LibtorchLayers.values(last.y());
    return Data.faultOfHidden(y.length, y, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", LibtorchLayers.values(last.y()));
  }
}
