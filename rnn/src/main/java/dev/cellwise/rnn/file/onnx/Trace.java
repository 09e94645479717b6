package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Layers;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers that a value of a graph has come through, from the input up. Immutable; a longer one has
 * the same layers as the one that it goes on from.
 *
 * @param input what comes in
 * @param table [V, E] of an embedding; else null
 * @param layers with their weights
 * @param time the axis of time; null before the first recurrent layer
 * @param rows the axis of rows; null before the first recurrent layer
 * @param lengths the value that says the rows' lengths; {@link Node#NONE} if there is none
 * @param width numbers of a row, behind the last layer
 */
record Trace(
    Architecture.Input input,
    Tensor table,
    List<Spec> layers,
    Axis time,
    Axis rows,
    int lengths,
    int width) {
  /** Layers at most: each is there in the list of every one above it. */
  private static final int MOST_LAYERS = 1024;

  /** At the input. */
  static Trace of(Architecture.Input input, Tensor table, int width) {
    return new Trace(input, table, List.of(), null, null, Node.NONE, width);
  }

  Spec top() {
    return layers.isEmpty() ? null : layers.getLast();
  }

  boolean isRecurrent() {
    return time != null;
  }

  /** With a layer more. */
  Trace with(Spec spec, int newWidth) {
    if (layers.size() == MOST_LAYERS) {
      throw new Refusal("layers", "at most " + MOST_LAYERS, "more");
    }
    List<Spec> more = new ArrayList<>(layers);
    more.add(spec);
    return new Trace(input, table, List.copyOf(more), time, rows, lengths, newWidth);
  }

  /** With another layer in the place of the last. */
  Trace instead(Spec spec, int newWidth) {
    List<Spec> other = new ArrayList<>(layers);
    other.set(other.size() - 1, spec);
    return new Trace(input, table, List.copyOf(other), time, rows, lengths, newWidth);
  }

  /** Where time and rows are. */
  Trace along(Axis newTime, Axis newRows, int newLengths) {
    return new Trace(input, table, layers, newTime, newRows, newLengths, width);
  }

  /**
   * Whether another one goes on from this one.
   *
   * @param merged whether the directions of its layers must have become the same
   */
  boolean isBegunBy(Trace begin, boolean merged) {
    if (layers.size() < begin.layers.size()
        || !input.equals(begin.input)
        || !isSame(table, begin.table)) {
      return false;
    }
    for (int i = 0; i < begin.layers.size(); i++) {
      if (!isSame(layers.get(i), begin.layers.get(i), merged)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Tensor a, Tensor b) {
    return a == b || (a != null && b != null && Arrays.equals(a.values(), b.values()));
  }

  /** The merge of a layer's directions is no part of its states. */
  private static boolean isSame(Spec a, Spec b, boolean merged) {
    return a == b
        || (a instanceof Spec.Recurrent r
            && b instanceof Spec.Recurrent q
            && r.directions() == q.directions()
            && (!merged || r.merge() == q.merge()));
  }

  /**
   * The network of these layers; a dense one at the top is its head.
   *
   * @throws IllegalArgumentException if there is no such network
   */
  Network network() {
    List<Spec> stack = new ArrayList<>(layers);
    Spec.Dense head = null;
    if (top() instanceof Spec.Dense dense) {
      head = dense;
      stack.removeLast();
    }
    boolean start = stack.stream().anyMatch(Trace::hasStart);
    List<Layer> made = stack.stream().map(Spec::layer).toList();
    Architecture architecture =
        head == null
            ? new Architecture(input, made, 0, Activation.identity(), false, start)
            : new Architecture(
                input, made, head.units(), head.function(), head.slope() != null, start);
    Names names = new Names(new Layers(architecture), start);
    if (table != null) {
      names.tensors.put("embedding.weight", table);
    }
    stack.forEach(names::add);
    if (head != null) {
      names.dense("head", head);
    }
    return Network.of(architecture, names.tensors);
  }

  private static boolean hasStart(Spec spec) {
    return switch (spec) {
      case Spec.Recurrent r -> r.hasStart();
      case Spec.Residual r -> r.inner().stream().anyMatch(Trace::hasStart);
      default -> false;
    };
  }

  /** Gives tensors the names that a network has for them. */
  private static final class Names {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Layers layers;
    private final boolean start;
    private int recurrent;
    private int cells;
    private int dense;
    private int norms;

    Names(Layers layers, boolean start) {
      this.layers = layers;
      this.start = start;
    }

    void add(Spec spec) {
      switch (spec) {
        case Spec.Recurrent r -> add(r);
        case Spec.Dense d -> dense("dense" + dense++, d);
        case Spec.Norm n -> {
          String name = "norm" + norms++;
          tensors.put(name + ".weight", n.gain());
          tensors.put(name + ".bias", n.bias());
        }
        case Spec.Residual r -> r.inner().forEach(this::add);
        case Spec.Last l -> {}
      }
    }

    void dense(String name, Spec.Dense d) {
      tensors.put(name + ".weight", d.weight());
      tensors.put(name + ".bias", d.bias());
      if (d.slope() != null) {
        tensors.put(name + ".slope", d.slope());
      }
    }

    private void add(Spec.Recurrent r) {
      String before = r.cell().family() + ".";
      for (int d = 0; d < r.directions().size(); d++) {
        boolean backward = r.reverse() || d == 1;
        String behind = "_l" + recurrent + (backward ? "_reverse" : "");
        r.directions().get(d).forEach((name, t) -> tensors.put(before + name + behind, t));
        List<StatePart> parts = layers.state().get(cells++);
        for (int part = 0; part < parts.size() && start; part++) {
          int size = parts.get(part).size();
          float[] given = r.starts()[d][part];
          tensors.put(
              before + "start_" + parts.get(part).name() + behind,
              Tensor.of(given == null ? new float[size] : given, size));
        }
      }
      recurrent++;
    }
  }
}
