package dev.cellwise.examples.chorales;

import dev.cellwise.examples.Picture;
import dev.cellwise.examples.Plot;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Notes over time, a colour for each voice. */
final class PianoRoll implements Picture {
  private static final int WIDE = 10;
  private static final int HIGH = 9;
  private static final int MARGIN = 24;
  private static final int TITLE = 40;
  private static final Color[] VOICES = {Plot.BLUE, Plot.GREEN, Plot.ORANGE, Plot.RED};

  private final String title;
  private final int[] notes;
  private final int given;

  /**
   * A picture.
   *
   * @param title above it
   * @param notes chord by chord, not all silent
   * @param given chords before a line
   */
  PianoRoll(String title, int[] notes, int given) {
    this.title = title;
    this.notes = notes;
    this.given = given;
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int low = Arrays.stream(notes).filter(n -> n > 0).min().orElse(60);
    int high = Arrays.stream(notes).max().orElse(low);
    int chords = notes.length / Chorale.VOICES;
    BufferedImage image =
        new BufferedImage(
            Math.max(chords * WIDE, 600) + 2 * MARGIN,
            (high - low + 1) * HIGH + 2 * MARGIN + TITLE,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      g.setColor(Color.BLACK);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
      g.drawString(title, MARGIN, MARGIN + 12);
      g.drawLine(
          MARGIN + given * WIDE, MARGIN + TITLE, MARGIN + given * WIDE, image.getHeight() - MARGIN);
      for (int i = 0; i < notes.length; i++) {
        if (notes[i] > 0) {
          g.setColor(VOICES[i % Chorale.VOICES]);
          int x = MARGIN + i / Chorale.VOICES * WIDE;
          g.fillRect(x, MARGIN + TITLE + (high - notes[i]) * HIGH, WIDE, HIGH - 2);
        }
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
