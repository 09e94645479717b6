package dev.cellwise.rnn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.rnn.data.WordVocabulary.Options;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class WordVocabularyTest {
  private static final Options ALL = Options.standard();
  private static final Options SPECIAL =
      ALL.withUnknown("<unk>").withBounds("<s>", "</s>").withPadding("<pad>");

  private static String refusal(Runnable body) {
    return assertThrows(IllegalArgumentException.class, body::run).getMessage();
  }

  private static String tokens(WordVocabulary v) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < v.size(); i++) {
      assertEquals(i, v.indexOf(v.token(i)));
      all.append(i == 0 ? "" : " ").append(v.token(i));
    }
    return all.toString();
  }

  @Test
  void ordersByFrequencyThenByCodePoints() {
    String text = "b a c b a b \uFB00 \uD83D\uDE00x aa";
    assertEquals(
        "b a aa c x \uFB00 \uD83D\uDE00", tokens(WordVocabulary.of(text, ALL)), "U+1F600 last");
  }

  @Test
  void leavesRareWordsOut() {
    String text = "a a a b b c c d";
    assertEquals("a b c", tokens(WordVocabulary.of(text, ALL.withMinimumCount(2))));
    assertEquals("a b", tokens(WordVocabulary.of(text, ALL.withMaximumSize(2))));
    Options both = SPECIAL.withMinimumCount(2).withMaximumSize(6);
    assertEquals("<pad> <unk> <s> </s> a b", tokens(WordVocabulary.of(text, both)));
    assertEquals(4, WordVocabulary.of(text, SPECIAL.withMaximumSize(4)).size());
    assertEquals(
        "maximumSize: expected at least the 4 special tokens, got 3",
        refusal(() -> WordVocabulary.of(text, SPECIAL.withMaximumSize(3))));
  }

  @Test
  void numbersSpecialTokensFirst() {
    WordVocabulary v = WordVocabulary.of("x", SPECIAL);
    assertEquals("0 1 2 3", v.padding() + " " + v.unknown() + " " + v.start() + " " + v.end());
    v = WordVocabulary.of("x", ALL.withBounds(null, "\u0003"));
    assertEquals("-1 -1 -1 0", v.padding() + " " + v.unknown() + " " + v.start() + " " + v.end());
    assertEquals("\u0003 x", tokens(v));
  }

  @Test
  void encodesAndDecodes() {
    WordVocabulary v = WordVocabulary.of("the cat, the dog", ALL);
    assertEquals("the , cat dog", tokens(v));
    assertArrayEquals(new int[] {3, 1, 0, 2}, v.encode("dog,the\u00A0cat"));
    assertArrayEquals(new int[] {3}, v.encode(List.of("dog")));
    assertEquals("dog , the cat", v.decode(new int[] {3, 1, 0, 2}));
    assertEquals("", v.decode(v.encode(" ")));
    assertEquals(-1, v.indexOf("cow"));
    assertEquals("WordVocabulary[4 tokens]", v.toString());
  }

  @Test
  void namesAnUnknownWordAndItsPlaceOrTakesTheTokenForIt() {
    WordVocabulary v = WordVocabulary.of("a b", ALL);
    String rest = "text: expected words of the vocabulary, got \"";
    assertEquals(rest + "B\" at 1", refusal(() -> v.encode("a B b")));
    assertEquals(rest + "?\" at 0", refusal(() -> v.encode("\u202E")));
    assertEquals(rest + "x".repeat(40) + "\" at 0", refusal(() -> v.encode("x".repeat(99))));
    WordVocabulary known = WordVocabulary.of("a b", SPECIAL);
    assertArrayEquals(new int[] {4, 1, 5}, known.encode("a B b"));
  }

  @Test
  void takesASpecialTokenInATextForItself() {
    Options options = SPECIAL.withSplitter(WordVocabulary::splitAtSpaces);
    WordVocabulary v = WordVocabulary.of("<s> a <unk> </s>", options);
    assertEquals("<pad> <unk> <s> </s> a", tokens(v));
    assertArrayEquals(new int[] {2, 4, 1, 3}, v.encode("<s> a\t<unk>\n</s>\n"));
  }

  @Test
  void refusesNumbersThatAreNone() {
    WordVocabulary v = WordVocabulary.of("a b", ALL);
    assertEquals("tokens[2]: expected 0 to 1, got 2", outside(() -> v.decode(new int[] {0, 1, 2})));
    assertEquals("tokens[0]: expected 0 to 1, got -1", outside(() -> v.decode(new int[] {-1})));
    assertEquals("index: expected 0 to 1, got 2", outside(() -> v.token(2)));
    assertEquals("index: expected 0 to 1, got -1", outside(() -> v.token(-1)));
  }

  private static String outside(Runnable body) {
    return assertThrows(IndexOutOfBoundsException.class, body::run).getMessage();
  }

  @Test
  void refusesTokensThatCannotBeKept() {
    assertEquals(
        "tokens: expected at least one, got none", refusal(() -> WordVocabulary.of(" ", ALL)));
    assertEquals(
        "tokens: expected each once, got x twice",
        refusal(() -> WordVocabulary.of("", ALL.withBounds("x", "x"))));
    for (String word : new String[] {"a\n", "\r", "\uD800", "b\uDC00"}) {
      String message = refusal(() -> WordVocabulary.of(List.of(word), ALL));
      assertEquals(
          "tokens: expected no line end and no lone surrogate, got ",
          message.split("got ")[0] + "got ");
    }
    assertEquals(
        "tokens: expected text, got an empty one",
        refusal(() -> WordVocabulary.of("a", ALL.withUnknown(""))));
    assertEquals(
        "minimumCount: expected at least 1, got 0", refusal(() -> ALL.withMinimumCount(0)));
    assertEquals("maximumSize: expected at least 1, got 0", refusal(() -> ALL.withMaximumSize(0)));
  }

  @Test
  void isKeptAsText() {
    WordVocabulary v = WordVocabulary.of("b b a", ALL.withUnknown("?").withBounds("^", null));
    assertEquals("unknown start\n?\n^\nb\na\n", v.toText());
    assertEquals(v, WordVocabulary.parse(v.toText()));
    assertEquals(v.hashCode(), WordVocabulary.parse(v.toText()).hashCode());
    assertNotEquals(v, WordVocabulary.parse("unknown end\n?\n^\nb\na\n"));
    assertNotEquals(v, WordVocabulary.parse("unknown start\n?\n^\na\nb\n"));
    WordVocabulary plain = WordVocabulary.of("b b a", ALL);
    assertEquals("\nb\na\n", plain.toText());
    assertEquals(plain, WordVocabulary.parse(plain.toText()));
    assertArrayEquals(
        new int[] {0},
        WordVocabulary.parse("\na,b\n", WordVocabulary::splitAtSpaces).encode("a,b"));
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        "\n",
        "a",
        "\na",
        "\na\n\n",
        "\n\na\n",
        "\na\na\n",
        "start unknown\na\nb\n",
        "end \na\n",
        "padding padding\na\nb\n",
        "padding end\na\n",
        "other\na\n",
        "\na\r\nb\r\n",
        " \na\n"
      })
  void readsItsTextStrictly(String text) {
    refusal(() -> WordVocabulary.parse(text));
  }

  @Test
  void splitsByTheRuleOfItsPage() {
    assertEquals(
        List.of("don", "'", "t", "stop_it", ",", "3", ".", "5", "!"),
        WordVocabulary.split("don't stop_it, 3.5!"));
    assertEquals(
        List.of("e\u0301t\u00E9", "\uD83D\uDE00", "\uD83D\uDE00", "\u4E2D\u6587", "\u3002"),
        WordVocabulary.split(
            "\u2003e\u0301t\u00E9\u00A0\uD83D\uDE00\uD83D\uDE00\t\u4E2D\u6587\u3002\n"));
    assertEquals(List.of("\uD800", "a"), WordVocabulary.split("\uD800a"));
    assertEquals(List.of(), WordVocabulary.split(" \r\n\t\f\u2028\u202F"));
    assertEquals(
        List.of("don't", "3.5!"), WordVocabulary.splitAtSpaces(" don't\u3000\u00A0\n3.5!"));
  }
}
