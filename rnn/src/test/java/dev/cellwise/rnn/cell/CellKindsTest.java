package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of cell at one size against its reference in double precision: what {@link
 * CellReferenceTest} does at many, in little time for each, so that a planted fault is soon seen
 * (profile "mutation").
 */
@Tag("reference")
class CellKindsTest {
  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void agreesWithItsReference(Cells.Kind kind) {
    CellCheck check = new CellCheck(kind, 3, 17, 2, 5, 1);
    CellCheck.Worst forward = check.forward();
    assertTrue(forward.ratio() <= 1, () -> "forward of the bound: " + forward);
    CellCheck.Worst gradient = check.gradients(check.backward());
    assertTrue(gradient.ratio() <= 1, () -> "gradient of the bound: " + gradient);
  }
}
