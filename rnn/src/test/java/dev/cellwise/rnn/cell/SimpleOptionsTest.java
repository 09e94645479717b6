package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Simple cells with options, and the one that sees its output, by hand: every number is exact. */
@Tag("cold")
class SimpleOptionsTest {
  private static final SimpleOptions LINEAR =
      SimpleOptions.plain().withActivation(Activation.identity());

  /** One unit whose weights are 1 and a half. */
  private static HandCase unit(
      SimpleOptions o, Map<String, float[]> more, float[] x, float[]... initial) {
    Map<String, float[]> tensors = new HashMap<>(more);
    tensors.put("weight_ih", new float[] {1});
    tensors.put("weight_hh", new float[] {0.5f});
    return new HandCase(b -> o.cell(b, "l0", 1, 1), tensors, x, initial);
  }

  private static void same(String what, Map<String, float[]> gradient, float... expected) {
    assertArrayEquals(expected, gradient.get(what), what);
  }

  /** Each step multiplies by α + (1 - α) / 2. */
  @Test
  void aLeakyChain() {
    float[] x = {1, 2};
    float[] h0 = {16};
    HandCase given = unit(LINEAR.withAlpha(0.25f), Map.of(), x, h0);
    // h~ = 9, h = 4 + 6.75; h~ = 7.375, h = 2.6875 + 5.53125
    assertArrayEquals(new float[] {10.75f, 8.21875f}, given.y());
    Map<String, float[]> g = given.gradientOfTheLast();
    same("h0", g, 0.625f * 0.625f);
    same("x", g, 0.75f * 0.625f, 0.75f);
    HandCase learned = unit(LINEAR.withLearnedAlpha(), Map.of("alpha", new float[] {0.25f}), x, h0);
    assertArrayEquals(given.y(), learned.y());
    g = learned.gradientOfTheLast();
    same("h0", g, 0.625f * 0.625f);
    // h - h~ of the second step, and 0.625 times 16 - 9 of the first
    same("alpha", g, 10.75f - 7.375f + 0.625f * 7);
  }

  @Test
  void aLeakOfOneKeepsAndOfZeroDoesNot() {
    float[] x = {1, 2, 3};
    HandCase ends =
        new HandCase(
            b -> LINEAR.withAlpha(1, 0).cell(b, "l0", 1, 2),
            Map.of("weight_ih", new float[] {1, 1}),
            x,
            new float[] {7, 7});
    assertArrayEquals(new float[] {7, 1, 7, 2, 7, 3}, ends.y());
  }

  /** An impulse halves each step, and comes back twofold after three. */
  @Test
  void theImpulseResponseOfALag() {
    Map<String, float[]> lag = Map.of("weight_skip_3", new float[] {2});
    HandCase run = unit(LINEAR.withLags(3), lag, new float[] {1, 0, 0, 0, 0, 0, 0});
    float[] response = {1, 0.5f, 0.25f, 2.125f, 2.0625f, 1.53125f, 5.015625f};
    assertArrayEquals(response, run.y());
    // Backward the same chain: what an input does to the last output.
    Map<String, float[]> g = run.gradientOfTheLast();
    same("x", g, 5.015625f, 1.53125f, 2.0625f, 2.125f, 0.25f, 0.5f, 1);
    // dU_3: the response after the impulse three steps before, once for each step that sees it.
    same("weight_skip_3", g, 1 * 2.125f + 0.5f * 0.25f + 0.25f * 0.5f + 2.125f * 1);
  }

  @Test
  void anInitialStateIsSeenByLagOneAlone() {
    SimpleOptions o = LINEAR.withLags(3, 2);
    Map<String, float[]> lags =
        Map.of("weight_skip_2", new float[] {2}, "weight_skip_3", new float[] {-1});
    float[] x = {1, 2, 4, 8};
    // 9; 6.5; 7.25 + 2·9; 8 + 25.25/2 + 2·6.5 - 9
    assertArrayEquals(
        new float[] {9, 6.5f, 25.25f, 24.625f}, unit(o, lags, x, new float[] {16}).y());
    // h_1 given too: 2·16 at the second step
    float[] seen = unit(o, lags, x, new float[] {16}, new float[] {16}).y();
    assertEquals(38.5f, seen[1]);
  }

  /** 1 where a is above 0, else the slope; the slope's own gradient is a there. */
  @Test
  void theGradientOfALearnedSlope() {
    HandCase run =
        new HandCase(
            b -> SimpleOptions.plain().withPrelu().cell(b, "l0", 1, 2),
            Map.of("weight_ih", new float[] {1, -1}, "slope", new float[] {0.5f, 0.25f}),
            new float[] {3, -8});
    assertArrayEquals(new float[] {3, -0.75f, -4, 8}, run.y());
    Map<String, float[]> g = run.gradient(new float[] {1, 10, 100, 1000});
    same("slope", g, -800, -30);
    same("bias_ih", g, 1 + 50, 2.5f + 1000);
    same("x", g, 1 - 2.5f, 50 - 1000);
  }

  /** Where the bound is reached the gradient ends. */
  @Test
  void aClipBoundsWhatTheActivationSees() {
    HandCase run = unit(LINEAR.withClip(4), Map.of(), new float[] {1, 3, -8}, new float[] {2});
    // a = 2; 4, which is the bound; -6
    assertArrayEquals(new float[] {2, 4, -4}, run.y());
    same("x", run.gradient(new float[] {1, 10, 100}), 1, 0, 0);
    HandCase wide = unit(LINEAR.withClip(5), Map.of(), new float[] {1, 3, -8}, new float[] {2});
    assertArrayEquals(new float[] {2, 4, -5}, wide.y());
    same("x", wide.gradient(new float[] {1, 10, 100}), 1 + 5, 10, 0);
  }

  @Test
  void aJordanCellOfOneUnit() {
    JordanOptions o = JordanOptions.plain(1).withActivation(Activation.identity());
    HandCase run =
        new HandCase(
            b -> o.cell(b, "l0", 1, 1),
            Map.of(
                "weight_ih", new float[] {2},
                "weight_hh", new float[] {3},
                "bias_ih", new float[] {1},
                "weight_hy", new float[] {0.5f},
                "bias_y", new float[] {-1}),
            new float[] {1, -1},
            new float[] {2});
    // h = 2 + 6 + 1 = 9, y = 3.5; h = -2 + 10.5 + 1 = 9.5, y = 3.75
    assertArrayEquals(new float[] {3.5f, 3.75f}, run.y());
    // From y to y the gradient is multiplied by 3/2.
    Map<String, float[]> g = run.gradientOfTheLast();
    same("y0", g, 2.25f);
    same("weight_hy", g, 9.5f + 1.5f * 9);
    same("bias_y", g, 1 + 1.5f);
    same("weight_hh", g, 0.5f * (3.5f + 1.5f * 2));
    same("bias_ih", g, 0.5f * (1 + 1.5f));
    same("weight_ih", g, 0.5f * (-1 + 1.5f));
    same("x", g, 1.5f, 1);
  }

  /** Up to the sign of a zero. */
  @Test
  void withNoOptionItIsTheSimpleCell() {
    for (String f : List.of("tanh", "relu", "gelu")) {
      Activation activation = Activation.parse(f);
      Cells.Kind fused =
          new Cells.Kind("fused", 1, (p, i, h) -> new SimpleCell(p, "l0", i, h, activation), null);
      SimpleOptions o = SimpleOptions.plain().withActivation(activation);
      Cells.Kind passes = new Cells.Kind("passes", 1, (p, i, h) -> o.cell(p, "l0", i, h), null);
      List<float[]> results = new ArrayList<>();
      for (Cells.Kind kind : List.of(fused, passes)) {
        Cells.Instance cell = kind.of(5, 33);
        float[] p = cell.layout().allocate();
        cell.cell()
            .pack(
                (name, shape) ->
                    Nets.uniform(
                        name.length(),
                        Arrays.stream(shape).reduce(1, (m, n) -> m * n),
                        -0.2f,
                        0.2f),
                p);
        CellRun run = new CellRun(cell, p, 4, 3);
        float[] x = Nets.uniform(1, 4 * 3 * 5, -1, 1);
        run.forward(x, 0);
        run.clear();
        run.above(Nets.uniform(2, 4 * 3 * 33, -1, 1), 0);
        run.backward(x, 0);
        results.add(run.states(0));
        results.add(run.inputGradient());
        results.add(run.before(0));
        Map<String, float[]> gradients = new TreeMap<>();
        cell.cell().unpack(run.dp, (name, values, shape) -> gradients.put(name, values));
        results.addAll(gradients.values());
      }
      int n = results.size() / 2;
      for (int i = 0; i < n; i++) {
        Nets.assertSameNumbers(f + ", " + i, results.get(i), results.get(n + i));
      }
    }
  }

  @Test
  void optionsAreValues() {
    SimpleOptions o = SimpleOptions.plain();
    float[] alpha = {0.5f, 0.25f};
    SimpleOptions leaky = o.withAlpha(alpha);
    alpha[0] = 1;
    assertEquals(o.withAlpha(0.5f, 0.25f), leaky);
    assertEquals(o.withAlpha(0.5f, 0.25f).hashCode(), leaky.hashCode());
    assertNotEquals(o.withAlpha(0.5f), leaky);
    assertEquals(o.withLags(2, 5), o.withLags(5, 2));
    assertEquals(o.withPrelu(), o.withActivation(Activation.relu()).withPrelu());
    assertEquals(
        o.withClip(2).withPrelu().withAlpha(1).withLags(2).withZoneout(1),
        o.withPrelu().withAlpha(1).withLags(2).withZoneout(1).withClip(2));
    assertEquals(
        o.withClip(2).withLearnedAlpha().withActivation(Activation.relu()),
        o.withLearnedAlpha().withActivation(Activation.relu()).withClip(2));
    assertEquals(o, o.withClip(2).withClip(Float.POSITIVE_INFINITY));
    assertEquals(o, o.withPrelu().withActivation(Activation.tanh()));
    assertEquals(o.withLearnedAlpha(), leaky.withLearnedAlpha());
    assertEquals(leaky, o.withLearnedAlpha().withAlpha(0.5f, 0.25f));
    assertEquals(o, leaky.withAlpha());
    List<Integer> lags = new ArrayList<>(List.of(2, 3));
    SimpleOptions copied =
        new SimpleOptions(Activation.tanh(), false, 3, List.of(), false, lags, MaskRates.NONE);
    lags.add(4);
    assertEquals(o.withClip(3).withLags(2, 3), copied);
    assertThrows(UnsupportedOperationException.class, () -> copied.lags().add(4));
  }

  @Test
  void wrongOptionsAreRefused() {
    SimpleOptions o = SimpleOptions.plain();
    refused("lags: expected ascending from 2, got [1]", () -> o.withLags(1));
    refused("lags: expected ascending from 2, got [-3, 2]", () -> o.withLags(2, -3));
    refused("lags: expected ascending from 2, got [2, 4, 4]", () -> o.withLags(4, 2, 4));
    refused("clip: expected above 0, got 0.0", () -> o.withClip(0));
    refused("clip: expected above 0, got -1.0", () -> o.withClip(-1));
    refused("clip: expected above 0, got NaN", () -> o.withClip(Float.NaN));
    refused("alpha: expected 0 to 1, got 1.5", () -> o.withAlpha(0, 1.5f));
    refused("alpha: expected 0 to 1, got -0.1", () -> o.withAlpha(-0.1f));
    refused("alpha: expected 0 to 1, got NaN", () -> o.withAlpha(Float.NaN));
    refused(
        "alpha: expected 1 or 3 numbers, got 2",
        () -> o.withAlpha(0, 1).cell(Layout.builder("parameters"), "l0", 1, 3));
    refused(
        "alpha: expected none where it is learned, got [0.5]",
        () ->
            new SimpleOptions(
                Activation.tanh(),
                false,
                Float.POSITIVE_INFINITY,
                List.of(0.5f),
                true,
                List.of(),
                MaskRates.NONE));
    refused(
        "activation: expected the default, tanh, where prelu stands in its place, got relu",
        () ->
            new SimpleOptions(
                Activation.relu(), true, 1, List.of(), false, List.of(), MaskRates.NONE));
    refused(
        "recurrent: expected no dropout of h₋ beside lags, got 0.5",
        () -> o.withLags(2).withRecurrentDropout(0.5f));
    refused("outputs: expected at least 1, got 0", () -> JordanOptions.plain(0));
    refused(
        "h: expected at least 1 unit, got 0",
        () -> JordanOptions.plain(1).cell(Layout.builder("parameters"), "l0", 1, 0));
    assertThrows(NullPointerException.class, () -> o.withActivation(null));
    assertThrows(NullPointerException.class, () -> JordanOptions.plain(1).withActivation(null));
  }

  @Test
  void aLeakHasANumberForEachUnit() {
    PassCell.Builder b = PassCell.builder(Layout.builder("parameters"), "own", "l0", 1);
    Block h = b.state("h", 2);
    Block x = b.gate("x", 2);
    refused("alpha: expected 2 numbers, got 3", () -> b.leak("y", new float[3], h, x));
    refused(
        "expected blocks of one size, got h of 2, a_z of 3",
        () -> b.leak("alpha", "y", h, b.gate("z", 3)));
  }

  private static void refused(String message, Runnable call) {
    Exception e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, e.getMessage());
  }
}
