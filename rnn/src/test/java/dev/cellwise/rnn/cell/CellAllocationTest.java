package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cellwise.rnn.net.Garbage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No kind of cell makes garbage once it is compiled, neither a step nor a window and back. */
class CellAllocationTest {
  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  @BeforeEach
  void bytesAreCounted() {
    assumeTrue(Garbage.isCounted(), "this JVM does not count bytes");
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aStep(Cells.Kind kind) {
    assertNoGarbage(CellCalls.step(kind, 5, 20));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aWindowForwardAndBackward(Cells.Kind kind) {
    assertNoGarbage(CellCalls.window(kind, 5, 20, 3, 4, true));
  }

  @ParameterizedTest
  @MethodSource("dev.cellwise.rnn.cell.Cells#panels")
  void severalFullPanels(Cells.Kind kind) {
    assertNoGarbage(CellCalls.step(kind, 5, 128));
    assertNoGarbage(CellCalls.window(kind, 5, 128, 3, 2, true));
  }

  private static void assertNoGarbage(Runnable body) {
    assertEquals(0, Garbage.leastBytes(body), "bytes in " + Garbage.CALLS + " calls");
  }
}
