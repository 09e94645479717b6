package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReberTaskTest {
  private static final ReberStrings STRINGS = ReberStrings.draw(101, 20, 30, 4);

  @Test
  void heldOutStringsAreDifferentAndNoneIsTrainedOn() {
    List<String> heldOut = new ArrayList<>(STRINGS.validation());
    heldOut.addAll(STRINGS.test());
    Set<String> different = new HashSet<>(heldOut);
    assertEquals(50, heldOut.size());
    assertEquals(50, different.size());
    assertEquals(101, STRINGS.training().size());
    assertTrue(Collections.disjoint(different, STRINGS.training()));
    List<String> second = STRINGS.training().subList(50, 101);
    assertEquals(51, new HashSet<>(second).size(), "the second half is all different");
    assertTrue(new HashSet<>(STRINGS.training().subList(0, 50)).size() < 50, "the first is not");
    assertEquals(STRINGS, ReberStrings.draw(101, 20, 30, 4));
    assertNotEquals(STRINGS.test(), ReberStrings.draw(101, 20, 30, 5).test());
  }

  /** An epoch of batches of 8, the last of 5: each string once, as it is, with its sets. */
  @Test
  void batchesHoldTheStringsAndWhatIsLegalBehindEachSymbol() {
    ReberTask task = new ReberTask(STRINGS, 8, 1);
    List<String> seen = new ArrayList<>();
    for (int batch = 0; batch < 13; batch++) {
      task.fill();
      Packing packing = task.packing();
      for (int n = 0; n < 8; n++) {
        StringBuilder string = new StringBuilder();
        for (int t = 0; t < packing.length(n); t++) {
          string.append(ReberGrammar.SYMBOLS.charAt(task.tokens()[packing.at(t, n)]));
        }
        if (!string.isEmpty()) {
          seen.add(string.append('E').toString());
          checkSets(task, n, string.toString());
        }
      }
    }
    List<String> expected = new ArrayList<>(STRINGS.training());
    Collections.sort(expected);
    Collections.sort(seen);
    assertEquals(expected, seen);
  }

  private static void checkSets(ReberTask task, int n, String string) {
    int[] legal = ReberGrammar.legalAfter(string);
    for (int t = 0; t < string.length() - 1; t++) {
      for (int symbol = 0; symbol < 7; symbol++) {
        float answer = task.legal()[task.packing().at(t, n) * 7 + symbol];
        assertEquals(legal[t] >> symbol & 1, answer);
      }
    }
  }

  @Test
  void aNetworkThatHasLearnedNothingIsJudgedSo() {
    ReberTask task = new ReberTask(STRINGS, 8, 1);
    Network network =
        Network.initialise(Architecture.builder().index(7).gru(4).dense(7).build(), 1);
    Judged judged = task.judge(network, STRINGS.test());
    assertEquals(30, judged.strings());
    assertEquals(0, judged.right());
    assertEquals(1, task.validate(network));
  }
}
