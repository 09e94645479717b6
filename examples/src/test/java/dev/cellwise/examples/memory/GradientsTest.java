package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientsTest extends MemoryRuns {
  private static final String[] SMALL = {
    "--lengths",
    "5,20",
    "--length",
    "12",
    "--hidden",
    "8",
    "--batch",
    "4",
    "--steps",
    "3",
    "--descent-steps",
    "60",
    "--descent-rate",
    "1",
    "--cut-length",
    "8",
    "--cut-steps",
    "3"
  };

  /** That of a linear cell is known: the radius to the power of the steps between. */
  @Test
  void aDescentThatEndsAtOnceHasNotLasted() {
    Exploding none = new Exploding(List.of(), List.of(), "a loss that is no number");
    assertTrue(!none.lasted() && Double.isNaN(none.last()) && Double.isNaN(none.largestNorm()));
  }

  @Test
  void gradientsOfFirstWeightsVanishAndExplodeByTheSpectralRadius() throws IOException {
    CommandRun run = run("a", "gradients", SMALL);
    Map<String, Object> report = report(run, "a");
    for (int t : new int[] {5, 20}) {
      for (double radius : new double[] {0.95, 1, 1.05}) {
        String key = "start_linear_radius_%s_%d".formatted(name(radius), t);
        double expected = Math.pow(radius, t - 1);
        assertEquals(expected, number(report, key), 1e-4 * expected, key);
      }
    }
    assertTrue(number(report, "start_rnn_radius_0_5_20") < 1e-5, report::toString);
    assertTrue(number(report, "start_rnn_radius_1_5_20") > 1, report::toString);
    assertTrue(number(report, "start_gru_chrono_20") > 0.05, report::toString);
    assertTrue(number(report, "start_lstm_forget_bias_0_20") < 1e-3, report::toString);
    for (String picture : List.of("", "-start", "-clipping")) {
      assertTrue(Files.size(folder.resolve("a/gradients" + picture + ".png")) > 0);
    }
    assertEquals(true, report.get("clipped_lasted"), run::out);
    assertEquals(false, report.get("unclipped_lasted"), run::out);
    assertEquals(0, number(report, "k_8_lost"));
    assertTrue(number(report, "k_2_lost") > number(report, "k_6_lost"));
    assertEquals(false, report.get("reached"), "three steps teach nothing");
  }

  private static String name(double radius) {
    return radius == 1 ? "1" : Double.toString(radius).replace('.', '_');
  }

  @ParameterizedTest
  @CsvSource({
    "--lengths, '10,501'",
    "--lengths, 1",
    "--length, 1",
    "--descent-rate, 0",
    "--descent-steps, 0",
    "--cut-length, 3",
    "--cut-steps, 0",
    "--cell, leaky"
  })
  void aBadValueIsRefusedByTheNameOfItsOption(String option, String value) {
    CommandRun run = run("a", "gradients", option, value);
    assertEquals(2, run.code(), run::err);
    assertTrue(run.err().contains(option), run::err);
  }
}
