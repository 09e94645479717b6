package dev.cellwise.examples.files;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link Comparison} to be read. */
final class ComparisonText {
  private final Map<String, Object> all;
  private final PrintWriter out;

  ComparisonText(Map<String, Object> all, PrintWriter out) {
    this.all = all;
    this.out = out;
  }

  /**
   * Prints.
   *
   * @param every whether tensors that are equal are shown, too
   */
  void print(boolean every) {
    for (String side : List.of("a", "b")) {
      String name = side.toUpperCase(Locale.ROOT);
      out.printf("%s: %s, %s%n", name, all.get(side), all.get(side + "_kind"));
    }
    if (all.containsKey("no_network")) {
      out.printf("compared as arrays: %s%n", all.get("no_network"));
    }
    for (String part : List.of("architecture", "vocabulary", "nodes", "metadata")) {
      table(part, rows(part));
    }
    List<Map<String, Object>> tensors = rows("tensors");
    List<Map<String, Object>> shown = new ArrayList<>(tensors);
    shown.removeIf(row -> !every && row.get("differs").equals("equal"));
    table("tensors", shown);
    out.println(summary(tensors));
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> rows(String key) {
    return (List<Map<String, Object>>) all.getOrDefault(key, List.of());
  }

  private void table(String title, List<Map<String, Object>> rows) {
    if (!rows.isEmpty()) {
      out.printf("%n%s%n", title);
      Table.of(rows).print(out);
      out.println();
    }
  }

  private String summary(List<Map<String, Object>> tensors) {
    long same = tensors.stream().filter(row -> row.get("differs").equals("equal")).count();
    String of = "%d of %d tensors have the same bits".formatted(same, tensors.size());
    return (all.get("equal").equals(true) ? "equal: " : "different: ") + of;
  }
}
