package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellTensor;
import dev.cellwise.rnn.net.Initialisation.Scheme;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Random weights to start from. Recurrent layers start as their {@link Initialisation} says; a
 * dense layer uniform in ±1/√k, k its inputs, whatever its activation; an embedding uniform in ±1.
 * The input weights of an index are uniform in ±√3, so that the one column an index selects has
 * variance 1, where ±1/√H would be lost beside the recurrent half. Gains start at 1, learned slopes
 * at 0.25, learned leaks at 0.5, learned first states at 0.
 */
final class Initialiser {
  private final Initialisation start;
  private final long seed;
  private final Map<String, List<Integer>> shapes;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** What the names of the tensors at hand begin with. */
  private String prefix = "";

  private Initialiser(Layers layers, Initialisation start, long seed) {
    this.start = start;
    this.seed = seed;
    this.shapes = layers.tensors();
  }

  static Map<String, Tensor> tensors(Layers layers, Initialisation start, long seed) {
    Initialiser i = new Initialiser(layers, start, seed);
    layers.parts().forEach(i::part);
    return i.tensors;
  }

  private void part(Part part) {
    switch (part) {
      case Part.OfEmbedding e -> uniform("embedding.weight", 1);
      case Part.OfCell cell -> cell(cell);
      case Part.OfDense d -> dense(d);
      case Part.OfNorm n -> {
        Arrays.fill(add(n.prefix() + ".weight"), 1);
        add(n.prefix() + ".bias");
      }
      case Part.OfStart zero -> zero.tell((name, shape) -> add(name));
      case Part.Within within -> {
        prefix = within.prefix();
        part(within.of());
        prefix = "";
      }
    }
  }

  private void dense(Part.OfDense d) {
    double bound = 1 / Math.sqrt(d.layer().inputs());
    uniform(d.prefix() + ".weight", bound);
    if (d.layer().biased()) {
      uniform(d.prefix() + ".bias", bound);
    }
    if (d.layer().prelu()) {
      Arrays.fill(add(d.prefix() + ".slope"), constant("slope"));
    }
  }

  private void cell(Part.OfCell part) {
    Cell cell = part.cell();
    for (CellTensor tensor : cell.tensors()) {
      String name = part.name(tensor);
      if (tensor.name().equals("weight_ih") && part.onIndex() && start.input() != Scheme.ZERO) {
        uniform(name, Math.sqrt(3));
      } else {
        blocks(name, tensor, scheme(tensor), part.units());
      }
      if (tensor.name().equals("bias_ih") && cell.family().equals("lstm")) {
        forgetBias(tensor, tensors.get(prefix + name).values());
      }
    }
  }

  /** By the tensor's name; what is no gain, slope or leak starts as an input weight or a bias. */
  private Scheme scheme(CellTensor tensor) {
    String name = tensor.name();
    if (name.startsWith("gain") || name.equals("slope") || name.equals("alpha")) {
      return null;
    }
    if (tensor.columns() == 0) {
      return start.bias();
    }
    return name.equals("weight_hh") || name.startsWith("weight_skip")
        ? start.recurrent()
        : start.input();
  }

  /** Where a forget gate is one minus the input gate, that one is lowered instead. */
  private void forgetBias(CellTensor tensor, float[] b) {
    boolean forget = tensor.blocks().stream().anyMatch(block -> block.gate().equals("f"));
    int at = 0;
    for (CellTensor.Rows block : tensor.blocks()) {
      for (int j = at; j < at + block.count(); j++) {
        if (block.gate().equals("f")) {
          b[j] += start.forgetBias();
        } else if (!forget && block.gate().equals("i")) {
          b[j] -= start.forgetBias();
        }
      }
      at += block.count();
    }
  }

  /** A tensor whose rows are in blocks, each started for itself. */
  private void blocks(String name, CellTensor tensor, Scheme scheme, int h) {
    Draw draw = new Draw(seed, tensors.size());
    float[] values = add(name);
    int k = Math.max(tensor.columns(), 1);
    int at = 0;
    for (CellTensor.Rows block : tensor.blocks()) {
      int n = block.count() * k;
      if (scheme == null) {
        Arrays.fill(values, at, at + n, constant(tensor.name()));
      } else {
        int gates = gates(tensor, block, h);
        int rows = block.count() / gates;
        for (int g = 0; g < gates; g++) {
          block(draw, scheme, h, rows, k, values, at + g * rows * k);
        }
      }
      if (block.merged()) {
        Arrays.fill(values, at, at + n, 0);
      }
      at += n;
    }
  }

  /** What is normalised jointly is one block of several gates, of no letter. */
  private static int gates(CellTensor tensor, CellTensor.Rows block, int h) {
    boolean ofGates = tensor.name().equals("weight_ih") || tensor.name().equals("weight_hh");
    boolean jointly = ofGates && block.gate().isEmpty() && block.count() % h == 0;
    return jointly ? block.count() / h : 1;
  }

  /** What a tensor of no scheme starts at; slope: He and others, 2015. */
  private static float constant(String name) {
    return switch (name) {
      case "slope" -> 0.25f;
      case "alpha" -> 0.5f;
      default -> 1;
    };
  }

  private static void block(
      Draw draw, Scheme scheme, int h, int rows, int k, float[] values, int at) {
    int n = rows * k;
    switch (scheme) {
      case UNIFORM -> draw.uniform(1 / Math.sqrt(h), values, at, n);
      case GLOROT -> draw.uniform(Math.sqrt(6.0 / (k + rows)), values, at, n);
      case HE -> draw.uniform(Math.sqrt(6.0 / k), values, at, n);
      case ORTHOGONAL -> draw.orthogonal(rows, k, values, at);
      case IDENTITY -> {
        for (int u = 0; u < Math.min(rows, k); u++) {
          values[at + u * k + u] = 1;
        }
      }
      case ZERO -> Arrays.fill(values, at, at + n, 0);
    }
  }

  private void uniform(String name, double bound) {
    Draw draw = new Draw(seed, tensors.size());
    float[] values = add(name);
    draw.uniform(bound, values, 0, values.length);
  }

  private float[] add(String name) {
    int[] shape = shapes.get(prefix + name).stream().mapToInt(Integer::intValue).toArray();
    int n = 1;
    for (int d : shape) {
      n = Math.multiplyExact(n, d);
    }
    float[] values = new float[n];
    tensors.put(prefix + name, new Tensor(shape, values));
    return values;
  }
}
