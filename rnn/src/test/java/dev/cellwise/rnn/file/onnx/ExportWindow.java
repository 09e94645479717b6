package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A window of random inputs, and what a network makes of it, as the model that it is exported to.
 */
final class ExportWindow {
  private final int steps;
  private final int rows;
  private final OnnxExportOptions options;
  private final int[] lengths;
  private final float[] x;
  private final int[] tokens;

  /** The seed of each row's state. */
  private final long seed;

  ExportWindow(Architecture a, OnnxExportOptions options, int steps, int rows, long seed) {
    this.steps = steps;
    this.rows = rows;
    this.options = options;
    this.seed = seed;
    int size = a.input().size();
    boolean features = a.input() instanceof Architecture.Features;
    this.x = features ? Nets.uniform(seed, steps * rows * size, -1, 1) : null;
    this.tokens = features ? null : Nets.tokens(seed, steps * rows, size);
    SplittableRandom random = new SplittableRandom(seed);
    this.lengths = new int[rows];
    Arrays.setAll(lengths, n -> options.lengths() && n > 0 ? 1 + random.nextInt(steps) : steps);
  }

  /** What the model is given. */
  Map<String, TypedArray> inputs(Network network) {
    Map<String, TypedArray> inputs = new LinkedHashMap<>();
    if (x != null) {
      inputs.put("x", laid(x, x.length / (steps * rows)));
    } else {
      long[] laid = new long[tokens.length];
      Arrays.setAll(laid, i -> tokens[place(i)]);
      inputs.put("tokens", TypedArray.of(laid, first(), second()));
    }
    if (options.lengths()) {
      inputs.put("lengths", TypedArray.of(lengths.clone(), rows));
    }
    if (options.states()) {
      inputs.putAll(states(network, "0", row -> state(network, row)));
    }
    return inputs;
  }

  /**
   * What a network gives: outputs at the steps of each row, zeros behind; last states, if asked.
   */
  Map<String, TypedArray> outputs(Network network) {
    Packing packing = Packing.ragged(steps, rows, steps * rows);
    packing.lengths(lengths);
    Unrolled unrolled = new Unrolled(network.layers(), packing, Mode.inference());
    for (int n = 0; n < rows && options.states(); n++) {
      unrolled.setState(n, state(network, n));
    }
    run(unrolled, network);
    Map<String, TypedArray> outputs = new LinkedHashMap<>();
    int size = network.architecture().outputSize();
    boolean last = network.architecture().last();
    float[] y = outputs(unrolled, last ? 1 : steps, size);
    outputs.put("y", last ? TypedArray.of(y, rows, size) : laid(y, size));
    if (options.states()) {
      outputs.putAll(
          states(
              network,
              "n",
              row -> {
                State after = network.newState();
                unrolled.state(row, after);
                return after;
              }));
    }
    return outputs;
  }

  private State state(Network network, int row) {
    return Nets.state(network, seed + row);
  }

  private void run(Unrolled unrolled, Network network) {
    Packing packing = unrolled.packing();
    int size = x == null ? 0 : x.length / (steps * rows);
    float[] packed = new float[packing.total() * size];
    int[] packedTokens = new int[packing.total()];
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int to = packing.at(t, n);
        if (x == null) {
          packedTokens[to] = tokens[t * rows + n];
        } else {
          System.arraycopy(x, (t * rows + n) * size, packed, to * size, size);
        }
      }
    }
    if (x == null) {
      unrolled.forward(packedTokens, 0, network.copyParameters());
    } else {
      unrolled.forward(packed, 0, network.copyParameters());
    }
  }

  private float[] outputs(Unrolled unrolled, int count, int size) {
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

  /** What a model gives, with zeros where its outputs mean nothing. */
  TypedArray withoutPadding(TypedArray y) {
    if (y.shape().length < 3) {
      return y;
    }
    float[] values = y.floats().clone();
    int size = y.shape()[2];
    for (int i = 0; i < steps * rows; i++) {
      int of = place(i);
      if (of / rows >= lengths[of % rows]) {
        Arrays.fill(values, i * size, (i + 1) * size, 0);
      }
    }
    return TypedArray.of(values, y.shape());
  }

  private int first() {
    return options.batchFirst() ? rows : steps;
  }

  private int second() {
    return options.batchFirst() ? steps : rows;
  }

  /** Where the row at a place of the model's layout lies in [T, N]. */
  private int place(int i) {
    return options.batchFirst() ? i % steps * rows + i / steps : i;
  }

  private TypedArray laid(float[] values, int size) {
    float[] laid = new float[values.length];
    for (int i = 0; i < steps * rows; i++) {
      System.arraycopy(values, place(i) * size, laid, i * size, size);
    }
    return TypedArray.of(laid, first(), second(), size);
  }

  /** Gives a row's state. */
  private interface Row {
    State state(int row);
  }

  /** [D, N, H] of each recurrent layer and part. */
  private Map<String, TypedArray> states(Network network, String suffix, Row row) {
    Map<String, TypedArray> values = new LinkedHashMap<>();
    int[] directions =
        directions(network.architecture().stack()).stream().mapToInt(d -> d).toArray();
    int cell = 0;
    for (int l = 0; l < directions.length; l++) {
      for (StatePart part : network.newState().parts(cell)) {
        int hidden = part.size();
        float[] all = new float[directions[l] * rows * hidden];
        for (int i = 0; i < directions[l] * rows; i++) {
          float[] of = row.state(i % rows).get(cell + i / rows, part.name());
          System.arraycopy(of, 0, all, i * hidden, hidden);
        }
        values.put(
            part.name() + suffix + "_l" + l, TypedArray.of(all, directions[l], rows, hidden));
      }
      cell += directions[l];
    }
    return values;
  }

  /** Of each recurrent layer, those within residuals too. */
  private static List<Integer> directions(List<Layer> layers) {
    return layers.stream()
        .<Integer>mapMulti(
            (layer, to) -> {
              switch (layer) {
                case Layer.Residual r -> directions(r.layers()).forEach(to);
                case Layer.Bidirectional b -> to.accept(2);
                case Layer.Reverse r -> to.accept(1);
                case Architecture.Recurrent r -> to.accept(1);
                default -> {}
              }
            })
        .toList();
  }
}
