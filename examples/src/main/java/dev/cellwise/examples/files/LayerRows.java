package dev.cellwise.examples.files;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.file.GateLayout;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A network's layers from the input up: what comes out of each, its gates and its numbers. */
final class LayerRows {
  /** Fields whose value says what it is of. */
  private static final Set<String> PLAIN =
      Set.of("size", "width", "units", "rate", "activation", "direction", "merge");

  private final Map<String, List<Integer>> tensors;
  private final List<Map<String, Object>> rows = new ArrayList<>();

  /** Which network the layers are of: what the names of its tensors begin with. */
  private final String prefix;

  private int recurrent;
  private int dense;
  private int norms;
  private int attentions;
  private int size;
  private boolean last;

  private LayerRows(Map<String, List<Integer>> tensors, String prefix) {
    this.tensors = tensors;
    this.prefix = prefix;
  }

  /**
   * Of a network.
   *
   * @return for each layer: layer, out, gates as the tensors stack them, numbers as they are saved,
   *     both biases counted
   */
  static List<Map<String, Object>> of(Network network) {
    Architecture architecture = network.architecture();
    Map<String, List<Integer>> tensors = network.layers().tensors();
    List<Map<String, Object>> all = new ArrayList<>();
    if (architecture.source() instanceof Source.Sequence s) {
      all.addAll(new LayerRows(tensors, "encoder.").network(s.encoder()));
    }
    LayerRows own = new LayerRows(tensors, "");
    if (architecture.source() != null) {
      own.add("bridge", null, "", own.numbers(name -> name.startsWith("bridge.")));
    }
    all.addAll(own.network(architecture));
    return all;
  }

  private List<Map<String, Object>> network(Architecture a) {
    Map<?, ?> text = text(a);
    size = a.input() instanceof Architecture.Embedding e ? e.width() : a.input().size();
    add(label((Map<?, ?>) text.get("input")), out(), "", within("embedding."));
    stack(a.stack(), (List<?>) text.get("layers"), "");
    if (a.outputs() > 0) {
      size = a.outputs();
      add("dense" + options((Map<?, ?>) text.get("head")), out(), "", within("head."));
    }
    return rows;
  }

  /** As a file has it: with what differs from plain layers, and no more. */
  private static Map<?, ?> text(Architecture architecture) {
    try {
      return JSON.std.mapFrom(ModelFile.text(architecture));
    } catch (IOException e) {
      throw new UncheckedIOException("a file's own JSON is read", e);
    }
  }

  /** A layer in a word, such as {@code lstm(256, peephole)}. */
  private static String label(Map<?, ?> layer) {
    Map<Object, Object> left = new LinkedHashMap<>(layer);
    Object name =
        Stream.of("cell", "layer", "type")
            .map(left::remove)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    left.remove("layers");
    return name + options(left);
  }

  private static String options(Map<?, ?> options) {
    List<String> words = new ArrayList<>();
    options.forEach(
        (key, value) -> {
          boolean known = PLAIN.contains(key);
          words.add(
              value.equals(true) ? key.toString() : known ? value.toString() : key + " " + value);
        });
    return words.isEmpty() ? "" : "(" + String.join(", ", words) + ")";
  }

  private void stack(List<Layer> layers, List<?> texts, String indent) {
    for (int i = 0; i < layers.size(); i++) {
      Map<?, ?> text = (Map<?, ?>) texts.get(i);
      if (layers.get(i) instanceof Layer.Residual r) {
        add(indent + label(text), null, "", 0);
        stack(r.layers(), (List<?>) text.get("layers"), indent + "  ");
      } else {
        size = layers.get(i).outputs(size);
        last |= layers.get(i) instanceof Layer.Last;
        add(indent + label(text), out(), gates(layers.get(i)), numbers(layers.get(i)));
      }
    }
  }

  private List<Object> out() {
    return last ? List.of("N", size) : List.of("T", "N", size);
  }

  private void add(String layer, List<Object> out, String gates, long numbers) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("layer", prefix.replace('.', ' ') + layer);
    row.put("out", out);
    row.put("gates", gates);
    row.put("numbers", numbers);
    rows.add(row);
  }

  private static String gates(Layer layer) {
    return switch (layer) {
      case Layer.Reverse r -> gates(r.cell());
      case Layer.Bidirectional b -> gates(b.cell());
      case Architecture.Lstm l -> gates(l.options());
      case Architecture.Gru g -> spaced(GateLayout.PYTORCH_GRU.gates());
      default -> "";
    };
  }

  private static String gates(LstmOptions options) {
    String all = GateLayout.CELLWISE_LSTM.gates();
    return spaced(
        switch (options.coupling()) {
          case NONE -> all;
          case INPUT_FROM_FORGET -> all.replace("i", "");
          case FORGET_FROM_INPUT -> all.replace("f", "");
        });
  }

  /** Such as {@code i f g o}. */
  static String spaced(String gates) {
    return String.join(" ", gates.split(""));
  }

  private long numbers(Layer layer) {
    return switch (layer) {
      case Layer.Reverse r -> cell(r.cell());
      case Layer.Bidirectional b -> cell(b.cell());
      case Architecture.Recurrent r -> cell(r);
      case Layer.Dense d -> within("dense" + dense++ + ".");
      case Layer.Norm n -> within("norm" + norms++ + ".");
      case Layer.Attention a -> within("attention" + attentions++ + ".");
      default -> 0;
    };
  }

  private long cell(Architecture.Recurrent cell) {
    String family = prefix + cell.family() + ".";
    String forward = "_l" + recurrent;
    String reverse = "_l" + recurrent++ + "_reverse";
    return numbers(
        name -> name.startsWith(family) && (name.endsWith(forward) || name.endsWith(reverse)));
  }

  private long within(String part) {
    return numbers(name -> name.startsWith(prefix + part));
  }

  private long numbers(Predicate<String> of) {
    return tensors.entrySet().stream()
        .filter(tensor -> of.test(tensor.getKey()))
        .mapToLong(
            tensor -> tensor.getValue().stream().mapToLong(d -> d).reduce(1, (a, b) -> a * b))
        .sum();
  }
}
