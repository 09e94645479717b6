package dev.cellwise.examples.forecast;

import dev.cellwise.examples.Plot;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.rnn.data.Windows;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All forecasters on the same held-out windows: a table, a claim and pictures. */
public final class Comparison {
  /** By what forecasts are judged. */
  public enum Measure {
    /** Mean absolute error. */
    MAE,
    /** Root of the mean squared error. */
    RMSE
  }

  private static final int SHOWN = 56;
  private static final Color[] COLORS = {Plot.RED, Plot.BLUE, Plot.GREEN};

  private final Measurements measured;
  private final Scaled scaled;
  private final Measure measure;
  private final Findings findings;
  private final Held windows;
  private final Windows held;
  private final float[] truth;
  private final List<Errors> baselines = new ArrayList<>();
  private final List<Errors> networks = new ArrayList<>();
  private final List<Forecaster> foretellers = new ArrayList<>();

  /**
   * An empty one.
   *
   * @param measured what is foretold
   * @param scaled the same, on the networks' scale
   * @param measure by what forecasts are judged
   * @param findings to say it with
   */
  public Comparison(Measurements measured, Scaled scaled, Measure measure, Findings findings) {
    this.measured = measured;
    this.scaled = scaled;
    this.measure = measure;
    this.findings = findings;
    this.windows = scaled.held();
    this.held = windows.own();
    this.truth = Errors.truth(held);
  }

  /** Says what is foretold, and begins the table. */
  public void describe() {
    int n = scaled.horizon();
    int last = held.count() - 1;
    int first = held.series(0).from() + held.row(0) + held.steps();
    int end = held.series(last).from() + held.row(last) + held.steps() + n - 1;
    findings.line("%s", measured.name());
    findings.line("columns     %s", columns());
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
    String[] figures =
        n == 1
            ? new String[] {"MAE", "RMSE", "MAPE"}
            : new String[] {"MAE", "MAE t+1", "MAE t+" + n, "RMSE", "MAPE"};
    findings.head("error", figures);
  }

  /** Their names; of flags what they are of, and how many. */
  private String columns() {
    Map<String, Integer> names = new LinkedHashMap<>();
    for (Column column : measured.columns()) {
      boolean flag = column.kind() == Column.Kind.FLAG;
      names.merge(flag ? column.name().split(" ")[0] : column.name(), 1, Integer::sum);
    }
    return names.entrySet().stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : "%s (%d)".formatted(e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Adds one that is to be beaten, and a row to the table.
   *
   * @param forecaster not a network that is taught
   */
  public void baseline(Forecaster forecaster) {
    baselines.add(errors(forecaster));
  }

  /**
   * Adds one that is to beat them.
   *
   * @param forecaster a network
   */
  public void network(Forecaster forecaster) {
    networks.add(errors(forecaster));
    foretellers.add(forecaster);
  }

  /**
   * Adds a row to the table that nobody is held against.
   *
   * @param forecaster such as one that knows more
   */
  public void beside(Forecaster forecaster) {
    errors(forecaster);
  }

  private Errors errors(Forecaster forecaster) {
    int n = scaled.horizon();
    Errors errors =
        new Errors(forecaster.name(), forecaster.forecasts(windows), truth, scaled.targets(), n);
    for (int o = 0; o < scaled.targets(); o++) {
      row(errors, o);
    }
    return errors;
  }

  private void row(Errors errors, int o) {
    int n = scaled.horizon();
    boolean one = scaled.targets() == 1;
    String of = measured.columns().get(o).name();
    String name = one ? errors.name() : errors.name() + ", " + of;
    String key = key(name);
    List<String> figures = new ArrayList<>();
    figures.add(figure(errors.mae(o)));
    findings.report().put(key + "_mae", errors.mae(o)).put(key + "_rmse", errors.rmse(o));
    for (int k = 0; n > 1 && k < n; k++) {
      if (k == 0 || k == n - 1) {
        figures.add(figure(errors.mae(k, o)));
      }
      findings.report().put(key + "_mae_t" + (k + 1), errors.mae(k, o));
    }
    figures.add(figure(errors.rmse(o)));
    boolean percent = Double.isFinite(errors.mape(o));
    figures.add(percent ? String.format(Locale.ROOT, "%.2f %%", errors.mape(o)) : "-");
    if (percent) {
      findings.report().put(key + "_mape", errors.mape(o));
    }
    findings.row(name, figures.toArray(String[]::new));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  /** With some five digits. */
  private static String figure(double value) {
    double size = Math.abs(value);
    int digits = size >= 1000 ? 0 : size >= 10 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  /** Targets may have different units: each error in that of the first baseline. */
  private double score(Errors errors) {
    Errors unit = baselines.getFirst();
    return IntStream.range(0, scaled.targets())
        .mapToDouble(o -> value(errors, o) / Math.max(value(unit, o), Double.MIN_NORMAL))
        .sum();
  }

  private double value(Errors errors, int target) {
    return measure == Measure.MAE ? errors.mae(target) : errors.rmse(target);
  }

  private Errors best() {
    return baselines.stream().min(Comparator.comparingDouble(this::score)).orElseThrow();
  }

  /** States whether the networks are better than the best baseline. */
  public void judge() {
    Errors best = best();
    boolean reached = networks.stream().allMatch(e -> score(e) < score(best));
    List<String> names = networks.stream().map(Errors::name).toList();
    findings.claim(
        "%s with a smaller %s than the best other (%s)"
            .formatted(String.join(", ", names), measure, best.name()),
        reached);
  }

  /** Says what the networks foretell behind the last row, where that can be. */
  public void next() {
    Optional<Held> last = scaled.next();
    if (last.isEmpty()) {
      return;
    }
    int row = measured.next().getFirst().from() + scaled.window();
    findings.head(
        "not there yet", foretellers.stream().map(Forecaster::name).toArray(String[]::new));
    List<double[]> all = foretellers.stream().map(f -> f.forecasts(last.get())).toList();
    for (int i = 0; i < scaled.horizon() * scaled.targets(); i++) {
      int at = i;
      String of = measured.columns().get(i % scaled.targets()).name();
      String when = measured.when(row + i / scaled.targets());
      String[] figures = all.stream().map(a -> figure(a[at])).toArray(String[]::new);
      findings.row(when + ", " + of, figures);
      for (int f = 0; f < all.size(); f++) {
        int k = i / scaled.targets() + 1;
        String key = "%s_%s_next_%d".formatted(foretellers.get(f).name(), of, k);
        findings.report().put(key(key), all.get(f)[at]);
      }
    }
  }

  /**
   * Draws the first target, and errors by how far ahead.
   *
   * @throws IOException when a picture cannot be written
   */
  public void draw() throws IOException {
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
            measured.name() + of,
            n > 1 ? "rows ahead" : "row",
            points,
            measured.columns().getFirst().name());
    double[] x = IntStream.rangeClosed(1, points).mapToDouble(i -> i).toArray();
    List<Errors> shown = shown();
    for (int s = 0; s < shown.size(); s++) {
      double[] foretold = new double[points];
      for (int i = 0; i < points; i++) {
        foretold[i] = shown.get(s).forecast(first + i / n, i % n, 0);
      }
      plot.curve(shown.get(s).name(), x, foretold, color(s), false);
    }
    double[] y = new double[points];
    for (int i = 0; i < points; i++) {
      y[i] = truth[(first * n + i) * scaled.targets()];
    }
    return plot.curve("truth", x, y, Color.BLACK, true);
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
    return baseline < 0 ? COLORS[shown % COLORS.length] : baseline == 0 ? Plot.ORANGE : Color.GRAY;
  }
}
