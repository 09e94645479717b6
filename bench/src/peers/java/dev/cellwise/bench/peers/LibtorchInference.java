package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Cases B and C, in a thread in inference mode. */
final class LibtorchInference implements Workload {
  private final LibtorchLayers layers;
  private final boolean carried;
  private final Tensor x;
  private final LibtorchOutput start;
  private LibtorchOutput last;

  LibtorchInference(Problem problem) {
    Setting s = problem.setting();
    layers = new LibtorchLayers(problem);
    carried = s.kind() != Case.C;
    x = LibtorchLayers.tensor(problem.x(), s.steps(), s.batch(), s.input());
    start = layers.zeros();
    last = start;
  }

  @Override
  public void run() {
    LibtorchOutput next = layers.forward(x, carried ? last : start, false);
    if (last != start) {
      last.close();
    }
    last = next;
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
