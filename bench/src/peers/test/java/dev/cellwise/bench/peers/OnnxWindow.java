package dev.cellwise.bench.peers;

import dev.cellwise.bench.peers.OnnxSession.Value;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A window of a network with random inputs, and what Cellwise makes of it, as an ONNX model's. */
final class OnnxWindow {
  private final Network network;
  private final Architecture architecture;
  private final int steps;
  private final int rows;

  /** Time steps of each row. */
  private final int[] lengths;

  private final boolean states;
  private final SplittableRandom random;
  private final float[] x;
  private final int[] tokens;
  private final Unrolled unrolled;

  /**
   * Runs it.
   *
   * @param ragged whether rows are of different length
   * @param states whether states before the first step are given
   */
  OnnxWindow(Network network, int steps, int rows, boolean ragged, boolean states) {
    this.network = network;
    this.architecture = network.architecture();
    this.steps = steps;
    this.rows = rows;
    this.states = states;
    this.random = new SplittableRandom(31L * steps + rows);
    int size = architecture.input().size();
    this.x = network.layers().tokens() ? null : uniform(steps * rows * size);
    this.tokens = random.ints((long) steps * rows, 0, size).toArray();
    this.lengths = new int[rows];
    for (int n = 0; n < rows; n++) {
      lengths[n] = ragged && n > 0 ? 1 + random.nextInt(steps) : steps;
    }
    Packing packing = Packing.ragged(steps, rows, steps * rows);
    packing.lengths(lengths);
    this.unrolled = new Unrolled(network.layers(), packing, Mode.inference());
    run(packing, size);
  }

  private float[] uniform(int n) {
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = (random.nextInt() >> 8) * 0x1p-23f;
    }
    return a;
  }

  private void run(Packing packing, int size) {
    for (int n = 0; n < rows && states; n++) {
      State state = network.newState();
      state.fromArray(uniform(state.toArray().length));
      unrolled.setState(n, state);
    }
    float[] packed = new float[packing.total() * size];
    int[] packedTokens = new int[packing.total()];
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int from = t * rows + n;
        packedTokens[packing.at(t, n)] = tokens[from];
        if (x != null) {
          System.arraycopy(x, from * size, packed, packing.at(t, n) * size, size);
        }
      }
    }
    if (x == null) {
      unrolled.forward(packedTokens, 0, network.copyParameters());
    } else {
      unrolled.forward(packed, 0, network.copyParameters());
    }
  }

  /** What the model is given, as its options say. */
  Map<String, Value> inputs(OnnxExportOptions options) {
    Map<String, Value> inputs = new LinkedHashMap<>();
    int size = architecture.input().size();
    boolean batchFirst = options.batchFirst();
    long[] front = batchFirst ? new long[] {rows, steps} : new long[] {steps, rows};
    if (x != null) {
      float[] laid = batchFirst ? exchanged(x, steps, rows, size) : x;
      inputs.put("x", Value.of(laid, front[0], front[1], size));
    } else {
      long[] laid = new long[tokens.length];
      for (int i = 0; i < laid.length; i++) {
        laid[i] = tokens[batchFirst ? i % steps * rows + i / steps : i];
      }
      inputs.put("tokens", new Value(front, null, laid, null));
    }
    if (options.lengths()) {
      inputs.put("lengths", new Value(new long[] {rows}, null, null, lengths));
    }
    if (states) {
      inputs.putAll(states("0", false));
    }
    return inputs;
  }

  /** What it has to give. */
  Map<String, Value> outputs(OnnxExportOptions options) {
    Map<String, Value> outputs = new LinkedHashMap<>();
    int size = architecture.outputSize();
    if (architecture.last()) {
      outputs.put("y", Value.of(rows(1), rows, size));
    } else {
      float[] y = rows(steps);
      outputs.put(
          "y",
          options.batchFirst()
              ? Value.of(exchanged(y, steps, rows, size), rows, steps, size)
              : Value.of(y, steps, rows, size));
    }
    if (states) {
      outputs.putAll(states("n", true));
    }
    return outputs;
  }

  /** Zeros, also in what a model gives, at the steps of its output beyond a row's length. */
  void clearPadding(float[] y, OnnxExportOptions options) {
    int size = architecture.outputSize();
    for (int n = 0; n < rows && !architecture.last(); n++) {
      for (int t = lengths[n]; t < steps; t++) {
        int at = options.batchFirst() ? n * steps + t : t * rows + n;
        Arrays.fill(y, at * size, (at + 1) * size, 0);
      }
    }
  }

  private float[] rows(int count) {
    int size = architecture.outputSize();
    Packing packing = unrolled.outputPacking();
    float[] y = new float[count * rows * size];
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        int from = unrolled.output() + packing.at(t, n) * unrolled.outputRow();
        System.arraycopy(unrolled.tape().data(), from, y, (t * rows + n) * size, size);
      }
    }
    return y;
  }

  private static float[] exchanged(float[] a, int first, int second, int size) {
    float[] to = new float[a.length];
    for (int i = 0; i < first; i++) {
      for (int j = 0; j < second; j++) {
        System.arraycopy(a, (i * second + j) * size, to, (j * first + i) * size, size);
      }
    }
    return to;
  }

  /** [D, N, H] of each recurrent layer and part. */
  private Map<String, Value> states(String suffix, boolean after) {
    Map<String, Value> values = new LinkedHashMap<>();
    List<Integer> directions = directions(architecture.stack());
    int cell = 0;
    for (int l = 0; l < directions.size(); l++) {
      int count = directions.get(l);
      int hidden = architecture.layers().get(l).units();
      for (StatePart part : network.newState().parts(cell)) {
        float[] all = new float[count * rows * hidden];
        for (int d = 0; d < count; d++) {
          for (int n = 0; n < rows; n++) {
            float[] of = state(n, after).get(cell + d, part.name());
            System.arraycopy(of, 0, all, (d * rows + n) * hidden, hidden);
          }
        }
        values.put(part.name() + suffix + "_l" + l, Value.of(all, count, rows, hidden));
      }
      cell += count;
    }
    return values;
  }

  private State state(int row, boolean after) {
    State state = network.newState();
    if (after) {
      unrolled.state(row, state);
    } else {
      unrolled.state(0, row, state);
    }
    return state;
  }

  /** Of each recurrent layer, those within residuals too. */
  private static List<Integer> directions(List<Layer> layers) {
    return layers.stream()
        .flatMap(
            layer ->
                switch (layer) {
                  case Layer.Residual r -> directions(r.layers()).stream();
                  case Layer.Bidirectional b -> Stream.of(2);
                  case Layer.Reverse r -> Stream.of(1);
                  case Architecture.Recurrent r -> Stream.of(1);
                  default -> Stream.<Integer>empty();
                })
        .toList();
  }
}
