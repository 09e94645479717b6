package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CopyTest extends MemoryRuns {
  @Test
  void aLinearRecurrenceCopiesOverAShortWait() throws IOException {
    CommandRun run =
        run("a", "copy", "--length", "2", "--cell", "linear", "--hidden", "96", "--steps", "400");
    Map<String, Object> report = report(run, "a");
    double memoryless = number(report, "memoryless_nats");
    assertEquals(10 * Math.log(8) / 22, memoryless, 1e-12);
    assertTrue(number(report, "linear_test_nats") < 0.5 * memoryless, report::toString);
    assertTrue(number(report, "linear_recalled") > 0.5, report::toString);
    assertEquals(true, report.get("reached"));
    assertTrue(run.out().contains("no memory"), run::out);
    assertTrue(Files.size(folder.resolve("a/copy.png")) > 0);
  }

  @Test
  void allCellsAreTrainedAndTheClaimIsAboutThoseThatShouldReachIt() throws IOException {
    String[] small = {"--length", "3", "--hidden", "8", "--batch", "4", "--steps", "2"};
    Map<String, Object> report = report("a", "copy", small);
    assertEquals("linear,gru,lstm,rnn", report.get("cells"));
    for (String cell : new String[] {"linear", "gru", "lstm", "rnn"}) {
      assertEquals(2, number(report, cell + "_steps_taken"));
      assertTrue(number(report, cell + "_test_nats") > 0);
      assertNotEquals(report.get(cell + "_test_nats"), report.get(cell + "_bf16_test_nats"));
      assertTrue(number(report, cell + "_bf16_recalled") <= 1);
    }
    assertEquals(false, report.get("reached"));
    assertEquals("linear, gru below half the loss without memory at T = 3", report.get("claim"));
    assertEquals(timeless(report), timeless(report("b", "copy", small)));
  }
}
