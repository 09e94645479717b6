package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Recurrent nodes with every attribute and input, each choice with each choice of every other at
 * least once, at sizes drawn by seed, against {@link RecurrentReference}: the operators' text in
 * double.
 */
@Tag("reference")
class RecurrentMatrixTest {
  /** Choices by name; each is one of some. */
  private static Map<String, Integer> choices(String operator) {
    Map<String, Integer> choices = new LinkedHashMap<>();
    choices.put("direction", 3);
    choices.put("bias", 2);
    choices.put("lengths", 3);
    choices.put("initial_h", 2);
    choices.put("clip", 2);
    choices.put("layout", 2);
    choices.put("activations", 4);
    choices.put("opset", 4);
    choices.put("weights", 2);
    choices.put("outputs", 3);
    if (operator.equals("LSTM")) {
      choices.put("initial_c", 2);
      choices.put("P", 2);
    }
    if (!operator.equals("RNN")) {
      choices.put("flag", 2);
    }
    return choices;
  }

  /** Draws cases until every pair of choices has come. */
  private static List<Map<String, Integer>> pairwise(String operator, SplittableRandom random) {
    Map<String, Integer> choices = choices(operator);
    List<String> names = List.copyOf(choices.keySet());
    Map<String, Boolean> left = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        for (int a = 0; a < choices.get(names.get(i)); a++) {
          for (int b = 0; b < choices.get(names.get(j)); b++) {
            left.put(names.get(i) + a + names.get(j) + b, true);
          }
        }
      }
    }
    List<Map<String, Integer>> cases = new ArrayList<>();
    while (!left.isEmpty()) {
      Map<String, Integer> best = null;
      int most = -1;
      for (int k = 0; k < 20; k++) {
        Map<String, Integer> drawn = new HashMap<>();
        choices.forEach((name, count) -> drawn.put(name, random.nextInt(count)));
        int covers = (int) pairs(names, drawn).stream().filter(left::containsKey).count();
        if (covers > most) {
          most = covers;
          best = drawn;
        }
      }
      pairs(names, best).forEach(left::remove);
      cases.add(best);
    }
    return cases;
  }

  private static List<String> pairs(List<String> names, Map<String, Integer> of) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        pairs.add(names.get(i) + of.get(names.get(i)) + names.get(j) + of.get(names.get(j)));
      }
    }
    return pairs;
  }

  @Test
  void rnn() {
    all("RNN", 1);
  }

  @Test
  void gru() {
    all("GRU", 2);
  }

  @Test
  void lstm() {
    all("LSTM", 3);
  }

  private static void all(String operator, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Map<String, Integer>> cases = pairwise(operator, random);
    assertTrue(cases.size() >= 12, cases.size() + " cases");
    for (Map<String, Integer> choice : cases) {
      new Case(operator, choice, random).check();
    }
  }

  /** One node. */
  private static final class Case {
    private final String operator;
    private final Map<String, Integer> choice;
    private final SplittableRandom random;
    private final int opset;
    private final int directions;
    private final int steps;
    private final int rows;
    private final int inputs;
    private final int hidden;
    private final RecurrentReference reference;
    private final Onnx onnx = new Onnx();
    private final Map<String, TypedArray> given = new HashMap<>();
    private final List<Onnx.Attribute> attributes = new ArrayList<>();
    private final int[] lengths;
    private double[] x;
    private double[] h0;
    private double[] c0;

    Case(String operator, Map<String, Integer> choice, SplittableRandom random) {
      this.operator = operator;
      this.choice = choice;
      this.random = random;
      this.opset = new int[] {7, 13, 14, 22}[choice.get("opset")];
      this.directions = choice.get("direction") == 2 ? 2 : 1;
      this.steps = 1 + random.nextInt(7);
      this.rows = 1 + random.nextInt(5);
      this.inputs = 1 + random.nextInt(20);
      this.hidden = 1 + random.nextInt(choice.get("weights") == 0 ? 20 : 40);
      this.reference = new RecurrentReference(operator, directions, inputs, hidden);
      this.lengths = new int[rows];
      Arrays.fill(lengths, steps);
    }

    private boolean has(String name) {
      return choice.getOrDefault(name, 0) > 0;
    }

    private float[] random(int size, float scale) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) (random.nextDouble() * 2 - 1) * scale;
      }
      return values;
    }

    private static double[] wide(float[] values) {
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }

    /** A weight: held by the file, or given. */
    private double[] weight(String name, float scale, int... shape) {
      float[] values = random(Arrays.stream(shape).reduce(1, (a, b) -> a * b), scale);
      if (choice.get("weights") == 0) {
        onnx.initial(name, values, shape);
      } else {
        given(name, TypedArray.of(values, shape));
      }
      return wide(values);
    }

    private void given(String name, TypedArray array) {
      Object[] any = new Object[array.shape().length];
      int type =
          switch (array.type()) {
            case INT32 -> Onnx.INT32;
            default -> Onnx.FLOAT;
          };
      onnx.input(name, type, any);
      given.put(name, array);
    }

    /** [A, B, size], or [B, A, size] where rows come first. */
    private double[] sequence(String name, int a, int b, int size) {
      float[] values = random(a * b * size, 1.5f);
      boolean turned = isBatchFirst();
      given(
          name,
          turned
              ? TypedArray.of(turned(values, a, b, size), b, a, size)
              : TypedArray.of(values, a, b, size));
      return wide(values);
    }

    private boolean isBatchFirst() {
      return choice.get("layout") == 1 && opset >= 14;
    }

    private static float[] turned(float[] values, int a, int b, int size) {
      float[] turned = new float[values.length];
      for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
          System.arraycopy(values, (i * b + j) * size, turned, (j * a + i) * size, size);
        }
      }
      return turned;
    }

    void check() {
      int gates = reference.gates();
      onnx.opset(opset);
      float scale = (float) (1 / Math.sqrt(hidden));
      x = sequence("X", steps, rows, inputs);
      reference.w = weight("W", scale, directions, gates * hidden, inputs);
      reference.r = weight("R", scale, directions, gates * hidden, hidden);
      List<String> in = new ArrayList<>(List.of("X", "W", "R"));
      in.add(has("bias") ? "B" : "");
      if (has("bias")) {
        reference.b = weight("B", scale, directions, 2 * gates * hidden);
      }
      in.add(lengths());
      h0 = state("initial_h", in);
      if (operator.equals("LSTM")) {
        c0 = state("initial_c", in);
        in.add(has("P") ? "P" : "");
        if (has("P")) {
          reference.p = weight("P", 0.5f, directions, 3 * hidden);
        }
      } else {
        c0 = new double[directions * rows * hidden];
      }
      attributes();
      List<String> out = outputs();
      onnx.node(operator, in, out, attributes.toArray(Onnx.Attribute[]::new));
      compare(onnx.model().run(given), out);
    }

    private double[] state(String name, List<String> in) {
      in.add(has(name) ? name : "");
      return has(name)
          ? sequence(name, directions, rows, hidden)
          : new double[directions * rows * hidden];
    }

    private String lengths() {
      if (!has("lengths")) {
        return "";
      }
      for (int n = 0; n < rows; n++) {
        lengths[n] =
            choice.get("lengths") == 2 ? random.nextInt(steps + 1) : 1 + random.nextInt(steps);
      }
      given("lens", TypedArray.of(lengths.clone(), rows));
      return "lens";
    }

    private void attributes() {
      attributes.add(Onnx.with("hidden_size", hidden));
      if (has("direction") || random.nextBoolean()) {
        String[] names = {"forward", "reverse", "bidirectional"};
        attributes.add(Onnx.with("direction", names[choice.get("direction")]));
      }
      reference.reverse = choice.get("direction") == 1;
      if (has("clip")) {
        float clip = 0.25f + (float) random.nextDouble();
        attributes.add(Onnx.with("clip", clip));
        reference.clip = clip;
      }
      if (opset >= 14 && has("layout")) {
        attributes.add(Onnx.with("layout", 1));
      }
      if (has("flag")) {
        String name = operator.equals("GRU") ? "linear_before_reset" : "input_forget";
        attributes.add(Onnx.with(name, 1));
        reference.flag = true;
      }
      activations();
    }

    private static final String[] NAMES = {
      "Relu",
      "tanh",
      "SIGMOID",
      "Affine",
      "LeakyRelu",
      "ThresholdedRelu",
      "ScaledTanh",
      "HardSigmoid",
      "elu",
      "Softsign",
      "softPlus"
    };

    private void activations() {
      int each = operator.equals("RNN") ? 1 : operator.equals("GRU") ? 2 : 3;
      int kind = choice.get("activations");
      List<String> names = new ArrayList<>();
      List<Float> alphas = new ArrayList<>();
      List<Float> betas = new ArrayList<>();
      for (int i = 0; i < each * directions; i++) {
        boolean gate = each > 1 && i % each == 0;
        String name = gate ? "Sigmoid" : "Tanh";
        if (kind >= 2) {
          name = NAMES[random.nextInt(NAMES.length)];
        }
        names.add(name);
        reference.functions.add(function(name, kind == 3, alphas, betas));
      }
      if (kind > 0) {
        attributes.add(Onnx.with("activations", names.toArray(String[]::new)));
      }
      if (!alphas.isEmpty()) {
        attributes.add(Onnx.with("activation_alpha", floats(alphas)));
      }
      if (!betas.isEmpty()) {
        attributes.add(Onnx.with("activation_beta", floats(betas)));
      }
    }

    private static float[] floats(List<Float> of) {
      float[] all = new float[of.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = of.get(i);
      }
      return all;
    }

    /** With constants of its own, or with those of the operator's text. */
    private java.util.function.DoubleUnaryOperator function(
        String name, boolean own, List<Float> alphas, List<Float> betas) {
      String lower = name.toLowerCase(java.util.Locale.ROOT);
      float[] plain =
          switch (lower) {
            case "affine" -> new float[] {1, 0};
            case "leakyrelu" -> new float[] {0.01f};
            case "thresholdedrelu", "elu" -> new float[] {1};
            case "hardsigmoid" -> new float[] {0.2f, 0.5f};
            case "scaledtanh" -> new float[] {0, 0};
            default -> new float[0];
          };
      // Constants are taken in order: who gives one gives all before it.
      boolean give = own || lower.equals("scaledtanh") || !alphas.isEmpty() || !betas.isEmpty();
      if (lower.equals("scaledtanh")) {
        plain =
            new float[] {0.5f + (float) random.nextDouble(), 0.25f + (float) random.nextDouble()};
      } else if (own) {
        for (int i = 0; i < plain.length; i++) {
          plain[i] = 0.1f + 0.5f * (float) random.nextDouble();
        }
      }
      pending.add(plain);
      if (give) {
        alphas.clear();
        betas.clear();
        for (float[] c : pending) {
          if (c.length > 0) {
            alphas.add(c[0]);
          }
          if (c.length > 1) {
            betas.add(c[1]);
          }
        }
      }
      return RecurrentReference.function(
          name, plain.length > 0 ? plain[0] : 0, plain.length > 1 ? plain[1] : 0);
    }

    private final List<float[]> pending = new ArrayList<>();

    private List<String> outputs() {
      List<String> all = new ArrayList<>(List.of("Y", "Y_h"));
      if (operator.equals("LSTM")) {
        all.add("Y_c");
      }
      int left = choice.get("outputs");
      if (left > 0) {
        all.set(left - 1, "");
      }
      all.stream().filter(o -> !o.isEmpty()).forEach(onnx::output);
      return all;
    }

    private void compare(Map<String, TypedArray> got, List<String> out) {
      RecurrentReference.Result expected = reference.run(steps, rows, x, lengths, h0, c0);
      assertEquals(out.stream().filter(o -> !o.isEmpty()).toList(), List.copyOf(got.keySet()));
      boolean turned = isBatchFirst();
      if (got.containsKey("Y")) {
        int[] shape = {steps, directions, rows, hidden};
        double[] y = expected.y();
        if (turned) {
          // [T, D, N, H] as [N, T, D, H].
          shape = new int[] {rows, steps, directions, hidden};
          y = wide(turned(narrow(y), steps * directions, rows, hidden));
        }
        same("Y", shape, y, got.get("Y"));
      }
      int[] shape =
          turned ? new int[] {rows, directions, hidden} : new int[] {directions, rows, hidden};
      for (String name : List.of("Y_h", "Y_c")) {
        if (got.containsKey(name)) {
          double[] state = name.equals("Y_h") ? expected.h() : expected.c();
          state = turned ? wide(turned(narrow(state), directions, rows, hidden)) : state;
          same(name, shape, state, got.get(name));
        }
      }
    }

    private static float[] narrow(double[] values) {
      float[] narrow = new float[values.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) values[i];
      }
      return narrow;
    }

    private void same(String name, int[] shape, double[] expected, TypedArray got) {
      String what = operator + " " + choice + ": " + name;
      assertArrayEquals(shape, got.shape(), what);
      double size = 1;
      for (double v : expected) {
        size = Math.max(size, Math.abs(v));
      }
      for (int i = 0; i < expected.length; i++) {
        // Functions without bound let values grow from step to step, and errors with them.
        assertEquals(expected[i], got.floats()[i], 3e-6 * size, what + "[" + i + "]");
      }
    }
  }
}
