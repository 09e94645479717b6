package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurveTest {
  @TempDir private Path folder;

  @Test
  void drawsAPictureWithoutADisplay() throws IOException {
    TrainingLog log = new TrainingLog();
    for (int i = 1; i <= 1000; i++) {
      log.training(2048L * i, 1.2 + 2.4 * Math.exp(-i / 120.0) + 0.05 * Math.sin(i));
      if (i % 50 == 0) {
        log.validation(2048L * i, 1.3 + 2.3 * Math.exp(-i / 120.0));
      }
    }
    Path file = folder.resolve("loss.png");
    LossCurve.write(file, "A run", log, new Baselines(3.69, 2.75, 2.2, 1.75));
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(1200, image.getWidth());
    Set<Integer> colors = new HashSet<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        colors.add(image.getRGB(x, y));
      }
    }
    assertTrue(colors.contains(0xFF1F77B4), "no training curve");
    assertTrue(colors.contains(0xFFD62728), "no validation curve");
  }

  @Test
  void smoothingKeepsTheMeanAndTheNumberOfPoints() {
    TrainingLog log = new TrainingLog();
    for (int i = 1; i <= 10; i++) {
      log.training(i, i);
    }
    var smoothed = log.smoothedTraining(5);
    assertEquals(5, smoothed.size());
    assertEquals(new TrainingLog.Point(2, 1.5), smoothed.getFirst());
    assertEquals(new TrainingLog.Point(10, 9.5), smoothed.getLast());
    assertEquals(10, log.smoothedTraining(10).size());
  }
}
