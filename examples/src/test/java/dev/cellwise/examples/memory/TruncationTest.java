package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.Progress;
import dev.cellwise.rnn.net.Network;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TruncationTest {
  private static final int STEPS = 400;

  /** Eight numbers, then eight steps without: back through eight steps comes to none of them. */
  @Test
  void whatTheGradientDoesNotComeBackToIsNotLearned() {
    Network first = Start.chrono(Cells.GRU, 16, 16, 1);
    Truncation truncation = new Truncation(16, 32, 1, first);
    assertEquals(0, truncation.lost(16));
    assertTrue(truncation.lost(12) < truncation.lost(8));
    assertTrue(truncation.lost(8) < truncation.lost(1));
    double whole = truncation.learn(16, 0.02, STEPS, 1, progress());
    double half = truncation.learn(8, 0.02, STEPS, 1, progress());
    assertTrue(whole < 0.02, "through all steps: " + whole);
    assertTrue(half > 0.1, "through the wait alone: " + half);
  }

  private static Progress progress() {
    PrintWriter nobody = new PrintWriter(new StringWriter());
    return Progress.start(nobody, "k", Progress.Unit.STEPS, STEPS);
  }
}
