package dev.cellwise.examples.chorales;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Foretells the note that most often followed the same notes in the same voice; where these never
 * came before, fewer of them are looked at.
 */
final class NoteGrams {
  /** So many notes, a next one and a voice fit a long. */
  static final int MOST = 7;

  private static final int BITS = 7;
  private static final int MASK = (1 << BITS) - 1;

  /** [n]: after n notes and the voice, the count of the best next note, and the note. */
  private final Map<Long, Long>[] best;

  /**
   * Counts.
   *
   * @param most notes that are looked at, 0 to {@link #MOST}
   * @param training pieces as tokens below 128, from the first voice on
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  NoteGrams(int most, List<int[]> training) {
    best = new Map[most + 1];
    for (int n = 0; n <= most; n++) {
      Map<Long, Long> counts = new HashMap<>();
      for (int[] piece : training) {
        for (int t = n; t < piece.length; t++) {
          counts.merge(context(piece, t, n) << BITS | piece[t], 1L, Long::sum);
        }
      }
      best[n] = new HashMap<>();
      for (Map.Entry<Long, Long> e : counts.entrySet()) {
        // Of two that are as frequent the lower note: whatever the order of the map.
        long judged = e.getValue() << BITS | MASK - (e.getKey() & MASK);
        best[n].merge(e.getKey() >> BITS, judged, Math::max);
      }
    }
  }

  private static long context(int[] piece, int at, int n) {
    long context = at % Chorale.VOICES;
    for (int t = at - n; t < at; t++) {
      context = context << BITS | piece[t];
    }
    return context;
  }

  /**
   * The next note.
   *
   * @param piece tokens
   * @param at which of them, not looked at; the voice was in training
   */
  int next(int[] piece, int at) {
    for (int n = Math.min(best.length - 1, at); n > 0; n--) {
      Long found = best[n].get(context(piece, at, n));
      if (found != null) {
        return MASK - (int) (found & MASK);
      }
    }
    return MASK - (int) (best[0].get(context(piece, at, 0)) & MASK);
  }

  /** The share of notes told right, those behind the first of each piece. */
  double accuracy(List<int[]> pieces) {
    return share(pieces, this::next);
  }

  /** Foretells a note of a piece. */
  @FunctionalInterface
  interface Guess {
    int next(int[] piece, int at);
  }

  /** The share of notes, behind the first of each piece, that are guessed right. */
  static double share(List<int[]> pieces, Guess guess) {
    long right = 0;
    long all = 0;
    for (int[] piece : pieces) {
      for (int t = 1; t < piece.length; t++) {
        right += guess.next(piece, t) == piece[t] ? 1 : 0;
        all++;
      }
    }
    return (double) right / all;
  }
}
