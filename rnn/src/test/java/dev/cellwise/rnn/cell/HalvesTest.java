package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Bf16;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams over weights in half the bytes: they read these, and not the floats. */
@Tag("cold")
class HalvesTest {
  private static final int STEPS = 5;
  private static final int INPUTS = 6;

  static List<Cells.Kind> cells() {
    return Cells.all();
  }

  /** The floats are made NaN where there are halves: whoever reads one gives NaN. */
  @ParameterizedTest
  @MethodSource("cells")
  void aStepReadsTheHalvesOnly(Cells.Kind kind) {
    for (int hidden : new int[] {3, 64, 80}) {
      Cells.Instance of = kind.of(INPUTS, hidden);
      List<Matrix> matrices = of.cell().matrices(false);
      assertFalse(matrices.isEmpty());
      float[] p = of.parameters(10);
      round(matrices, p);
      Halves halves = Halves.of(matrices, p);
      float[] expected = steps(of.cell(), of.cell().stream(1), p);
      forget(matrices, p);
      float[] actual = steps(of.cell(), of.cell().stream(1, halves), p);
      Nets.assertSameBits(kind + ", H " + hidden, expected, actual);
    }
  }

  /** By index W is looked up among the floats; U is read in the halves. */
  @ParameterizedTest
  @MethodSource("cells")
  void aStepByIndexReadsTheHalvesOfTheRest(Cells.Kind kind) {
    Cells.Instance of = kind.of(INPUTS, 64);
    List<Matrix> matrices = of.cell().matrices(true);
    float[] p = of.parameters(10);
    round(matrices, p);
    Halves halves = Halves.of(matrices, p);
    float[] expected = tokens(of.cell(), of.cell().stream(3), p);
    forget(matrices, p);
    Nets.assertSameBits(kind + "", expected, tokens(of.cell(), of.cell().stream(3, halves), p));
  }

  private static void round(List<Matrix> matrices, float[] p) {
    matrices.forEach(m -> Bf16.round(m.panels().size(m.inputs()), p, m.at()));
  }

  private static void forget(List<Matrix> matrices, float[] p) {
    matrices.forEach(m -> Arrays.fill(p, m.at(), m.at() + m.panels().size(m.inputs()), Float.NaN));
  }

  private static float[] steps(Cell cell, CellStream stream, float[] p) {
    float[] x = Nets.uniform(1, STEPS * INPUTS, -1, 1);
    float[] state = CellCalls.state(cell);
    float[] all = new float[STEPS * state.length];
    for (int t = 0; t < STEPS; t++) {
      stream.step(t, x, t * INPUTS, p, state, 0);
      System.arraycopy(state, 0, all, t * state.length, state.length);
    }
    assertTrue(Float.isFinite(all[all.length - state.length]));
    return all;
  }

  private static float[] tokens(Cell cell, CellStream stream, float[] p) {
    float[] state = CellCalls.state(cell);
    stream.input(3, new int[] {2, 0, 5}, 0, p);
    for (int slot = 0; slot < 3; slot++) {
      stream.step(slot, slot, p, state, 0);
    }
    assertTrue(Float.isFinite(state[0]));
    return state;
  }

  @Test
  void aDenseLayerReadsTheHalvesOnly() {
    for (int outputs : new int[] {3, 64, 200}) {
      Layout.Builder regions = Layout.builder("parameters");
      List<DenseLayer> layers =
          List.of(
              new DenseLayer(regions, "linear", 7, outputs),
              new DenseLayer(regions, "gelu", 7, outputs, Activation.gelu()),
              DenseLayer.withPrelu(regions, "prelu", 7, outputs),
              DenseLayer.withoutBias(regions, "unbiased", 7, outputs));
      List<Matrix> matrices = layers.stream().map(DenseLayer::matrix).toList();
      float[] p = Nets.uniform(4, regions.build().length(), -1, 1);
      round(matrices, p);
      Halves halves = Halves.of(matrices, p);
      List<float[]> expected = layers.stream().map(l -> row(l, p)).toList();
      forget(matrices, p);
      for (int i = 0; i < layers.size(); i++) {
        Nets.assertSameBits("" + i, expected.get(i), row(layers.get(i).over(halves), p));
      }
    }
  }

  private static float[] row(DenseLayer layer, float[] p) {
    float[] y = new float[Panels.padded(layer.outputs())];
    layer.forward(1, Nets.uniform(5, 7, -1, 1), 0, 0, p, y, 0, y.length);
    assertTrue(Float.isFinite(y[0]));
    return y;
  }

  @Test
  void whatIsNoneOfThemKeepsItsFloats() {
    Layout.Builder regions = Layout.builder("parameters");
    DenseLayer layer = new DenseLayer(regions, "dense", 7, 3);
    assertEquals(layer, layer.over(Halves.of(List.of(), new float[0])));
  }

  @Test
  void twoAtOnePlaceAreRefused() {
    Matrix one = new Matrix(0, 2, Panels.dense(16));
    Matrix other = new Matrix(0, 1, Panels.dense(16));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Halves.of(List.of(one, other), new float[32]));
    assertTrue(e.getMessage().startsWith("matrices: expected one at each place"), e::toString);
  }
}
