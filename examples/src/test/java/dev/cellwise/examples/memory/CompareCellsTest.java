package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompareCellsTest extends MemoryRuns {
  private static final String[] SMALL = {
    "--length", "6", "--strings", "200", "--hidden", "12", "--steps", "1"
  };

  @Test
  void accuracyTimeAndMemoryOfFiveCellsStandSideBySide() throws IOException {
    CommandRun run = run("a", "cells", SMALL);
    Map<String, Object> report = report(run, "a");
    for (String cell : List.of("gru", "lstm", "rnn", "leaky", "skip")) {
      assertTrue(number(report, "adding_%s_test_mse".formatted(cell)) > 0, report::toString);
      assertTrue(number(report, "reber_%s_right".formatted(cell)) >= 0, report::toString);
      assertTrue(number(report, cell + "_batch_bytes") > 0);
      // H floats of h; the lstm has c as well, skip its outputs of ten steps.
      int parts = cell.equals("lstm") ? 2 : cell.equals("skip") ? 11 : 1;
      assertEquals(parts * 12 * 4, number(report, cell + "_state_bytes"), cell);
    }
    assertEquals(1.0 / 6, number(report, "constant_test_mse"), 0.02);
    // W, U, b and a head of one: (2 + H + 1) H gates + H + 1.
    assertEquals(15 * 12 * 4 + 13, number(report, "adding_lstm_parameters"));
    assertEquals(15 * 12 + 13, number(report, "adding_leaky_parameters"));
    assertEquals(15 * 12 + 13 + 144, number(report, "adding_skip_parameters"));
    assertTrue(run.out().contains("NOT REACHED"), run::out);
    assertTrue(Files.size(folder.resolve("a/cells.png")) > 0);
    assertTrue(Files.size(folder.resolve("a/cells-reber.png")) > 0);
  }

  /** From units that forget at once to one that takes a hundred steps. */
  @Test
  void leakyUnitsForgetAtRatesOfTheirOwn() {
    Architecture three =
        Cells.layer(Architecture.builder().features(1), Cells.LEAKY, 3).dense(1).build();
    Architecture.Simple cell = (Architecture.Simple) three.layers().getFirst();
    float[] alpha = {cell.options().alpha().get(0), cell.options().alpha().get(1), 0.99f};
    assertArrayEquals(new float[] {0, 0.9f, 0.99f}, alpha, 1e-6f);
    assertEquals(0.99f, cell.options().alpha().get(2));
    assertEquals(1, new Layers(three).state().getFirst().size());
  }
}
