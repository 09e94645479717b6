package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph that is a network, by the network's names. A file says neither which of its inputs is
 * which nor whether time steps or rows come first. Inputs of the network's names are these; the
 * first other one of its features' or tokens' type is x or tokens, another of whole numbers
 * lengths, and the rest first states, which are zero. Of the orders that the axes may have it is
 * the one that comes nearest to the network.
 */
final class GraphSide implements Side {
  /** Where neither file says how many there are: not the same number. */
  static final int STEPS = 7;

  static final int ROWS = 3;

  private static final String Y = "y";

  /** Orders of the axes before the features. */
  private enum Order {
    TIME_FIRST("[T, N, ·]", 2),
    ROWS_FIRST("[N, T, ·]", 2),
    TIME_ALONE("[T, ·], one row", 1),
    ROWS_ALONE("[N, ·], one step", 1);

    private final String text;
    private final int axes;

    Order(String text, int axes) {
      this.text = text;
      this.axes = axes;
    }
  }

  private final GraphRunner runner;
  private final Architecture architecture;
  private final List<String> names;
  private final Port x;
  private final Order order;

  GraphSide(OnnxModel graph, Network network) {
    this.runner = new GraphRunner("check", graph);
    this.architecture = network.architecture();
    NetworkRunner of = new NetworkRunner(network);
    this.names = new ArrayList<>(of.inputs().stream().map(Port::name).toList());
    of.outputs().forEach(port -> names.add(port.name()));
    this.x = x(of.inputs().getFirst());
    this.order = nearest(network);
  }

  /** The graph's input that is the network's first. */
  private Port x(Port own) {
    Port first = null;
    for (Port port : required()) {
      if (port.name().equals(own.name())) {
        return port;
      }
      if (first == null && isLike(own, port)) {
        first = port;
      }
    }
    if (first == null) {
      throw new ModelFileException("expected an input like " + own.name() + ", got none");
    }
    return first;
  }

  private List<Port> required() {
    return runner.inputs().stream().filter(port -> !port.optional()).toList();
  }

  private boolean isLike(Port own, Port port) {
    boolean features = own.type().equals(NetworkRunner.FLOAT);
    if (features != port.type().equals(NetworkRunner.FLOAT) || names.contains(port.name())) {
      return false;
    }
    if (!features || port.shape() == null || port.shape().isEmpty()) {
      return true;
    }
    return !(port.shape().getLast() instanceof Integer size) || size == architecture.input().size();
  }

  /** The order in which the graph gives what the network gives. */
  private Order nearest(Network network) {
    Order best = null;
    double least = Double.POSITIVE_INFINITY;
    String refusal = Shown.text(x.name()) + ": expected steps and rows, got " + x.kind();
    for (Order candidate : Order.values()) {
      GraphSide side = new GraphSide(this, candidate);
      if (side.fits()) {
        try {
          double scaled = Agreement.of(network, new OfNetwork(network), side).scaled();
          best = best == null || scaled < least ? candidate : best;
          least = Math.min(least, scaled);
        } catch (BadInput | ModelFileException e) {
          // The graph does not take that order.
          refusal = e.getMessage();
        }
      }
    }
    if (best == null) {
      throw new ModelFileException(refusal);
    }
    return best;
  }

  private GraphSide(GraphSide of, Order order) {
    this.runner = of.runner;
    this.architecture = of.architecture;
    this.names = of.names;
    this.x = of.x;
    this.order = order;
  }

  private boolean fits() {
    boolean features = x.type().equals(NetworkRunner.FLOAT);
    return x.shape() == null
        ? order.axes == 2
        : x.shape().size() == order.axes + (features ? 1 : 0);
  }

  @Override
  public int steps() {
    return switch (order) {
      case TIME_FIRST, TIME_ALONE -> size(0);
      case ROWS_FIRST -> size(1);
      case ROWS_ALONE -> 1;
    };
  }

  @Override
  public int rows() {
    return switch (order) {
      case TIME_FIRST -> size(1);
      case ROWS_FIRST, ROWS_ALONE -> size(0);
      case TIME_ALONE -> 1;
    };
  }

  private int size(int axis) {
    return x.shape() != null && x.shape().get(axis) instanceof Integer size ? size : 0;
  }

  @Override
  public boolean takes(Port port) {
    return port.name().equals(Steps.Names.NETWORK.lengths())
        ? lengths() != null
        : required().stream().anyMatch(own -> own.name().equals(port.name()));
  }

  /** The input of whole numbers beside x; null if there is none. */
  private Port lengths() {
    return required().stream()
        .filter(port -> !port.equals(x) && !port.type().equals(NetworkRunner.FLOAT))
        .findFirst()
        .orElse(null);
  }

  @Override
  public String how() {
    String own = architecture.input() instanceof Architecture.Features ? "x" : "tokens";
    return x.name().equals(own) && order == Order.TIME_FIRST
        ? ""
        : Shown.text(x.name()) + " " + order.text;
  }

  @Override
  public Map<String, TypedArray> run(Map<String, TypedArray> given) {
    TypedArray main = given.values().iterator().next();
    int steps = main.shape()[0];
    int rows = main.shape()[1];
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    for (Port port : required()) {
      boolean isLengths = port.equals(lengths());
      TypedArray array = isLengths ? given.get(Steps.Names.NETWORK.lengths()) : null;
      if (port.equals(x)) {
        array = in(main);
      } else if (array == null) {
        array = given.getOrDefault(port.name(), zeros(port, rows));
      }
      arrays.put(port.name(), array);
    }
    Map<String, TypedArray> results = new LinkedHashMap<>();
    runner
        .run(new Given("check", arrays, false))
        .forEach((name, array) -> put(results, name, array, steps, rows));
    return results;
  }

  /** x as the graph takes it. */
  private TypedArray in(TypedArray main) {
    int[] shape = main.shape();
    TypedArray turned = order == Order.ROWS_FIRST ? Axes.exchanged(main) : main;
    return switch (order) {
      case TIME_FIRST, ROWS_FIRST -> turned;
      case TIME_ALONE -> Axes.in(main, Axes.without(shape, 1));
      case ROWS_ALONE -> Axes.in(main, Axes.without(shape, 0));
    };
  }

  /** A first state: what is not known of its shape is the rows. */
  private static TypedArray zeros(Port port, int rows) {
    List<Object> shape = port.shape() == null ? List.of() : port.shape();
    int[] sizes = shape.stream().mapToInt(d -> d instanceof Integer size ? size : rows).toArray();
    return TypedArray.of(new float[Arrays.stream(sizes).reduce(1, Math::multiplyExact)], sizes);
  }

  /**
   * Puts an output by the network's name: one that has none of these is y if it has its numbers.
   */
  private void put(
      Map<String, TypedArray> results, String name, TypedArray array, int steps, int rows) {
    if (names.contains(name) && !name.equals(Y)) {
      results.put(name, array);
      return;
    }
    int outputs = architecture.outputSize();
    int[] shape =
        architecture.last() ? new int[] {rows, outputs} : new int[] {steps, rows, outputs};
    if (array.size() != Arrays.stream(shape).reduce(1, Math::multiplyExact)) {
      return;
    }
    results.putIfAbsent(
        Y,
        shape.length == 3 && isRowsFirst(array.shape(), steps, rows)
            ? Axes.exchanged(Axes.in(array, rows, steps, outputs))
            : Axes.in(array, shape));
  }

  /** Whether outputs at each step have rows first: by their shape, or as what went in. */
  private boolean isRowsFirst(int[] shape, int steps, int rows) {
    return shape.length == 3 && steps != rows ? shape[0] == rows : order == Order.ROWS_FIRST;
  }
}
