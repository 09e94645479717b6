package dev.cellwise.examples.lesson;

import dev.cellwise.examples.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Lines of text whose pieces are shaded: the more there is to a piece, the darker it is. */
public final class ShadedText implements Picture {
  private static final int MARGIN = 24;
  private static final int WIDTH = 1200;
  private static final int LINE = 30;
  private static final int NOTE = 14;
  private static final int PAD = 3;
  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color GREY = new Color(0x72, 0x78, 0x80);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
  private static final Font CAPTION = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
  private static final Font TEXT = new Font(Font.MONOSPACED, Font.PLAIN, 17);
  private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private final String title;
  private final List<Line> lines = new ArrayList<>();

  /**
   * A piece of a line.
   *
   * @param text as it is shown
   * @param shade from 0, white, to 1, the darkest
   * @param note below it, small; may be empty
   */
  public record Piece(String text, double shade, String note) {}

  private record Line(String caption, List<Piece> pieces) {}

  /**
   * An empty picture.
   *
   * @param title above it
   */
  public ShadedText(String title) {
    this.title = title;
  }

  /**
   * Adds a line; one that is too long is broken between pieces.
   *
   * @param caption above it
   * @param pieces from left to right
   * @return this
   */
  public ShadedText line(String caption, List<Piece> pieces) {
    lines.add(new Line(caption, List.copyOf(pieces)));
    return this;
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    int height = draw(probe.createGraphics(), 1);
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    draw(image.createGraphics(), height);
    ImageIO.write(image, "png", file.toFile());
  }

  /** Draws everything, and gives the height that it takes; disposes of the graphics. */
  private int draw(Graphics2D g, int height) {
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, WIDTH, height);
      g.setColor(INK);
      g.setFont(TITLE);
      g.drawString(title, MARGIN, MARGIN + 12);
      int y = MARGIN + 40;
      for (Line line : lines) {
        y = draw(g, line, y) + 12;
      }
      return y + MARGIN;
    } finally {
      g.dispose();
    }
  }

  private static int draw(Graphics2D g, Line line, int top) {
    g.setFont(CAPTION);
    g.setColor(GREY);
    g.drawString(line.caption(), MARGIN, top + 14);
    boolean notes = line.pieces().stream().anyMatch(p -> !p.note().isEmpty());
    int height = LINE + (notes ? NOTE : 0);
    FontMetrics text = g.getFontMetrics(TEXT);
    FontMetrics small = g.getFontMetrics(SMALL);
    int x = MARGIN;
    int y = top + 20;
    for (Piece piece : line.pieces()) {
      int wide =
          Math.max(text.stringWidth(piece.text()), small.stringWidth(piece.note())) + 2 * PAD;
      if (x > MARGIN && x + wide > WIDTH - MARGIN) {
        x = MARGIN;
        y += height + 4;
      }
      g.setColor(shade(piece.shade()));
      g.fillRect(x, y, wide, LINE - 2);
      g.setColor(INK);
      g.setFont(TEXT);
      g.drawString(piece.text(), x + (wide - text.stringWidth(piece.text())) / 2, y + 20);
      g.setColor(GREY);
      g.setFont(SMALL);
      g.drawString(piece.note(), x + (wide - small.stringWidth(piece.note())) / 2, y + LINE + 9);
      x += wide + 2;
    }
    return y + height;
  }

  /** From white to orange, on which dark letters can still be read. */
  private static Color shade(double value) {
    double v = Math.clamp(value, 0, 1);
    return new Color(255, (int) Math.round(255 - 115 * v), (int) Math.round(255 - 225 * v));
  }
}
