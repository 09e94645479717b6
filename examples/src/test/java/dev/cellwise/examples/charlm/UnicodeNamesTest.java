package dev.cellwise.examples.charlm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeNamesTest {
  private static final List<String> NAMES = UnicodeNames.names();

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x4E00, 0x3400, 0x2CEB0, 0xF900, 0x2F800, 0xAC00, 0xD7A3, 0x17000, 0x18B00, 0x1B170,
        0x13460, 0xE000, 0xF0000, 0xD800, 0xFE0F, 0x18800, 0x28FF, 0xE01EF
      })
  void algorithmicHexadecimalAndNumberedNamesAreLeftOut(int codePoint) {
    assertFalse(UnicodeNames.isKept(codePoint, Character.getName(codePoint)));
  }

  @ParameterizedTest
  @ValueSource(ints = {'A', '\n', 0xE9, 0x1F600, 0x12000, 0x13000, 0x2800, 0x1D100})
  void namesWithWordsAreKept(int codePoint) {
    String name = Character.getName(codePoint);
    assertTrue(UnicodeNames.isKept(codePoint, name), name);
    assertTrue(NAMES.contains(name));
  }

  @Test
  void noNameComesTwice() {
    assertEquals(NAMES.size(), new HashSet<>(NAMES).size());
  }

  @Test
  void theCountsOfUnicode16AreThoseThatTheDocumentationStates() {
    Assumptions.assumeTrue(UnicodeNames.unicodeVersion().equals("16.0"));
    Corpus corpus = UnicodeNames.corpus(1);
    assertEquals(31_797, NAMES.size());
    assertEquals(851_095, corpus.characters());
    assertEquals(41, corpus.symbols());
  }

  @Test
  void theSplitIsByWholeNamesAndComplete() {
    Corpus corpus = UnicodeNames.corpus(7);
    List<String> training = names(corpus.training());
    List<String> heldOut = names(corpus.heldOut());
    Set<String> both = new HashSet<>(training);
    both.retainAll(new HashSet<>(heldOut));
    assertEquals(Set.of(), both);
    List<String> all = new ArrayList<>(training);
    all.addAll(heldOut);
    assertEquals(new HashSet<>(NAMES), new HashSet<>(all));
    assertEquals(NAMES.size(), all.size());
    assertEquals(NAMES.size() * UnicodeNames.HELD_OUT, heldOut.size(), 1);
  }

  @Test
  void theSeedDecidesTheSplit() {
    assertEquals(UnicodeNames.corpus(7), UnicodeNames.corpus(7));
    assertNotEquals(UnicodeNames.corpus(7).heldOut(), UnicodeNames.corpus(8).heldOut());
  }

  private static List<String> names(String stream) {
    assertTrue(stream.startsWith("\n") && stream.endsWith("\n"));
    return List.of(stream.substring(1).split("\n"));
  }
}
