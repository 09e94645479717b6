package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxNode;
import dev.cellwise.rnn.net.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What differs between two files: as networks where both are, whatever their formats; else, or
 * where that is asked for, as the arrays that they hold.
 */
final class Comparison {
  private final Opened a;
  private final Opened b;

  /** Differences up to this one count as none. */
  private final double within;

  private final Map<String, Object> all = new LinkedHashMap<>();
  private boolean equal = true;

  private Comparison(Opened a, Opened b, double within) {
    this.a = a;
    this.b = b;
    this.within = within;
  }

  /**
   * Compares.
   *
   * @param within the largest difference of a number that counts as none
   * @param arrays whether to compare arrays even where both are networks
   * @return single values, and tables as lists of rows; {@code equal} says whether nothing differs
   */
  static Map<String, Object> of(Opened a, Opened b, double within, boolean arrays) {
    Comparison c = new Comparison(a, b, within);
    c.all.put("a", a.file().toString());
    c.all.put("a_kind", a.kind());
    c.all.put("b", b.file().toString());
    c.all.put("b_kind", b.kind());
    Model first = arrays ? null : c.model(a);
    Model second = first == null ? null : c.model(b);
    if (second != null) {
      c.networks(first, second);
    } else {
      c.files();
    }
    c.all.put("equal", c.equal);
    return c.all;
  }

  /** Null where it is no network, which is said. */
  private Model model(Opened file) {
    try {
      return file.model();
    } catch (ModelFileException e) {
      all.put("no_network", e.getMessage());
      return null;
    } catch (IOException e) {
      throw new BadInput(file.file() + " cannot be read");
    }
  }

  private void networks(Model first, Model second) {
    all.put("as", "networks");
    all.put("a_kind", a.networkKind());
    all.put("b_kind", b.networkKind());
    Architecture of = first.network().architecture();
    Architecture other = second.network().architecture();
    if (!ModelFile.text(of).equals(ModelFile.text(other))) {
      put("architecture", layers(first, second));
      equal = false;
    }
    List<Map<String, Object>> symbols = new ArrayList<>();
    compare(symbols, "symbols", symbols(first.vocabulary()), symbols(second.vocabulary()));
    put("vocabulary", symbols);
    tensors(arrays(first), arrays(second));
  }

  private static String symbols(CharVocabulary vocabulary) {
    if (vocabulary == null) {
      return null;
    }
    int unknown = vocabulary.unknown();
    return vocabulary.toText() + (unknown < 0 ? "" : ", unknown: " + vocabulary.symbol(unknown));
  }

  private static Map<String, TypedArray> arrays(Model model) {
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    model.network().tensors().forEach((name, t) -> arrays.put(name, TypedArray.of(t)));
    return arrays;
  }

  private void files() {
    all.put("as", "arrays");
    if (a instanceof GraphFile of && b instanceof GraphFile other) {
      nodes(of.graph().nodes(), other.graph().nodes());
    }
    try {
      tensors(a.arrays(), b.arrays());
    } catch (ModelFileException e) {
      throw new BadInput(e.getMessage());
    } catch (IOException e) {
      throw new BadInput("%s or %s cannot be read".formatted(a.file(), b.file()));
    }
    List<Map<String, Object>> metadata = new ArrayList<>();
    for (String key : union(a.metadata(), b.metadata())) {
      compare(metadata, key, a.metadata().get(key), b.metadata().get(key));
    }
    put("metadata", metadata);
  }

  private void put(String key, List<Map<String, Object>> rows) {
    if (!rows.isEmpty()) {
      all.put(key, rows);
    }
  }

  /** Adds a row where two things are not the same. */
  private void compare(List<Map<String, Object>> rows, String what, Object of, Object other) {
    if (!Objects.equals(of, other)) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("what", what);
      row.put("a", of);
      row.put("b", other);
      rows.add(row);
      equal = false;
    }
  }

  private List<Map<String, Object>> layers(Model first, Model second) {
    List<String> of = lines(first);
    List<String> other = lines(second);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(of.size(), other.size()); i++) {
      compare(
          rows,
          "line " + i,
          i < of.size() ? of.get(i) : null,
          i < other.size() ? other.get(i) : null);
    }
    return rows;
  }

  private static List<String> lines(Model model) {
    Architecture architecture = model.network().architecture();
    List<String> lines = new ArrayList<>();
    LayerRows.of(model.network()).forEach(row -> lines.add(row.get("layer").toString()));
    lines.add("first state " + (architecture.learnedStart() ? "learned" : "zero"));
    lines.add("source " + architecture.source());
    return lines;
  }

  private void nodes(List<OnnxNode> of, List<OnnxNode> other) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(of.size(), other.size()); i++) {
      compare(
          rows,
          "node " + i,
          i < of.size() ? text(of.get(i)) : null,
          i < other.size() ? text(other.get(i)) : null);
    }
    put("nodes", rows);
  }

  private static String text(OnnxNode node) {
    return node.type() + node.inputs() + " -> " + node.outputs() + " " + node.attributes();
  }

  private static Set<String> union(Map<String, ?> of, Map<String, ?> other) {
    Set<String> names = new LinkedHashSet<>(of.keySet());
    names.addAll(other.keySet());
    return names;
  }

  private void tensors(Map<String, TypedArray> of, Map<String, TypedArray> other) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String name : union(of, other)) {
      TensorDifference row = TensorDifference.of(name, of.get(name), other.get(name), within);
      equal &= row.counts();
      rows.add(row.row());
    }
    all.put("tensors", rows);
  }
}
