package dev.cellwise.bench.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model in ONNX Runtime, from named arrays to named arrays. */
final class OnnxSession implements AutoCloseable {
  /**
   * An input or output: row-major, and of its three arrays the one that there is.
   *
   * @param shape size of each dimension
   * @param floats values; null if they are others
   * @param longs values; null if they are others
   * @param ints values; null if they are others
   */
  record Value(long[] shape, float[] floats, long[] longs, int[] ints) {
    static Value of(float[] floats, long... shape) {
      return new Value(shape, floats, null, null);
    }

    private static Value of(OnnxTensor tensor) {
      long[] shape = tensor.getInfo().getShape();
      if (tensor.getInfo().type == OnnxJavaType.INT64) {
        LongBuffer buffer = tensor.getLongBuffer();
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return new Value(shape, null, values, null);
      }
      FloatBuffer buffer = tensor.getFloatBuffer();
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return of(values, shape);
    }

    private OnnxTensor tensor() throws OrtException {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      if (longs != null) {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), shape);
      }
      return ints != null
          ? OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), shape)
          : OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
    }
  }

  private final OrtSession session;

  OnnxSession(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(model, options);
    }
  }

  /** All outputs, floats or longs, in their order. */
  Map<String, Value> run(Map<String, Value> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Value> input : inputs.entrySet()) {
      tensors.put(input.getKey(), input.getValue().tensor());
    }
    Map<String, Value> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(tensors)) {
      for (Map.Entry<String, OnnxValue> output : result) {
        outputs.put(output.getKey(), Value.of((OnnxTensor) output.getValue()));
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
