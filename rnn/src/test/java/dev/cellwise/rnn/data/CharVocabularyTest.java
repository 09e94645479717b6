package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CharVocabularyTest {
  private final CharVocabulary v = CharVocabulary.of("b\uD83D\uDE00ab\né");

  private static String refusal(Runnable body) {
    return assertThrows(IllegalArgumentException.class, body::run).getMessage();
  }

  @Test
  void numbersCodePointsInAscendingOrder() {
    assertEquals(5, v.size());
    assertEquals("\nabé\uD83D\uDE00", v.toText());
    assertEquals("\uD83D\uDE00", v.symbol(4));
    assertEquals(0x1F600, v.codePoint(4));
    assertEquals(3, v.indexOf('é'));
    assertEquals(-1, v.indexOf('c'));
    assertEquals(-1, v.indexOf(-5));
    assertEquals(-1, v.indexOf(Integer.MAX_VALUE));
    assertEquals(v, CharVocabulary.of(new int[] {0x1F600, 'é', 'b', 'a', 'a', '\n'}));
    assertEquals(v.hashCode(), CharVocabulary.of(v.toText()).hashCode());
    assertNotEquals(v, CharVocabulary.of("ab"));
    assertEquals("CharVocabulary[5 symbols]", v.toString());
  }

  @Test
  void encodesAndDecodes() {
    assertArrayEquals(new int[] {1, 4, 3, 1, 0}, v.encode("a\uD83D\uDE00éa\n"));
    assertEquals("a\uD83D\uDE00éa\n", v.decode(new int[] {1, 4, 3, 1, 0}));
    assertEquals("", v.decode(v.encode("")));
  }

  @Test
  void namesAnUnknownSymbolAndItsPlace() {
    String rest = "text: expected symbols of the vocabulary, got ";
    assertEquals(rest + "U+0063 (c) at 2", refusal(() -> v.encode("\uD83D\uDE00ac")));
    assertEquals(rest + "U+1F601 at 0", refusal(() -> v.encode("\uD83D\uDE01")));
    assertEquals(rest + "U+000D at 1", refusal(() -> v.encode("a\r")));
    assertEquals(rest + "U+D83D at 1", refusal(() -> v.encode("a\uD83D")));
    assertEquals(rest + "U+202E at 0", refusal(() -> v.encode("\u202E")));
  }

  @Test
  void takesOneSymbolForUnknownOnesIfTold() {
    assertEquals(-1, v.unknown());
    CharVocabulary known = v.withUnknown('b');
    assertEquals(v.toText(), known.toText());
    assertEquals(2, known.unknown());
    assertArrayEquals(new int[] {1, 2, 2, 4, 2}, known.encode("ac\uD83D\uD83D\uDE00b"));
    assertEquals(-1, known.indexOf('c'));
    assertNotEquals(v, known);
    assertNotEquals(v.withUnknown('a'), known);
    assertEquals(known, CharVocabulary.parse(known.toText()).withUnknown('b'));
    assertEquals("CharVocabulary[5 symbols, unknown U+0062 (b)]", known.toString());
    CharVocabulary more = v.withUnknown(0xFFFD);
    assertEquals(6, more.size());
    assertEquals("a\uFFFD", more.decode(more.encode("ac")));
    assertEquals(
        "symbols: expected Unicode characters, got U+D800", refusal(() -> v.withUnknown(0xD800)));
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertEquals("tokens[1]: expected 0 to 4, got 5", outside(() -> v.decode(new int[] {0, 5})));
    assertEquals("tokens[0]: expected 0 to 4, got -1", outside(() -> v.decode(new int[] {-1})));
    assertEquals("index: expected 0 to 4, got 5", outside(() -> v.symbol(5)));
    assertEquals("index: expected 0 to 4, got -1", outside(() -> v.codePoint(-1)));
  }

  private static String outside(Runnable body) {
    return assertThrows(IndexOutOfBoundsException.class, body::run).getMessage();
  }

  @Test
  void refusesNoSymbolsAndWhatIsNoCharacter() {
    assertEquals("symbols: expected at least one, got none", refusal(() -> CharVocabulary.of("")));
    assertEquals(
        "symbols: expected Unicode characters, got U+D800",
        refusal(() -> CharVocabulary.of("a\uD800")));
    assertEquals(
        "symbols: expected Unicode characters, got U+110000",
        refusal(() -> CharVocabulary.of(new int[] {0x110000})));
    assertEquals(
        "symbols: expected Unicode characters, got -1",
        refusal(() -> CharVocabulary.of(new int[] {-1})));
  }

  @Test
  void readsItsTextStrictly() {
    assertEquals(v, CharVocabulary.parse(v.toText()));
    for (String text : new String[] {"", "ba", "aa", "a\uD800", "\uD83D\uDE00é", "abca"}) {
      refusal(() -> CharVocabulary.parse(text));
    }
    // Above the surrogates and below U+10000: after the one, before the other, by code points.
    String high = "\uFFFD\uD83D\uDE00";
    assertEquals(high, CharVocabulary.parse(high).toText());
  }
}
