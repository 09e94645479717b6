package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatmapTest {
  @TempDir Path folder;

  @Test
  void aSquareIsTheDarkerTheLargerItsValue() throws IOException {
    Path file = folder.resolve("map.png");
    double[][] values = {{0, 0.5, 1}, {1, 1, 1}};
    List<String> rows = List.of("first", "second");
    List<String> columns = List.of("a", "b", "c");
    new Heatmap("Three shades", "rows", rows, "columns", columns, values).write(file);
    BufferedImage image = ImageIO.read(file.toFile());
    Map<Integer, Integer> areas = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        areas.merge(image.getRGB(x, y), 1, Integer::sum);
      }
    }
    int square = 59 * 59;
    assertTrue(areas.getOrDefault(new Color(245, 247, 250).getRGB(), 0) >= square);
    assertTrue(areas.getOrDefault(new Color(128, 154, 181).getRGB(), 0) >= square, "half");
    assertTrue(areas.getOrDefault(new Color(0x0B, 0x3C, 0x6F).getRGB(), 0) >= 4 * square, "full");
  }
}
