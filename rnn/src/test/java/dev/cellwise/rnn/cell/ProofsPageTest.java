package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code docs/proofs.md} has a row for each kind of cell, none of another, and no field that is
 * empty or out of bounds; what it says of PyTorch is what the golden cases give. Its numbers are
 * those of the last run of the command: {@code mvn -q -Pproofs test -pl rnn -am}.
 */
@Tag("reference")
class ProofsPageTest {
  /** What central differences are good to, with a reserve. */
  static final double DIFFERENCES = 1e-6;

  /**
   * Nanoseconds of a step of 128 units, which is 32,768 products at the least: a processor that
   * needs less, or a cell that needs more, is not known.
   */
  private static final double LEAST_STEP = 100;

  private static final double LONGEST_STEP = 1e6;

  @Test
  void hasARowForEachKindAndNoOther() throws IOException {
    assertEquals(
        Cells.all().stream().map(Cells.Kind::name).toList(),
        ProofsPage.rows().stream().map(List::getFirst).toList());
  }

  @TestFactory
  List<DynamicTest> fieldsAreFilledAndWithinTheirBounds() throws IOException {
    return ProofsPage.rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.getFirst(), () -> check(row)))
        .toList();
  }

  private static void check(List<String> row) {
    assertEquals(9, row.size(), row::toString);
    row.forEach(field -> assertFalse(field.isBlank(), row::toString));
    within(1, row.get(1), row);
    within(1, row.get(2), row);
    within(DIFFERENCES, row.get(3), row);
    assertEquals(CellGoldenTest.evidence(row.getFirst()), row.get(5), row::toString);
    within(LONGEST_STEP, row.get(6), row);
    assertTrue(Double.parseDouble(row.get(6)) >= LEAST_STEP, row::toString);
    within(0, row.get(7), row);
    within(0, row.get(8), row);
  }

  private static void within(double bound, String field, List<String> row) {
    double value = Double.parseDouble(field);
    assertTrue(value >= 0 && value <= bound, () -> field + " of at most " + bound + ": " + row);
  }

  /** After a change of the bits the page is out of date. */
  @TestFactory
  List<DynamicTest> digestsAreTheCommittedOnes() throws IOException {
    List<List<String>> rows = ProofsPage.rows();
    return Cells.all().stream()
        .map(
            kind ->
                DynamicTest.dynamicTest(
                    kind.name(),
                    () ->
                        assertEquals(
                            "`" + CellDigestTest.committed(kind).substring(0, 8) + "`",
                            rows.stream()
                                .filter(row -> row.getFirst().equals(kind.name()))
                                .findFirst()
                                .orElseThrow()
                                .get(4))))
        .toList();
  }
}
