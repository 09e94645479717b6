package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruWindow;
import dev.cellwise.rnn.cell.LstmWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.testing.FloatFunction;
import dev.cellwise.testing.GradientCheck;
import dev.cellwise.testing.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network unrolled over a window. */
class UnrolledTest {
  private static final Architecture WORDS =
      Architecture.builder().embedding(7, 5).lstm(17).lstm(9).dense(4).build();

  @Test
  void aRefusedWindowLeavesNoneToGoBackThrough() {
    Network words = Network.initialise(WORDS, 1);
    Network numbers = Network.initialise(Architecture.builder().features(3).lstm(4).build(), 1);
    float[] p = words.parameters();
    float[] q = numbers.parameters();
    List<Consumer<Unrolled>> refused =
        List.of(
            u -> u.forward(5, new int[10], 0, p),
            u -> u.forward(2, new float[12], 0, p),
            u -> u.forward(3, new int[5], 0, p),
            u -> u.forward(3, new int[] {0, 1, 2, 9, 1, 0}, 0, p));
    for (Consumer<Unrolled> window : refused) {
      Unrolled u = new Unrolled(words.layers(), 4, 2);
      u.prepare(p);
      u.forward(3, new int[6], 0, p);
      assertThrows(RuntimeException.class, () -> window.accept(u));
      assertThrows(IllegalArgumentException.class, () -> u.backward(3, p, p.clone()));
      assertThrows(IllegalArgumentException.class, () -> u.carry(3));
    }
    Unrolled f = new Unrolled(numbers.layers(), 4, 2);
    f.prepare(q);
    f.forward(2, new float[2 * 2 * 3], 0, q);
    assertThrows(RuntimeException.class, () -> f.forward(2, new int[4], 0, q));
    assertThrows(IllegalArgumentException.class, () -> f.backward(2, q, q.clone()));
  }

  @Test
  @Tag("cold")
  void wrongArgumentsAreRefused() {
    Network words = Network.initialise(WORDS, 1);
    Network numbers = Network.initialise(Architecture.builder().features(3).lstm(4).build(), 1);
    Unrolled u = new Unrolled(words.layers(), 4, 2);
    Unrolled f = new Unrolled(numbers.layers(), 4, 2);
    float[] p = words.parameters();
    Nets.assertRefused("steps", () -> u.forward(5, new int[10], 0, p));
    Nets.assertRefused("steps", () -> u.forward(0, new int[10], 0, p));
    Nets.assertRefused("steps", () -> u.backward(5, p, p.clone()));
    u.prepare(p);
    u.forward(3, new int[6], 0, p);
    Nets.assertRefused("steps", () -> u.backward(2, p, p.clone()));
    assertThrows(IndexOutOfBoundsException.class, () -> u.forward(3, new int[] {9}, 0, p));
    Nets.assertRefused("steps", () -> u.carry(5));
    Nets.assertRefused("steps", () -> u.clear(-1));
    Nets.assertRefused("x", () -> u.forward(2, new float[12], 0, p));
    Nets.assertRefused("tokens", () -> f.forward(2, new int[4], 0, numbers.parameters()));
    Nets.assertRefused("x", () -> f.forward(4, new float[23], 0, numbers.parameters()));
    Nets.assertRefused("tokens[1]", () -> u.forward(1, new int[] {0, 7}, 0, p));
    Nets.assertRefused("tokens", () -> u.forward(2, new int[3], 0, p));
    Nets.assertRefused("tokens", () -> u.forward(2, new int[4], -1, p));
    Nets.assertRefused("state", () -> u.setState(0, numbers.newState()));
    State padded =
        Network.initialise(Architecture.builder().index(2).lstm(18).lstm(9).build(), 1).newState();
    Nets.assertRefused("state", () -> u.setState(0, padded));
    assertThrows(IndexOutOfBoundsException.class, () -> u.setState(2, words.newState()));
    Nets.assertRefused("steps, rows", () -> new Unrolled(words.layers(), 0, 2));
    Nets.assertRefused("steps, rows", () -> new Unrolled(words.layers(), 2, 0));
    Nets.assertRefused("dropout", () -> new Unrolled(words.layers(), 2, 2, 1f, 0));
    Nets.assertRefused("dropout", () -> new Unrolled(words.layers(), 2, 2, Float.NaN, 0));
  }

  @Test
  @Tag("cold")
  void aWindowThatIsTooLargeIsRefusedBeforeAnythingIsAllocated() {
    Network words = Network.initialise(WORDS, 1);
    for (int[] size : new int[][] {{1_000_000, 1000}, {100_000, 200}, {1 << 30, 1 << 30}}) {
      RuntimeException e =
          assertThrows(
              RuntimeException.class, () -> new Unrolled(words.layers(), size[0], size[1]));
      assertTrue(e instanceof IllegalArgumentException, e.toString());
      assertTrue(e.getMessage().contains("take fewer"), e.getMessage());
    }
  }

  /** The backward pass reads the state before the window; nothing may have replaced it. */
  @Test
  @Tag("cold")
  void aWindowWhoseFirstStateIsGoneIsRefused() {
    Network words = Network.initialise(WORDS, 1);
    Unrolled u = new Unrolled(words.layers(), 4, 2);
    float[] p = words.copyParameters();
    float[] dp = new float[p.length];
    u.prepare(p);
    Nets.assertRefused("steps", () -> u.carry(1));
    u.forward(2, Nets.tokens(1, 4, 7), 0, p);
    Nets.assertRefused("steps", () -> u.carry(3));
    u.carry(2);
    Nets.assertRefused("steps", () -> u.backward(2, p, dp));
    Nets.assertRefused("steps", () -> u.carry(2));
    u.forward(2, Nets.tokens(1, 4, 7), 0, p);
    u.setState(0, words.newState());
    Nets.assertRefused("steps", () -> u.backward(2, p, dp));
    u.forward(2, Nets.tokens(1, 4, 7), 0, p);
    u.resetState();
    Nets.assertRefused("steps", () -> u.backward(2, p, dp));
  }

  /** A workspace has no room for one-hot rows that nobody makes. */
  @Test
  @Tag("cold")
  void aLargeVocabularyTakesNoSpaceAStep() {
    Layers layers = new Layers(Architecture.builder().index(500_000).lstm(4).build());
    assertTrue(new Unrolled(layers, 100, 64).workspace().length < 1 << 22);
  }

  /** Clearing takes away what was left in the place for the gradient of the outputs. */
  @Test
  @Tag("cold")
  void nothingComesFromAboveAfterClearing() {
    Network words = Network.initialise(WORDS, 1);
    Unrolled u = new Unrolled(words.layers(), 4, 2);
    float[] p = words.copyParameters();
    u.prepare(p);
    u.forward(4, Nets.tokens(1, 8, 7), 0, p);
    Arrays.fill(u.outputGradient(), u.outputGradient(4, 3), u.outputGradient(4, 0) + 4, 1);
    u.clear(4);
    float[] dp = new float[p.length];
    u.backward(4, p, dp);
    for (float d : dp) {
      assertEquals(0, d);
    }
  }

  @Test
  @Tag("cold")
  void statesAreSetAndReset() {
    Network words = Network.initialise(WORDS, 1);
    Unrolled u = new Unrolled(words.layers(), 3, 2);
    u.setState(1, Nets.state(words, 8));
    Nets.assertSameBits("row 0", new float[52], Nets.stateAfter(u, words, 0, 0));
    Nets.assertSameBits("row 1", Nets.state(words, 8).toArray(), Nets.stateAfter(u, words, 0, 1));
    u.resetState();
    Nets.assertSameBits("row 1", new float[52], Nets.stateAfter(u, words, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> u.setState(2, words.newState()));
  }

  /** n, r, z and m of both layouts, side by side and by gate, against the equations in double. */
  @Test
  void theTapeOfAGruSaysWhatLiesWhere() {
    for (int units : new int[] {17, 64, 128}) {
      Network gru = Network.initialise(Architecture.builder().features(5).gru(units).build(), 2);
      int rows = 3;
      Unrolled u = new Unrolled(gru.layers(), 16, rows);
      float[] x = Nets.uniform(3, 16 * rows * 5, -1, 1);
      u.forward(16, x, 0, gru.parameters());
      float[] d = u.tape().data();
      GruWindow w = (GruWindow) u.window(0);
      for (int t : new int[] {0, 1, 15}) {
        for (int unit : new int[] {0, 15, 16, units - 1}) {
          int at = (t * rows + 2) * 5;
          float n = d[w.gate(t, 2, 0, unit)];
          float r = d[w.gate(t, 2, 1, unit)];
          float z = d[w.gate(t, 2, 2, unit)];
          float m = d[w.gate(t, 2, 3, unit)];
          float h = d[w.state(0, t, 2, unit)];
          assertEquals(Math.fma(z, h, Math.fma(-z, n, n)), d[w.state(0, t + 1, 2, unit)]);
          double ar = sum(gru, "ih", unit, x, at) + recurrent(gru, unit, w, d, t);
          assertEquals(1 / (1 + Math.exp(-ar)), r, 1e-5);
          double az = sum(gru, "ih", units + unit, x, at) + recurrent(gru, units + unit, w, d, t);
          assertEquals(1 / (1 + Math.exp(-az)), z, 1e-5);
          assertEquals(recurrent(gru, 2 * units + unit, w, d, t), m, 1e-5);
          assertEquals(Math.tanh(sum(gru, "ih", 2 * units + unit, x, at) + r * m), n, 1e-5);
        }
      }
      assertThrows(IndexOutOfBoundsException.class, () -> w.gate(16, 0, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.gate(0, 3, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.gate(0, 0, 4, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> w.gate(0, 0, 0, units));
    }
  }

  /** b + W x of a row of the weights. */
  private static double sum(Network gru, String kind, int row, float[] x, int at) {
    float[] weight = gru.tensors().get("gru.weight_" + kind + "_l0").values();
    int k = weight.length / gru.tensors().get("gru.bias_" + kind + "_l0").values().length;
    double sum = gru.tensors().get("gru.bias_" + kind + "_l0").values()[row];
    for (int i = 0; i < k; i++) {
      sum += (double) weight[row * k + i] * x[at + i];
    }
    return sum;
  }

  /** b + U h₋ of batch row 2. */
  private static double recurrent(Network gru, int row, GruWindow w, float[] d, int t) {
    return sum(gru, "hh", row, d, w.state(0, t, 2, 0));
  }

  @Test
  @Tag("cold")
  void theTapeSaysWhatLiesWhere() {
    Network words = Network.initialise(WORDS, 1);
    Unrolled u = new Unrolled(words.layers(), 3, 2);
    assertEquals(
        "[embedded, l0.gates, l0.c, l0.tanh_c, l0.h, l1.gates, l1.c, l1.tanh_c, l1.h, output]",
        u.tape().layout().regions().stream().map(r -> r.name()).toList().toString());
    u.forward(3, Nets.tokens(1, 6, 7), 0, words.parameters());
    float[] d = u.tape().data();
    LstmWindow w = (LstmWindow) u.window(0);
    for (int t = 0; t < 3; t++) {
      for (int unit : new int[] {0, 15, 16}) {
        float i = d[w.gate(t, 1, 0, unit)];
        float f = d[w.gate(t, 1, 1, unit)];
        float g = d[w.gate(t, 1, 3, unit)];
        float c = Math.fma(f, d[w.state(1, t, 1, unit)], i * g);
        assertEquals(c, d[w.state(1, t + 1, 1, unit)]);
        float o = d[w.gate(t, 1, 2, unit)];
        assertEquals(o * Math.tanh(c), d[w.state(0, t + 1, 1, unit)], 1e-6);
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> w.state(0, 4, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> w.state(1, 0, 2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> w.gate(3, 0, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> w.gate(0, 0, 4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> w.gate(0, 0, 0, 17));
  }

  /** Pre-activations have a region of their own only where the derivative wants them. */
  @Test
  @Tag("cold")
  void theTapeHasWhatTheHeadsActivationWants() {
    for (Activation f : new Activation[] {Activation.sigmoid(), Activation.gelu()}) {
      Network network =
          Network.initialise(Architecture.builder().index(7).lstm(5).dense(18, f).build(), 1);
      Unrolled u = new Unrolled(network.layers(), 3, 2);
      List<String> regions = u.tape().layout().regions().stream().map(r -> r.name()).toList();
      assertEquals(f.fromOutput() ? "output" : "pre_output", regions.getLast());
      if (!f.fromOutput()) {
        u.forward(3, Nets.tokens(1, 6, 7), 0, network.parameters());
        float[] y = u.tape().data().clone();
        int n = 3 * 2 * u.outputRow();
        f.forward(n, y, u.tape().layout().regions().getLast().offset(), y, u.output());
        Nets.assertSameBits("y = f(a)", y, u.tape().data());
      }
    }
  }

  @Test
  @Tag("cold")
  void gradientsAccumulate() {
    Network words = Network.initialise(WORDS, 1);
    Unrolled u = new Unrolled(words.layers(), 1, 1);
    float[] p = words.parameters();
    u.forward(1, new int[] {3}, 0, p);
    u.prepare(p);
    float[] once = words.layers().parameters().allocate();
    float[] twice = words.layers().parameters().allocate();
    for (int i = 0; i < 3; i++) {
      u.clear(1);
      System.arraycopy(Nets.uniform(5, 4, -1, 1), 0, u.outputGradient(), u.outputGradient(1, 0), 4);
      u.backward(1, p, i == 0 ? once : twice);
    }
    // Of one step and one row every chain has one link: twice it is twice the value.
    for (int i = 0; i < once.length; i++) {
      assertEquals(2 * once[i], twice[i], Math.ulp(2 * once[i]));
    }
  }

  /** No reference has these masks; so the loss itself is differentiated, in float, to a percent. */
  @Test
  @Tag("reference")
  void gradientWithDropoutIsThatOfTheLoss() {
    Architecture a = Architecture.builder().features(3).lstm(20).lstm(9).dense(4).build();
    Network network = Network.initialise(a, 1);
    int steps = 4;
    int rows = 3;
    float[] x = Nets.uniform(2, steps * rows * 3, -1, 1);
    float[] dy = Nets.uniform(3, steps * rows * 4, -1, 1);
    Unrolled u = new Unrolled(network.layers(), steps, rows, 0.3f, 77);
    Layout.Builder names = Layout.builder();
    network.tensors().forEach((name, t) -> names.add(name, t.shape()));
    Layout layout = names.build();
    FloatFunction loss =
        q -> {
          u.forward(steps, x, 0, network(a, layout, q).parameters());
          float[] y = Nets.outputs(u, steps, rows, 4);
          double sum = 0;
          for (int i = 0; i < y.length; i++) {
            sum += (double) y[i] * dy[i];
          }
          return sum;
        };
    float[] flat = flat(layout, network.tensors());
    loss.at(flat);
    u.prepare(network.parameters());
    u.clear(steps);
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        int to = u.outputGradient(steps, t) + n * u.outputRow();
        System.arraycopy(dy, (t * rows + n) * 4, u.outputGradient(), to, 4);
      }
    }
    float[] g = network.layers().parameters().allocate();
    u.backward(steps, network.parameters(), g);
    Map<String, Tensor> gradients = new LinkedHashMap<>(Network.tensors(network.layers(), g));
    for (int l = 0; l < 2; l++) {
      gradients.put("lstm.bias_hh_l" + l, gradients.get("lstm.bias_ih_l" + l));
    }
    GradientCheck.floatOnly(loss, flat, 1)
        .named(layout)
        .against(flat(layout, gradients))
        .assertPassed();
  }

  private static float[] flat(Layout layout, Map<String, Tensor> tensors) {
    float[] all = new float[layout.size()];
    tensors.forEach(
        (name, t) -> System.arraycopy(t.values(), 0, all, layout.offset(name), t.values().length));
    return all;
  }

  private static Network network(Architecture a, Layout layout, float[] flat) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Layout.Tensor t : layout.tensors()) {
      float[] values = new float[t.size()];
      System.arraycopy(flat, t.offset(), values, 0, values.length);
      int[] shape = t.shape().stream().mapToInt(d -> d).toArray();
      tensors.put(t.name(), new Tensor(shape, values));
    }
    return Network.of(a, tensors);
  }

  /** A mask belongs to a row's id, wherever the row stands. */
  @Test
  @Tag("cold")
  void dropoutFollowsTheIdOfARow() {
    Network network = Network.initialise(WORDS, 1);
    int[] tokens = Nets.tokens(1, 6 * 2, 7);
    Unrolled two = new Unrolled(network.layers(), 6, 2, 0.4f, 5);
    two.rowIds(8, 3);
    two.forward(6, tokens, 0, network.parameters());
    float[] y = Nets.outputs(two, 6, 2, 4);
    for (int n = 0; n < 2; n++) {
      Unrolled alone = new Unrolled(network.layers(), 6, 1, 0.4f, 5);
      alone.rowIds(n == 0 ? 8 : 3);
      alone.forward(6, Nets.row(tokens, 6, 2, n), 0, network.parameters());
      Nets.assertSameBits("row", Nets.row(y, 6, 2, 4, n), Nets.outputs(alone, 6, 1, 4));
    }
    Nets.assertRefused("ids", () -> two.rowIds(1, 2, 3));
  }

  /** At first the ids are the places: a mask belongs to neither window nor number of rows. */
  @Test
  @Tag("cold")
  void dropoutDoesNotDependOnTheWindow() {
    Network network = Network.initialise(WORDS, 1);
    int[] tokens = Nets.tokens(1, 6 * 2, 7);
    Unrolled whole = new Unrolled(network.layers(), 6, 2, 0.4f, 5);
    whole.forward(6, tokens, 0, network.parameters());
    float[] y = Nets.outputs(whole, 6, 2, 4);
    Unrolled parts = new Unrolled(network.layers(), 4, 2, 0.4f, 5);
    parts.forward(4, tokens, 0, network.parameters());
    Nets.assertSameBits("first", Arrays.copyOf(y, 4 * 8), Nets.outputs(parts, 4, 2, 4));
    parts.carry(4);
    parts.forward(2, tokens, 8, network.parameters());
    Nets.assertSameBits(
        "second", Arrays.copyOfRange(y, 4 * 8, 6 * 8), Nets.outputs(parts, 2, 2, 4));
    Unrolled alone = new Unrolled(network.layers(), 6, 1, 0.4f, 5);
    alone.forward(6, Nets.row(tokens, 6, 2, 0), 0, network.parameters());
    Nets.assertSameBits("row", Nets.row(y, 6, 2, 4, 0), Nets.outputs(alone, 6, 1, 4));
    Unrolled moved = new Unrolled(network.layers(), 6, 1, 0.4f, 5);
    moved.forward(6, Nets.row(tokens, 6, 2, 1), 0, network.parameters());
    assertTrue(
        !Arrays.equals(Nets.row(y, 6, 2, 4, 1), Nets.outputs(moved, 6, 1, 4)), "place counts");
    Unrolled none = new Unrolled(network.layers(), 6, 2);
    none.forward(6, tokens, 0, network.parameters());
    assertTrue(!Arrays.equals(y, Nets.outputs(none, 6, 2, 4)));
  }

  @Test
  void aShapeThatWasChangedSinceIsRefused() {
    Network words = Network.initialise(Architecture.builder().index(5).lstm(3).build(), 1);
    Packing packing = Packing.ragged(4, 2, 8);
    Unrolled u = new Unrolled(words.layers(), packing, Mode.inference());
    float[] p = words.copyParameters();
    float[] dp = words.layers().parameters().allocate();
    u.prepare(p);
    packing.lengths(2, 4);
    u.forward(new int[6], 0, p);
    u.clear();
    packing.lengths(4, 2);
    Nets.assertRefused("steps", () -> u.backward(4, p, dp));
    Nets.assertRefused("steps", () -> u.carry(4));
    u.forward(new int[6], 0, p);
    u.clear();
    u.backward(4, p, dp);
    u.carry(4);
  }

  /** A window that is cleared before it is run, after a shorter one: nothing of others is left. */
  @Test
  void clearingIsOfTheStepsThatItSays() {
    Network words = Network.initialise(Architecture.builder().index(5).lstm(3).dense(2).build(), 1);
    Unrolled used = new Unrolled(words.layers(), 6, 2);
    Unrolled fresh = new Unrolled(words.layers(), 6, 2);
    float[] p = words.copyParameters();
    float[] dp = words.layers().parameters().allocate();
    backward(used, 6, p, dp, 1);
    backward(used, 2, p, dp, 1);
    float[] expected = words.layers().parameters().allocate();
    float[] actual = words.layers().parameters().allocate();
    used.resetState();
    backward(used, 6, p, actual, 2);
    backward(fresh, 6, p, expected, 2);
    Nets.assertSameBits("gradients", expected, actual);
  }

  private static void backward(Unrolled u, int steps, float[] p, float[] dp, int seed) {
    u.prepare(p);
    u.clear(steps);
    u.forward(steps, Nets.tokens(seed, steps * 2, 5), 0, p);
    for (int t = 0; t < steps; t++) {
      float[] dy = Nets.uniform(seed + t, 4, -1, 1);
      for (int n = 0; n < 2; n++) {
        System.arraycopy(
            dy, 2 * n, u.outputGradient(), u.outputGradient(steps, t) + n * u.outputRow(), 2);
      }
    }
    u.backward(steps, p, dp);
  }

  @Test
  void theWayBackNeedsPreparedParameters() {
    Network n = Network.initialise(Architecture.builder().index(3).lstm(4).build(), 1);
    Unrolled u = new Unrolled(n.layers(), 2, 1);
    float[] dp = n.layers().parameters().allocate();
    u.forward(2, new int[] {1, 2}, 0, n.parameters());
    u.clear();
    assertThrows(IllegalStateException.class, () -> u.backward(2, n.parameters(), dp));
    u.prepare(n.parameters());
    u.backward(2, n.parameters(), dp);
  }
}
