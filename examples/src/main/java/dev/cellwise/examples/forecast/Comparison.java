package dev.cellwise.examples.forecast;

import dev.cellwise.examples.Plot;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.rnn.data.Windows;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** All forecasters on the same held-out windows: a table, a claim and pictures. */
final class Comparison {
  private static final int SHOWN = 100;
  private static final Color[] COLORS = {Plot.RED, Plot.BLUE, Plot.GREEN};

  private final Measurements measured;
  private final Scaled scaled;
  private final Findings findings;
  private final Windows held;
  private final float[] truth;
  private final List<Errors> baselines = new ArrayList<>();
  private final List<Errors> networks = new ArrayList<>();

  Comparison(Measurements measured, Scaled scaled, Findings findings) {
    this.measured = measured;
    this.scaled = scaled;
    this.findings = findings;
    this.held = scaled.unscaled();
    this.truth = Errors.truth(held);
  }

  /** Says what is foretold, and begins the table. */
  void describe() {
    int n = scaled.horizon();
    int last = held.count() - 1;
    int first = held.series(0).from() + held.row(0) + held.steps();
    int end = held.series(last).from() + held.row(last) + held.steps() + n - 1;
    findings.line("%s", measured.name());
    findings.line(
        "columns     %s", String.join(", ", measured.columns().stream().map(Column::name).toList()));
    boolean one = measured.training().size() == 1;
    String rows = one ? ", %s to %s".formatted(measured.when(first), measured.when(end)) : "";
    findings.line(
        "trained on  %,d windows of %d rows, validated on %,d",
        scaled.training().count(), scaled.window(), scaled.validation().count());
    findings.line(
        "judged on   %,d windows%s%s",
        held.count(),
        rows,
        measured.test().isEmpty() ? ", by which the best weights are chosen as well" : "");
    findings
        .report()
        .put("data", measured.name())
        .put("window", scaled.window())
        .put("horizon", n)
        .put("training_windows", scaled.training().count())
        .put("validation_windows", scaled.validation().count())
        .put("judged_windows", held.count())
        .put("judged_apart", !measured.test().isEmpty());
    List<String> figures = new ArrayList<>();
    for (int o = 0; o < scaled.targets(); o++) {
      String of = scaled.targets() == 1 ? "" : " " + measured.columns().get(o).name();
      figures.add("MAE" + of);
      if (n > 1) {
        figures.add("t+1");
        figures.add("t+" + n);
      }
      figures.add("MAPE");
    }
    findings.head("error", figures.toArray(String[]::new));
  }

  /** Adds one that is to be beaten. */
  void baseline(Forecaster forecaster) {
    baselines.add(errors(forecaster));
  }

  /** Adds one that is to beat them. */
  void network(Forecaster forecaster) {
    networks.add(errors(forecaster));
  }

  private Errors errors(Forecaster forecaster) {
    int n = scaled.horizon();
    Errors errors =
        new Errors(
            forecaster.name(), forecaster.forecasts(held), truth, scaled.targets(), n);
    List<String> figures = new ArrayList<>();
    String key = errors.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    for (int o = 0; o < scaled.targets(); o++) {
      String of = scaled.targets() == 1 ? "" : "_" + measured.columns().get(o).name();
      figures.add(figure(errors.mae(o)));
      findings.report().put(key + of + "_mae", errors.mae(o));
      for (int k = 0; n > 1 && k < n; k++) {
        if (k == 0 || k == n - 1) {
          figures.add(figure(errors.mae(k, o)));
        }
        findings.report().put(key + of + "_mae_t" + (k + 1), errors.mae(k, o));
      }
      boolean percent = Double.isFinite(errors.mape(o));
      figures.add(percent ? String.format(Locale.ROOT, "%.2f %%", errors.mape(o)) : "-");
      if (percent) {
        findings.report().put(key + of + "_mape", errors.mape(o));
      }
    }
    findings.row(errors.name(), figures.toArray(String[]::new));
    return errors;
  }

  /** With some five digits. */
  private static String figure(double value) {
    int digits = value >= 1000 ? 0 : value >= 10 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** Targets may have different units: each error in that of the first baseline. */
  private double score(Errors errors) {
    Errors unit = baselines.getFirst();
    return IntStream.range(0, scaled.targets())
        .mapToDouble(o -> errors.mae(o) / unit.mae(o))
        .sum();
  }

  private Errors best() {
    return baselines.stream().min(Comparator.comparingDouble(this::score)).orElseThrow();
  }

  /** States whether the networks are better than the best baseline. */
  void judge() {
    Errors best = best();
    boolean reached = networks.stream().allMatch(e -> score(e) < score(best));
    List<String> names = networks.stream().map(Errors::name).toList();
    findings.claim(
        "%s better than the best other (%s)".formatted(String.join(", ", names), best.name()),
        reached);
  }

  /** Draws the first target, and errors by how far ahead. */
  void draw() throws IOException {
    findings.draw("", file -> forecasts().write(file));
    if (scaled.horizon() > 1) {
      findings.draw("horizon", file -> horizons().write(file));
    }
  }

  /** Of one row ahead many windows; of several rows the last window. */
  private Plot forecasts() {
    int n = scaled.horizon();
    int first = n > 1 ? held.count() - 1 : 0;
    int points = n > 1 ? n : Math.min(SHOWN, held.count());
    int begin = held.series(first).from() + held.row(first) + held.steps();
    String of = measured.training().size() == 1 ? " from " + measured.when(begin) : "";
    Plot plot =
        new Plot(
            measured.name() + of, n > 1 ? "rows ahead" : "row", points, measured.columns().getFirst().name());
    double[] x = IntStream.rangeClosed(1, points).mapToDouble(i -> i).toArray();
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      y[i] = truth[(first * n + i) * scaled.targets()];
    }
    plot.curve("truth", x, y, Color.BLACK, true);
    List<Errors> shown = shown();
    for (int s = 0; s < shown.size(); s++) {
      double[] foretold = new double[points];
      for (int i = 0; i < points; i++) {
        foretold[i] = shown.get(s).forecast(first + i / n, i % n, 0);
      }
      plot.curve(shown.get(s).name(), x, foretold, color(s), false);
    }
    return plot;
  }

  private Plot horizons() {
    int n = scaled.horizon();
    Plot plot =
        new Plot(measured.name() + ": error by rows ahead", "rows ahead", n, "mean absolute error");
    double[] x = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
    List<Errors> shown = shown();
    for (int s = 0; s < shown.size(); s++) {
      Errors errors = shown.get(s);
      double[] y = IntStream.range(0, n).mapToDouble(k -> errors.mae(k, 0)).toArray();
      plot.curve(errors.name(), x, y, color(s), true);
    }
    return plot;
  }

  /** The networks, the best baseline, and that of the season or of the last value. */
  private List<Errors> shown() {
    List<Errors> shown = new ArrayList<>(networks);
    shown.add(best());
    Errors naive = baselines.get(Math.min(1, baselines.size() - 1));
    if (!shown.contains(naive)) {
      shown.add(naive);
    }
    return shown;
  }

  private Color color(int shown) {
    int baseline = shown - networks.size();
    return baseline < 0
        ? COLORS[shown % COLORS.length]
        : baseline == 0 ? Plot.ORANGE : Color.GRAY;
  }
}
