package dev.cellwise.examples.caption;

import dev.cellwise.examples.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Images of 8 x 8 pixels with what was said of them, wrong answers in red. */
final class ImageGrid implements Picture {
  private static final int SIDE = 8;
  private static final int PIXEL = 12;
  private static final int COLUMNS = 8;
  private static final int WIDE = SIDE * PIXEL + 40;
  private static final int HIGH = SIDE * PIXEL + 40;
  private static final int MARGIN = 20;

  private final List<Captioned> images;
  private final List<String> answers;

  /**
   * A picture.
   *
   * @param images row by row
   * @param answers one for each
   */
  ImageGrid(List<Captioned> images, List<String> answers) {
    this.images = images;
    this.answers = answers;
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int rows = (images.size() + COLUMNS - 1) / COLUMNS;
    BufferedImage image =
        new BufferedImage(
            COLUMNS * WIDE + 2 * MARGIN, rows * HIGH + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
      for (int i = 0; i < images.size(); i++) {
        draw(g, i, MARGIN + i % COLUMNS * WIDE, MARGIN + i / COLUMNS * HIGH);
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private void draw(Graphics2D g, int index, int left, int top) {
    Captioned of = images.get(index);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int grey = Math.round(255 * (1 - of.vector()[i]));
      g.setColor(new Color(grey, grey, grey));
      g.fillRect(left + i % SIDE * PIXEL, top + i / SIDE * PIXEL, PIXEL, PIXEL);
    }
    boolean right = answers.get(index).equals(of.text());
    g.setColor(right ? Color.BLACK : Color.RED);
    String told = right ? of.text() : "%s (%s)".formatted(answers.get(index), of.shown());
    g.drawString(told, left, top + SIDE * PIXEL + 20);
  }
}
