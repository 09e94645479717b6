package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.net.Nets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Backward through time in two segments, the last one first, gives the bits of one sweep: the
 * gradient of the state between them is handed over, and the weight gradients go on in the same
 * buffer.
 */
class BackwardSegmentsTest {
  static List<Cells.Kind> cells() {
    return Cells.few();
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  void twoSegmentsGiveTheBitsOfOneSweep(Cells.Kind kind) {
    for (int[] s : new int[][] {{5, 3, 2, 1}, {17, 6, 3, 3}, {33, 17, 4, 7}, {16, 1, 9, 1}}) {
      for (int first = 1; first < 5; first += 3) {
        check(kind, s[0], s[1], 5, first, s[3], false);
      }
    }
  }

  /** In little time, for profile "mutation". */
  @ParameterizedTest
  @MethodSource("cells")
  @Tag("mutation")
  void alsoInShortOnes(Cells.Kind kind) {
    check(kind, 5, 3, 3, 1, 2, false);
    check(kind, 64, 2, 3, 2, 1, false);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void alsoInLongWindows(Cells.Kind kind) {
    check(kind, 20, 9, 70, 64, 2, false);
    check(kind, 40, 5, 70, 3, 1, false);
    check(kind, 65, 5, 20, 7, 3, false);
  }

  static List<Cells.Kind> masked() {
    return MaskedCells.training();
  }

  @ParameterizedTest
  @MethodSource("masked")
  @Tag("cold")
  void alsoWithMasksDrawn(Cells.Kind kind) {
    check(kind, 17, 6, 5, 2, 3, true);
    check(kind, 20, 1, 9, 8, 1, true);
  }

  @ParameterizedTest
  @MethodSource("masked")
  @Tag("mutation")
  void alsoInShortOnesWithMasksDrawn(Cells.Kind kind) {
    check(kind, 5, 3, 3, 1, 2, true);
  }

  private static void draw(CellRun run, int rows, int elapsed) {
    RandomMasks masks = new RandomMasks(99, rows);
    masks.advance(elapsed);
    run.window.drawMasks(1, masks);
  }

  private static void check(
      Cells.Kind kind, int hidden, int inputs, int steps, int first, int rows, boolean masks) {
    Cells.Instance cell = kind.of(inputs, hidden);
    float[] p = cell.parameters(10);
    float[] x = Nets.uniform(1, steps * rows * inputs, -1, 1);
    float[] dy = Nets.uniform(2, steps * rows * cell.cell().outputs(), -1, 1);
    int parts = cell.cell().state().size();
    float[][] initial = new float[parts][];
    for (int part = 0; part < parts; part++) {
      initial[part] = Nets.uniform(3 + part, rows * cell.cell().state().get(part).size(), -1, 1);
    }

    CellRun whole = new CellRun(cell, p, steps, rows);
    if (masks) {
      draw(whole, rows, 0);
    }
    whole.start(initial);
    whole.forward(x, 0);
    whole.clear();
    whole.above(dy, 0);
    whole.backward(x, 0);

    int cut = first * rows * inputs;
    CellRun a = new CellRun(cell, p, first, rows);
    CellRun b = new CellRun(cell, p, steps - first, rows);
    if (masks) {
      draw(a, rows, 0);
      draw(b, rows, first);
    }
    a.start(initial);
    a.forward(x, 0);
    b.start(statesAfter(a, parts));
    b.forward(x, cut);
    b.clear();
    b.above(dy, first);
    b.backward(x, cut);
    a.clear();
    a.above(dy, 0);
    for (int part = 0; part < parts; part++) {
      a.behind(part, b.before(part));
    }
    System.arraycopy(b.dp, 0, a.dp, 0, a.dp.length);
    a.backward(x, 0);

    String what = kind + ", H " + hidden + ", T " + steps + " at " + first + ", N " + rows;
    for (int part = 0; part < parts; part++) {
      Nets.assertSameBits(
          what + ", state " + part, whole.state(part, steps), b.state(part, steps - first));
      Nets.assertSameBits(what + ", initial " + part, whole.before(part), a.before(part));
    }
    Nets.assertSameBits(what + ", weights", whole.dp, a.dp);
    float[] dx = whole.inputGradient();
    Nets.assertSameBits(what + ", x", Arrays.copyOf(dx, cut), a.inputGradient());
    Nets.assertSameBits(what + ", x", Arrays.copyOfRange(dx, cut, dx.length), b.inputGradient());
  }

  private static float[][] statesAfter(CellRun run, int parts) {
    float[][] states = new float[parts][];
    for (int part = 0; part < parts; part++) {
      states[part] = run.state(part, run.steps);
    }
    return states;
  }
}
