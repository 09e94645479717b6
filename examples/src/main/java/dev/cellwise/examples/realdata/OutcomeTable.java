package dev.cellwise.examples.realdata;

import dev.cellwise.examples.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of all outcomes: as text, as Markdown, and as figures of a report. */
final class OutcomeTable {
  private static final List<String> HEAD =
      List.of(
          "experiment", "figure", "here", "asked", "published", "baseline", "seconds", "reached");

  private final List<Outcome> outcomes;

  OutcomeTable(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  /** A row for each figure of those that ran. */
  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (outcome.ran()) {
        outcome.experiment().aims().forEach(aim -> rows.add(row(outcome, aim)));
      }
    }
    return rows;
  }

  private static List<String> row(Outcome outcome, Aim aim) {
    boolean first = aim == outcome.experiment().aims().getFirst();
    return List.of(
        first ? outcome.experiment().name() : "",
        aim.figure(),
        figure(outcome, aim, aim.key()),
        aim.askedText(),
        aim.published().isPresent() ? aim.text(aim.published().getAsDouble()) : "",
        aim.baseline().isEmpty() ? "" : figure(outcome, aim, aim.baseline()),
        first ? String.format(Locale.ROOT, "%.0f", outcome.seconds()) : "",
        aim.reached(outcome.report()) ? "yes" : "NO");
  }

  private static String figure(Outcome outcome, Aim aim, String key) {
    double number = Aim.number(outcome.report(), key);
    return Double.isNaN(number) ? "none" : aim.text(number);
  }

  /** Of those that did not run a line each. */
  List<String> troubles() {
    return outcomes.stream()
        .filter(outcome -> !outcome.ran())
        .map(outcome -> outcome.experiment().name() + " " + outcome.trouble())
        .toList();
  }

  /** Whether some ran, every figure of those is what is asked, and none failed. */
  boolean reached() {
    return outcomes.stream().anyMatch(Outcome::ran)
        && outcomes.stream()
            .filter(outcome -> !outcome.trouble().startsWith("skipped"))
            .allMatch(
                o ->
                    o.ran() && o.experiment().aims().stream().allMatch(a -> a.reached(o.report())));
  }

  /** Columns side by side. */
  List<String> text() {
    List<List<String>> all = new ArrayList<>(List.of(HEAD));
    all.addAll(rows());
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        line.append(("%-" + (width(all, c) + 2) + "s").formatted(row.get(c)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** A Markdown table, the command lines of all experiments, and what did not run. */
  String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("| ").append(String.join(" | ", HEAD)).append(" |\n");
    page.append("|").append("---|".repeat(HEAD.size())).append("\n");
    rows().forEach(row -> page.append("| ").append(String.join(" | ", row)).append(" |\n"));
    for (Outcome outcome : outcomes) {
      Experiment experiment = outcome.experiment();
      page.append("\n`%s`: `cellwise %s`\n".formatted(experiment.name(), command(experiment)));
    }
    troubles().forEach(trouble -> page.append("\n").append(trouble).append("\n"));
    return page.toString();
  }

  /** As a user would type it, with DATA for the folder of all data. */
  private static String command(Experiment experiment) {
    return String.join(
        " ",
        experiment.command().stream()
            .map(word -> word.startsWith("@") ? "DATA/" + word.substring(1) : word)
            .toList());
  }

  /**
   * Puts all figures into a report: {@code NAME_KEY}, {@code NAME_KEY_reached}, {@code
   * NAME_seconds}.
   *
   * @param to is added to
   */
  void describe(Report to) {
    for (Outcome outcome : outcomes) {
      String name = outcome.experiment().name();
      to.put(name + "_ran", outcome.ran());
      if (outcome.ran()) {
        to.put(name + "_seconds", outcome.seconds());
        for (Aim aim : outcome.experiment().aims()) {
          String key = name + "_" + aim.key();
          double number = Aim.number(outcome.report(), aim.key());
          to.put(key, Double.isFinite(number) ? number : Double.toString(number));
          to.put(key + "_reached", aim.reached(outcome.report()));
        }
      } else {
        to.put(name + "_trouble", outcome.trouble());
      }
    }
  }
}
