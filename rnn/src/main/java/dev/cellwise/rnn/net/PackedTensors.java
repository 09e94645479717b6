package dev.cellwise.rnn.net;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Between the flat packed parameters and named tensors: see {@link Part}. */
final class PackedTensors {
  private PackedTensors() {}

  /** Named tensors of packed parameters, or of their gradients. */
  static Map<String, Tensor> unpack(Layers layers, float[] p) {
    Map<String, Tensor> to = new LinkedHashMap<>();
    for (Part part : layers.parts()) {
      part.unpack(p, (name, values, shape) -> to.put(name, new Tensor(shape, values)));
    }
    return to;
  }

  /** Packed parameters of named tensors; every one must be there, no other, all of its shape. */
  static float[] pack(Layers layers, Map<String, Tensor> from) {
    float[] p = layers.parameters().allocate();
    Set<String> left = new TreeSet<>(from.keySet());
    for (Part part : layers.parts()) {
      part.pack((name, shape) -> take(from, left, name, shape), p);
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "tensors: expected none but those of " + layers.architecture() + ", got also " + left);
    }
    return p;
  }

  private static float[] take(
      Map<String, Tensor> from, Set<String> left, String name, int... shape) {
    Tensor t = from.get(name);
    if (t == null) {
      throw new IllegalArgumentException(
          name + ": expected a tensor of shape " + Arrays.toString(shape) + ", got none");
    }
    if (!Arrays.equals(t.shape(), shape)) {
      throw new IllegalArgumentException(
          name
              + ": expected shape "
              + Arrays.toString(shape)
              + ", got "
              + Arrays.toString(t.shape()));
    }
    left.remove(name);
    return t.values();
  }
}
