package dev.cellwise.examples.files;

import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The states of N rows as arrays, by the names that ONNX files of Cellwise have: {@code h0_l0},
 * {@code c0_l0}, {@code h0_l1}… before the first step, {@code hn_l0}… after the last. Each is [D,
 * N, H], D the layer's directions, the one forward in time first.
 */
final class StateArrays {
  /**
   * A part of a layer's state.
   *
   * @param cell the first of its directions' numbers in a {@link State}
   */
  private record Array(StatePart part, int layer, int cell, int directions) {
    Port port(String when) {
      String name = part.name() + when + "_l" + layer;
      return Port.of(name, NetworkRunner.FLOAT, directions, NetworkRunner.ROWS, part.size());
    }
  }

  private final List<Array> arrays = new ArrayList<>();

  StateArrays(Network network) {
    List<Integer> directions = new ArrayList<>();
    directions(network.architecture().stack(), directions);
    State state = network.newState();
    for (int layer = 0, cell = 0; layer < directions.size(); layer++) {
      for (StatePart part : state.parts(cell)) {
        arrays.add(new Array(part, layer, cell, directions.get(layer)));
      }
      cell += directions.get(layer);
    }
  }

  private static void directions(List<Layer> stack, List<Integer> all) {
    for (Layer layer : stack) {
      switch (layer) {
        case Layer.Bidirectional b -> all.add(2);
        case Layer.Reverse r -> all.add(1);
        case Architecture.Recurrent r -> all.add(1);
        case Layer.Residual r -> directions(r.layers(), all);
        default -> {}
      }
    }
  }

  List<Port> before() {
    return arrays.stream().map(a -> a.port("0").orNone()).toList();
  }

  List<Port> after() {
    return arrays.stream().map(a -> a.port("n")).toList();
  }

  /**
   * The rows' states before the first step: what is given, and what the network begins with where
   * nothing is.
   */
  State[] take(Network network, Given given, int rows) {
    State[] states = new State[rows];
    for (int n = 0; n < rows; n++) {
      states[n] = network.newState();
    }
    for (Array array : arrays) {
      float[] values = given.floats(array.port("0").orNone());
      int size = array.part.size();
      for (int i = 0; values != null && i < array.directions * rows; i++) {
        float[] one = new float[size];
        System.arraycopy(values, i * size, one, 0, size);
        states[i % rows].set(array.cell + i / rows, array.part.name(), one);
      }
    }
    return states;
  }

  /** Puts the rows' states after the last step by their names. */
  void put(State[] states, Map<String, TypedArray> to) {
    for (Array array : arrays) {
      int rows = states.length;
      int size = array.part.size();
      float[] values = new float[array.directions * rows * size];
      for (int i = 0; i < array.directions * rows; i++) {
        float[] one = states[i % rows].get(array.cell + i / rows, array.part.name());
        System.arraycopy(one, 0, values, i * size, size);
      }
      to.put(array.port("n").name(), TypedArray.of(values, array.directions, rows, size));
    }
  }
}
