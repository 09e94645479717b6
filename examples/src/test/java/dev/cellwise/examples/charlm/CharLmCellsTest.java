package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CharLmCellsTest extends SmallRuns {
  @Test
  void otherCellsLearnToo() throws IOException {
    for (String cell : List.of("gru", "rnn")) {
      CommandRun run = learn(cell, "3", "--steps", "150", "--cell", cell);
      assertEquals(0, run.code(), run::err);
      Map<String, Object> report = report(cell);
      assertEquals(cell, report.get("cell"));
      double loss = number(report, "validation_nats_per_char");
      assertTrue(loss < number(report, "unigram_nats_per_char"), cell + ": " + loss);
      CommandRun spoken = CommandRun.of("speak", model(cell).toString(), "--prompt", "the ");
      assertEquals(0, spoken.code(), spoken::err);
    }
    CommandRun refused = learn("mlp", "3", "--cell", "mlp");
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("--cell must be lstm, gru or rnn, but is mlp"));
  }
}
