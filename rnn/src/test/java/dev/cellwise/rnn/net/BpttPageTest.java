package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.train.Sgd;
import dev.cellwise.rnn.train.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/bptt.md} are this test's code, and its table is what there is. */
@Tag("reference")
class BpttPageTest {
  private static final Architecture NETWORK =
      Architecture.builder().features(3).lstm(9).dense(1).build();

  private final Network network = Network.initialise(NETWORK, 1);
  private final Layers layers = network.layers();
  private final int steps = 20;
  private final int rows = 2;
  private final int inputs = 3;
  private final float[] x = Nets.uniform(1, steps * rows * inputs, -1, 1);
  private final float[] target = Nets.uniform(2, steps * rows, -1, 1);
  private final float[] p = network.copyParameters();

  private SegmentLoss loss() {
    SegmentLoss loss =
        (window, from, first) -> {
          double sum = 0;
          int steps = window.packing().steps();
          for (int t = from; t < steps; t++) {
            int y = window.output() + t * rows * window.outputRow();
            int dy = window.outputGradient(steps, t);
            for (int n = 0; n < rows; n++) {
              float error =
                  window.tape().data()[y + n * window.outputRow()]
                      - target[(first + t - from) * rows + n];
              window.outputGradient()[dy + n * window.outputRow()] = error;
              sum += 0.5 * error * error;
            }
          }
          return sum;
        };
    return loss;
  }

  private float[] full() {
    SegmentLoss loss = loss();
    float[] dp = new float[p.length];
    Unrolled u = new Unrolled(layers, steps, rows);
    u.prepare(p);
    u.forward(steps, x, 0, p);
    u.clear();
    double whole = loss.apply(u, 0, 0);
    u.backward(steps, p, dp);
    assertTrue(whole > 0);
    return dp;
  }

  @Test
  void checkpointed() {
    SegmentLoss loss = loss();
    float[] dp = new float[p.length];
    Checkpointed c = new Checkpointed(layers, Packing.dense(steps, rows), Mode.inference());
    double value = c.gradient(x, 0, p, dp, loss);
    c.carry();
    assertTrue(value > 0);
    Nets.assertSameBits("checkpointed", full(), dp);
  }

  /** It learns: the loss of the whole is less afterwards. */
  @Test
  void truncated() {
    SegmentLoss loss = loss();
    float[] dp = new float[p.length];
    UpdateRule rule = new Sgd(layers.parameters(), Sgd.Options.plain());
    Unrolled u = new Unrolled(layers, steps, rows);
    u.forward(steps, x, 0, p);
    double before = loss.apply(u, 0, 0);
    Truncated k = new Truncated(layers, 5, 20, rows, Mode.inference());
    for (int t = 0; t < steps; t += 5) {
      int chunk = t;
      Arrays.fill(dp, 0);
      k.gradient(5, x, t * rows * inputs, p, dp, (w, from, i) -> loss.apply(w, from, chunk + i));
      rule.update(1e-3, dp, p);
    }
    u.forward(steps, x, 0, p);
    assertTrue(loss.apply(u, 0, 0) < before);
  }

  @Test
  void handedOver() {
    SegmentLoss loss = loss();
    float[] dp = new float[p.length];
    int cut = 7;
    Unrolled first = new Unrolled(layers, cut, rows);
    Unrolled second = new Unrolled(layers, steps - cut, rows);
    first.prepare(p);
    second.prepare(p);
    Checkpoint start = first.newCheckpoint();
    first.save(start);
    first.forward(cut, x, 0, p);
    first.carry(cut);
    Checkpoint middle = first.newCheckpoint();
    first.save(middle);
    first.restore(start);
    first.forward(cut, x, 0, p);
    State gradient = network.newState();

    second.restore(middle);
    second.forward(steps - cut, x, cut * rows * inputs, p);
    second.clear();
    loss.apply(second, 0, cut);
    second.backward(steps - cut, p, dp);

    first.clear();
    for (int n = 0; n < rows; n++) {
      second.stateGradient(n, gradient);
      first.setStateGradient(n, gradient);
    }
    loss.apply(first, 0, 0);
    first.backward(cut, p, dp);
    Nets.assertSameBits("handed over", full(), dp);
  }

  @Test
  void gradientFlow() {
    SegmentLoss loss = loss();
    float[] dp = new float[p.length];
    GradientFlow flow = new GradientFlow(layers, Packing.dense(steps, rows), Mode.inference());
    flow.gradient(x, 0, p, dp, loss);
    double[] h = flow.norms(0, "h");
    double[] c0 = flow.norms(0, "c", 0);
    assertEquals(steps + 1, h.length);
    assertTrue(c0[steps - 1] > 0);
    assertEquals(0, c0[steps]);
    Nets.assertSameBits("gradient flow", full(), dp);
  }

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    String code =
        plain(Files.readString(Path.of("src/test/java/dev/cellwise/rnn/net/BpttPageTest.java")));
    Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page());
    int found = 0;
    while (blocks.find()) {
      String block = blocks.group(1);
      assertTrue(code.contains(plain(block)), "docs/bptt.md differs:\n" + block);
      found++;
    }
    assertEquals(6, found);
  }

  /** Without indentation and empty lines. */
  private static String plain(String code) {
    return code.replaceAll("\\s*\\n\\s*", "\n").strip();
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/bptt.md")).replace("\r", "");
  }

  @Test
  void theTableIsWhatIsAllocated() throws IOException {
    String page = page();
    Architecture a = Architecture.builder().features(8).lstm(32).dense(4).build();
    Layers of = new Layers(a);
    for (int t : new int[] {100, 400, 1600, 6400}) {
      long whole = new Unrolled(of, t, 4).bytes();
      Checkpointed c = new Checkpointed(of, Packing.dense(t, 4), Mode.inference());
      String line =
          String.format(
              Locale.ROOT,
              "| %,d | %d | %,d | %,d | %.1f |",
              t,
              Checkpointed.segment(t),
              whole,
              c.bytes(),
              (double) whole / c.bytes());
      assertTrue(page.contains(line), line);
    }
    long shorter = new Checkpointed(of, Packing.dense(6400, 4), 28, Mode.inference()).bytes();
    assertTrue(page.contains(String.format(Locale.ROOT, "%,d bytes with T = 6,400", shorter)));
  }
}
