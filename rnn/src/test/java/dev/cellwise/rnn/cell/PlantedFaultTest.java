package dev.cellwise.rnn.cell;

import dev.cellwise.testing.Layout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The comparison with the reference sees what it is there for: in each gradient of each cell a
 * wrong sign, a part that is missing, numbers in each other's places, and an error of a thousandth.
 */
@Tag("reference")
class PlantedFaultTest {
  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void isSeen(Cells.Kind kind) {
    check(new CellCheck(kind, 2, 6, 2, 6, 1));
  }

  static List<Cells.Kind> ofOneUnit() {
    return Cells.all().stream().filter(kind -> !kind.cancels(2, 1)).toList();
  }

  /** A bias, slope or leak of one unit is held against what the other gradients are like. */
  @ParameterizedTest
  @MethodSource("ofOneUnit")
  void isSeenInOneUnitToo(Cells.Kind kind) {
    check(new CellCheck(kind, 2, 1, 4, 6, 1));
  }

  private static void check(CellCheck check) {
    check.forward();
    Map<String, double[]> gradients = check.backward();
    for (Layout.Tensor tensor : check.tensors()) {
      double[] right = gradients.get(tensor.name());
      PlantedFaults.areSeen(tensor.name(), right, some -> check.gradient(tensor, some));
    }
  }
}
