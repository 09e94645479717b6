package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Network;
import java.util.List;
import java.util.Map;

/** One of two files that should be the same network, run by a network's names for its arrays. */
interface Side {
  /** The time steps that it takes; 0 for any. */
  int steps();

  /** The rows that it takes; 0 for any. */
  int rows();

  /** Whether it takes an input of {@link NetworkRunner} that may be left out. */
  boolean takes(Port port);

  /**
   * Runs.
   *
   * @param given by the names of {@link NetworkRunner}, of that shapes
   * @return by the names of {@link NetworkRunner}, of that shapes; perhaps not all
   */
  Map<String, TypedArray> run(Map<String, TypedArray> given);

  /** How it was run, where that was not plain; else empty. */
  String how();

  /**
   * A network itself.
   *
   * @param network to be run
   */
  record OfNetwork(Network network) implements Side {
    @Override
    public int steps() {
      return 0;
    }

    @Override
    public int rows() {
      return 0;
    }

    @Override
    public boolean takes(Port port) {
      return true;
    }

    @Override
    public Map<String, TypedArray> run(Map<String, TypedArray> given) {
      return new NetworkRunner(network).run(new Given("check", given, false));
    }

    @Override
    public String how() {
      return "";
    }
  }

  /** What of the inputs that may be left out all sides take, and all others. */
  static List<Port> shared(Network network, Side... sides) {
    return new NetworkRunner(network)
        .inputs().stream()
            .filter(
                port -> !port.optional() || List.of(sides).stream().allMatch(s -> s.takes(port)))
            .toList();
  }
}
