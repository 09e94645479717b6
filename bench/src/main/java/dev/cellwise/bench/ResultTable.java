package dev.cellwise.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Results beside limits and other libraries, in Markdown. */
final class ResultTable {
  private final Limits limits;
  private final Peers peers;
  private final List<List<String>> rows = new ArrayList<>();

  ResultTable(Limits limits, Peers peers) {
    this.limits = limits;
    this.peers = peers;
    List<String> head = List.of("case", "cell", "H", "median", "p99", "limit", "of limit");
    rows.add(withPeer(head, "best peer", "its median", "times as fast"));
  }

  private List<String> withPeer(List<String> cells, String... more) {
    List<String> row = new ArrayList<>(cells);
    if (!peers.lines().isEmpty()) {
      row.addAll(List.of(more));
    }
    return row;
  }

  void add(Setting s, Measurement m) {
    double limit = s.limit(limits);
    List<String> cells =
        List.of(
            s.kind().name(),
            s.cell(),
            Integer.toString(s.hidden()),
            time(s, m.median()),
            time(s, m.p99()),
            time(s, limit),
            String.format(Locale.ROOT, "%.0f %%", 100 * limit / m.median()));
    Optional<Measurement> best = peers.best(s);
    rows.add(
        withPeer(
            cells,
            best.map(Measurement::peer).orElse(""),
            best.map(b -> time(s, b.median())).orElse(""),
            best.map(b -> String.format(Locale.ROOT, "%.2f", b.median() / m.median())).orElse("")));
  }

  private static String time(Setting s, double nanos) {
    double value = nanos / (s.kind().unit().equals("ms") ? 1e6 : 1e3);
    int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(value)));
    return String.format(Locale.ROOT, "%." + Math.min(4, digits) + "f ", value) + s.kind().unit();
  }

  void print(PrintWriter out) {
    for (int r = 0; r < rows.size(); r++) {
      out.println("| " + String.join(" | ", rows.get(r)) + " |");
      if (r == 0) {
        out.println("|---|---" + "|---:".repeat(rows.get(r).size() - 2) + "|");
      }
    }
    out.flush();
  }
}
