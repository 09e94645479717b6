package dev.cellwise.bench.peers;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_ITER_C;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_ITER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS_LAYER;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Weights;
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
 * A layer in training. Both passes read the weights in layouts of their own, made anew in every
 * call; the weights' gradients are cleared, as oneDNN adds to them. It always makes the input's
 * gradient too. The update is a loop over its arrays: see {@link NativeLoops}.
 */
final class OneDnnLayer {
  private final engine engine;
  private final stream stream;
  private final Setting setting;
  private final OneDnnCall forward;
  private final OneDnnCall backward;
  private final Map<Integer, memory> forwardArguments = new LinkedHashMap<>();
  private final Map<Integer, memory> backwardArguments = new LinkedHashMap<>();

  /** Those of the input, of the state, and biases: in our layout. */
  private final List<OneDnnArray> weights;

  /** Of each of the weights, as oneDNN writes it and in our layout. */
  private final List<OneDnnCopy> gradients;

  private final List<OneDnnCopy> forwardWeights;
  private final List<OneDnnCopy> backwardWeights;

  /** [T, N, H]. */
  final OneDnnArray y;

  /** Its gradient: to be written between the passes. */
  final OneDnnArray dy;

  /** The first layer: its input's gradient goes nowhere. */
  static OneDnnLayer first(
      engine engine, stream stream, Setting setting, Weights weights, float[] input) {
    memory.desc desc = new OneDnnCells(engine, setting).x;
    OneDnnArray x = OneDnnArray.of(engine, desc, input);
    OneDnnArray dx = OneDnnArray.zeros(engine, desc);
    return new OneDnnLayer(engine, stream, setting, weights, x, dx);
  }

  /** The layer on this one. */
  OneDnnLayer next(Weights above) {
    Setting s = setting;
    Setting of = new Setting(s.kind(), s.cell(), s.hidden(), s.hidden(), s.batch(), s.steps());
    return new OneDnnLayer(engine, stream, of, above, y, dy);
  }

  private OneDnnLayer(
      engine engine, stream stream, Setting setting, Weights of, OneDnnArray x, OneDnnArray dx) {
    this.engine = engine;
    this.stream = stream;
    this.setting = setting;
    OneDnnCells cells = new OneDnnCells(engine, setting);
    OneDnnWeights w = OneDnnWeights.of(setting, of);
    rnn_primitive_desc_base forwardDesc = cells.forward(prop_kind.forward_training);
    rnn_primitive_desc_base backwardDesc = cells.backward(forwardDesc);
    weights =
        List.of(
            OneDnnArray.of(engine, cells.weightsLayer, w.layer()),
            OneDnnArray.of(engine, cells.weightsIter, w.iter()),
            OneDnnArray.of(engine, cells.bias, w.bias()));
    gradients =
        List.of(
            gradient(backwardDesc.diff_weights_layer_desc(), cells.weightsLayer),
            gradient(backwardDesc.diff_weights_iter_desc(), cells.weightsIter),
            gradient(backwardDesc.diff_bias_desc(), cells.bias));
    forwardWeights = packings(forwardDesc);
    backwardWeights = packings(backwardDesc);
    y = OneDnnArray.zeros(engine, cells.y);
    dy = OneDnnArray.zeros(engine, cells.y);
    OneDnnArray workspace = OneDnnArray.zeros(engine, forwardDesc.workspace_desc());
    putPass(forwardArguments, x, forwardWeights, workspace);
    putPass(backwardArguments, x, backwardWeights, workspace);
    putState(
        cells.state,
        DNNL_ARG_SRC_ITER,
        DNNL_ARG_DST_ITER,
        DNNL_ARG_DIFF_SRC_ITER,
        DNNL_ARG_DIFF_DST_ITER);
    if (setting.layer() == Layer.LSTM) {
      putState(
          cells.state,
          DNNL_ARG_SRC_ITER_C,
          DNNL_ARG_DST_ITER_C,
          DNNL_ARG_DIFF_SRC_ITER_C,
          DNNL_ARG_DIFF_DST_ITER_C);
    }
    putGradients(dx);
    forward = new OneDnnCall(new primitive(forwardDesc), stream, forwardArguments);
    backward = new OneDnnCall(new primitive(backwardDesc), stream, backwardArguments);
  }

  private OneDnnCopy gradient(memory.desc written, memory.desc ours) {
    return OneDnnCopy.of(engine, OneDnnArray.zeros(engine, written), ours);
  }

  private List<OneDnnCopy> packings(rnn_primitive_desc_base desc) {
    return List.of(
        OneDnnCopy.of(engine, weights.get(0), desc.weights_layer_desc()),
        OneDnnCopy.of(engine, weights.get(1), desc.weights_iter_desc()));
  }

  private void putPass(
      Map<Integer, memory> arguments,
      OneDnnArray x,
      List<OneDnnCopy> packed,
      OneDnnArray workspace) {
    arguments.put(DNNL_ARG_SRC_LAYER, x.memory());
    arguments.put(DNNL_ARG_WEIGHTS_LAYER, packed.get(0).to.memory());
    arguments.put(DNNL_ARG_WEIGHTS_ITER, packed.get(1).to.memory());
    arguments.put(DNNL_ARG_BIAS, weights.get(2).memory());
    arguments.put(DNNL_ARG_DST_LAYER, y.memory());
    arguments.put(DNNL_ARG_WORKSPACE, workspace.memory());
  }

  /** A first state of zeros, the last, and their gradients. Without them oneDNN 3.11 errs. */
  private void putState(memory.desc desc, int first, int last, int dFirst, int dLast) {
    memory state = OneDnnArray.zeros(engine, desc).memory();
    memory lastState = OneDnnArray.zeros(engine, desc).memory();
    for (Map<Integer, memory> arguments : List.of(forwardArguments, backwardArguments)) {
      arguments.put(first, state);
      arguments.put(last, lastState);
    }
    backwardArguments.put(dFirst, OneDnnArray.zeros(engine, desc).memory());
    backwardArguments.put(dLast, OneDnnArray.zeros(engine, desc).memory());
  }

  private void putGradients(OneDnnArray dx) {
    backwardArguments.put(DNNL_ARG_DIFF_SRC_LAYER, dx.memory());
    backwardArguments.put(DNNL_ARG_DIFF_WEIGHTS_LAYER, gradients.get(0).from.memory());
    backwardArguments.put(DNNL_ARG_DIFF_WEIGHTS_ITER, gradients.get(1).from.memory());
    backwardArguments.put(DNNL_ARG_DIFF_BIAS, gradients.get(2).from.memory());
    backwardArguments.put(DNNL_ARG_DIFF_DST_LAYER, dy.memory());
  }

  void forward() {
    run(forwardWeights);
    forward.run();
  }

  void backward() {
    run(backwardWeights);
    for (OneDnnCopy g : gradients) {
      g.from.clear();
    }
    backward.run();
    run(gradients);
  }

  private void run(List<OneDnnCopy> copies) {
    for (OneDnnCopy copy : copies) {
      copy.run(stream);
    }
  }

  void update() {
    for (int i = 0; i < weights.size(); i++) {
      NativeLoops.sgd(gradients.get(i).to.floats(), Problem.LEARNING_RATE, weights.get(i).floats());
    }
  }

  /** In PyTorch's layout, by the names of the results. */
  Map<String, float[]> gradients(int layer) {
    return new OneDnnWeights(
            gradients.get(0).to.values(),
            gradients.get(1).to.values(),
            gradients.get(2).to.values())
        .gradients(setting, layer);
  }
}
