package dev.cellwise.examples.chorales;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Music by simple rules of harmony, in place of real chorales: phrases of eight chords of a major
 * key that end on the tonic. The highest voice wanders over chord notes, now and then with a
 * passing note; the voices in the middle go to the nearest chord notes below it, the bass to the
 * nearest root. A chord lasts four steps, the last of a phrase eight.
 */
final class Harmony {
  private static final int[] SCALE = {0, 2, 4, 5, 7, 9, 11};
  private static final int PHRASES = 4;
  private static final int CHORDS = 8;
  private static final int BEAT = 4;
  private static final int DOMINANT = 4;

  /** What may come after each degree. */
  private static final int[][] AFTER = {{3, 4, 5, 1}, {4}, {5}, {4, 0, 1}, {0, 5}, {1, 3}, {0}};

  private final Random random;
  private final int tonic;
  private final List<Integer> notes = new ArrayList<>();
  private int[] last = {69, 62, 55, 45};

  private Harmony(Random random) {
    this.random = random;
    tonic = random.nextInt(12);
  }

  /**
   * Makes pieces.
   *
   * @param count how many
   * @param seed the same pieces for the same seed
   */
  static List<Chorale> pieces(int count, long seed) {
    Random random = new Random(seed);
    List<Chorale> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Harmony harmony = new Harmony(random);
      for (int phrase = 0; phrase < PHRASES; phrase++) {
        harmony.phrase();
      }
      pieces.add(
          new Chorale("generated", harmony.notes.stream().mapToInt(Integer::intValue).toArray()));
    }
    return pieces;
  }

  private void phrase() {
    int degree = 0;
    for (int chord = 0; chord < CHORDS; chord++) {
      int left = CHORDS - 1 - chord;
      degree = left == 0 ? 0 : left == 1 ? DOMINANT : degree;
      sound(degree, left == 0 ? 2 * BEAT : BEAT);
      int[] next = AFTER[degree];
      degree = next[random.nextInt(next.length)];
    }
  }

  private void sound(int degree, int steps) {
    int[] chord = voices(degree);
    boolean passing = steps == BEAT && random.nextInt(4) == 0;
    for (int step = 0; step < steps; step++) {
      int soprano = passing && step >= steps / 2 ? below(chord[0]) : chord[0];
      notes.add(soprano);
      Arrays.stream(chord).skip(1).forEach(notes::add);
    }
    last = chord;
  }

  private int[] voices(int degree) {
    int root = pitchClass(degree);
    List<Integer> triad = List.of(root, pitchClass(degree + 2), pitchClass(degree + 4));
    int[] sopranos = tones(triad, Math.max(62, last[0] - 5), Math.min(79, last[0] + 5));
    int soprano = sopranos[random.nextInt(sopranos.length)];
    int alto = nearest(tones(triad, 54, soprano - 1), last[1]);
    int tenor = nearest(tones(triad, 47, alto - 1), last[2]);
    int bass = nearest(tones(List.of(root), 34, tenor - 1), last[3]);
    return new int[] {soprano, alto, tenor, bass};
  }

  private int pitchClass(int degree) {
    return (tonic + SCALE[degree % SCALE.length]) % 12;
  }

  private static int[] tones(List<Integer> classes, int from, int to) {
    return IntStream.rangeClosed(from, to).filter(n -> classes.contains(n % 12)).toArray();
  }

  /** The lower one of two as near. */
  private static int nearest(int[] tones, int to) {
    int best = tones[0];
    for (int tone : tones) {
      best = Math.abs(tone - to) < Math.abs(best - to) ? tone : best;
    }
    return best;
  }

  /** The next lower note of the scale. */
  private int below(int note) {
    int lower = note - 1;
    while (Arrays.binarySearch(SCALE, Math.floorMod(lower - tonic, 12)) < 0) {
      lower--;
    }
    return lower;
  }
}
