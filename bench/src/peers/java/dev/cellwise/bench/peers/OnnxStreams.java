package dev.cellwise.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Streams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One session for all threads, which calls of it may share. The states of a thread lie in one
 * direct buffer, those of a stream side by side, and are copied to the tensors of the call and
 * back: some hundred bytes, where tensors of its own for each stream would be four objects and as
 * many native ones.
 */
final class OnnxStreams implements Streams {
  private final Problem problem;
  private final OrtSession session;

  OnnxStreams(Problem problem) throws OrtException {
    this.problem = problem;
    // A step of one stream is not shared between threads: each thread has calls of its own.
    this.session = OnnxWorkload.session(problem, 1);
  }

  @Override
  public Share share(int streams) throws OrtException {
    return new OfThread(session, problem, streams);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class OfThread implements Share {
    private final OrtSession session;
    private final int streams;
    private final int hidden;

    /** [streams, parts, H] — h, and c of an LSTM. */
    private final FloatBuffer states;

    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();

    /** [parts] — what the tensors are over, before a step and after it. */
    private final FloatBuffer[] first;

    private final FloatBuffer[] last;

    OfThread(OrtSession session, Problem problem, int streams) throws OrtException {
      Setting s = problem.setting();
      String[] parts = s.layer() == Layer.LSTM ? new String[] {"h", "c"} : new String[] {"h"};
      this.session = session;
      this.streams = streams;
      this.hidden = s.hidden();
      this.states = floats(Math.multiplyExact(streams, parts.length * hidden));
      this.first = new FloatBuffer[parts.length];
      this.last = new FloatBuffer[parts.length];
      OnnxTensor x = OnnxWorkload.tensor(1, 1, s.input());
      buffer(x).put(problem.x()).rewind();
      inputs.put("X", x);
      for (int i = 0; i < parts.length; i++) {
        OnnxTensor before = OnnxWorkload.tensor(1, 1, hidden);
        OnnxTensor after = OnnxWorkload.tensor(1, 1, hidden);
        inputs.put(parts[i] + "0", before);
        outputs.put(parts[i] + "n", after);
        first[i] = buffer(before);
        last[i] = buffer(after);
      }
    }

    private static FloatBuffer floats(int size) {
      return ByteBuffer.allocateDirect(Math.multiplyExact(size, Float.BYTES))
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    private static FloatBuffer buffer(OnnxTensor tensor) {
      return (FloatBuffer) tensor.getBufferRef().orElseThrow();
    }

    @Override
    public int streams() {
      return streams;
    }

    @Override
    public void step(int stream) {
      int at = stream * first.length * hidden;
      for (int i = 0; i < first.length; i++) {
        first[i].put(0, states, at + i * hidden, hidden);
      }
      try {
        session.run(inputs, outputs).close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
      for (int i = 0; i < last.length; i++) {
        states.put(at + i * hidden, last[i], 0, hidden);
      }
    }

    @Override
    public float[] output() {
      float[] h = new float[hidden];
      last[0].get(0, h);
      return h;
    }

    @Override
    public long nativeBytes() {
      return (long) states.capacity() * Float.BYTES;
    }

    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }
}
