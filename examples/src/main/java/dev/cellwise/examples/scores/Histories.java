package dev.cellwise.examples.scores;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.forecast.Column;
import dev.cellwise.examples.forecast.Column.Kind;
import dev.cellwise.examples.forecast.Measurements;
import dev.cellwise.rnn.data.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What both teams of a game did before it. For each game a series of T + 1 rows: T past games of
 * the home team beside as many of the away team, the latest last, and the game itself, of which the
 * first two columns are to be foretold.
 */
final class Histories {
  private static final List<String> OF_TEAM =
      List.of("scored", "conceded", "at home", "other's scored", "other's conceded");
  private static final int OF_EACH = OF_TEAM.size();
  private static final int COLUMNS = 2 * OF_EACH;

  private final int window;

  /** Of each team its last T games, the latest last. */
  private final Map<String, List<float[]>> past = new TreeMap<>();

  private final List<Series> all = new ArrayList<>();

  /** Of each series the number of its game. */
  private final List<Integer> games = new ArrayList<>();

  /**
   * Goes through games in the order of play. Games of a team that has played less than T are
   * history alone.
   *
   * @param played at least as many as are needed for three parts
   * @param window T
   */
  Histories(List<Game> played, int window) {
    this.window = window;
    for (int i = 0; i < played.size(); i++) {
      Game game = played.get(i);
      List<float[]> home = past.computeIfAbsent(game.home(), t -> new ArrayList<>());
      List<float[]> away = past.computeIfAbsent(game.away(), t -> new ArrayList<>());
      if (home.size() == window && away.size() == window) {
        all.add(series("game " + (i + 1), home, away, game));
        games.add(i);
      }
      float[] ofHome = row(game.homeScore(), game.awayScore(), 1, away);
      float[] ofAway = row(game.awayScore(), game.homeScore(), 0, home);
      append(home, ofHome);
      append(away, ofAway);
    }
    if (all.size() < 20) {
      throw new BadInput(
          "%d games of teams that have played %d before: too few; take a smaller --window"
              .formatted(all.size(), window));
    }
  }

  /** How well the other side did in its own last games says how much a score is worth. */
  private static float[] row(float scored, float conceded, int atHome, List<float[]> other) {
    return new float[] {scored, conceded, atHome, mean(other, 0), mean(other, 1)};
  }

  private static float mean(List<float[]> rows, int column) {
    return (float) rows.stream().mapToDouble(r -> r[column]).average().orElse(0);
  }

  private void append(List<float[]> to, float[] row) {
    to.add(row);
    if (to.size() > window) {
      to.removeFirst();
    }
  }

  /** Columns of both teams in turn, so that the first two are the scores. */
  private static Series series(String name, List<float[]> home, List<float[]> away, Game game) {
    float[] x = new float[(home.size() + 1) * COLUMNS];
    for (int t = 0; t < home.size(); t++) {
      for (int i = 0; i < OF_EACH; i++) {
        x[t * COLUMNS + 2 * i] = home.get(t)[i];
        x[t * COLUMNS + 2 * i + 1] = away.get(t)[i];
      }
    }
    x[home.size() * COLUMNS] = game.homeScore();
    x[home.size() * COLUMNS + 1] = game.awayScore();
    return Series.of(name, x, COLUMNS);
  }

  /**
   * Cut by time: 70 % to train on, 15 % to validate, the latest 15 % to judge on.
   *
   * @param name what the games are called
   */
  Measurements measurements(String name) {
    List<Column> columns = new ArrayList<>();
    for (String of : OF_TEAM) {
      boolean target = columns.isEmpty();
      columns.add(new Column("home " + of, target ? Kind.TARGET : Kind.FEATURE));
      columns.add(new Column("away " + of, target ? Kind.TARGET : Kind.FEATURE));
    }
    return new Measurements(
        name,
        columns,
        List.of(),
        all.subList(0, first()),
        all.subList(first(), second()),
        all.subList(second(), all.size()),
        List.of());
  }

  private int first() {
    return all.size() * 7 / 10;
  }

  private int second() {
    return all.size() * 85 / 100;
  }

  /** The numbers of the games that are trained on, from 0. */
  List<Integer> training() {
    return games.subList(0, first());
  }

  /** The numbers of the games that are judged on, from 0. */
  List<Integer> judged() {
    return games.subList(second(), games.size());
  }
}
