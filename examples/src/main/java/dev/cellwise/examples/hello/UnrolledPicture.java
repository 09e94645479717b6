package dev.cellwise.examples.hello;

import dev.cellwise.examples.Picture;
import dev.cellwise.examples.hello.Trace.Step;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The unrolled network with its numbers: a column for each step, inputs at the bottom. */
final class UnrolledPicture implements Picture {
  private static final int COLUMN = 270;
  private static final int BOX = 200;
  private static final int LINE = 20;
  private static final int GAP = 64;
  private static final int LEFT = 90;
  private static final int TOP = 90;
  private static final Color INK = new Color(0x22, 0x28, 0x31);
  private static final Color INPUT = new Color(0xF4, 0xD9, 0xD6);
  private static final Color HIDDEN = new Color(0xD9, 0xEC, 0xD5);
  private static final Color OUTPUT = new Color(0xD6, 0xE4, 0xF4);
  private static final Color RIGHT = new Color(0x1B, 0x7F, 0x3B);

  private final String when;
  private final Word word;
  private final Trace trace;
  private final int hidden;

  /** The tops of the boxes. */
  private final int outputTop;

  private final int hiddenTop;
  private final int inputTop;

  UnrolledPicture(String when, Word word, Trace trace) {
    this.when = when;
    this.word = word;
    this.trace = trace;
    hidden = trace.steps().getFirst().dh().length;
    outputTop = TOP + LINE;
    hiddenTop = outputTop + height(word.size()) + GAP;
    inputTop = hiddenTop + height(hidden) + GAP;
  }

  private static int height(int lines) {
    return LINE * lines + 12;
  }

  @Override
  public void write(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int width = LEFT + COLUMN * word.steps();
    int height = inputTop + height(word.size()) + 3 * LINE;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setColor(INK);
      g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
      g.drawString(
          "%s, %s: L = %s, P = %s"
              .formatted(word.text(), when, number(trace.loss()), number(trace.joint(word))),
          20,
          36);
      g.setStroke(new BasicStroke(1.6f));
      for (int t = 0; t < word.steps(); t++) {
        column(g, t);
      }
    } finally {
      g.dispose();
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private void column(Graphics2D g, int t) {
    Step step = trace.steps().get(t);
    int x = LEFT + t * COLUMN;
    int middle = x + BOX / 2;
    box(g, x, outputTop, word.size(), OUTPUT, "y_%d, p_%d".formatted(t + 1, t + 1));
    box(g, x, hiddenTop, hidden, HIDDEN, "h_" + (t + 1));
    box(g, x, inputTop, word.size(), INPUT, "");
    for (int k = 0; k < word.size(); k++) {
      boolean next = k == word.targets()[t];
      String letter = word.letters().get(k);
      g.setColor(next ? RIGHT : INK);
      String numbers = Explained.number(step.y()[k]) + Explained.number(step.p()[k]);
      text(g, next, x + 10, outputTop, k, letter + numbers);
      g.setColor(INK);
      boolean seen = k == word.inputs()[t];
      text(g, seen, x + 10, inputTop, k, "%s  %d".formatted(letter, seen ? 1 : 0));
    }
    for (int u = 0; u < hidden; u++) {
      text(g, false, x + 10, hiddenTop, u, " " + Explained.number(step.after().get("h")[u]));
    }
    text(g, true, x, inputTop + height(word.size()), 0, "x_%d: %s".formatted(t + 1, word.input(t)));
    arrow(g, middle, hiddenTop, middle, outputTop + height(word.size()), "W_hy");
    arrow(g, middle, inputTop, middle, hiddenTop + height(hidden), "W_xh");
    int across = hiddenTop + height(hidden) / 2;
    arrow(g, t == 0 ? x - 60 : x - (COLUMN - BOX), across, x, across, "W_hh");
  }

  private static String number(double value) {
    return Explained.bare(value);
  }

  private static void box(Graphics2D g, int x, int y, int lines, Color color, String title) {
    g.setColor(color);
    g.fillRoundRect(x, y, BOX, height(lines), 12, 12);
    g.setColor(INK);
    g.drawRoundRect(x, y, BOX, height(lines), 12, 12);
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    g.drawString(title, x + 4, y - 6);
  }

  private static void text(Graphics2D g, boolean bold, int x, int top, int line, String text) {
    g.setFont(new Font(Font.MONOSPACED, bold ? Font.BOLD : Font.PLAIN, 15));
    g.drawString(text, x, top + LINE * (line + 1));
  }

  /** Upward or to the right. */
  private static void arrow(Graphics2D g, int x, int y, int toX, int toY, String weights) {
    g.setColor(INK);
    g.drawLine(x, y, toX, toY);
    int back = 7;
    if (x == toX) {
      g.drawLine(toX, toY, toX - back, toY + back);
      g.drawLine(toX, toY, toX + back, toY + back);
    } else {
      g.drawLine(toX, toY, toX - back, toY - back);
      g.drawLine(toX, toY, toX - back, toY + back);
    }
    g.setFont(new Font(Font.SANS_SERIF, Font.ITALIC, 13));
    g.drawString(
        weights, (x + toX) / 2 + (x == toX ? 6 : -18), (y + toY) / 2 + (x == toX ? 4 : -6));
  }
}
