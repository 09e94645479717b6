package dev.cellwise.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;

import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.rnn_primitive_desc_base;
import org.bytedeco.dnnl.stream;

/**
 * Cases A to C: weights packed once in the layout that oneDNN asks for. Two calls take turns: the
 * last state of each is the first of the other, without a copy.
 */
final class OneDnnInference implements Workload {
  private final engine engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
  private final stream stream = new stream(engine);
  private final List<Map<Integer, memory>> arguments =
      List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
  private final List<OneDnnCall> calls;
  private final OneDnnArray y;
  private int turn;

  OneDnnInference(Problem problem) {
    Setting s = problem.setting();
    OneDnnCells cells = new OneDnnCells(engine, s);
    OneDnnWeights w = OneDnnWeights.of(s, problem.layers().getFirst());
    rnn_primitive_desc_base desc = cells.forward(prop_kind.forward_inference);
    primitive forward = new primitive(desc);
    y = OneDnnArray.zeros(engine, cells.y);
    put(DNNL_ARG_SRC_LAYER, OneDnnArray.of(engine, cells.x, problem.x()));
    OneDnnArray layer = OneDnnArray.of(engine, cells.weightsLayer, w.layer());
    OneDnnArray iter = OneDnnArray.of(engine, cells.weightsIter, w.iter());
    put(DNNL_ARG_WEIGHTS_LAYER, packed(layer, desc.weights_layer_desc()));
    put(DNNL_ARG_WEIGHTS_ITER, packed(iter, desc.weights_iter_desc()));
    put(DNNL_ARG_BIAS, OneDnnArray.of(engine, cells.bias, w.bias()));
    put(DNNL_ARG_DST_LAYER, y);
    if (OneDnnCells.stateful(s.kind())) {
      takeTurns(DNNL_ARG_SRC_ITER, DNNL_ARG_DST_ITER, cells.state);
      if (s.layer() == Layer.LSTM) {
        takeTurns(DNNL_ARG_SRC_ITER_C, DNNL_ARG_DST_ITER_C, cells.state);
      }
    }
    calls = arguments.stream().map(a -> new OneDnnCall(forward, stream, a)).toList();
  }

  private OneDnnArray packed(OneDnnArray weights, memory.desc desc) {
    OneDnnCopy copy = OneDnnCopy.of(engine, weights, desc);
    copy.run(stream);
    stream._wait();
    return copy.to;
  }

  private void put(int name, OneDnnArray array) {
    arguments.forEach(m -> m.put(name, array.memory()));
  }

  private void takeTurns(int first, int last, memory.desc desc) {
    for (int i = 0; i < 2; i++) {
      memory state = OneDnnArray.zeros(engine, desc).memory();
      arguments.get(i).put(first, state);
      arguments.get(1 - i).put(last, state);
    }
  }

  @Override
  public void run() {
    calls.get(turn).run();
    stream._wait();
    turn = 1 - turn;
  }

  @Override
  public String fault() {
    float[] values = y.values();
    return Data.faultOfHidden(values.length, values, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", y.values());
  }
}
