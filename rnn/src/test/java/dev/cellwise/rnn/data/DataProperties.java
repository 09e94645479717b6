package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Vocabularies and streams of any size. */
@Tag("reference")
class DataProperties {
  @Property
  void textsComeBack(@ForAll @StringLength(min = 1, max = 60) String text) {
    Assume.that(text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
    CharVocabulary v = CharVocabulary.of(text);
    int[] tokens = v.encode(text);
    assertEquals(text, v.decode(tokens));
    assertEquals(text.codePoints().distinct().count(), v.size());
    for (int i = 0; i < v.size(); i++) {
      assertEquals(i, v.indexOf(v.codePoint(i)));
      assertTrue(i == 0 || v.codePoint(i - 1) < v.codePoint(i));
    }
    assertEquals(v, CharVocabulary.parse(v.toText()));
  }

  @Property
  void eachRowRunsThroughTheTokensWithoutAGap(
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 7) int steps,
      @ForAll @IntRange(min = 0, max = 100) int more,
      @ForAll boolean shifted,
      @ForAll long seed) {
    int[] tokens = IntStream.range(0, rows * steps + steps + more).toArray();
    TokenStreams streams =
        shifted
            ? TokenStreams.shifted(tokens, rows, steps, seed)
            : TokenStreams.of(tokens, rows, steps);
    int[] x = new int[rows * steps];
    int[] y = new int[rows * steps];
    int[] last = new int[rows];
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> seen = new HashSet<>();
      for (int w = 0; w < streams.windows(); w++) {
        assertEquals(epoch, streams.epoch());
        assertEquals(w, streams.window());
        assertEquals(w == 0, streams.fill(x, y));
        for (int t = 0; t < steps; t++) {
          for (int n = 0; n < rows; n++) {
            int token = x[t * rows + n];
            assertTrue(w == 0 && t == 0 || token == last[n] + 1);
            assertEquals(token + 1, y[t * rows + n]);
            assertTrue(seen.add(token));
            last[n] = token;
          }
        }
      }
      assertTrue(tokens.length - seen.size() < rows * steps + steps + 1);
    }
  }
}
