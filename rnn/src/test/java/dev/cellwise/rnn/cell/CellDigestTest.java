package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.net.Digests;
import dev.cellwise.rnn.net.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The bits of every kind of cell, as committed in {@code digests.txt}: all states of a window and
 * all gradients, at sizes below and above a vector, a tile and a panel; of some kinds at several
 * full panels too. They are the same at every width, in the scalar twins and in the interpreter,
 * and on every machine.
 *
 * <p>After a deliberate change, {@code -Dcellwise.digests=write} writes the file anew.
 */
class CellDigestTest {
  /** I, H, rows, time steps. */
  private static final int[][] SIZES = {{3, 15, 2, 3}, {5, 17, 7, 2}, {6, 70, 2, 2}};

  /** Several full panels, where the gates of a GRU have panels of their own. */
  private static final int[] PANELS = {5, 128, 2, 2};

  private static Map<String, Supplier<float[]>> cases() {
    Map<String, Supplier<float[]>> cases = new TreeMap<>();
    for (Cells.Kind kind : Cells.all()) {
      cases.put(kind.name(), () -> results(kind, false));
    }
    for (Cells.Kind kind : MaskedCells.training()) {
      cases.put(kind.name() + ", drawn", () -> results(kind, true));
    }
    for (Cells.Kind kind : Cells.panels()) {
      cases.put(kind.name() + ", " + PANELS[1] + " units", () -> results(kind, false, PANELS));
    }
    return cases;
  }

  @TestFactory
  @Tag("cold")
  List<DynamicTest> bitsAreTheCommittedOnes() {
    Map<String, Supplier<float[]>> cases = cases();
    Map<String, String> expected = Digests.expected(CellDigestTest.class, cases);
    assertEquals(List.copyOf(cases.keySet()), List.copyOf(expected.keySet()));
    List<DynamicTest> tests = new ArrayList<>();
    cases.forEach(
        (name, run) ->
            tests.add(
                DynamicTest.dynamicTest(
                    name, () -> assertEquals(expected.get(name), Digests.of(run.get())))));
    return tests;
  }

  /** The committed line of a kind without masks, or in its inference form. */
  static String committed(Cells.Kind kind) {
    return Digests.committed(CellDigestTest.class).get(kind.name());
  }

  /** All that a kind computes below and above a panel; masks only where they are to be drawn. */
  static float[] results(Cells.Kind kind, boolean masks) {
    return results(kind, masks, SIZES);
  }

  private static float[] results(Cells.Kind kind, boolean masks, int[]... sizes) {
    List<float[]> all = new ArrayList<>();
    for (int[] s : sizes) {
      Cells.Instance cell = kind.of(s[0], s[1]);
      CellRun run = new CellRun(cell, parameters(cell), s[3], s[2]);
      if (masks) {
        run.window.drawMasks(1, new RandomMasks(7, s[2]));
      }
      all.addAll(results(run));
    }
    float[] joined = new float[all.stream().mapToInt(a -> a.length).sum()];
    int at = 0;
    for (float[] part : all) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  /** Each by its name, so that cells of the same tensors have the same. */
  private static float[] parameters(Cells.Instance cell) {
    float[] p = cell.layout().allocate();
    float bound = (float) (1 / Math.sqrt(cell.cell().outputs()));
    cell.cell()
        .pack(
            (name, shape) ->
                Nets.uniform(
                    name.hashCode(),
                    Arrays.stream(shape).reduce(1, Math::multiplyExact),
                    -bound,
                    bound),
            p);
    return p;
  }

  /** A window from a random state and back with random gradients, from behind too. */
  private static List<float[]> results(CellRun run) {
    List<StatePart> parts = run.cell.state();
    float[] x = Nets.uniform(1, run.steps * run.rows * run.cell.inputs(), -1, 1);
    run.start(random(2, parts, run.rows));
    run.forward(x, 0);
    run.clear();
    run.above(Nets.uniform(3, run.steps * run.rows * run.cell.outputs(), -1, 1), 0);
    float[][] behind = random(4, parts, run.rows);
    for (int part = 0; part < behind.length; part++) {
      run.behind(part, behind[part]);
    }
    run.backward(x, 0);
    List<float[]> all = new ArrayList<>();
    for (int part = 0; part < behind.length; part++) {
      all.add(run.states(part));
      all.add(run.before(part));
    }
    all.add(run.inputGradient());
    Map<String, float[]> gradients = new TreeMap<>();
    run.cell.unpack(run.dp, (name, values, shape) -> gradients.put(name, values));
    all.addAll(gradients.values());
    return all;
  }

  private static float[][] random(long seed, List<StatePart> parts, int rows) {
    return parts.stream()
        .map(part -> Nets.uniform(seed, rows * part.size(), -1, 1))
        .toArray(float[][]::new);
  }
}
