package dev.cellwise.examples.scores;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.data.CsvTable;
import dev.cellwise.examples.forecast.Comparison;
import dev.cellwise.examples.forecast.Forecaster;
import dev.cellwise.examples.forecast.Held;
import dev.cellwise.examples.forecast.LinearRegression;
import dev.cellwise.examples.forecast.Measurements;
import dev.cellwise.examples.forecast.NetworkForecaster;
import dev.cellwise.examples.forecast.Rules;
import dev.cellwise.examples.forecast.Scaled;
import dev.cellwise.examples.forecast.Way;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise scores}: the score of the next game. */
@Command(
    name = "scores",
    header = "foretell the score of the next game",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains recurrent networks to foretell both scores of a game from the last games of both teams: what each scored and"
          + " conceded, where, and how many goals the other side scored and conceded in its own last games.",
      "",
      "By itself: a league of 16 teams that is made up, with strengths that change slowly and more goals at home; there is"
          + " much chance in a score, so a line of the table says what is left to whoever knows the strengths. The"
          + " claim: a smaller squared error on later games than the last game repeated, the average of the window, the"
          + " average of all games, and linear regression on the window.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise scores",
      "  cellwise scores --cell lstm,gru,rnn --window 20",
      "  cellwise scores --csv games.csv",
      "",
      "The same options and --seed give the same figures on every machine.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Scores extends LessonCommand {
  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description =
          "Games in the order of play, with columns home, away, home_score and away_score (default:"
              + " the league that is made up).")
  private Path csv;

  @Option(
      names = "--seasons",
      paramLabel = "N",
      description = "Seasons that are made up, of 240 games (default: ${DEFAULT-VALUE}).")
  private int seasons = 100;

  @Option(
      names = "--window",
      paramLabel = "T",
      description = "Past games of each team (default: ${DEFAULT-VALUE}).")
  private int window = 30;

  @Mixin private CellOption cells = new CellOption(CellOption.GRU);

  @Mixin private FitOptions fit = new FitOptions(16, 64, 20, 0.002);

  /** Made by the command line. */
  public Scores() {}

  @Override
  protected void check() {
    range("--seasons", seasons, 2, 10_000);
    if (csv != null) {
      unused("has no effect with --csv", "--seasons");
    }
    range("--window", window, 1, 1000);
    cells.check();
    fit.check();
  }

  @Override
  protected void run(Findings findings) throws IOException {
    GeneratedLeague league = csv == null ? new GeneratedLeague(seasons, seed()) : null;
    List<Game> games = league == null ? read(csv) : league.games();
    Histories histories = new Histories(games, window);
    String name = csv == null ? "a league that is made up" : String.valueOf(csv.getFileName());
    Measurements measured = histories.measurements(name);
    Scaled scaled = new Scaled(measured, "standard", window, 1);
    Comparison comparison = new Comparison(measured, scaled, Comparison.Measure.RMSE, findings);
    findings.report().put("games", games.size());
    fit.describe(findings.report());
    comparison.describe();
    if (league != null) {
      comparison.beside(knowing(league, histories));
    }
    Rules rules = new Rules(1, 2);
    comparison.baseline(rules.seasonal("last game repeated", 1));
    comparison.baseline(rules.average("average of the window", window));
    double home = mean(histories, i -> games.get(i).homeScore());
    double away = mean(histories, i -> games.get(i).awayScore());
    comparison.baseline(rules.constant("average of all", home, away));
    comparison.baseline(new LinearRegression(scaled));
    NetworkForecaster.Manner manner =
        new NetworkForecaster.Manner(
            new Fit(fit, seed()), fit.batch(), Loss.squared(), seed(), findings);
    LearningCurves curves = new LearningCurves("Scores: validation", "mean absolute error, scaled");
    for (String cell : cells.asked()) {
      NetworkForecaster network =
          NetworkForecaster.recurrent(scaled, Way.DIRECT, cell, fit.hidden(), 0, manner);
      comparison.network(network);
      curves.curve(cell, network.fitted().validation());
    }
    comparison.judge();
    comparison.draw();
    findings.draw("learning", curves);
  }

  private static double mean(Histories histories, ToDoubleFunction<Integer> score) {
    return histories.training().stream().mapToDouble(score).average().orElseThrow();
  }

  /** What chance leaves to nobody. */
  private static Forecaster knowing(GeneratedLeague league, Histories histories) {
    double[] means =
        histories.judged().stream()
            .flatMapToDouble(i -> Arrays.stream(league.means().get(i)))
            .toArray();
    return new Forecaster() {
      @Override
      public String name() {
        return "who knows the strengths";
      }

      @Override
      public double[] forecasts(Held held) {
        return means;
      }
    };
  }

  private static List<Game> read(Path file) {
    CsvTable table = CsvTable.withHeader("--csv", file);
    List<String> home = table.text("home");
    List<String> away = table.text("away");
    float[] scores = table.series("home_score", "away_score").values();
    List<Game> games = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      if (home.get(i).equals(away.get(i))) {
        throw table.bad(i, "'%s' plays against itself", home.get(i));
      }
      games.add(new Game(home.get(i), away.get(i), scores[2 * i], scores[2 * i + 1]));
    }
    return games;
  }
}
