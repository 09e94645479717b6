package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Source;
import dev.cellwise.rnn.net.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network on arrays by name, the names that ONNX files of Cellwise have.
 *
 * <pre>
 * x        float32 [T, N, I]   features; or tokens [T, N], whole numbers
 * lengths  int     [N]         time steps of each row, 0 to T; all T without
 * h0_l0    float32 [D, N, H]   first state of layer 0, D directions; what the network begins with without
 * y        float32 [T, N, O]   zero at steps beyond a row's length; [N, O] of a network with last()
 * hn_l0    float32 [D, N, H]   last state
 * </pre>
 *
 * <p>A network that begins from a source takes {@code source_x} or {@code source_tokens}, and
 * {@code source_lengths}, or {@code vector [N, E]}, in the place of first states.
 */
final class NetworkRunner implements Runner {
  static final String FLOAT = "float32";

  /** Whole numbers of any type. */
  static final String WHOLE = "int";

  /** N. */
  static final String ROWS = "N";

  /** Packed rows of a window: its tape has all that is computed at each. */
  private static final int ROOM = 8192;

  /** Steps of a window where there may be several. */
  private static final int STEPS = 256;

  private final Network network;
  private final Architecture architecture;
  private final StateArrays states;

  /** Names of the outputs; empty for all. */
  private final List<String> wanted;

  NetworkRunner(Network network) {
    this(network, List.of());
  }

  private NetworkRunner(Network network, List<String> wanted) {
    this.network = network;
    this.architecture = network.architecture();
    this.states = new StateArrays(network);
    this.wanted = wanted;
  }

  @Override
  public List<Port> inputs() {
    List<Port> all = Steps.Names.NETWORK.ports(architecture.input());
    switch (architecture.source()) {
      case null -> all.addAll(states.before());
      case Source.Sequence s -> all.addAll(Steps.Names.ENCODER.ports(s.encoder().input()));
      case Source.Vector v -> all.add(vector(v));
    }
    return all;
  }

  static Port vector(Source.Vector source) {
    return Port.of("vector", FLOAT, ROWS, source.size());
  }

  @Override
  public List<Port> outputs() {
    List<Port> all = new ArrayList<>();
    String time = Steps.Names.NETWORK.time();
    int outputs = architecture.outputSize();
    all.add(
        architecture.last()
            ? Port.of("y", FLOAT, ROWS, outputs)
            : Port.of("y", FLOAT, time, ROWS, outputs));
    all.addAll(states.after());
    all.removeIf(port -> !wanted.isEmpty() && !wanted.contains(port.name()));
    all.sort(Comparator.comparingInt(port -> wanted.indexOf(port.name())));
    return all;
  }

  @Override
  public Runner withOutputs(List<String> names) {
    List<String> known = new NetworkRunner(network).outputs().stream().map(Port::name).toList();
    for (String name : names) {
      if (!known.contains(name) || Collections.frequency(names, name) > 1) {
        throw new IllegalArgumentException(
            "expected some of " + known + ", each once, got " + Shown.text(name));
      }
    }
    return new NetworkRunner(network, List.copyOf(names));
  }

  @Override
  public Map<String, TypedArray> run(Given given) {
    Steps x = new Steps(architecture.input(), Steps.Names.NETWORK, given);
    Begin begin = Begin.of(network, states, given, x.rows);
    given.end(inputs());
    boolean whole = architecture.reversed() || architecture.last() || architecture.source() != null;
    int steps = whole ? x.steps : Math.min(x.steps, STEPS);
    NetworkWindow window = new NetworkWindow(network, x, begin, steps);
    for (int row = 0, most = Math.max(1, ROOM / steps); row < x.rows; row += most) {
      window.run(row, Math.min(most, x.rows - row));
    }
    Map<String, TypedArray> all = new HashMap<>();
    all.put("y", window.y());
    states.put(window.last(), all);
    Map<String, TypedArray> results = new LinkedHashMap<>();
    outputs().forEach(port -> results.put(port.name(), all.get(port.name())));
    return results;
  }

  /** What rows begin from. */
  sealed interface Begin {
    static Begin of(Network network, StateArrays states, Given given, int rows) {
      return switch (network.architecture().source()) {
        case null -> new OfStates(states.take(network, given, rows));
        case Source.Sequence s ->
            new OfSource(new Steps(s.encoder().input(), Steps.Names.ENCODER, given));
        case Source.Vector v -> new OfVector(given.floats(vector(v)));
      };
    }
  }

  /**
   * States.
   *
   * @param states of each row
   */
  record OfStates(State[] states) implements Begin {}

  /**
   * What the encoder makes of rows.
   *
   * @param rows as many as the network's
   */
  record OfSource(Steps rows) implements Begin {}

  /**
   * A vector for each row.
   *
   * @param values [N, E]
   */
  record OfVector(float[] values) implements Begin {}
}
