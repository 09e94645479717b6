package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadedTextTest {
  @TempDir Path folder;

  @Test
  void piecesAreShadedAndLongLinesBroken() throws IOException {
    ShadedText.Piece dark = new ShadedText.Piece("word", 1, "");
    BufferedImage one = draw(List.of(dark, new ShadedText.Piece("pale", 0, "")));
    int full = new Color(255, 140, 30).getRGB();
    int area = count(one, full);
    assertTrue(area > 28 * 20, "area " + area);
    BufferedImage many = draw(Collections.nCopies(60, dark));
    assertTrue(many.getHeight() > one.getHeight() + 2 * 30, "broken: " + many.getHeight());
    assertTrue(count(many, full) > 50 * area, "all are there");
    assertEquals(one.getWidth(), many.getWidth());
  }

  private BufferedImage draw(List<ShadedText.Piece> pieces) throws IOException {
    Path file = folder.resolve("text.png");
    new ShadedText("Title").line("a line", pieces).write(file);
    return ImageIO.read(file.toFile());
  }

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += image.getRGB(x, y) == colour ? 1 : 0;
      }
    }
    return count;
  }
}
