package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Makes recurrent layers of a graph's nodes: a node LSTM, GRU or RNN of one or both directions, and
 * what becomes of its outputs.
 */
final class RecurrentExport {
  private final ExportGraph graph;
  private final Architecture architecture;
  private final Map<String, Tensor> tensors;
  private final OnnxExportOptions options;

  /** A value whose second dimension is N. */
  private final String rowsOf;

  /** A shape that first states are expanded to; null until the first. */
  private String startShape;

  private int count;

  RecurrentExport(
      ExportGraph graph,
      Architecture architecture,
      Map<String, Tensor> tensors,
      OnnxExportOptions options,
      String rowsOf) {
    this.graph = graph;
    this.architecture = architecture;
    this.tensors = tensors;
    this.options = options;
    this.rowsOf = rowsOf;
  }

  /**
   * The directions of a layer.
   *
   * @param name as ONNX calls them
   * @param suffixes of the names of each one's tensors
   * @param merge what becomes of two; null of one
   */
  private record Directions(String name, List<String> suffixes, Merge merge) {
    int count() {
      return suffixes.size();
    }
  }

  private static final Directions FORWARD = new Directions("forward", List.of(""), null);
  private static final Directions REVERSE = new Directions("reverse", List.of("_reverse"), null);

  /** Whether a layer is one. */
  static boolean isRecurrent(Layer layer) {
    return layer instanceof Architecture.Recurrent
        || layer instanceof Layer.Reverse
        || layer instanceof Layer.Bidirectional;
  }

  /**
   * Adds the next layer, from the input up.
   *
   * @param inputs I
   * @param x [T, N, I]
   * @param last whether only the last output of each row is wanted
   * @return its output, [T, N, ·] or [N, ·]
   */
  String add(Layer layer, int inputs, String x, boolean last) {
    return switch (layer) {
      case Architecture.Recurrent cell -> new One(cell, FORWARD, inputs).add(x, last);
      case Layer.Reverse r -> new One(r.cell(), REVERSE, inputs).add(x, last);
      case Layer.Bidirectional b -> {
        Directions both = new Directions("bidirectional", List.of("", "_reverse"), b.merge());
        yield new One(b.cell(), both, inputs).add(x, last);
      }
      default -> throw new IllegalArgumentException("layer: expected a recurrent one");
    };
  }

  /** One layer. */
  private final class One {
    private final int index = count++;
    private final Architecture.Recurrent layer;
    private final CellExport cell;
    private final Directions directions;
    private final int inputs;
    private final int hidden;
    private final String name;

    One(Architecture.Recurrent layer, Directions directions, int inputs) {
      this.layer = layer;
      this.cell = CellExport.of(layer, index);
      this.directions = directions;
      this.inputs = inputs;
      this.hidden = layer.units();
      this.name = layer.family() + "_l" + index;
    }

    String add(String x, boolean last) {
      boolean lstm = cell.operator().equals("LSTM");
      String y = last ? "" : name + ".Y";
      String h = last || options.states() ? after("h") : "";
      String lengths = options.lengths() ? NetworkExport.LENGTHS : "";
      ExportNode node = new ExportNode(cell.operator(), name);
      node.in(x, weights(".W", "weight_ih", inputs), weights(".R", "weight_hh", hidden));
      node.in(biases(), lengths, before("h")).out(y, h);
      if (lstm) {
        node.in(before("c"), peepholes()).out(options.states() ? after("c") : "");
      }
      cell.attributes(node, directions.name(), directions.count());
      graph.add(node);
      return last ? merged(h, 0) : merged(y, 1);
    }

    private float[] values(String tensor, int direction) {
      return tensors
          .get(layer.family() + "." + tensor + "_l" + index + directions.suffixes().get(direction))
          .values();
    }

    /** W or R, [D, G·H, I] or [D, G·H, H]. */
    private String weights(String suffix, String tensor, int columns) {
      int rows = cell.gates().count() * hidden;
      float[] all = new float[directions.count() * rows * columns];
      for (int d = 0; d < directions.count(); d++) {
        cell.gates().put(values(tensor, d), 0, hidden * columns, all, d * rows * columns);
      }
      return graph.floats(name + suffix, all, directions.count(), rows, columns);
    }

    /** B, [D, 2·G·H]: of the input, and of the recurrent product. */
    private String biases() {
      int rows = cell.gates().count() * hidden;
      float[] all = new float[directions.count() * 2 * rows];
      for (int d = 0; d < directions.count(); d++) {
        cell.gates().put(values("bias_ih", d), 0, hidden, all, 2 * d * rows);
        cell.gates().put(values("bias_hh", d), 0, hidden, all, (2 * d + 1) * rows);
      }
      return graph.floats(name + ".B", all, directions.count(), 2 * rows);
    }

    /** P, [D, 3·H]; nothing without. */
    private String peepholes() {
      if (cell.peepholes() == null) {
        return "";
      }
      int rows = cell.peepholes().count() * hidden;
      float[] all = new float[directions.count() * rows];
      for (int d = 0; d < directions.count(); d++) {
        cell.peepholes().put(values("weight_peephole", d), 0, hidden, all, d * rows);
      }
      return graph.floats(name + ".P", all, directions.count(), rows);
    }

    /** A part of the state before the first step, [D, N, H]; nothing where it is zero. */
    private String before(String part) {
      if (options.states()) {
        tellStart(part);
        String input = part + "0_l" + index;
        graph.input(input, OnnxType.FLOAT, directions.count(), NetworkExport.BATCH, hidden);
        return input;
      }
      return architecture.learnedStart() ? learned(part) : "";
    }

    /** Where states are inputs, a learned first one is what a stream has to begin with. */
    private void tellStart(String part) {
      for (int d = 0; architecture.learnedStart() && d < directions.count(); d++) {
        StringBuilder numbers = new StringBuilder();
        for (float number : values("start_" + part, d)) {
          numbers.append(numbers.isEmpty() ? "" : ",").append(number);
        }
        String suffix = "_l" + index + directions.suffixes().get(d);
        graph.metadata("cellwise.start_" + part + suffix, numbers.toString());
      }
    }

    private String learned(String part) {
      float[] all = new float[directions.count() * hidden];
      for (int d = 0; d < directions.count(); d++) {
        System.arraycopy(values("start_" + part, d), 0, all, d * hidden, hidden);
      }
      String start = graph.floats(name + ".start_" + part, all, directions.count(), 1, hidden);
      return graph.value("Expand", name + "." + part + "0", start, startShape());
    }

    /** A part of the state after the last step, [D, N, H]. */
    private String after(String part) {
      if (!options.states()) {
        return name + ".Y_" + part;
      }
      String output = part + "n_l" + index;
      graph.output(output, OnnxType.FLOAT, directions.count(), NetworkExport.BATCH, hidden);
      return output;
    }

    /** Takes the axis of the directions out of a value. */
    private String merged(String value, int axis) {
      if (directions.count() == 1) {
        return graph.squeeze(name + ".squeeze", value, axis);
      }
      if (directions.merge() == Merge.CONCAT) {
        return sideBySide(value, axis);
      }
      String forward = direction(0, value, axis);
      String reverse = direction(1, value, axis);
      return switch (directions.merge()) {
        case SUM -> graph.value("Add", name + ".sum", forward, reverse);
        case MULTIPLY -> graph.value("Mul", name + ".product", forward, reverse);
        case AVERAGE -> {
          String sum = graph.value("Add", name + ".sum", forward, reverse);
          yield graph.value("Mul", name + ".average", sum, graph.number(0.5f));
        }
        case CONCAT -> throw new IllegalStateException();
      };
    }

    private String direction(int which, String value, int axis) {
      String own = name + (which == 0 ? ".forward" : ".reverse");
      return graph.value(
          new ExportNode("Gather", own).in(value, graph.index(which)).number("axis", axis));
    }

    private String sideBySide(String value, int axis) {
      int[] order = axis == 0 ? new int[] {1, 0, 2} : new int[] {0, 2, 1, 3};
      String turned =
          graph.value(
              new ExportNode("Transpose", name + ".transpose").in(value).numbers("perm", order));
      long width = 2L * hidden;
      String shape =
          axis == 0
              ? graph.indices(name + ".shape", 0, width)
              : graph.indices(name + ".shape", 0, 0, width);
      return graph.value("Reshape", name + ".concat", turned, shape);
    }
  }

  /** [1, N, 1]. */
  private String startShape() {
    if (startShape == null) {
      String one = graph.indices("one", 1);
      String shape = graph.value("Shape", "shape", rowsOf);
      String rows = graph.value("Gather", "rows", shape, one);
      startShape =
          graph.value(new ExportNode("Concat", "start_shape").in(one, rows, one).number("axis", 0));
    }
    return startShape;
  }
}
