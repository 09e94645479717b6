package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random arrays for the inputs of a network, the same for the same sizes. */
final class Samples {
  private static final long SEED = 1;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> sizes;

  private Samples(int steps, int rows) {
    this.sizes =
        Map.of(
            Steps.Names.NETWORK.time(),
            steps,
            Steps.Names.ENCODER.time(),
            steps,
            NetworkRunner.ROWS,
            rows);
  }

  /**
   * Arrays for some inputs: features, states from -1 to 1, tokens of the vocabulary, lengths of 1
   * to T of which one is T.
   *
   * @param ports of {@link NetworkRunner}
   */
  static Map<String, TypedArray> of(
      Architecture architecture, List<Port> ports, int steps, int rows) {
    Samples samples = new Samples(steps, rows);
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    for (Port port : ports) {
      boolean encoder = port.name().equals(Steps.Names.ENCODER.tokens());
      Architecture.Input input =
          encoder && architecture.source() instanceof Source.Sequence s
              ? s.encoder().input()
              : architecture.input();
      arrays.put(port.name(), samples.of(port, input.size()));
    }
    return arrays;
  }

  private TypedArray of(Port port, int tokens) {
    int[] shape =
        port.shape().stream()
            .mapToInt(d -> d instanceof Integer size ? size : sizes.get(d))
            .toArray();
    if (port.type().equals(NetworkRunner.FLOAT)) {
      return TypedArray.of(floats(shape), shape);
    }
    int[] whole = port.optional() ? lengths(shape) : random.ints(size(shape), 0, tokens).toArray();
    return TypedArray.of(whole, shape);
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int d : shape) {
      size = Math.multiplyExact(size, d);
    }
    return size;
  }

  private float[] floats(int[] shape) {
    float[] values = new float[size(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  private int[] lengths(int[] shape) {
    int steps = sizes.get(Steps.Names.NETWORK.time());
    int[] lengths = random.ints(size(shape), 1, steps + 1).toArray();
    lengths[0] = steps;
    return lengths;
  }
}
