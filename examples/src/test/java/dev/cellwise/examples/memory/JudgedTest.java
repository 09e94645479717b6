package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedTest {
  private static final List<String> STRINGS = List.of("BTBTXSETE", "BPBPVVEPE", "BTBPVVETE");

  @Test
  void whoKnowsTheGrammarIsRight() {
    Judged all = Judged.none().and(STRINGS, (n, t) -> ReberGrammar.legalAfter(STRINGS.get(n))[t]);
    assertEquals(new Judged(3, 3, 3), all);
    assertEquals(
        new Judged(6, 6, 6),
        all.and(STRINGS, (n, t) -> ReberGrammar.legalAfter(STRINGS.get(n))[t]));
    assertEquals(1, all.share());
  }

  @Test
  void oneSymbolTooManyMakesAStringWrong() {
    int both = set("TP");
    Judged blind =
        Judged.none()
            .and(STRINGS, (n, t) -> t == 6 ? both : ReberGrammar.legalAfter(STRINGS.get(n))[t]);
    assertEquals(new Judged(3, 0, 0), blind);
    Judged once =
        Judged.none()
            .and(
                STRINGS,
                (n, t) -> n == 1 && t == 3 ? 0 : ReberGrammar.legalAfter(STRINGS.get(n))[t]);
    assertEquals(new Judged(3, 2, 3), once);
  }

  @Test
  void nGramsKnowWhatWasLegalInTheirContextAndNothingElse() {
    Follows bigram = new Follows(2, STRINGS);
    assertEquals(set("TP"), bigram.after("BPBT", 0));
    assertEquals(set("TP"), bigram.after("BTBTXSETE", 6), "behind E, whatever the second was");
    assertEquals(set("PVE"), bigram.after("BPBPVVEPE", 4));
    assertEquals(set("E"), bigram.after("BTBTXSETE", 5));
    Follows trigram = new Follows(3, STRINGS);
    assertEquals(set("TP"), trigram.after("B", 0), "less is known where a string begins");
    assertEquals(set("E"), trigram.after("BPBPVVEPE", 5));
    assertEquals(0, trigram.after("BPBTS", 4), "T S is new");
  }

  private static int set(String symbols) {
    int set = 0;
    for (char c : symbols.toCharArray()) {
      set |= 1 << ReberGrammar.SYMBOLS.indexOf(c);
    }
    return set;
  }
}
