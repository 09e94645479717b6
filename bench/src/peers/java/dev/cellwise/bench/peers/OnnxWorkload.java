package dev.cellwise.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Data;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A session over a model of one node. Weights are in the model, so they are packed at load; the
 * tensors are over direct buffers made once. Two calls take turns: the last state of each is the
 * first of the other, without a copy. In case C nothing writes to the states.
 */
final class OnnxWorkload implements Workload {
  private final OrtSession session;
  private final List<Map<String, OnnxTensor>> inputs;
  private final List<Map<String, OnnxTensor>> outputs;
  private final List<FloatBuffer> y;
  private int turn;

  OnnxWorkload(Problem problem, int threads) throws OrtException {
    Setting s = problem.setting();
    session = session(problem, threads);
    OnnxTensor x = tensor(s.steps(), s.batch(), s.input());
    x.getBufferRef().ifPresent(buffer -> ((FloatBuffer) buffer).put(problem.x()).rewind());
    inputs = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    outputs = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    inputs.forEach(m -> m.put("X", x));
    takeTurns("h0", "hn", s);
    if (s.layer() == Layer.LSTM) {
      takeTurns("c0", "cn", s);
    }
    if (OnnxModel.sequence(s.kind())) {
      OnnxTensor all = tensor(s.steps(), 1, s.batch(), s.hidden());
      outputs.forEach(m -> m.put("Y", all));
    }
    String name = s.kind() == Case.A ? "hn" : "Y";
    y = outputs.stream().map(m -> (FloatBuffer) m.get(name).getBufferRef().orElseThrow()).toList();
  }

  static OrtSession session(Problem problem, int threads) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      return OrtEnvironment.getEnvironment().createSession(OnnxModel.of(problem), options);
    }
  }

  /** Two tensors of a state: one is read in a call and written in the next. */
  private void takeTurns(String first, String last, Setting s) throws OrtException {
    for (int i = 0; i < 2; i++) {
      OnnxTensor state = tensor(1, s.batch(), s.hidden());
      inputs.get(i).put(first, state);
      if (OnnxModel.carried(s.kind())) {
        outputs.get(1 - i).put(last, state);
      }
    }
  }

  static OnnxTensor tensor(long... shape) throws OrtException {
    long size = 1;
    for (long n : shape) {
      size *= n;
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(size * Float.BYTES));
    FloatBuffer floats = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), floats, shape);
  }

  @Override
  public void run() {
    try {
      session.run(inputs.get(turn), outputs.get(turn)).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    turn = 1 - turn;
  }

  /** What the last call gave: the other call's turn it was. */
  private float[] last() {
    FloatBuffer last = y.get(1 - turn);
    float[] copy = new float[last.capacity()];
    last.get(0, copy);
    return copy;
  }

  @Override
  public String fault() {
    float[] last = last();
    return Data.faultOfHidden(last.length, last, 0);
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("y", last());
  }

  @Override
  public void close() {
    try {
      session.close();
      Set<OnnxTensor> tensors = new HashSet<>();
      inputs.forEach(m -> tensors.addAll(m.values()));
      outputs.forEach(m -> tensors.addAll(m.values()));
      tensors.forEach(OnnxTensor::close);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
