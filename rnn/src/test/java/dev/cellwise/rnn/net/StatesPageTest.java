package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples on states and on many streams of {@code docs/embedding.md} are this test's code. */
@Tag("reference")
class StatesPageTest {
  private final Network network =
      Network.initialise(Architecture.builder().features(3).lstm(9).dense(2).build(), 1);
  private final Stepper stepper = network.newStepper();

  @Test
  void states() {
    float[] in = {1, 2, 3};
    float[] out = new float[2];
    State state = network.newState();
    stepper.step(state, in, out);
    State fork = state.copy();
    float[] h = state.h(0);
    state.set(0, "h", h);
    state.set(fork);
    state.reset();
    Nets.assertSameBits("h", h, fork.h(0));
    Nets.assertSameBits("zeros", new float[18], state.toArray());

    state.set(fork);
    byte[] kept = network.toBytes(state);
    State again = network.newState(kept);
    assertEquals(48 + 4 * 18, kept.length);
    Nets.assertSameBits("kept", state.toArray(), again.toArray());
  }

  @Test
  void manyStreams() {
    int n = 5;
    State[] states = new State[n];
    for (int i = 0; i < n; i++) {
      states[i] = Nets.state(network, i);
    }
    float[] in = Nets.uniform(1, 3 * n, -1, 1);
    float[] out = new float[2 * n];
    BatchStepper together = network.newBatchStepper(32);
    together.step(states, n, in, out);
    float[] first = new float[2];
    stepper.step(Nets.state(network, 0), in, first);
    Nets.assertSameBits("first", first, new float[] {out[0], out[1]});
  }

  @Test
  void thePageSaysSo() throws IOException {
    String page = Files.readString(Path.of("../docs/embedding.md")).replace("\r", "");
    String code =
        plain(Files.readString(Path.of("src/test/java/dev/cellwise/rnn/net/StatesPageTest.java")));
    int found = 0;
    for (String heading : new String[] {"## States\n", "## Many streams at once\n"}) {
      int from = page.indexOf(heading);
      assertTrue(from >= 0, heading);
      int to = page.indexOf("\n## ", from);
      Matcher blocks =
          Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page.substring(from, to));
      while (blocks.find()) {
        String block = blocks.group(1);
        assertTrue(code.contains(plain(block)), "docs/embedding.md differs:\n" + block);
        found++;
      }
    }
    assertEquals(3, found);
  }

  /** Without comments and spaces. */
  private static String plain(String code) {
    return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
  }
}
