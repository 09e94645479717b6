package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.LayerNorm;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Walks a network from its input up and makes a graph of it. Between the layers values are {@code
 * [T, N, ·]}, behind the last output of each row {@code [N, ·]}.
 */
final class NetworkExport {
  static final String BATCH = "batch";
  static final String LENGTHS = "lengths";
  private static final String TIME = "time";
  private static final String OUTPUT = "y";

  private final Architecture architecture;
  private final Map<String, Tensor> tensors;
  private final OnnxExportOptions options;
  private final ExportGraph graph;

  private RecurrentExport recurrent;

  /** What the next layer reads of each row. */
  private int size;

  private int dense;
  private int norms;
  private int residuals;

  private NetworkExport(Network network, OnnxExportOptions options) {
    this.architecture = network.architecture();
    this.tensors = network.tensors();
    this.options = options;
    this.graph = new ExportGraph(options.opset());
    graph.metadata("cellwise.fingerprint", network.fingerprint());
  }

  /** The graph of a network; refuses what ONNX cannot say. */
  static ExportGraph graph(Network network, OnnxExportOptions options) {
    Architecture a = network.architecture();
    if (a.source() != null) {
      throw new IllegalArgumentException(
          "source: expected none, for a network that begins from one is not written as a model of"
              + " ONNX, got "
              + a.source());
    }
    NetworkExport export = new NetworkExport(network, options);
    export.build();
    return export.graph;
  }

  private void build() {
    String x = input();
    if (options.lengths()) {
      graph.input(LENGTHS, OnnxType.INT32, BATCH);
    }
    recurrent = new RecurrentExport(graph, architecture, tensors, options, x);
    x = stack(withLastLow(architecture.stack()), x);
    if (architecture.outputs() > 0) {
      Layer.Dense head =
          new Layer.Dense(architecture.outputs(), architecture.activation(), architecture.prelu());
      x = dense(head, "head", x);
    }
    output(x);
  }

  /** Declares the input and gives it as the first layer reads it, [T, N, ·]. */
  private String input() {
    return switch (architecture.input()) {
      case Architecture.Features f -> {
        size = f.size();
        graph.input("x", OnnxType.FLOAT, axis(0), axis(1), size);
        yield timeFirst("x", 0, 1, 2);
      }
      case Architecture.Index i -> {
        size = i.size();
        String depth = graph.index(size);
        String values = graph.floats("off_on", new float[] {0, 1}, 2);
        yield graph.value(
            new ExportNode("OneHot", "one_hot").in(tokens(), depth, values).number("axis", -1));
      }
      case Architecture.Embedding e -> {
        size = e.width();
        String table = graph.floats("embedding.weight", tensors.get("embedding.weight"));
        yield graph.value("Gather", "embedding", table, tokens());
      }
    };
  }

  private String tokens() {
    graph.input("tokens", OnnxType.INT64, axis(0), axis(1));
    return timeFirst("tokens", 0, 1);
  }

  /** The name of an axis of the input and the output. */
  private String axis(int place) {
    return options.batchFirst() == (place == 0) ? BATCH : TIME;
  }

  /** Exchanges the first two of some axes where rows come first. */
  private String timeFirst(String value, int... axes) {
    if (!options.batchFirst()) {
      return value;
    }
    String own = value + ".time_first";
    transpose(own, value, own, axes);
    return own;
  }

  private void transpose(String name, String in, String out, int... axes) {
    int[] order = axes.clone();
    order[0] = axes[1];
    order[1] = axes[0];
    graph.add(new ExportNode("Transpose", name).in(in).numbers("perm", order).out(out));
  }

  private void output(String x) {
    int outputs = architecture.outputSize();
    if (architecture.last()) {
      graph.rename(x, OUTPUT);
      graph.output(OUTPUT, OnnxType.FLOAT, BATCH, outputs);
      return;
    }
    if (options.batchFirst()) {
      transpose("batch_first", x, OUTPUT, 0, 1, 2);
    } else {
      graph.rename(x, OUTPUT);
    }
    graph.output(OUTPUT, OnnxType.FLOAT, axis(0), axis(1), outputs);
  }

  /**
   * The same layers with the last output of each row taken as soon as can be: what works on each
   * step for itself is above it, and works on one.
   */
  private static List<Layer> withLastLow(List<Layer> layers) {
    int last = layers.indexOf(new Layer.Last());
    int at = last;
    while (at > 0 && !isInTime(layers.get(at - 1))) {
      at--;
    }
    List<Layer> moved = new ArrayList<>(layers);
    if (at < last) {
      moved.add(at, moved.remove(last));
    }
    return moved;
  }

  /** Whether a step of a layer depends on others. */
  private static boolean isInTime(Layer layer) {
    return layer instanceof Layer.Residual r
        ? r.layers().stream().anyMatch(NetworkExport::isInTime)
        : RecurrentExport.isRecurrent(layer);
  }

  private String stack(List<Layer> layers, String x) {
    String value = x;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean last = i + 1 < layers.size() && layers.get(i + 1) instanceof Layer.Last;
      if (RecurrentExport.isRecurrent(layer)) {
        value = recurrent.add(layer, size, value, last);
        // The last output is the last state: nothing is left to do for the layer above.
        i += last ? 1 : 0;
      } else {
        value = other(layer, value);
      }
      size = layer.outputs(size);
    }
    return value;
  }

  private String other(Layer layer, String x) {
    return switch (layer) {
      case Layer.Dense d -> dense(d, "dense" + dense++, x);
      case Layer.Norm n -> norm("norm" + norms++, x);
      case Layer.Residual r -> {
        String name = "residual" + residuals++;
        yield graph.value("Add", name, x, stack(r.layers(), x));
      }
      // In training only.
      case Layer.Dropout d -> x;
      case Layer.Last l -> last(x);
      default -> throw new IllegalArgumentException("layer: expected none but these, got " + layer);
    };
  }

  private String dense(Layer.Dense layer, String name, String x) {
    Tensor weight = tensors.get(name + ".weight");
    String w = graph.floats(name + ".weight", transposed(weight), size, layer.units());
    String product = graph.value("MatMul", name + ".matmul", x, w);
    String bias = graph.floats(name + ".bias", tensors.get(name + ".bias"));
    String a = graph.value("Add", name, product, bias);
    if (layer.prelu()) {
      String slope = graph.floats(name + ".slope", tensors.get(name + ".slope"));
      return graph.value("PRelu", name + ".prelu", a, slope);
    }
    return ActivationExport.of(layer.activation()).nodes(graph, a, name);
  }

  /** [O, I] as [I, O]. */
  private static float[] transposed(Tensor weight) {
    int outputs = weight.shape()[0];
    int inputs = weight.shape()[1];
    float[] to = new float[outputs * inputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        to[i * outputs + o] = weight.values()[o * inputs + i];
      }
    }
    return to;
  }

  private String norm(String name, String x) {
    String gain = graph.floats(name + ".weight", tensors.get(name + ".weight"));
    String bias = graph.floats(name + ".bias", tensors.get(name + ".bias"));
    float epsilon = (float) LayerNorm.EPSILON;
    if (options.opset() >= 17) {
      return graph.value(
          new ExportNode("LayerNormalization", name)
              .in(x, gain, bias)
              .number("axis", -1)
              .number("epsilon", epsilon));
    }
    String centred = graph.value("Sub", name + ".centred", x, mean(name + ".mean", x));
    String square = graph.value("Pow", name + ".square", centred, graph.number(2));
    String variance = mean(name + ".variance", square);
    String sum = graph.value("Add", name + ".sum", variance, graph.number(epsilon));
    String root = graph.value("Sqrt", name + ".root", sum);
    String normalised = graph.value("Div", name + ".normalised", centred, root);
    String scaled = graph.value("Mul", name + ".scaled", normalised, gain);
    return graph.value("Add", name, scaled, bias);
  }

  private String mean(String name, String x) {
    return graph.value(new ExportNode("ReduceMean", name).in(x).numbers("axes", -1));
  }

  /** The last step of each row, of what a residual connection gives. */
  private String last(String x) {
    if (!options.lengths()) {
      return graph.value("Gather", "last", x, graph.index(-1));
    }
    String lengths =
        graph.value(
            new ExportNode("Cast", "last.lengths")
                .in(LENGTHS)
                .number("to", ExportGraph.number(OnnxType.INT64)));
    String ends = graph.value("Sub", "last.ends", lengths, graph.index(1));
    String rows = graph.indices("last.rows", 1, -1, 1);
    String columns = graph.indices("last.columns", 1, 1, size);
    String each = graph.value("Reshape", "last.each", ends, rows);
    String places = graph.value("Expand", "last.places", each, columns);
    String step =
        graph.value(new ExportNode("GatherElements", "last.step").in(x, places).number("axis", 0));
    return graph.squeeze("last", step, 0);
  }
}
