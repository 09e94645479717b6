package dev.cellwise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static Measurement of(String peer, double median) {
    return new Measurement(peer, "A", "lstm", 64, 64, 1, 1, median, 2 * median);
  }

  @Test
  void aLineHoldsAllFigures() {
    String line = "cellwise\tA\tlstm\t64\t64\t1\t1\t1370.5\t2741.0";
    assertEquals(Optional.of(of("cellwise", 1370.5)), Measurement.parse(line));
    assertEquals(line, of("cellwise", 1370.5).toLine());
  }

  @Test
  void otherLinesHoldNone() {
    assertTrue(Measurement.parse("").isEmpty());
    assertTrue(Measurement.parse("# a\tb\tc\t1\t2\t3\t4\t5\t6").isEmpty());
    assertTrue(Measurement.parse("a\tb\tc\t1\t2\t3\t4\t5").isEmpty());
    assertTrue(Measurement.parse("a\tb\tc\t1\tx\t3\t4\t5\t6").isEmpty());
  }

  @Test
  void roundsHaveAMedian() {
    assertEquals(
        of("cellwise", 2),
        Measurement.median(List.of(of("cellwise", 9), of("cellwise", 2), of("cellwise", 1))));
    assertEquals(
        of("cellwise", 2), Measurement.median(List.of(of("cellwise", 3), of("cellwise", 1))));
  }

  @Test
  void aPeersRoundsHaveAMedianToo() {
    Peers peers = new Peers(List.of(of("ort", 1), of("ort", 9), of("ort", 8), of("onednn", 7)));
    assertEquals(Optional.of(of("onednn", 7)), peers.best(Case.A.settings(64).getFirst()));
  }

  @Test
  void thePeerToCompareWithIsTheFastestOnOneThread() {
    Peers peers =
        new Peers(List.of(of("onednn", 5), of("ort", 4), of("ort-2t", 1), of("cellwise", 2)));
    Setting same = Case.A.settings(64).getFirst();
    assertEquals(Optional.of(of("ort", 4)), peers.best(same));
    assertEquals(
        Optional.of(of("ort-1t", 3)),
        new Peers(List.of(of("ort-1t", 3), of("ort-11t", 1), of("ort-2t", 1))).best(same));
    assertEquals(Optional.empty(), peers.best(Case.A.settings(32).getFirst()));
    assertEquals(Optional.empty(), peers.best(Case.B.settings(64).getFirst()));
  }
}
