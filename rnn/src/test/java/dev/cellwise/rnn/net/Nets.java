package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.cellwise.testing.Floats;
import dev.cellwise.testing.Golden;
import dev.cellwise.testing.LstmReference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What the tests of networks share: inputs, runs, the way to the reference. */
@SuppressWarnings("exports") // the tests of this module are all that sees it
public final class Nets {
  private Nets() {}

  /** Numbers with 24 random bits, the same everywhere. */
  public static float[] uniform(long seed, int n, float low, float high) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = low + (high - low) * ((random.nextInt() >>> 8) * 0x1p-24f);
    }
    return a;
  }

  /** Tokens of [0, v), the same everywhere. */
  public static int[] tokens(long seed, int n, int v) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] a = new int[n];
    for (int i = 0; i < n; i++) {
      a[i] = random.nextInt(v);
    }
    return a;
  }

  /** One after the other. */
  public static float[] concatenated(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A state of random numbers. */
  public static State state(Network network, long seed) {
    State state = network.newState();
    state.fromArray(uniform(seed, state.toArray().length, -1, 1));
    return state;
  }

  /** As {@link Network#initialise}, but that the head's slopes, if any, are not all the same. */
  public static Network initialise(Architecture a, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(Network.initialise(a, seed).tensors());
    tensors.computeIfPresent(
        "head.slope", (name, t) -> Tensor.of(uniform(seed, a.outputs(), -1, 1), a.outputs()));
    return Network.of(a, tensors);
  }

  /** Demands equal lengths and bits. */
  public static void assertSameBits(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        fail("%s: element %d: %a against %a".formatted(what, i, expected[i], actual[i]));
      }
    }
  }

  /** The parameters without what may be behind them: where small arrays lie differs. */
  static float[] packed(Network network) {
    return Arrays.copyOf(network.parameters(), network.layers().parameters().length());
  }

  /** Demands equal numbers, zeros of either sign being equal. */
  public static void assertSameNumbers(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != actual[i]) {
        fail("%s: element %d: %a against %a".formatted(what, i, expected[i], actual[i]));
      }
    }
  }

  /** Demands the same names, shapes and bits. */
  public static void assertSameBits(
      String what, Map<String, Tensor> expected, Map<String, Tensor> actual) {
    assertEquals(expected.keySet(), actual.keySet(), what);
    expected.forEach(
        (name, tensor) -> {
          assertTrue(actual.get(name).hasShape(tensor.shape()), what + ", " + name);
          assertSameBits(what + ", " + name, tensor.values(), actual.get(name).values());
        });
  }

  /** Demands a refusal whose message begins with the argument's name and says what was expected. */
  public static void assertRefused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(
        e.getMessage() != null && e.getMessage().startsWith(argument + ": expected "),
        e.toString());
  }

  /** The outputs of the last window, [steps, rows, O]. */
  public static float[] outputs(Unrolled u, int steps, int rows, int size) {
    float[] y = new float[steps * rows * size];
    for (int i = 0; i < steps * rows; i++) {
      System.arraycopy(u.tape().data(), u.output() + i * u.outputRow(), y, i * size, size);
    }
    return y;
  }

  /** The same of one row, [steps, O]. */
  public static float[] row(float[] y, int steps, int rows, int size, int row) {
    float[] one = new float[steps * size];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(y, (t * rows + row) * size, one, t * size, size);
    }
    return one;
  }

  /** One row of a window of tokens. */
  public static int[] row(int[] tokens, int steps, int rows, int row) {
    int[] one = new int[steps];
    for (int t = 0; t < steps; t++) {
      one[t] = tokens[t * rows + row];
    }
    return one;
  }

  /** A row's state after a window. */
  public static float[] stateAfter(Unrolled u, Network network, int steps, int row) {
    State state = network.newState();
    float[] data = u.tape().data();
    for (int l = 0; l < state.layers(); l++) {
      for (int part = 0; part < state.parts(l).size(); part++) {
        float[] values = new float[state.parts(l).get(part).size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = data[u.window(l).state(part, steps, row, i)];
        }
        state.set(l, state.parts(l).get(part).name(), values);
      }
    }
    return state.toArray();
  }

  /** Tensors in double. */
  public static Map<String, double[]> doubles(Map<String, Tensor> tensors) {
    Map<String, double[]> to = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> to.put(name, Floats.widen(tensor.values())));
    return to;
  }

  /** The reference of an architecture. */
  public static LstmReference reference(Architecture a) {
    LstmReference.Builder b = LstmReference.builder();
    switch (a.input()) {
      case Architecture.Features f -> b.features(f.size());
      case Architecture.Index i -> b.index(i.size());
      case Architecture.Embedding e -> b.embedding(e.size(), e.width());
    }
    a.layers().forEach(layer -> b.lstm(layer.units()));
    if (a.prelu()) {
      b.densePrelu(a.outputs());
    } else if (a.outputs() > 0) {
      b.dense(a.outputs(), a.activation().toString());
    }
    return b.build();
  }

  /** The network of a golden case: its tensors are named as ours. */
  public static Network network(Golden golden) {
    Architecture.Builder b = Architecture.builder();
    if (golden.has("x")) {
      b.features(golden.shape("x")[2]);
    } else if (golden.has("embedding.weight")) {
      int[] shape = golden.shape("embedding.weight");
      b.embedding(shape[0], shape[1]);
    } else {
      b.index(golden.shape("head.bias")[0]);
    }
    for (int l = 0; golden.has("h0_l" + l); l++) {
      b.lstm(golden.shape("h0_l" + l)[1]);
    }
    if (golden.has("head.bias")) {
      b.dense(golden.shape("head.bias")[0]);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : golden.names()) {
      if (name.matches("(lstm|head|embedding)\\..*")) {
        tensors.put(name, new Tensor(golden.shape(name), golden.floats(name)));
      }
    }
    return Network.of(b.build(), tensors);
  }

  /** Sets the rows' initial states to those of a golden case. */
  public static void setStates(Unrolled u, Network network, Golden golden) {
    State state = network.newState();
    int rows = golden.shape("h0_l0")[0];
    for (int n = 0; n < rows; n++) {
      for (int l = 0; l < state.layers(); l++) {
        int size = network.architecture().layers().get(l).units();
        float[] h = new float[size];
        float[] c = new float[size];
        System.arraycopy(golden.floats("h0_l" + l), n * size, h, 0, size);
        System.arraycopy(golden.floats("c0_l" + l), n * size, c, 0, size);
        state.set(l, "h", h);
        state.set(l, "c", c);
      }
      u.setState(n, state);
    }
  }

  /** The gradient of the initial state of a layer, h then c, each [rows, H]. */
  public static float[][] stateGradients(
      Unrolled u, Network network, int layer, int steps, int rows) {
    int size = network.architecture().layers().get(layer).units();
    float[] dh = new float[rows * size];
    float[] dc = new float[rows * size];
    float[] d = u.workspace();
    for (int n = 0; n < rows; n++) {
      for (int i = 0; i < size; i++) {
        dh[n * size + i] = d[u.window(layer).dState(0, n, i)];
        dc[n * size + i] = d[u.window(layer).dState(1, n, i)];
      }
    }
    return new float[][] {dh, dc};
  }
}
