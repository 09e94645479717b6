package dev.cellwise.examples.handwriting;

import java.util.Arrays;
import java.util.List;

/**
 * The small Latin letters as strokes of a pen: points that are joined by straight lines, x from 0
 * to 10, y from 0, the top of an l, over 4, that of an x, and 10, the line, to 14, the bottom of a
 * p.
 */
final class StrokeFont {
  /** A line a letter, its strokes divided by bars. */
  private static final String STROKES =
      """
      8,4 4,4 2,6 2,8 4,10 6,10 8,8|8,4 8,10
      2,0 2,10|2,6 4,4 6,4 8,6 8,8 6,10 4,10 2,8
      8,5 6,4 4,4 2,6 2,8 4,10 6,10 8,9
      8,6 6,4 4,4 2,6 2,8 4,10 6,10 8,8|8,0 8,10
      2,7 8,7 8,6 6,4 4,4 2,6 2,8 4,10 6,10 8,9
      8,1 6,0 5,1 4,3 4,10|2,4 7,4
      8,4 4,4 2,6 2,8 4,10 6,10 8,8|8,4 8,12 6,14 3,14
      2,0 2,10|2,6 4,4 6,4 8,6 8,10
      5,4 5,10|5,1 5,2
      6,4 6,12 4,14 2,13|6,1 6,2
      2,0 2,10|8,4 2,7 8,10
      5,0 5,9 6,10
      1,4 1,10|1,6 3,4 5,6 5,10|5,6 7,4 9,6 9,10
      2,4 2,10|2,6 4,4 6,4 8,6 8,10
      5,4 3,5 2,7 3,9 5,10 7,9 8,7 7,5 5,4
      2,4 2,14|2,6 4,4 6,4 8,6 8,8 6,10 4,10 2,8
      8,6 6,4 4,4 2,6 2,8 4,10 6,10 8,8|8,4 8,14
      3,4 3,10|3,6 5,4 7,4
      8,5 6,4 4,4 2,5 4,7 6,7 8,9 6,10 4,10 2,9
      5,1 5,9 6,10 8,9|2,4 8,4
      2,4 2,8 4,10 6,10 8,8|8,4 8,10
      2,4 5,10 8,4
      1,4 3,10 5,5 7,10 9,4
      2,4 8,10|8,4 2,10
      2,4 5,10|8,4 5,10 3,14
      2,4 8,4 2,10 8,10
      """;

  private static final float[][][] LETTERS =
      STROKES.lines().map(StrokeFont::letter).toArray(float[][][]::new);

  private StrokeFont() {}

  /** The letters, in order. */
  static List<String> symbols() {
    return "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(Character::toString).toList();
  }

  /**
   * The strokes of a letter, in the order in which they are written.
   *
   * @param letter 0 for a
   * @return [strokes][points · 2], x and y in turn; not a copy
   */
  static float[][] strokes(int letter) {
    return LETTERS[letter];
  }

  private static float[][] letter(String line) {
    return Arrays.stream(line.split("\\|")).map(StrokeFont::stroke).toArray(float[][]::new);
  }

  private static float[] stroke(String text) {
    String[] numbers = text.split("[ ,]");
    float[] points = new float[numbers.length];
    for (int i = 0; i < points.length; i++) {
      points[i] = Float.parseFloat(numbers[i]);
    }
    return points;
  }
}
