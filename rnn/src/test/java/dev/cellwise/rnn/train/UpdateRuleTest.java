package dev.cellwise.rnn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Garbage;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.testing.Golden;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimizers over a layout: against PyTorch, and their state. */
class UpdateRuleTest {
  private static final Golden GOLDEN = Golden.load("optimizers");
  private static final Map<String, Function<Layout, UpdateRule>> RULES = rules();

  /** The options of the golden case. */
  private static Map<String, Function<Layout, UpdateRule>> rules() {
    Map<String, Function<Layout, UpdateRule>> all = new LinkedHashMap<>();
    Sgd.Options sgd = Sgd.Options.plain();
    all.put("sgd", p -> new Sgd(p, sgd));
    all.put("sgd_l2", p -> new Sgd(p, sgd.withL2(0.05)));
    all.put("momentum", p -> new Sgd(p, sgd.withMomentum(0.9)));
    all.put("momentum_l2", p -> new Sgd(p, sgd.withL2(0.05).withMomentum(0.5)));
    all.put("nesterov", p -> new Sgd(p, sgd.withNesterov(0.9)));
    all.put("nesterov_l2", p -> new Sgd(p, sgd.withNesterov(0.5).withL2(0.05)));
    RmsProp.Options rms = RmsProp.Options.standard();
    all.put("rmsprop", p -> new RmsProp(p, rms));
    all.put("rmsprop_l2", p -> new RmsProp(p, rms.withAlpha(0.9).withEpsilon(0.125).withL2(0.05)));
    AdaGrad.Options ada = AdaGrad.Options.standard();
    all.put("adagrad", p -> new AdaGrad(p, ada));
    all.put(
        "adagrad_l2", p -> new AdaGrad(p, ada.withRateDecay(0.1).withEpsilon(0.125).withL2(0.05)));
    Adam.Options adam = Adam.Options.standard();
    all.put("adam", Adam::new);
    all.put("adam_l2", p -> new Adam(p, adam.withBetas(0.8, 0.99).withEpsilon(0.125).withL2(0.05)));
    all.put("adamw", p -> new Adam(p, adam.withDecay(0.5)));
    NAdam.Options nadam = NAdam.Options.standard().withBetas(0.8, 0.99).withEpsilon(0.125);
    all.put("nadam", p -> new NAdam(p, NAdam.Options.standard()));
    all.put("nadam_l2", p -> new NAdam(p, nadam.withMomentumDecay(0.1).withL2(0.05)));
    return all;
  }

  static List<String> names() {
    return List.copyOf(RULES.keySet());
  }

  private static Layout layout(int n) {
    Layout.Builder b = Layout.builder("parameters");
    b.add("w", n);
    return b.build();
  }

  /** Values from the first parameter on. */
  private static float[] placed(Layout layout, float[] values) {
    float[] a = layout.allocate();
    System.arraycopy(values, 0, a, Floats.BASE, values.length);
    return a;
  }

  /**
   * Within T 2^-24 (max |w| + 1) after T updates: the parameters are rounded once an update, and
   * what is added to them, less than 1 in size, has few roundings of its own.
   */
  @ParameterizedTest
  @MethodSource("names")
  @Tag("reference")
  void agreesWithPyTorch(String name) {
    float[] w0 = GOLDEN.floats("w0");
    int n = w0.length;
    float[] g = GOLDEN.floats("g");
    double[] expected = GOLDEN.doubles(name + ".w");
    Layout layout = layout(n);
    UpdateRule rule = RULES.get(name).apply(layout);
    float[] w = placed(layout, w0);
    for (int t = 0; t < expected.length / n; t++) {
      rule.update(
          GOLDEN.scalar(name + ".rate"),
          placed(layout, Arrays.copyOfRange(g, t * n, (t + 1) * n)),
          w);
      for (int i = 0; i < n; i++) {
        double e = expected[t * n + i];
        double bound = (t + 1) * 0x1p-24 * (Math.abs(e) + 1);
        assertEquals(e, w[Floats.BASE + i], bound, name + ", update " + t + ", element " + i);
      }
    }
    float[] pads = Arrays.copyOfRange(w, Floats.BASE + n, layout.length());
    assertArrayEquals(new float[pads.length], pads, "between regions");
    rule.state()
        .arrays()
        .forEach(
            (part, a) -> {
              double[] moment = GOLDEN.doubles(name + "." + part);
              for (int i = 0; i < n; i++) {
                assertEquals(moment[i], a[i], 10 * 0x1p-24 * 4, name + "." + part);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("names")
  void goesOnFromItsStateWithTheSameBits(String name) {
    Layout layout = layout(37);
    float[] one = placed(layout, Nets.uniform(1, 37, -1, 1));
    UpdateRule rule = RULES.get(name).apply(layout);
    steps(rule, layout, 0, 5, one);
    float[] two = one.clone();
    UpdateRule other = RULES.get(name).apply(layout);
    UpdateState state = rule.state();
    steps(rule, layout, 5, 10, one);
    other.restore(state);
    steps(other, layout, 5, 10, two);
    assertArrayEquals(one, two);
    assertEquals(rule.state().numbers(), other.state().numbers());
    if (!state.arrays().isEmpty()) {
      assertNotEquals(
          Arrays.toString(state.arrays().values().iterator().next()),
          Arrays.toString(rule.state().arrays().values().iterator().next()),
          "a copy");
    }
  }

  private static void steps(UpdateRule rule, Layout layout, int from, int to, float[] w) {
    for (int t = from; t < to; t++) {
      rule.update(0.01, placed(layout, Nets.uniform(10 + t, 37, -1, 1)), w);
    }
  }

  @Test
  @Tag("cold")
  void aStateOfAnotherKindIsRefused() {
    UpdateRule adam = new Adam(layout(37));
    UpdateState before = adam.state();
    Nets.assertRefused("arrays", () -> adam.restore(new Sgd(layout(37), momentum()).state()));
    Nets.assertRefused(
        "numbers", () -> adam.restore(new NAdam(layout(37), NAdam.Options.standard()).state()));
    Nets.assertRefused("m", () -> adam.restore(new Adam(layout(50)).state()));
    assertEquals(before.numbers(), adam.state().numbers());
  }

  /** One thing wrong each time, the others right, and other than those of the rule. */
  @Test
  @Tag("cold")
  void aStateThatNoRunCanHaveComeToIsRefusedAndChangesNothing() {
    Layout layout = layout(37);
    UpdateRule adam = new Adam(layout);
    float[] w = layout.allocate();
    steps(adam, layout, 0, 3, w);
    float[] m = adam.state().arrays().get("m");
    float[] v = adam.state().arrays().get("v");
    for (double power : new double[] {1.1, -0.1, Double.NaN}) {
      refused("beta1_power", Map.of("m", v, "v", v), powers(power, 0.5));
      refused("beta2_power", Map.of("m", v, "v", v), powers(0.5, power));
    }
    refused("beta1_power", Map.of("m", v, "v", v), powers(null, 0.5));
    refused("v", Map.of("m", v, "v", Arrays.copyOf(v, 36)), powers(0.5, 0.5));
    refused("v[2]", Map.of("m", v, "v", with(v, 2, -1)), powers(0.5, 0.5));
    refused("v[36]", Map.of("m", v, "v", with(v, 36, Float.NaN)), powers(0.5, 0.5));
    refused("m[0]", Map.of("m", with(m, 0, Float.NaN), "v", v), powers(0.5, 0.5));
    UpdateRule ada = new AdaGrad(layout, AdaGrad.Options.standard());
    for (double updates : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      UpdateState s = new UpdateState(Map.of("s", v), Map.of("updates", updates));
      Nets.assertRefused("updates", () -> ada.restore(s));
    }
  }

  private static void refused(String name, Map<String, float[]> a, Map<String, Double> n) {
    UpdateRule adam = new Adam(layout(37));
    Nets.assertRefused(name, () -> adam.restore(new UpdateState(a, n)));
    assertEquals(powers(1.0, 1.0), adam.state().numbers());
    for (float[] moment : adam.state().arrays().values()) {
      assertArrayEquals(new float[moment.length], moment);
    }
  }

  private static Map<String, Double> powers(Double first, Double second) {
    Map<String, Double> powers = new LinkedHashMap<>();
    powers.put("beta1_power", first);
    powers.put("beta2_power", second);
    return powers;
  }

  private static float[] with(float[] a, int i, float value) {
    float[] copy = a.clone();
    copy[i] = value;
    return copy;
  }

  @Test
  @Tag("cold")
  void whatIsRestoredIsCopied() {
    Layout layout = layout(37);
    UpdateRule rule = new Sgd(layout, momentum());
    float[] b = Nets.uniform(3, rule.state().arrays().get("b").length, -1, 1);
    float[] given = b.clone();
    rule.restore(new UpdateState(Map.of("b", given), Map.of()));
    Arrays.fill(given, 7);
    assertArrayEquals(b, rule.state().arrays().get("b"));
  }

  @Test
  @Tag("cold")
  void trainingRefusesARuleOverAnotherLayout() {
    Training t = new Training(Network.initialise(ARCHITECTURE, 3), 6, 3);
    UpdateRule before = t.updateRule();
    Nets.assertRefused("start", () -> t.updateRule(p -> new Adam(layout(37))));
    assertEquals(before, t.updateRule());
  }

  /** A schedule that has come to 0 goes on, and changes nothing. */
  @Test
  @Tag("cold")
  void aRateOfZeroIsARate() {
    Training t = new Training(Network.initialise(ARCHITECTURE, 3), 6, 3);
    t.learningRate(LearningRate.cosine(0.1, 0, 2, 10).at(10));
    float[] before = t.network().tensors().get("head.weight").values();
    t.step(Nets.tokens(1, 18, 5), Nets.tokens(2, 18, 5));
    assertArrayEquals(before, t.network().tensors().get("head.weight").values());
    Plateau plateau = new Plateau(1e-3, 1e-300, 0, 0, 0);
    plateau.validated(1);
    plateau.validated(2);
    t.learningRate(plateau.validated(3));
    assertEquals(0, plateau.state().rate());
  }

  private static final Architecture ARCHITECTURE =
      Architecture.builder().index(5).lstm(20).dense(5).build();

  private static Sgd.Options momentum() {
    return Sgd.Options.plain().withMomentum(0.9);
  }

  /** As a rule does after an update that was refused, so it would have done without. */
  @ParameterizedTest
  @MethodSource("names")
  void aRefusedUpdateChangesNothing(String name) {
    Layout layout = layout(37);
    float[] one = placed(layout, Nets.uniform(1, 37, -1, 1));
    float[] two = one.clone();
    float[] g = one.clone();
    UpdateRule refused = RULES.get(name).apply(layout);
    UpdateRule plain = RULES.get(name).apply(layout);
    assertThrows(IndexOutOfBoundsException.class, () -> refused.update(0.1, new float[3], one));
    Nets.assertRefused("learningRate", () -> refused.update(-1, g, one));
    Nets.assertRefused("learningRate", () -> refused.update(Double.NaN, g, one));
    Nets.assertRefused("learningRate", () -> refused.update(1e38, g, one));
    steps(refused, layout, 0, 2, one);
    steps(plain, layout, 0, 2, two);
    assertArrayEquals(two, one);
  }

  @Test
  @Tag("cold")
  void optionsAreChecked() {
    Nets.assertRefused("momentum", () -> Sgd.Options.plain().withMomentum(1));
    Nets.assertRefused("momentum", () -> Sgd.Options.plain().withNesterov(0));
    Nets.assertRefused("l2", () -> Sgd.Options.plain().withL2(-1));
    Nets.assertRefused("alpha", () -> RmsProp.Options.standard().withAlpha(Double.NaN));
    Nets.assertRefused("epsilon", () -> RmsProp.Options.standard().withEpsilon(0));
    Nets.assertRefused("rateDecay", () -> AdaGrad.Options.standard().withRateDecay(-1));
    // 1 as a float.
    Nets.assertRefused("beta1", () -> Adam.Options.standard().withBetas(1 - 1e-12, 0.9));
    Nets.assertRefused("beta2", () -> NAdam.Options.standard().withBetas(0.9, 1));
    Nets.assertRefused("epsilon", () -> Adam.Options.standard().withEpsilon(1e-60));
    Nets.assertRefused("decay", () -> Adam.Options.standard().withDecay(Double.POSITIVE_INFINITY));
    Nets.assertRefused("momentumDecay", () -> NAdam.Options.standard().withMomentumDecay(-1));
    // 10^36 over 1 - beta1 is no float.
    UpdateRule slow = new Adam(layout(3), Adam.Options.standard().withBetas(0.999, 0.999));
    float[] w = layout(3).allocate();
    Nets.assertRefused("learningRate", () -> slow.update(1e36, w.clone(), w));
  }

  @Test
  void anUpdateAllocatesNothing() {
    if (!Garbage.isCounted()) {
      return;
    }
    Layout layout = layout(100);
    float[] w = placed(layout, Nets.uniform(1, 100, -1, 1));
    float[] g = placed(layout, Nets.uniform(2, 100, -1, 1));
    RULES.forEach(
        (name, start) -> {
          UpdateRule rule = start.apply(layout);
          assertEquals(0, Garbage.leastBytes(() -> rule.update(1e-3, g, w)), name);
        });
  }

  @Test
  @Tag("cold")
  void trainingUsesTheRuleAndTheClippingItWasGiven() {
    Network start = Network.initialise(ARCHITECTURE, 3);
    Training t = new Training(start, 6, 3);
    t.updateRule(p -> new Sgd(p, Sgd.Options.plain()));
    t.learningRate(0.5);
    t.clip(Clipping.byValue(1e-3f));
    t.step(Nets.tokens(1, 18, 5), Nets.tokens(2, 18, 5));
    float[] before = start.tensors().get("head.weight").values();
    float[] after = t.network().tensors().get("head.weight").values();
    float[] g = t.gradients().get("head.weight").values();
    float largest = 0;
    for (int i = 0; i < g.length; i++) {
      assertEquals(Math.fma(-0.5f, g[i], before[i]), after[i]);
      largest = Math.max(largest, Math.abs(g[i]));
    }
    assertEquals(1e-3f, largest);
    assertEquals(Map.of(), t.updateRule().state().numbers());
  }
}
