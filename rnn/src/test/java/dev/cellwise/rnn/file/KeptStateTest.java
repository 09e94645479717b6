package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.State;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream goes from process to process: begun here, kept, taken up in another JVM over the model
 * as saved, kept there, and brought to its end here, with the bits of a stream that never left.
 */
@Tag("reference")
class KeptStateTest {
  private static final int V = 7;
  private static final int STEPS = 40;
  private static final int LEAVES = 11;
  private static final int RETURNS = 27;

  @TempDir Path folder;

  @Test
  void aStreamGoesThroughAnotherProcessWithTheSameBits() throws Exception {
    Architecture a =
        Architecture.builder()
            .embedding(V, 5)
            .lstm(17)
            .residual(b -> b.norm().gru(17))
            .lstm(6, LstmOptions.plain().withPeephole().withZoneout(0.25f, 0))
            .learnStart()
            .dense(V)
            .build();
    Network network = Network.initialise(a, 1);
    float[] whole = new float[STEPS * V];
    network.newStepper().run(network.newState(), tokens(0, STEPS), STEPS, whole);

    State state = network.newState();
    network.newStepper().run(state, tokens(0, LEAVES), LEAVES, new float[STEPS * V]);
    ModelFile.save(folder.resolve("model"), network);
    Files.write(folder.resolve("state"), network.toBytes(state));
    String[] said = run(folder);

    assertNotEquals(Integer.toString(Floats.BASE), said[0], "its arrays are laid out otherwise");
    assertEquals(network.fingerprint(), said[1]);
    float[] there = new float[(RETURNS - LEAVES) * V];
    for (int i = 0; i < there.length; i++) {
      there[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(said[2 + i], 16));
    }
    Nets.assertSameBits("there", Arrays.copyOfRange(whole, LEAVES * V, RETURNS * V), there);

    State back = network.newState(Files.readAllBytes(folder.resolve("state")));
    float[] here = new float[(STEPS - RETURNS) * V];
    network.newStepper().run(back, tokens(RETURNS, STEPS), STEPS - RETURNS, here);
    Nets.assertSameBits("back", Arrays.copyOfRange(whole, RETURNS * V, STEPS * V), here);
  }

  /** Some of the stream, the same everywhere. */
  private static int[] tokens(int from, int to) {
    int[] tokens = new int[to - from];
    for (int t = from; t < to; t++) {
      tokens[t - from] = t * t % 11 % V;
    }
    return tokens;
  }

  /** In the scalar twins, with the other object headers. */
  private static String[] run(Path folder)
      throws IOException, InterruptedException, URISyntaxException {
    String classPath =
        place(ModelFile.class)
            + File.pathSeparator
            + place(Floats.class)
            + File.pathSeparator
            + Path.of("target", "test-classes").toAbsolutePath();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Floats.BASE == 13 ? "-XX:-UseCompactObjectHeaders" : "-XX:+UseCompactObjectHeaders",
                "-Dcellwise.kernels=scalar",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Main.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), out);
    String[] words = out.strip().split("\\s+");
    assertEquals(2 + (RETURNS - LEAVES) * V, words.length, out);
    return words;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The other process. */
  public static final class Main {
    private Main() {}

    /**
     * Goes on with the stream, prints its outputs, and keeps it anew.
     *
     * @param args the folder with model and state
     * @throws IOException if there is no reading or writing them
     */
    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      Network network = ModelFile.load(folder.resolve("model")).network();
      State state = network.newState(Files.readAllBytes(folder.resolve("state")));
      float[] y = new float[(RETURNS - LEAVES) * V];
      network.newStepper().run(state, tokens(LEAVES, RETURNS), RETURNS - LEAVES, y);
      Files.write(folder.resolve("state"), network.toBytes(state));
      StringBuilder out = new StringBuilder();
      out.append(Floats.BASE).append('\n').append(network.fingerprint()).append('\n');
      for (float v : y) {
        out.append(Integer.toHexString(Float.floatToRawIntBits(v))).append('\n');
      }
      System.out.print(out);
    }
  }
}
