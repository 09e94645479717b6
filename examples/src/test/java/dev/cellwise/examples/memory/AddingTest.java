package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
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
    assertTrue(number(report, "gru_bf16_test_mse") < 0.01, report::toString);
    assertNotEquals(report.get("gru_test_mse"), report.get("gru_bf16_test_mse"));
    assertTrue(run.out().contains("in bfloat16"), run::out);
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

  /**
   * Each cell has a line for each part of its state: blue, red, green and violet, in that order.
   */
  @Test
  void howMuchOfTheLossComesBackIsDrawnAndReported() throws IOException {
    CommandRun run = run("a", "adding", with(SMALL, "--steps", "2"));
    Map<String, Object> report = report(run, "a");
    for (String when : new String[] {"start", "trained"}) {
      Path file = folder.resolve("a/adding-gradients-" + when + ".png");
      BufferedImage image = ImageIO.read(file.toFile());
      for (int color : new int[] {0x1F77B4, 0xD62728, 0x2CA02C, 0x9467BD}) {
        assertTrue(has(image, color), when + ", " + Integer.toHexString(color));
      }
      assertTrue(run.out().contains(file.toString()), run::out);
      for (String line :
          new String[] {"gru_%s_gradient_h", "lstm_%s_gradient_h", "rnn_%s_gradient_h"}) {
        String key = line.formatted(when);
        for (String step : new String[] {"_first", "_middle", "_last"}) {
          assertTrue(number(report, key + step) > 0, key + step);
        }
      }
      String cell = "lstm_" + when + "_gradient_c";
      assertTrue(number(report, cell + "_first") > 0);
      assertEquals(0, number(report, cell + "_last"), "nobody reads the last c");
    }
    assertNotEquals(
        report.get("gru_start_gradient_h_last"), report.get("gru_trained_gradient_h_last"));
  }

  private static boolean has(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .anyMatch(
            i -> (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xFFFFFF) == color);
  }

  private static String[] with(String[] options, String... more) {
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return all;
  }
}
