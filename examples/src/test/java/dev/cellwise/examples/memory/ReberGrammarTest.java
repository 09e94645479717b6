package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReberGrammarTest {
  @ParameterizedTest
  @CsvSource({
    "BTBTXSETE, TP B TP SX XS E T E -",
    "BPBPVVEPE, TP B TP TV PV E P E -",
    "BTBPTVPXVPSETE, TP B TP TV TV PV XS TV PV XS E T E -",
    "BPBTSSXXVVEPE, TP B TP SX SX SX XS TV PV E P E -"
  })
  void whatIsLegalAfterEachSymbol(String string, String sets) {
    String[] expected = sets.split(" ");
    int[] legal = ReberGrammar.legalAfter(string);
    assertEquals(expected.length, legal.length);
    for (int t = 0; t < legal.length; t++) {
      assertEquals(set(expected[t]), legal[t], string.substring(0, t + 1));
    }
  }

  private static int set(String symbols) {
    int set = 0;
    for (char c : symbols.toCharArray()) {
      set |= c == '-' ? 0 : 1 << ReberGrammar.SYMBOLS.indexOf(c);
    }
    return set;
  }

  @ParameterizedTest
  @CsvSource({"BTBTXSEPE", "BPBPVVETE", "TBTXSETE", "BTBTXSETEB", "BTBTXP", "BTBQ", "BTBPSSXX"})
  void whatIsNoStringOfTheGrammarIsRefused(String string) {
    assertThrows(IllegalArgumentException.class, () -> ReberGrammar.legalAfter(string));
  }

  @Property
  void whatIsDrawnIsOfTheGrammarAndWhole(@ForAll long seed) {
    String string = ReberGrammar.draw(new Draws(seed, Purpose.TEST));
    int[] legal = ReberGrammar.legalAfter(string);
    assertEquals(0, legal[legal.length - 1], "nothing behind the end");
    assertTrue(string.matches("B([TP])B[TPSXV]+E\\1E"), string);
    assertArrayEquals(
        string.chars().toArray(),
        Arrays.stream(ReberGrammar.encode(string)).map(ReberGrammar.SYMBOLS::charAt).toArray());
  }

  @Test
  void everyWayIsTaken() {
    Draws draws = new Draws(1, Purpose.TEST);
    Set<String> pairs = new HashSet<>();
    int shortest = 0;
    for (int i = 0; i < 4000; i++) {
      String string = ReberGrammar.draw(draws);
      shortest += string.equals("BTBTXSETE") ? 1 : 0;
      for (int t = 1; t < string.length(); t++) {
        pairs.add(string.substring(t - 1, t + 1));
      }
    }
    // Four choices in two: 1/16.
    assertEquals(250, shortest, 60);
    Set<String> all =
        Set.of(
            "BT", "BP", "TB", "PB", "TS", "TX", "PT", "PV", "SS", "SX", "TT", "TV", "XX", "XS",
            "XT", "XV", "VP", "VV", "PX", "PS", "SE", "VE", "ET", "EP", "TE", "PE");
    assertEquals(all, pairs);
  }
}
