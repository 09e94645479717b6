package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CharLmCellsTest extends SmallRuns {
  /** The GRU does in {@link CharLmTest}. */
  @Test
  void theSimpleCellLearnsToo() throws IOException {
    CommandRun run = learn("rnn", "3", "--steps", "150", "--cell", "rnn");
    assertEquals(0, run.code(), run::err);
    Map<String, Object> report = report("rnn");
    assertEquals("rnn", report.get("cell"));
    double loss = number(report, "validation_nats_per_char");
    assertTrue(loss < number(report, "unigram_nats_per_char"), "learned nothing: " + loss);
    CommandRun spoken = CommandRun.of("speak", model("rnn").toString(), "--prompt", "the ");
    assertEquals(0, spoken.code(), spoken::err);
    CommandRun refused = learn("mlp", "3", "--cell", "mlp");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--cell must be lstm, gru or rnn, but is mlp"));
  }

  @Test
  void passesOptimizerAndPartsOfTheTextAreTheOnesAskedFor() throws IOException {
    String[] how = {
      "--cell",
      "gru",
      "--optimizer",
      "nadam",
      "--constant-rate",
      "--passes",
      "8",
      "--lower-case",
      "--train-characters",
      "2500",
      "--held-out-characters",
      "400"
    };
    CommandRun run = learn("stateful", "1", how);
    assertEquals(0, run.code(), run::err);
    Map<String, Object> report = report("stateful");
    // 8 passes of (2500 - 1 - 15) / (8 · 16) windows.
    assertEquals(152, ((Number) report.get("steps_taken")).intValue());
    assertEquals(400, ((Number) report.get("held_out_characters")).intValue());
    assertEquals("nadam", report.get("optimizer"));
    double loss = number(report, "validation_nats_per_char");
    assertTrue(loss < number(report, "unigram_nats_per_char"), "loss " + loss);
    assertTrue(run.out().contains("GRU  "), run::out);
    CommandRun refused = learn("no", "1", "--optimizer", "sgd");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--optimizer must be adam or nadam, but is sgd"));
    CommandRun alone = learn("no", "1", "--held-out-characters", "5");
    assertTrue(alone.err().contains("--held-out-characters needs --train-characters"));
    CommandRun high = CommandRun.of("charlm", "--learning-rate", "1e30");
    assertEquals(2, high.code());
    assertTrue(high.err().contains("--learning-rate must be at most 1000, but is"), high::err);
    CommandRun names = CommandRun.of("charlm", "--lower-case");
    assertEquals(2, names.code());
    assertTrue(names.err().contains("are about a --text"), names::err);
  }
}
