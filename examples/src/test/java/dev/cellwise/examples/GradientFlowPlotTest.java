package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.GradientFlow;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientFlowPlotTest {
  private static final int BLUE = 0xFF1F77B4;
  private static final int RED = 0xFFD62728;

  @TempDir private Path folder;

  /** A loss at the last step only: in a simple network its gradient vanishes on the way back. */
  @Test
  void drawsTheGradientOfARun() throws IOException {
    double[] lstm = flow(Architecture.builder().features(2).lstm(16).build());
    double[] simple = flow(Architecture.builder().features(2).rnn(16, Activation.tanh()).build());
    Map<String, double[]> lines = new LinkedHashMap<>();
    lines.put("LSTM, h", lstm);
    lines.put("simple, h", simple);
    BufferedImage image = draw(lines);
    assertEquals(1200, image.getWidth());
    assertTrue(count(image, BLUE) > 0, "no line of the first");
    assertTrue(count(image, RED) > 0, "no line of the second");
    assertTrue(simple[0] < 0.1 * simple[40], "nothing has vanished: " + simple[0]);
  }

  private static double[] flow(Architecture a) {
    Network network = Network.initialise(a, 1);
    GradientFlow flow = new GradientFlow(network.layers(), Packing.dense(40, 1), Mode.inference());
    float[] x = new float[40 * 2];
    x[0] = 1;
    float[] p = network.copyParameters();
    flow.gradient(
        x,
        0,
        p,
        new float[p.length],
        (window, from, first) -> {
          int t = window.packing().steps() - 1;
          if (first + t == 39) {
            window.outputGradient()[window.outputGradient(t + 1, t)] = 1;
          }
          return 0;
        });
    return flow.norms(0, "h");
  }

  private BufferedImage draw(Map<String, double[]> lines) throws IOException {
    Path file = folder.resolve("flow.png");
    GradientFlowPlot.write(file, "A run", lines);
    return ImageIO.read(file.toFile());
  }

  private static long count(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .filter(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()) == color)
        .count();
  }

  /** One decade is as high as the picture: a line of 1 at its top or bottom is seen. */
  @Test
  void whatNoLogarithmHasIsLeftOut() throws IOException {
    Map<String, double[]> lines = new LinkedHashMap<>();
    lines.put("some", new double[] {0, 1, 1, Double.NaN, 1, Double.POSITIVE_INFINITY});
    assertTrue(count(draw(lines), BLUE) > 0, "no line");
    lines.put("far apart", new double[] {1e-43, 1e-20, 1e30});
    assertTrue(count(draw(lines), RED) > 0, "no line");
    lines.put("none", new double[6]);
    assertTrue(count(draw(lines), RED) > 0, "no line");
  }

  @Test
  void nothingToDrawIsRefused() {
    double[] none = {0, Double.NaN};
    for (Map<String, double[]> lines :
        List.<Map<String, double[]>>of(Map.of(), Map.of("none", none))) {
      Path file = folder.resolve("none.png");
      assertThrows(
          IllegalArgumentException.class, () -> GradientFlowPlot.write(file, "None", lines));
      assertFalse(file.toFile().exists());
    }
  }
}
