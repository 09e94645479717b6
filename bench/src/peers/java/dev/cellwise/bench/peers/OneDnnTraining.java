package dev.cellwise.bench.peers;

import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;

/**
 * Cases D and F: layers one on the other, each a primitive of its own, as the first one's input may
 * have another size. Loss and update are loops over oneDNN's arrays: see {@link NativeLoops}.
 */
final class OneDnnTraining implements Workload {
  private final engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
  private final stream stream = new stream(engine);
  private final Setting setting;
  private final List<OneDnnLayer> layers = new ArrayList<>();
  private final OneDnnLayer top;
  private final OneDnnArray target;
  private final Losses losses = new Losses();

  OneDnnTraining(Problem problem) {
    setting = problem.setting();
    layers.add(
        OneDnnLayer.first(engine, stream, setting, problem.layers().getFirst(), problem.x()));
    for (int l = 1; l < problem.layers().size(); l++) {
      layers.add(layers.getLast().next(problem.layers().get(l)));
    }
    top = layers.getLast();
    target = OneDnnArray.of(engine, new OneDnnCells(engine, setting).y, problem.target());
  }

  @Override
  public void run() {
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).forward();
    }
    stream._wait();
    losses.add(loss());
    for (int l = layers.size() - 1; l >= 0; l--) {
      layers.get(l).backward();
    }
    stream._wait();
    for (int l = 0; l < layers.size(); l++) {
      layers.get(l).update();
    }
  }

  private double loss() {
    int n = setting.steps() * setting.batch() * setting.hidden();
    return NativeLoops.squaredError(n, top.y.floats(), target.floats(), 2f / n, top.dy.floats())
        / n;
  }

  @Override
  public String fault() {
    return losses.fault();
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    for (int l = 0; l < layers.size(); l++) {
      results.putAll(layers.get(l).gradients(l));
    }
    results.put("y", top.y.values());
    results.put("loss", losses.last());
    return results;
  }
}
