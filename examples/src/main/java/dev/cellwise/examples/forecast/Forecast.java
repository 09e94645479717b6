package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.data.Series;
import dev.cellwise.rnn.data.Windows;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cellwise forecast}: the next values of series. */
@Command(
    name = "forecast",
    header = "foretell the next values of series",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains recurrent networks to foretell the next row of a table, or the next rows, from a window of those before, and"
          + " compares them on the same held-out rows with what needs no network: the last value, the value a season"
          + " ago, an average, ARIMA models, linear regression on the window, and with a feed-forward network on the"
          + " window.",
      "",
      "By itself: births a day in the United States, 2000 to 2014, from the 28 days before and the weekday, month"
          + " and day of the month of the next, which are known in advance. The claim: the recurrent network has a"
          + " smaller mean absolute error than the best of all others.",
      "",
      "Made up: sine (two waves and noise), mackey-glass (chaos), collatz (the next number of an orbit n/2 or"
          + " 3n+1, from the last three and whether they are odd; no number is in two parts).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise forecast",
      "  cellwise forecast --horizon 14 --mode sequence --cell gru,lstm",
      "  cellwise forecast --generated collatz",
      "  cellwise forecast --csv weather.csv --time day --features humidity,pressure --target sunshine --window 3",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Forecast extends LessonCommand {
  @Mixin private DataOptions data = new DataOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private CellOption cells = new CellOption(CellOption.LSTM);

  @Mixin private FitOptions fit = new FitOptions(64, 32, 50, 0.005);

  /** Made by the command line. */
  public Forecast() {}

  @Override
  protected void check() {
    data.check();
    models.check(data.generated());
    if (models.orders(data.generated()).isEmpty()) {
      unused("has no effect with --arima none", "--refit", "--arima-from");
    }
    cells.check();
    fit.check();
  }

  @Override
  protected void run(Findings findings) throws IOException {
    String generated = data.generated();
    int window = models.window(generated);
    int horizon = models.horizon();
    Measurements measured = data.read(window, horizon, seed());
    Scaled scaled = new Scaled(measured, models.scale(), window, horizon);
    Comparison comparison = new Comparison(measured, scaled, Comparison.Measure.MAE, findings);
    comparison.describe();
    fit.describe(findings.report());
    for (Forecaster baseline : baselines(measured, scaled)) {
      comparison.baseline(baseline);
    }
    NetworkForecaster.Manner manner =
        new NetworkForecaster.Manner(
            new Fit(fit, seed()), fit.batch(), models.loss(), seed(), findings);
    LearningCurves curves =
        new LearningCurves(measured.name() + ": validation", "mean absolute error, scaled");
    if (models.feedForward() > 0) {
      NetworkForecaster flat = NetworkForecaster.feedForward(scaled, models.feedForward(), manner);
      comparison.baseline(flat);
      curves.curve(flat.name(), flat.fitted().validation());
    }
    for (String cell : cells.asked()) {
      NetworkForecaster network =
          NetworkForecaster.recurrent(
              scaled, models.way(), cell, fit.hidden(), models.dense(), manner);
      comparison.network(network);
      curves.curve(network.name(), network.fitted().validation());
    }
    comparison.judge();
    comparison.next();
    comparison.draw();
    findings.draw("learning", curves);
  }

  private List<Forecaster> baselines(Measurements measured, Scaled scaled) {
    int season = models.season(data.generated());
    Rules rules = new Rules(scaled.horizon(), scaled.targets());
    List<Forecaster> all = new ArrayList<>();
    all.add(rules.seasonal("naive: the last value", 1));
    if (season > 1) {
      all.add(rules.seasonal("naive: %d rows ago".formatted(season), season));
      all.add(rules.average("average of the last " + season, season));
    }
    int from = arimaFrom(measured, scaled.held().own());
    for (ArimaOrder order : models.orders(data.generated())) {
      all.add(
          new ArimaForecaster(
              order,
              measured.training(),
              scaled.horizon(),
              scaled.targets(),
              from,
              models.refit()));
    }
    if (scaled.window() * scaled.inputs() <= LinearRegression.MOST_INPUTS) {
      all.add(new LinearRegression(scaled));
    }
    return all;
  }

  /** A row of the one series that all parts are of; -1: not asked for. */
  private int arimaFrom(Measurements measured, Windows held) {
    if (models.arimaFrom() == null) {
      return -1;
    }
    List<LocalDateTime> times =
        measured.times().stream()
            .map(t -> t.contains("T") ? LocalDateTime.parse(t) : LocalDateTime.parse(t + "T00:00"))
            .toList();
    int from = RowRange.row("--arima-from", models.arimaFrom(), times, false);
    Series training = measured.training().getFirst();
    int end =
        models.refit()
            ? held.series(0).from() + held.row(0) + held.steps()
            : training.from() + training.rows();
    if (from < 0 || from >= end || measured.training().size() > 1) {
      throw new BadInput(
          "--arima-from: %s is not before what is to be fitted ends, row %d of one series"
              .formatted(models.arimaFrom(), end));
    }
    return from;
  }
}
