package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReberTest extends MemoryRuns {
  private static final String[] SMALL = {"--strings", "100", "--hidden", "12", "--batch", "16"};

  @Test
  void stringsAreJudgedBesideNgramsAndThePlainCell() throws IOException {
    CommandRun run = run("a", "reber", SMALL[0], SMALL[1], SMALL[2], SMALL[3], "--steps", "10");
    Map<String, Object> report = report(run, "a");
    for (String key : new String[] {"gru_right", "lstm_right", "rnn_right", "ngram_right"}) {
      assertTrue(number(report, key) >= 0 && number(report, key) <= 1000, key);
    }
    for (String cell : new String[] {"gru", "lstm", "rnn"}) {
      double foretold = number(report, cell + "_bf16_last_but_one");
      assertTrue(number(report, cell + "_bf16_right") <= foretold && foretold <= 1000, cell);
    }
    assertTrue(number(report, "gru_right") <= number(report, "gru_last_but_one"));
    assertEquals(number(report, "gru_right") == 1000, report.get("reached"));
    assertTrue(run.out().contains("best n-gram: n = "), run::out);
    assertTrue(run.out().contains("claim: gru right on all of 1,000 held-out strings"), run::out);
    assertTrue(Files.size(folder.resolve("a/reber.png")) > 0);
  }

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    String[] options = {"--strings", "50", "--hidden", "4", "--steps", "3", "--cell", "gru"};
    assertEquals(timeless(report("a", "reber", options)), timeless(report("b", "reber", options)));
  }
}
