package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Workload;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;

/** Cases D to F: autograd and the library's own optimizer. */
final class LibtorchTraining implements Workload {
  private final LibtorchModel model;
  private final SGD optimizer;
  private final Losses losses = new Losses();

  LibtorchTraining(LibtorchModel model) {
    this.model = model;
    Map<String, Tensor> parameters = model.parameters();
    parameters.values().forEach(parameter -> parameter.requires_grad_(true));
    optimizer = new SGD(LibtorchLayers.vector(parameters.values()), new SGDOptions(model.rate()));
  }

  @Override
  public void run() {
    PointerScope scope = new PointerScope();
    try {
      optimizer.zero_grad();
      Tensor loss = model.loss();
      loss.backward();
      optimizer.step();
      losses.add(loss.item_float());
    } finally {
      scope.close();
    }
  }

  @Override
  public String fault() {
    return losses.fault();
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new HashMap<>(model.hidden());
    model
        .parameters()
        .forEach((name, p) -> results.put("grad." + name, LibtorchLayers.values(p.grad())));
    results.put("loss", losses.last());
    return results;
  }
}
