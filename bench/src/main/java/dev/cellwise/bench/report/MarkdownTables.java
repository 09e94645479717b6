package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The tables of results; times are medians of the rounds. */
final class MarkdownTables {
  private static final List<Case> LAYERS = List.of(Case.A, Case.B, Case.C, Case.D);

  private final Results results;

  MarkdownTables(Results results) {
    this.results = results;
  }

  /** Settings that meet a condition, measured at so many threads, each once, in their order. */
  private List<Standing> standings(int threads, Predicate<Setting> wanted) {
    return results.figures().stream()
        .filter(f -> f.threads() == threads && wanted.test(f.setting()))
        .map(Figure::setting)
        .distinct()
        .map(s -> new Standing(results, s, threads))
        .toList();
  }

  private TreeSet<Integer> sizes(Predicate<Setting> wanted) {
    TreeSet<Integer> sizes = new TreeSet<>();
    standings(1, s -> s.isMain() && LAYERS.contains(s.kind()) && wanted.test(s))
        .forEach(s -> sizes.add(s.setting().hidden()));
    return sizes;
  }

  /** Sizes by A, C and D of a cell, ours beside the best other. */
  Table sizes(Layer layer) {
    List<Case> kinds = List.of(Case.A, Case.C, Case.D);
    List<String> heads = new ArrayList<>(List.of("H"));
    for (Case kind : kinds) {
      heads.add("%s: %s, %s".formatted(kind, Names.of(kind), Names.unit(kind)));
      heads.add("best other");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int hidden : sizes(s -> s.cell().equals(layer.cell()) && kinds.contains(s.kind()))) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(hidden)));
      for (Case kind : kinds) {
        Standing standing = new Standing(results, kind.setting(layer, hidden), 1);
        boolean measured = standing.ours().isPresent() || standing.best().isPresent();
        row.add(measured ? standing.ourTime() : "");
        row.add(measured ? standing.bestTime() : "");
      }
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  /** How many times as fast as the best other, all cases of one layer and all cells. */
  Table ratios() {
    List<String> heads = new ArrayList<>(List.of("H"));
    for (Case kind : LAYERS) {
      Stream.of(Layer.values()).forEach(l -> heads.add(kind + " " + l));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int hidden : sizes(s -> true)) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(hidden)));
      for (Case kind : LAYERS) {
        for (Layer layer : Layer.values()) {
          row.add(new Standing(results, kind.setting(layer, hidden), 1).ratioText());
        }
      }
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  /** All cases of one layer of a cell, one thread. */
  Table spread(Layer layer) {
    Predicate<Setting> ofCell = s -> LAYERS.contains(s.kind()) && s.cell().equals(layer.cell());
    return comparison(standings(1, ofCell.and(Setting::isMain))).without("cell");
  }

  /** The standard settings of a case, one thread. */
  Table ofCase(Case kind) {
    return comparison(standings(1, s -> s.kind() == kind && s.isMain()));
  }

  /** Settings of other batches or lengths than their case has, one thread. */
  Table others() {
    return comparison(standings(1, s -> !s.isMain()));
  }

  private static Table comparison(List<Standing> standings) {
    boolean shapes = standings.stream().anyMatch(s -> !s.setting().isMain());
    List<String> heads = new ArrayList<>(List.of("case", "cell", "H"));
    heads.addAll(shapes ? List.of("N", "T") : List.of());
    heads.addAll(List.of("Cellwise", "best other", "which", "times as fast"));
    heads.addAll(shapes ? List.of() : List.of("aim"));
    heads.add("of limit");
    List<List<String>> rows = new ArrayList<>();
    for (Standing s : standings) {
      List<String> row = new ArrayList<>(place(s.setting()));
      Setting at = s.setting();
      row.addAll(shapes ? List.of("" + at.batch(), "" + at.steps()) : List.of());
      row.addAll(List.of(s.ourTime(), s.bestTime(), s.bestName(), s.spread()));
      row.addAll(shapes ? List.of() : List.of(s.aim()));
      row.add(s.ofLimit());
      rows.add(row);
    }
    return new Table(heads, rows);
  }

  /** Case with its unit, cell and size. */
  private static List<String> place(Setting setting) {
    return List.of(
        "%s, %s".formatted(setting.kind(), Names.unit(setting.kind())),
        Names.cell(setting.cell()),
        Integer.toString(setting.hidden()));
  }

  /** What several threads do, and how many times as fast as one they are. */
  Table threads() {
    List<String> heads =
        List.of(
            "case",
            "cell",
            "H",
            "threads",
            "Cellwise",
            "best other",
            "which",
            "times as fast",
            "of limit",
            "over one thread",
            "best other over one");
    List<List<String>> rows = new ArrayList<>();
    results.figures().stream()
        .mapToInt(Figure::threads)
        .filter(t -> t > 1)
        .distinct()
        .sorted()
        .forEach(t -> standings(t, s -> true).forEach(s -> rows.add(threadsRow(s))));
    return new Table(heads, rows);
  }

  private List<String> threadsRow(Standing s) {
    List<String> row = new ArrayList<>(place(s.setting()));
    row.addAll(List.of("" + s.threads(), s.ourTime(), s.bestTime(), s.bestName()));
    row.addAll(List.of(s.spread(), s.ofLimit(), speedUp(s.ours()), speedUp(s.best())));
    return row;
  }

  /** Against the same library on one thread. */
  private String speedUp(Optional<Figure> many) {
    return many.flatMap(
            m ->
                results.at(m.setting(), 1).stream()
                    .filter(one -> one.library().equals(m.library()) && one.sound())
                    .findFirst()
                    .map(one -> Digits.ratio(one.median() / m.median())))
        .orElse("–");
  }

  /** Cellwise with narrower vectors and without any: times and how many times as long they take. */
  Table widths() {
    List<String> variants =
        results.figures().stream()
            .map(Figure::library)
            .filter(l -> l.startsWith(Cellwise.NAME + "-") && !l.equals(Cellwise.BF16))
            .distinct()
            .toList();
    List<String> heads = new ArrayList<>(List.of("case", "cell", "H", "Cellwise"));
    variants.forEach(v -> heads.add(Names.library(v).replace("Cellwise, ", "")));
    List<List<String>> rows = new ArrayList<>();
    for (Standing s : standings(1, s -> true)) {
      List<Figure> all = results.at(s.setting(), 1).stream().filter(Figure::sound).toList();
      if (s.ours().isPresent() && all.stream().anyMatch(f -> variants.contains(f.library()))) {
        List<String> row = new ArrayList<>(place(s.setting()));
        row.add(Names.time(s.setting().kind(), s.ours().get().median()));
        variants.forEach(v -> row.add(variant(s.ours().get(), all, v)));
        rows.add(row);
      }
    }
    return new Table(heads, rows);
  }

  private static String variant(Figure ours, List<Figure> all, String library) {
    return all.stream()
        .filter(f -> f.library().equals(library))
        .findFirst()
        .map(
            f ->
                "%s (%s ×)"
                    .formatted(
                        Names.time(f.setting().kind(), f.median()),
                        Digits.ratio(f.median() / ours.median())))
        .orElse("");
  }

  /** Steps over weights in half the bytes, beside floats and the best other, on one thread. */
  Table halves() {
    List<List<String>> rows = new ArrayList<>();
    for (Standing s : standings(1, s -> true)) {
      Optional<Figure> half =
          results.at(s.setting(), 1).stream()
              .filter(f -> f.library().equals(Cellwise.BF16) && f.sound())
              .findFirst();
      if (half.isPresent() && s.ours().isPresent()) {
        List<String> row = new ArrayList<>(place(s.setting()));
        double time = half.get().median();
        row.add(Names.time(s.setting().kind(), s.ours().get().median()));
        row.add(Names.time(s.setting().kind(), time));
        row.add(Digits.ratio(s.ours().get().median() / time));
        row.add(s.bestTime());
        row.add(s.bestName());
        row.add(s.best().map(b -> Digits.ratio(b.median() / time)).orElse(""));
        rows.add(row);
      }
    }
    List<String> heads =
        List.of(
            "case",
            "cell",
            "H",
            "floats",
            "bfloat16",
            "times as fast",
            "best other",
            "which",
            "times as fast as it");
    return new Table(heads, rows);
  }

  /** What one core allows. */
  Table limits() {
    List<List<String>> rows = new ArrayList<>();
    String peak = "multiply-adds in registers, %d bits".formatted(results.limits().bits());
    rows.add(List.of(peak, Digits.three(results.limits().peak()), "GFLOP/s"));
    results
        .limits()
        .bandwidth()
        .forEach(
            (bytes, rate) ->
                rows.add(List.of("reading " + size(bytes), Digits.three(rate), "GB/s")));
    return new Table(List.of("what", "rate", "unit"), rows);
  }

  private static String size(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%d KiB", bytes >> 10)
        : String.format(Locale.ROOT, "%d MiB", bytes >> 20);
  }

  /** Figures that do not count, with what was wrong. */
  Table faults() {
    List<List<String>> rows = new ArrayList<>();
    for (Figure f : results.figures()) {
      if (!f.sound()) {
        Setting s = f.setting();
        rows.add(
            List.of(
                s.kind().name(),
                Names.cell(s.cell()),
                "" + s.hidden(),
                "" + f.threads(),
                Names.library(f.library()),
                f.fault().isEmpty() ? "no round" : f.fault().lines().findFirst().orElse("")));
      }
    }
    return new Table(List.of("case", "cell", "H", "threads", "library", "fault"), rows);
  }

  /** What a call of each library leaves on the Java heap, the most of a case's settings. */
  Table garbage() {
    List<Case> kinds = List.of(Case.values());
    Map<String, Map<Case, Double>> most = new TreeMap<>();
    for (Figure f : results.figures()) {
      if (f.sound() && f.threads() == 1 && f.setting().isMain()) {
        most.computeIfAbsent(f.library(), l -> new TreeMap<>())
            .merge(f.setting().kind(), f.bytes(), Math::max);
      }
    }
    List<String> heads = new ArrayList<>(List.of("library"));
    kinds.forEach(kind -> heads.add(kind.name()));
    List<List<String>> rows = new ArrayList<>();
    most.forEach(
        (library, of) -> {
          List<String> row = new ArrayList<>(List.of(Names.library(library)));
          kinds.forEach(kind -> row.add(of.containsKey(kind) ? whole(of.get(kind)) : ""));
          rows.add(row);
        });
    return new Table(heads, rows);
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** Figures of which a round's warm-up was cut off before it came to rest. */
  Table unsteady() {
    List<List<String>> rows = new ArrayList<>();
    for (Figure f : results.figures()) {
      long rounds = f.rounds().stream().filter(r -> !r.steady()).count();
      if (f.sound() && rounds > 0) {
        List<String> row = new ArrayList<>(place(f.setting()));
        row.addAll(List.of("" + f.threads(), Names.library(f.library())));
        row.add("%d of %d".formatted(rounds, f.rounds().size()));
        rows.add(row);
      }
    }
    return new Table(List.of("case", "cell", "H", "threads", "library", "rounds"), rows);
  }

  /**
   * The largest difference of each library's results to those of Cellwise, faulty ones left out.
   */
  Table errors() {
    Map<String, Double> largest = new TreeMap<>();
    for (Figure f : results.figures()) {
      if (f.sound() && !Double.isNaN(f.error()) && !f.library().equals(Cellwise.NAME)) {
        largest.merge(f.library(), f.error(), Math::max);
      }
    }
    List<List<String>> rows = new ArrayList<>();
    largest.forEach(
        (library, error) ->
            rows.add(List.of(Names.library(library), String.format(Locale.ROOT, "%.1e", error))));
    return new Table(List.of("library", "largest difference, in parts of the result"), rows);
  }
}
