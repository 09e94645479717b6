package dev.cellwise.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of texts in Markdown's sense: {@code **bold**} and {@code `code`}.
 *
 * @param heads one a column
 * @param rows as long as the heads each
 */
record Table(List<String> heads, List<List<String>> rows) {
  /** The table without a column. */
  Table without(String head) {
    int column = heads.indexOf(head);
    return new Table(without(heads, column), rows.stream().map(r -> without(r, column)).toList());
  }

  private static List<String> without(List<String> cells, int column) {
    List<String> left = new ArrayList<>(cells);
    left.remove(column);
    return left;
  }

  /** Of pipes; columns of numbers are set to the right. */
  String toMarkdown() {
    String line =
        IntStream.range(0, heads.size())
            .mapToObj(c -> ofNumbers(c) ? "---:" : "---")
            .collect(Collectors.joining("|", "|", "|"));
    return row(heads)
        + "\n"
        + line
        + "\n"
        + rows.stream().map(Table::row).collect(Collectors.joining("\n"));
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(c -> c.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** An element {@code table}. */
  String toHtml() {
    String head =
        IntStream.range(0, heads.size())
            .mapToObj(c -> element("th", c, heads.get(c)))
            .collect(Collectors.joining("", "<tr>", "</tr>"));
    String body =
        rows.stream()
            .map(
                r ->
                    IntStream.range(0, r.size())
                        .mapToObj(c -> element("td", c, r.get(c)))
                        .collect(Collectors.joining("", "<tr>", "</tr>")))
            .collect(Collectors.joining("\n"));
    return "<div class=\"table\"><table>\n<thead>%s</thead>\n<tbody>%s</tbody>\n</table></div>"
        .formatted(head, body);
  }

  private String element(String name, int column, String text) {
    String kind = ofNumbers(column) ? " class=\"n\"" : "";
    return "<%s%s>%s</%s>".formatted(name, kind, Html.inline(text), name);
  }

  /** Whether what is in the column begins with a number, where there is something. */
  private boolean ofNumbers(int column) {
    List<String> told = rows.stream().map(r -> r.get(column)).filter(t -> !t.isEmpty()).toList();
    return !told.isEmpty() && told.stream().allMatch(t -> t.matches("(\\*\\*|≥ )?\\d.*|–"));
  }
}
