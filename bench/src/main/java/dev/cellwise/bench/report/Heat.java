package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.race.Race;
import dev.cellwise.bench.race.Stable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A setting at a number of threads, and what its rounds have given so far. */
final class Heat {
  private final Setting setting;
  private final int threads;
  private final List<Library> libraries;
  private final Map<String, List<Race.Outcome>> outcomes = new LinkedHashMap<>();

  Heat(Setting setting, int threads, List<Library> libraries) {
    this.setting = setting;
    this.threads = threads;
    this.libraries = libraries.stream().filter(l -> l.runs(setting, threads)).toList();
  }

  /** Whether somebody runs it. */
  boolean isRun() {
    return !libraries.isEmpty();
  }

  /** What it is, for a line of progress. */
  String name() {
    return "%s %s H=%d N=%d T=%d, %d thread%s"
        .formatted(
            setting.kind(),
            setting.cell(),
            setting.hidden(),
            setting.batch(),
            setting.steps(),
            threads,
            threads == 1 ? "" : "s");
  }

  /** Runs a round; what it gave in one line. */
  String round(Race race, Stable stable) throws InterruptedException {
    StringBuilder line = new StringBuilder();
    race.run(setting, threads, libraries, stable)
        .forEach(
            (name, outcome) -> {
              outcomes.computeIfAbsent(name, n -> new ArrayList<>()).add(outcome);
              line.append(line.isEmpty() ? "" : ", ")
                  .append(name)
                  .append(' ')
                  .append(told(outcome));
            });
    return line.toString();
  }

  private String told(Race.Outcome outcome) {
    if (outcome.round() == null) {
      return "FAILED (" + outcome.fault() + ")";
    }
    double unit = setting.kind().unit().equals("ms") ? 1e6 : 1e3;
    String time = String.format(Locale.ROOT, "%.4g", outcome.round().median() / unit);
    String unsteady = outcome.round().steady() ? "" : " (unsteady)";
    return time + " " + setting.kind().unit() + unsteady;
  }

  /** The figures of all rounds; that of a library that failed once has the fault. */
  List<Figure> figures() {
    return libraries.stream().map(l -> figure(l.name(), outcomes.get(l.name()))).toList();
  }

  private Figure figure(String library, List<Race.Outcome> of) {
    return new Figure(
        setting,
        threads,
        library,
        of.stream().map(Race.Outcome::version).filter(v -> !v.isEmpty()).findFirst().orElse(""),
        of.stream().map(Race.Outcome::round).filter(r -> r != null).toList(),
        of.stream().mapToDouble(Race.Outcome::error).max().orElse(Double.NaN),
        of.stream().map(Race.Outcome::fault).filter(f -> !f.isEmpty()).findFirst().orElse(""));
  }

  /** Whether a library had a fault. */
  boolean failed() {
    return outcomes.values().stream().flatMap(List::stream).anyMatch(o -> o.round() == null);
  }
}
