package dev.cellwise.examples.chorales;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Notes as tokens: those that there are, from the lowest up. */
final class Notes {
  private final int[] known;

  private Notes(int[] known) {
    this.known = known;
  }

  /**
   * The notes of some pieces.
   *
   * @param pieces all there are
   * @param transpose semitones that they may be higher or lower
   */
  static Notes of(List<Chorale> pieces, int transpose) {
    return new Notes(
        pieces.stream()
            .flatMapToInt(p -> Arrays.stream(p.notes()))
            .flatMap(n -> IntStream.rangeClosed(-transpose, transpose).map(by -> moved(n, by)))
            .distinct()
            .sorted()
            .toArray());
  }

  /** Silence stays, and so does what would be no note. */
  private static int moved(int note, int by) {
    return note == 0 ? 0 : Math.clamp(note + by, 1, Chorale.END - 1);
  }

  int count() {
    return known.length;
  }

  private int[] encode(int[] notes, int from, int to, int by) {
    return IntStream.range(from, to)
        .map(i -> Arrays.binarySearch(known, moved(notes[i], by)))
        .toArray();
  }

  /** Pieces as they are. */
  List<int[]> encode(List<Chorale> pieces) {
    return encode(pieces, 0);
  }

  /** Each in all keys up to some semitones lower and higher. */
  List<int[]> encode(List<Chorale> pieces, int transpose) {
    return IntStream.rangeClosed(-transpose, transpose)
        .boxed()
        .flatMap(by -> pieces.stream().map(p -> encode(p.notes(), 0, p.notes().length, by)))
        .toList();
  }

  /** Tokens back to notes. */
  int[] decode(int[] tokens) {
    return Arrays.stream(tokens).map(t -> known[t]).toArray();
  }

  /**
   * Windows of pieces: of so many chords and one more, each half a window behind the one before;
   * the last one of a piece may be shorter.
   *
   * @param pieces to be cut
   * @param chords of a window
   * @param transpose semitones that each is moved up and down by, one by one
   */
  List<int[]> windows(List<Chorale> pieces, int chords, int transpose) {
    List<int[]> windows = new ArrayList<>();
    for (Chorale piece : pieces) {
      for (int by = -transpose; by <= transpose; by++) {
        for (int from = 0; from == 0 || from + chords / 2 < piece.chords(); from += chords / 2) {
          int to = Math.min(piece.chords(), from + chords + 1);
          windows.add(encode(piece.notes(), from * Chorale.VOICES, to * Chorale.VOICES, by));
        }
      }
    }
    return windows;
  }
}
