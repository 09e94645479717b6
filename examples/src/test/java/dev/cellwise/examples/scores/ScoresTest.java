package dev.cellwise.examples.scores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.lesson.LessonRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTest extends LessonRuns {
  private static final String[] SMALL = {
    "scores",
    "--seasons",
    "7",
    "--window",
    "8",
    "--hidden",
    "8",
    "--epochs",
    "6",
    "--learning-rate",
    "0.02"
  };

  @Test
  void aSmallLeagueIsLearned() throws IOException {
    Map<String, Object> report = report("small", SMALL);
    for (String column : new String[] {"home_scored", "away_scored"}) {
      String of = "_" + column + "_rmse";
      double network = number(report, "gru" + of);
      assertTrue(network < number(report, "last_game_repeated" + of), report::toString);
      assertTrue(network < number(report, "average_of_all" + of), report::toString);
      assertTrue(network > number(report, "who_knows_the_strengths" + of), report::toString);
    }
    assertTrue(Files.size(folder.resolve("small").resolve("scores.png")) > 1000);
  }

  @Test
  void gamesMayComeFromAFile() throws IOException {
    StringBuilder csv = new StringBuilder("home,away,home_score,away_score\n");
    for (int i = 0; i < 60; i++) {
      csv.append(i % 2 == 0 ? "A,B," : "B,A,").append(80 + i % 7).append(",75\n");
    }
    String file = Files.writeString(folder.resolve("games.csv"), csv).toString();
    Map<String, Object> report =
        report("file", "scores", "--csv", file, "--window", "3", "--hidden", "2", "--epochs", "1");
    assertEquals(60, report.get("games"));
    assertEquals(0.0, number(report, "average_of_all_away_scored_rmse"));
    String self = csv + "A,A,1,2\n";
    String bad = Files.writeString(folder.resolve("self.csv"), self).toString();
    refused("line 62: 'A' plays against itself", "scores", "--csv", bad);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--seasons 1", "--window 1000 --seasons 2"})
  void badOptionsAreRefused(String options) {
    refused("--", ("scores " + options).split(" "));
  }
}
