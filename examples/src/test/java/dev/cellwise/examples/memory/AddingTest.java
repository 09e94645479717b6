package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddingTest extends MemoryRuns {
  private static final String[] SMALL = {"--length", "6", "--hidden", "16", "--batch", "32"};

  @Test
  void aGruAddsAndWhetherTheClaimWasReachedIsPrintedDrawnAndReported() throws IOException {
    CommandRun run =
        run(
            "a",
            "adding",
            with(SMALL, "--cell", "gru", "--steps", "600", "--learning-rate", "0.02"));
    Map<String, Object> report = report(run, "a");
    double constant = number(report, "constant_test_mse");
    assertEquals(1.0 / 6, constant, 0.02);
    assertTrue(number(report, "gru_test_mse") < 0.01, report::toString);
    assertEquals(true, report.get("reached"));
    assertTrue(run.out().contains("claim: gru below 0.01 at T = 6: reached"), run::out);
    assertTrue(run.out().contains("the answer 1 always"), run::out);
    assertTrue(run.err().contains(" of 600 steps"), run::err);
    assertTrue(Files.size(folder.resolve("a/adding.png")) > 0);
  }

  @Test
  void aClaimThatIsNotReachedIsSaidAndNoError() throws IOException {
    CommandRun run = run("a", "adding", with(SMALL, "--cell", "rnn,gru", "--steps", "2"));
    Map<String, Object> report = report(run, "a");
    assertEquals(false, report.get("reached"));
    assertTrue(run.out().contains("NOT REACHED"), run::out);
    assertEquals("gru,rnn", report.get("cells"));
    assertEquals(2, number(report, "rnn_steps_taken"));
    assertTrue(number(report, "rnn_test_mse") > 0.01);
  }

  @Test
  void theSameSeedGivesTheSameFigures() throws IOException {
    String[] options = with(SMALL, "--steps", "3");
    Map<String, Object> first = timeless(report("a", "adding", options));
    assertEquals(first, timeless(report("b", "adding", options)));
    Map<String, Object> other = timeless(report("c", "adding", with(options, "--seed", "2")));
    assertNotEquals(first.get("lstm_test_mse"), other.get("lstm_test_mse"));
  }

  private static String[] with(String[] options, String... more) {
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }
}
