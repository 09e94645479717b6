package dev.cellwise.examples.handwriting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.Draws;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HandTest {
  private static final int L = 'l' - 'a';

  private static Draws chance(long seed) {
    return new Draws(seed, Draws.Purpose.WRITTEN_TEST);
  }

  @Test
  void eachLetterIsWithinItsBoxAndUnlikeTheOthers() {
    assertEquals(26, StrokeFont.symbols().size());
    for (int a = 0; a < 26; a++) {
      for (float[] stroke : StrokeFont.strokes(a)) {
        assertTrue(stroke.length >= 4 && stroke.length % 2 == 0);
        for (int i = 0; i < stroke.length; i++) {
          assertTrue(stroke[i] >= 0 && stroke[i] <= (i % 2 == 0 ? 10 : 14));
        }
      }
      for (int b = 0; b < a; b++) {
        assertFalse(Arrays.deepEquals(StrokeFont.strokes(a), StrokeFont.strokes(b)));
      }
    }
  }

  @Test
  void aTidyHandWritesTheFont() {
    Hand tidy = new Hand(0);
    assertArrayEquals(StrokeFont.strokes(L), tidy.write(L, chance(1)));
    float[] image = tidy.draw(L, chance(1));
    assertArrayEquals(image, tidy.draw(L, chance(2)));
    // The stem is at x = 5, from y = 0 to 9; a pixel's middle is at its number - 1; the pen is 0.7.
    assertEquals(1, image[5 * Hand.WIDTH + 6]);
    assertEquals(0.2f, image[5 * Hand.WIDTH + 5], 1e-6f);
    assertEquals(0, image[5 * Hand.WIDTH + 4]);
    assertEquals(0.2f, image[6], 1e-6f);
    assertEquals(0, image[15 * Hand.WIDTH + 6]);
  }

  @Test
  void aSeedDecidesWhatIsDrawn() {
    Hand hand = new Hand(1);
    float[] image = hand.draw(3, chance(1));
    assertArrayEquals(image, hand.draw(3, chance(1)));
    assertFalse(Arrays.equals(image, hand.draw(3, chance(2))));
    Draws one = chance(1);
    assertFalse(Arrays.equals(hand.draw(3, one), hand.draw(3, one)));
  }

  @Test
  void aPenGoesAlongTheStrokesAndIsLiftedBetween() {
    Pen pen = Pen.of(new Hand(0), 1, chance(1));
    int x = 'x' - 'a';
    assertEquals(3, pen.channels());
    assertEquals(x, pen.classes()[x]);
    // Two strokes of a length of 72 ** 0.5, in six pieces each.
    assertEquals(14, pen.lifted()[x].length);
    assertTrue(pen.lifted()[x][0] && pen.lifted()[x][7]);
    assertFalse(pen.lifted()[x][1]);
    float[] steps = pen.steps()[x];
    assertArrayEquals(new float[] {0, 0, 1}, Arrays.copyOf(steps, 3));
    assertEquals(1 / 1.5f, steps[3], 1e-6f);
    assertEquals(0, steps[3 * 7], 1e-6f);
    assertEquals(-6 / 1.5f, steps[3 * 7 + 1], 1e-6f);
    assertArrayEquals(new float[] {2, 4, 3, 5}, Arrays.copyOf(pen.paths()[x], 4), 1e-6f);
  }
}
