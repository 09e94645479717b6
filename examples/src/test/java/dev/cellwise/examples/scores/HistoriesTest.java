package dev.cellwise.examples.scores;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.forecast.Measurements;
import dev.cellwise.rnn.data.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a game's series holds, by hand; and that the league made up is one. */
class HistoriesTest {
  /** A and B play each other again and again, A at home first. */
  private static List<Game> games(int n) {
    List<Game> games = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      games.add(i % 2 == 0 ? new Game("A", "B", i, 100 + i) : new Game("B", "A", i, 100 + i));
    }
    return games;
  }

  @Test
  void aSeriesHasTheLastGamesOfBothTeamsAndTheGame() {
    Histories histories = new Histories(games(32), 2);
    Measurements measured = histories.measurements("games");
    assertEquals(21, measured.training().size());
    assertEquals(4, measured.validation().size());
    assertEquals(5, measured.test().size());
    assertEquals(2, measured.targets());
    assertEquals(10, measured.measured());
    Series third = measured.training().getFirst();
    assertEquals(3, third.rows());
    // Game 3: A at home. Both have played games 1 and 2: each with the other's means before it.
    float[] expected = {
      0, 100, 100, 0, 1, 0, 0, 0, 0, 0, //
      101, 1, 1, 101, 0, 1, 100, 0, 0, 100, //
      2, 102, 0, 0, 0, 0, 0, 0, 0, 0
    };
    assertArrayEquals(expected, third.values());
    assertEquals(List.of(27, 28, 29, 30, 31), histories.judged());
    assertEquals(2, histories.training().getFirst());
  }

  @Test
  void tooFewGamesAreRefused() {
    BadInput e = assertThrows(BadInput.class, () -> new Histories(games(21), 2));
    assertTrue(e.getMessage().contains("--window"), e::getMessage);
  }

  @Test
  void everyTeamPlaysEveryOtherAtHomeOnceASeason() {
    GeneratedLeague league = new GeneratedLeague(2, 7);
    assertEquals(480, league.games().size());
    Set<String> pairs = new HashSet<>();
    Set<String> round = new HashSet<>();
    for (int i = 0; i < 240; i++) {
      Game game = league.games().get(i);
      assertTrue(pairs.add(game.home() + game.away()), game::toString);
      if (i % 8 == 0) {
        round.clear();
      }
      assertTrue(round.add(game.home()) && round.add(game.away()), game::toString);
    }
    assertEquals(league.games(), new GeneratedLeague(2, 7).games());
  }

  /** The means are those of the scores: both within four standard errors over 4,800 games. */
  @Test
  void scoresAreAboutTheirMeans() {
    GeneratedLeague league = new GeneratedLeague(20, 3);
    double[] sums = new double[2];
    double[] expected = new double[2];
    for (int i = 0; i < league.games().size(); i++) {
      Game game = league.games().get(i);
      sums[0] += game.homeScore();
      sums[1] += game.awayScore();
      expected[0] += league.means().get(i)[0];
      expected[1] += league.means().get(i)[1];
    }
    for (int k = 0; k < 2; k++) {
      assertEquals(expected[k], sums[k], 4 * Math.sqrt(expected[k]), Arrays.toString(sums));
    }
    assertTrue(expected[0] > 1.2 * expected[1]);
  }
}
