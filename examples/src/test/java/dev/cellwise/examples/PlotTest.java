package dev.cellwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
  @TempDir private Path folder;

  @Test
  void powersOfTenAreEvenlySpaced() throws IOException {
    double[] x = {0, 10};
    int even = height(new Plot("A", "x", 10, "y"), x, 100);
    int powers = height(new Plot("A", "x", 10, "y").logarithmic(1e-2), x, 100);
    // On an axis from 0.01 to 100 the line at 1 is in the middle, else at the bottom.
    assertEquals(0.5, powers / 720.0, 0.1);
    assertTrue(even > 550, "row " + even);
  }

  /** The row of the picture in which most of a blue curve lies that is level at 1. */
  private int height(Plot plot, double[] x, double most) throws IOException {
    Path file = folder.resolve("plot.png");
    plot.line("top", most).line("bottom", 1e-2);
    plot.curve("level", x, new double[] {1, 1}, Plot.BLUE, false).write(file);
    BufferedImage image = ImageIO.read(file.toFile());
    int best = 0;
    int longest = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      int blue = 0;
      for (int column = 0; column < image.getWidth(); column++) {
        blue += new Color(image.getRGB(column, row)).equals(Plot.BLUE) ? 1 : 0;
      }
      best = blue > longest ? row : best;
      longest = Math.max(longest, blue);
    }
    assertTrue(longest > 300, "no curve: " + longest);
    return best;
  }
}
