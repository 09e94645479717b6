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
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A matrix as squares, the darker the larger, with names of rows and columns: a confusion matrix,
 * the attention of a decoder.
 */
public final class Heatmap implements Picture {
  private static final int MARGIN = 24;
  private static final int TITLE = 56;
  private static final int WIDEST = 60;
  private static final int NARROWEST = 12;
  private static final int WIDTH = 1100;
  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color DARK = new Color(0x0B, 0x3C, 0x6F);

  private final String title;
  private final String rowTitle;
  private final String columnTitle;
  private final List<String> rows;
  private final List<String> columns;
  private final double[][] values;

  /**
   * A picture of a matrix.
   *
   * @param title above it
   * @param rowTitle what the rows are
   * @param rows their names
   * @param columnTitle what the columns are
   * @param columns their names
   * @param values [rows][columns], each from 0 to 1
   */
  public Heatmap(
      String title,
      String rowTitle,
      List<String> rows,
      String columnTitle,
      List<String> columns,
      double[][] values) {
    this.title = title;
    this.rowTitle = rowTitle;
    this.rows = rows;
    this.columnTitle = columnTitle;
    this.columns = columns;
    this.values = values;
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int cell = Math.clamp(WIDTH / Math.max(1, columns.size()), NARROWEST, WIDEST);
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.clamp(cell - 2L, 9, 16));
    int left = MARGIN + 30 + widest(rows, font);
    int top = TITLE + 30 + widest(columns, font);
    BufferedImage image =
        new BufferedImage(
            Math.max(left + cell * columns.size(), WIDTH / 2) + MARGIN,
            top + cell * rows.size() + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      g.setColor(INK);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
      g.drawString(title, MARGIN, MARGIN + 12);
      g.setFont(font);
      g.drawString("rows: %s, columns: %s".formatted(rowTitle, columnTitle), MARGIN, MARGIN + 36);
      names(g, left, top, cell);
      squares(g, left, top, cell);
    } finally {
      g.dispose();
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private void names(Graphics2D g, int left, int top, int cell) {
    FontMetrics metrics = g.getFontMetrics();
    int middle = (cell + metrics.getAscent()) / 2 - 1;
    for (int r = 0; r < rows.size(); r++) {
      int width = metrics.stringWidth(rows.get(r));
      g.drawString(rows.get(r), left - 8 - width, top + r * cell + middle);
    }
    for (int c = 0; c < columns.size(); c++) {
      Graphics2D turned = (Graphics2D) g.create();
      turned.translate(left + c * cell + middle, top - 8);
      turned.rotate(-Math.PI / 2);
      turned.drawString(columns.get(c), 0, 0);
      turned.dispose();
    }
  }

  private void squares(Graphics2D g, int left, int top, int cell) {
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        g.setColor(shade(values[r][c]));
        g.fillRect(left + c * cell, top + r * cell, cell - 1, cell - 1);
      }
    }
  }

  /** From nearly white to dark blue. */
  private static Color shade(double value) {
    double v = Math.clamp(value, 0, 1);
    return new Color(
        mix(245, DARK.getRed(), v), mix(247, DARK.getGreen(), v), mix(250, DARK.getBlue(), v));
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }

  private static int widest(List<String> names, Font font) {
    BufferedImage one = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = one.createGraphics();
    try {
      FontMetrics metrics = g.getFontMetrics(font);
      return names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    } finally {
      g.dispose();
    }
  }
}
