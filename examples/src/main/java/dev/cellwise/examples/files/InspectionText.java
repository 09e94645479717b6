package dev.cellwise.examples.files;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link Inspection} to be read. */
final class InspectionText {
  private final Map<String, Object> all;
  private final PrintWriter out;

  InspectionText(Map<String, Object> all, PrintWriter out) {
    this.all = all;
    this.out = out;
  }

  /**
   * Prints.
   *
   * @param every whether every node is shown, instead of those that are alike in one row
   */
  void print(boolean every) {
    out.printf("%s: %s, %,d bytes%n", text("file"), text("kind"), all.get("bytes"));
    if (all.get("graph") instanceof Map<?, ?> graph) {
      out.printf("graph: %s%n", Shown.pairs(graph));
    }
    table("layers");
    if (all.containsKey("learned")) {
      out.printf("%nlearned numbers, both biases of a layer as one: %,d%n", all.get("learned"));
      out.printf("fingerprint: %s%n", text("fingerprint"));
    }
    if (all.containsKey("vocabulary")) {
      out.printf("symbols: %s%n", Shown.text(text("vocabulary")));
    }
    table("inputs");
    table("outputs");
    table("nodes", every ? rows("nodes") : alike(rows("nodes")));
    table("tensors");
    metadata();
    refused();
  }

  private String text(String key) {
    return all.get(key).toString();
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> rows(String key) {
    return (List<Map<String, Object>>) all.getOrDefault(key, List.of());
  }

  private void table(String key) {
    table(key, rows(key));
  }

  private void table(String key, List<Map<String, Object>> rows) {
    if (!rows.isEmpty()) {
      out.printf("%n%s%n", key);
      Table.of(rows).print(out);
    }
  }

  /** A row for each operator with its attributes: of nodes there are hundreds. */
  private static List<Map<String, Object>> alike(List<Map<String, Object>> nodes) {
    Map<List<Object>, Map<String, Object>> rows = new LinkedHashMap<>();
    for (Map<String, Object> node : nodes) {
      Object operator = node.get("operator");
      Object attributes = operator.equals("Constant") ? Map.of() : node.get("attributes");
      Map<String, Object> row =
          rows.computeIfAbsent(List.of(operator, attributes), key -> new LinkedHashMap<>());
      row.put("operator", operator);
      row.merge("count", 1, (count, one) -> (Integer) count + 1);
      row.put("attributes", attributes);
      row.put("gates", node.get("gates"));
      row.putIfAbsent("first", node.get("name"));
    }
    return List.copyOf(rows.values());
  }

  private void metadata() {
    Map<?, ?> metadata = (Map<?, ?>) all.get("metadata");
    if (!metadata.isEmpty()) {
      out.printf("%nmetadata%n");
      metadata.forEach(
          (key, value) ->
              out.printf("%s: %s%n", Shown.text(key.toString()), Shown.text(value.toString())));
    }
  }

  /**
   * In lines, not in a table: reasons are sentences. What is refused for the same one is in one.
   */
  private void refused() {
    Map<Object, List<Object>> reasons = new LinkedHashMap<>();
    for (Map<String, Object> row : rows("refused")) {
      reasons.computeIfAbsent(row.get("why"), why -> new ArrayList<>()).add(row.get("what"));
    }
    if (!reasons.isEmpty()) {
      out.printf("%nrefused%n");
    }
    reasons.forEach(
        (why, what) -> {
          String more = what.size() > 1 ? " and %,d more".formatted(what.size() - 1) : "";
          out.printf("%s%s: %s%n", Shown.text(what.getFirst().toString()), more, why);
        });
  }
}
