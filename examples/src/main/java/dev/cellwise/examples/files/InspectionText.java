package dev.cellwise.examples.files;

import java.io.PrintWriter;
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

  void print() {
    out.printf("%s: %s, %,d bytes%n", Shown.text(text("file")), text("kind"), all.get("bytes"));
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
    table("nodes");
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
    List<Map<String, Object>> rows = rows(key);
    if (!rows.isEmpty()) {
      out.printf("%n%s%n", key);
      Table.of(rows).print(out);
    }
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

  /** In lines, not in a table: reasons are sentences. */
  private void refused() {
    List<Map<String, Object>> rows = rows("refused");
    if (!rows.isEmpty()) {
      out.printf("%nrefused%n");
      rows.forEach(
          row -> out.printf("%s: %s%n", Shown.text(row.get("what").toString()), row.get("why")));
    }
  }
}
