package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Cases D and F: mean squared error of all hidden states. */
final class LibtorchRegression implements LibtorchModel {
  private final LibtorchLayers layers;
  private final Tensor x;
  private final Tensor target;
  private final LibtorchOutput start;
  private LibtorchOutput last;

  LibtorchRegression(Problem problem) {
    Setting s = problem.setting();
    layers = new LibtorchLayers(problem);
    x = LibtorchLayers.tensor(problem.x(), s.steps(), s.batch(), s.input());
    target = LibtorchLayers.tensor(problem.target(), s.steps(), s.batch(), s.hidden());
    start = layers.zeros();
    last = start;
  }

  @Override
  public Map<String, Tensor> parameters() {
    return layers.parameters();
  }

  @Override
  public float rate() {
    return Problem.LEARNING_RATE;
  }

  @Override
  public Tensor loss() {
    if (last != start) {
      last.close();
    }
    last = layers.forward(x, start, true).kept();
    return torch.mse_loss(last.y(), target);
  }

  @Override
  public Map<String, float[]> hidden() {
    return Map.of("y", LibtorchLayers.values(last.y()));
  }
}
