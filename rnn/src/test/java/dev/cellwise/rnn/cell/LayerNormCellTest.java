package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What layer normalisation does to cells, beside what holds for all of them. */
class LayerNormCellTest {
  static List<Cells.Kind> cells() {
    return Cells.few().stream().filter(kind -> kind.name().contains("layer norm")).toList();
  }

  /**
   * W x = (1, -1, 1, -1) for one unit, U h = 0: mean 0, variance 1; the gains of x̂ are 2, all
   * biases 0, so a = ±2 / √(1 + 1e-5). N(c) of one unit is 0, so m = b_c = 1.
   */
  @Test
  @Tag("cold")
  void anLstmByHand() {
    Layout.Builder regions = Layout.builder("parameters");
    Cell cell = LstmOptions.plain().withLayerNorm().cell(regions, "l0", 1, 1);
    Cells.Instance of = new Cells.Instance(cell, regions.build());
    Map<String, float[]> tensors = new HashMap<>();
    tensors.put("weight_ih", new float[] {1, -1, 1, -1});
    tensors.put("gain_ih", new float[] {2, 2, 2, 2});
    tensors.put("bias_c", new float[] {1});
    float[] p = of.layout().allocate();
    cell.pack((name, shape) -> tensors.getOrDefault(name, new float[shape[0]]), p);
    CellRun run = new CellRun(of, p, 1, 1);
    run.start(new float[] {0.5f}, new float[] {3});
    run.forward(new float[] {1}, 0);
    double a = 2 / Math.sqrt(1 + 1e-5);
    double i = 1 / (1 + Math.exp(-a));
    double f = 1 / (1 + Math.exp(a));
    assertEquals(f * 3 + i * Math.tanh(a), run.state(1, 1)[0], 1e-6);
    assertEquals(f * Math.tanh(1), run.state(0, 1)[0], 1e-6); // o = f
  }

  /** But for ε; powers of two change no rounding. */
  @ParameterizedTest
  @MethodSource("cells")
  void theScaleOfTheWeightsHardlyMatters(Cells.Kind kind) {
    Cells.Instance cell = kind.of(5, 33);
    float[] p = cell.parameters(10);
    float[] q = p.clone();
    cell.cell().pack(scaled(cell, p, 1024), q);
    float[] x = Nets.uniform(1, 7 * 2 * 5, -1, 1);
    CellRun one = new CellRun(cell, p, 7, 2);
    CellRun other = new CellRun(cell, q, 7, 2);
    one.forward(x, 0);
    other.forward(x, 0);
    float[] expected = one.states(0);
    float[] actual = other.states(0);
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], actual[k], 2e-3, kind + ", element " + k);
    }
  }

  /** Parameters as they are, the weights of the input times a factor. */
  private static TensorSource scaled(Cells.Instance cell, float[] p, float factor) {
    Map<String, float[]> tensors = new HashMap<>();
    cell.cell().unpack(p, (name, values, shape) -> tensors.put(name, values));
    float[] w = tensors.get("weight_ih");
    for (int k = 0; k < w.length; k++) {
      w[k] *= factor;
    }
    return (name, shape) -> tensors.get(name);
  }

  /** W x = U h₋ = 0 in every unit: variance 0. */
  @ParameterizedTest
  @MethodSource("cells")
  @Tag("cold")
  void rowsOfEqualNumbersAreNoTrouble(Cells.Kind kind) {
    Cells.Instance cell = kind.of(3, 17);
    float[] p = cell.parameters(10);
    CellRun run = new CellRun(cell, p, 2, 2);
    run.forward(new float[2 * 2 * 3], 0);
    run.clear();
    float[] dy = new float[2 * 2 * 17];
    Arrays.fill(dy, 1);
    run.above(dy, 0);
    run.backward(new float[2 * 2 * 3], 0);
    for (float v : run.states(0)) {
      assertTrue(Float.isFinite(v), kind + ": h " + v);
    }
    for (float v : run.dp) {
      assertTrue(Float.isFinite(v), kind + ": dp " + v);
    }
  }
}
