package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Weights start at another element in a JVM with compact object headers; the bits are the same. */
class ObjectHeadersTest {
  @Test
  void trainingWithClippingHasTheSameBits() throws Exception {
    String[] usual = run("-XX:-UseCompactObjectHeaders");
    String[] compact = run("-XX:+UseCompactObjectHeaders");
    assertNotEquals(usual[0], compact[0], "start of the data");
    assertEquals(usual[1], compact[1], "weights");
  }

  private static String[] run(String option)
      throws IOException, InterruptedException, URISyntaxException {
    String classPath = place(Training.class) + File.pathSeparator + place(Floats.class);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-Dcellwise.kernels=scalar",
                "-cp",
                classPath + File.pathSeparator + Path.of("target", "test-classes"),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), out);
    String[] words = out.strip().split(" ");
    assertTrue(words.length == 2, out);
    return words;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What each JVM runs: more parameters than a block of a norm, each step clipped. */
  public static final class Main {
    private Main() {}

    /**
     * Prints where data start, and a hash of the weights.
     *
     * @param args none
     */
    public static void main(String[] args) {
      Architecture a = Architecture.builder().index(65).lstm(96).dense(65).build();
      Training t = new Training(Network.initialise(a, 5), 8, 4);
      t.clip(0.05f);
      int[] tokens = new int[32];
      int[] targets = new int[32];
      for (int step = 0; step < 30; step++) {
        for (int i = 0; i < 32; i++) {
          tokens[i] = (step * 31 + i * 7) % 65;
          targets[i] = (step * 17 + i * 11) % 65;
        }
        t.step(tokens, targets);
      }
      System.out.println(Floats.BASE + " " + t.network().tensors().hashCode());
    }
  }
}
