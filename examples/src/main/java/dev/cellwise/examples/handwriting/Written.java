package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.Draws;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Words that are written: an image for each letter.
 *
 * @param pixels of an image
 * @param images of each word, [letters, pixels]
 * @param letters of each word the numbers of its letters
 */
record Written(int pixels, float[][] images, int[][] letters) {
  /** Writes each word. */
  static Written of(List<int[]> words, Glyphs glyphs, Draws chance) {
    int pixels = glyphs.width() * glyphs.height();
    float[][] images = new float[words.size()][];
    for (int i = 0; i < images.length; i++) {
      int[] word = words.get(i);
      images[i] = new float[word.length * pixels];
      for (int t = 0; t < word.length; t++) {
        System.arraycopy(glyphs.draw(word[t], chance), 0, images[i], t * pixels, pixels);
      }
    }
    return new Written(pixels, images, words.toArray(int[][]::new));
  }

  /** The same images, each a word of its own: nothing stands around it. */
  Written apart() {
    float[][] one = new float[count()][];
    int[][] letter = new int[one.length][];
    int i = 0;
    for (int word = 0; word < images.length; word++) {
      for (int t = 0; t < letters[word].length; t++) {
        one[i] = Arrays.copyOfRange(images[word], t * pixels, (t + 1) * pixels);
        letter[i++] = new int[] {letters[word][t]};
      }
    }
    return new Written(pixels, one, letter);
  }

  /** Letters of all words. */
  int count() {
    return Arrays.stream(letters).mapToInt(word -> word.length).sum();
  }

  /** The letters of all words, one after the other. */
  int[] flat() {
    return Arrays.stream(letters).flatMapToInt(Arrays::stream).toArray();
  }

  /** Of each word whether it is not among some others. */
  boolean[] unlike(Written others) {
    Set<List<Integer>> known = new HashSet<>();
    for (int[] word : others.letters) {
      known.add(Arrays.stream(word).boxed().toList());
    }
    boolean[] unlike = new boolean[letters.length];
    for (int i = 0; i < unlike.length; i++) {
      unlike[i] = !known.contains(Arrays.stream(letters[i]).boxed().toList());
    }
    return unlike;
  }

  /**
   * What was read.
   *
   * @param letters share of the letters that are right
   * @param words share of the words of which all letters are right
   * @param unlike share of the letters of some of the words that are right; 0 where there are none
   */
  record Score(double letters, double words, double unlike) {}

  /**
   * Judges a reading.
   *
   * @param said the letters that were read in all words, one after the other
   * @param some words that are judged by themselves too
   */
  Score score(int[] said, boolean[] some) {
    int right = 0;
    int whole = 0;
    int rightOfSome = 0;
    int ofSome = 0;
    int i = 0;
    for (int w = 0; w < letters.length; w++) {
      int before = right;
      for (int letter : letters[w]) {
        right += letter == said[i++] ? 1 : 0;
      }
      whole += right - before == letters[w].length ? 1 : 0;
      rightOfSome += some[w] ? right - before : 0;
      ofSome += some[w] ? letters[w].length : 0;
    }
    return new Score(
        (double) right / said.length,
        (double) whole / letters.length,
        (double) rightOfSome / Math.max(1, ofSome));
  }
}
