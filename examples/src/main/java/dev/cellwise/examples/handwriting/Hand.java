package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.Draws;

/**
 * Writes letters, no two alike: shifted, scaled, slanted, each point of a stroke a little off, with
 * a pen of another width; on paper with noise and now and then a blot. So an n may look like an h,
 * a c like an e, and what stands around a letter tells more than the letter itself.
 */
final class Hand {
  /** Pixels of an image, which are units of the font, with a margin of one. */
  static final int WIDTH = 12;

  /** The same. */
  static final int HEIGHT = 16;

  private static final float MARGIN = 1.5f;
  private static final float LINE = 10;
  private static final float BLOTS = 0.25f;

  private final float sloppiness;

  /**
   * A hand.
   *
   * @param sloppiness 0: always the same; 1: usual
   */
  Hand(float sloppiness) {
    this.sloppiness = sloppiness;
  }

  /**
   * Writes a letter.
   *
   * @param letter 0 for a
   * @param chance decides how
   * @return strokes as the font has them
   */
  float[][] write(int letter, Draws chance) {
    float width = 1 + off(0.2f, chance);
    float height = 1 + off(0.2f, chance);
    float slant = off(0.3f, chance);
    float right = off(1.2f, chance);
    float down = off(1.2f, chance);
    float[][] font = StrokeFont.strokes(letter);
    float[][] strokes = new float[font.length][];
    for (int s = 0; s < font.length; s++) {
      strokes[s] = new float[font[s].length];
      for (int i = 0; i < font[s].length; i += 2) {
        float x = 5 + (font[s][i] - 5) * width;
        float y = LINE + (font[s][i + 1] - LINE) * height;
        strokes[s][i] = x - slant * (y - 7) + right + off(1.1f, chance);
        strokes[s][i + 1] = y + down + off(1.1f, chance);
      }
    }
    return strokes;
  }

  /**
   * A letter on paper.
   *
   * @param letter 0 for a
   * @param chance decides how
   * @return [{@link #HEIGHT}, {@link #WIDTH}], 0 for paper, 1 for ink, with noise around
   */
  float[] draw(int letter, Draws chance) {
    float[][] strokes = write(letter, chance);
    float pen = 0.7f + off(0.4f, chance);
    boolean blot = chance.unit() < BLOTS * sloppiness;
    float blotX = chance.between(0, WIDTH);
    float blotY = chance.between(0, HEIGHT);
    float[] image = new float[HEIGHT * WIDTH];
    for (int i = 0; i < image.length; i++) {
      float x = i % WIDTH - MARGIN + 0.5f;
      float y = i / WIDTH - MARGIN + 0.5f;
      float ink = Math.clamp(pen + 0.5f - distance(strokes, x, y), 0, 1);
      float away = (x - blotX) * (x - blotX) + (y - blotY) * (y - blotY);
      image[i] = (blot && away < 9 ? 0 : ink) + off(0.3f, chance);
    }
    return image;
  }

  private float off(float most, Draws chance) {
    return sloppiness * most * (chance.unit() - chance.unit());
  }

  /** From a point to the nearest of any stroke. */
  private static float distance(float[][] strokes, float x, float y) {
    float least = Float.POSITIVE_INFINITY;
    for (float[] stroke : strokes) {
      for (int i = 0; i + 3 < stroke.length; i += 2) {
        float dx = stroke[i + 2] - stroke[i];
        float dy = stroke[i + 3] - stroke[i + 1];
        float length = Math.max(1e-6f, dx * dx + dy * dy);
        float along = ((x - stroke[i]) * dx + (y - stroke[i + 1]) * dy) / length;
        along = Math.clamp(along, 0, 1);
        float ex = stroke[i] + along * dx - x;
        float ey = stroke[i + 1] + along * dy - y;
        least = Math.min(least, ex * ex + ey * ey);
      }
    }
    return (float) Math.sqrt(least);
  }
}
