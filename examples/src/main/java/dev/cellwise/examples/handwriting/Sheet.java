package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Rows of what was written, below each what it is and what it was read as; mistakes in red. */
final class Sheet implements Picture {
  private static final int SIZE = 64;
  private static final int GAP = 8;
  private static final int TEXT = 26;
  private static final int MARGIN = 24;
  private static final int TITLE = 56;
  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color PALE = new Color(0xF1, 0xF3, 0xF6);
  private static final Color WRONG = new Color(0xD6, 0x27, 0x28);

  private final String title;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** An empty one. */
  Sheet(String title) {
    this.title = title;
  }

  /** Draws into the square from 0 to 1. */
  interface Drawing {
    /**
     * Draws.
     *
     * @param g scaled
     */
    void draw(Graphics2D g);
  }

  private record Cell(Drawing drawing, String truth, String said) {}

  /** Begins a row. */
  Sheet row() {
    rows.add(new ArrayList<>());
    return this;
  }

  /** Adds to the row that was begun last. */
  Sheet add(Drawing drawing, String truth, String said) {
    rows.getLast().add(new Cell(drawing, truth, said));
    return this;
  }

  /** An image of which 0 is paper and 1 is ink. */
  static Drawing image(float[] pixels, int from, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int grey = Math.round(255 * (1 - Math.clamp(pixels[from + i], 0, 1)));
      image.setRGB(i % width, i / width, grey << 16 | grey << 8 | grey);
    }
    double side = Math.max(width, height);
    return g -> {
      g.translate((1 - width / side) / 2, (1 - height / side) / 2);
      g.scale(1 / side, 1 / side);
      g.drawImage(image, 0, 0, null);
    };
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int columns = rows.stream().mapToInt(List::size).max().orElse(1);
    int width = Math.max(480, columns * (SIZE + GAP)) + 2 * MARGIN;
    int height = TITLE + rows.size() * (SIZE + TEXT + GAP) + MARGIN;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setColor(INK);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
      g.drawString(title, MARGIN, MARGIN + 10);
      g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
      for (int r = 0; r < rows.size(); r++) {
        for (int c = 0; c < rows.get(r).size(); c++) {
          int x = MARGIN + c * (SIZE + GAP);
          cell(g, rows.get(r).get(c), x, TITLE + r * (SIZE + TEXT + GAP));
        }
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private static void cell(Graphics2D g, Cell cell, int x, int y) {
    g.setColor(PALE);
    g.fillRect(x, y, SIZE, SIZE);
    boolean right = cell.truth.equals(cell.said);
    Graphics2D square = (Graphics2D) g.create(x, y, SIZE, SIZE);
    square.setColor(INK);
    square.scale(SIZE, SIZE);
    square.setStroke(new BasicStroke(0.04f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    cell.drawing.draw(square);
    square.dispose();
    g.setColor(right ? INK : WRONG);
    g.drawString(right ? cell.truth : cell.truth + " as " + cell.said, x + 4, y + SIZE + 18);
    if (!right) {
      g.drawRect(x, y, SIZE - 1, SIZE - 1);
    }
  }
}
