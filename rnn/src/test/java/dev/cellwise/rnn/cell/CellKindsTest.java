package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of cell at a few small sizes against its reference in double precision: what {@link
 * CellReferenceTest} does at many, in little time for each, so that a planted fault is soon seen
 * (profile "mutation").
 */
@Tag("reference")
@Tag("mutation")
class CellKindsTest {
  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void agreesWithItsReference(Cells.Kind kind) {
    check(new CellCheck(kind, 3, 5, 2, 3, 1));
  }

  static List<Cells.Kind> masked() {
    return MaskedCells.training();
  }

  @ParameterizedTest
  @MethodSource("masked")
  void alsoWithMasksDrawn(Cells.Kind kind) {
    check(new CellCheck(kind, 3, 5, 2, 3, 1, true));
    // What is kept of the input is larger than what is kept of the output.
    check(new CellCheck(kind, 40, 5, 2, 3, 1, true));
  }

  static List<Cells.Kind> clipped() {
    return CellReferenceTest.clipped();
  }

  @ParameterizedTest
  @MethodSource("clipped")
  void alsoWhereItClips(Cells.Kind kind) {
    check(new CellCheck(kind, 3, 5, 2, 3, 1, false, 8));
  }

  /**
   * Two panels of each, the last one not full, inputs too; gates that fill theirs; one row alone
   * where that has a course of its own.
   */
  static Stream<Arguments> panels() {
    Stream<Arguments> all = Cells.few().stream().map(kind -> Arguments.of(kind, 70, 2));
    Stream<Arguments> fused =
        Cells.all().stream()
            .filter(kind -> List.of("lstm", "gru", "rnn tanh").contains(kind.name()))
            .flatMap(
                kind ->
                    Stream.of(
                        Arguments.of(kind, 70, 1),
                        Arguments.of(kind, 128, 1),
                        Arguments.of(kind, 128, 2)));
    return Stream.concat(all, fused);
  }

  @ParameterizedTest
  @MethodSource("panels")
  void alsoWithMoreThanOnePanel(Cells.Kind kind, int hidden, int rows) {
    check(new CellCheck(kind, 18, hidden, rows, 2, 1));
  }

  private static void check(CellCheck check) {
    CellCheck.Worst forward = check.forward();
    assertTrue(forward.ratio() <= 1, () -> "forward of the bound: " + forward);
    CellCheck.Worst gradient = check.gradients(check.backward());
    assertTrue(gradient.ratio() <= 1, () -> "gradient of the bound: " + gradient);
  }
}
