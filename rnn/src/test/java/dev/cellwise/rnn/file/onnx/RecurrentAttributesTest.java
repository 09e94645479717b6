package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The attributes, inputs and outputs of RNN, GRU and LSTM one by one: what each does at which
 * value, against {@link RecurrentReference} or against the same node said in another way, and what
 * is refused of it, in every version of the operators.
 */
@Tag("reference")
class RecurrentAttributesTest {
  private static final List<String> ALL = List.of("RNN", "GRU", "LSTM");
  private static final int[] OPSETS = {7, 13, 14, 21, 22};
  private static final int T = 3;
  private static final int N = 2;
  private static final int I = 2;
  private static final int H = 3;

  private static int gates(String operator) {
    return operator.equals("RNN") ? 1 : operator.equals("GRU") ? 3 : 4;
  }

  private static TypedArray random(long seed, int... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return TypedArray.of(values, shape);
  }

  /** A node with X, W and R, all three outputs wanted that there are. */
  private static Case node(String operator) {
    return new Case(operator, 1);
  }

  private static Case both(String operator) {
    return new Case(operator, 2).with("direction", "bidirectional");
  }

  /** A node under construction. */
  private static final class Case {
    private final String operator;
    private int opset = 22;
    private final TypedArray[] inputs;
    private final List<Onnx.Attribute> attributes = new ArrayList<>();
    private String[] outputs = {"Y", "Y_h", "Y_c"};

    Case(String operator, int directions) {
      this.operator = operator;
      int g = gates(operator) * H;
      this.inputs = new TypedArray[operator.equals("LSTM") ? 8 : 6];
      inputs[0] = random(1, T, N, I);
      inputs[1] = random(2, directions, g, I);
      inputs[2] = random(3, directions, g, H);
    }

    Case opset(int version) {
      opset = version;
      return this;
    }

    Case with(String name, Object value) {
      attributes.add(Onnx.with(name, value));
      return this;
    }

    /** An input; null to leave it out. */
    Case in(int i, TypedArray array) {
      inputs[i] = array;
      return this;
    }

    Case out(String... names) {
      outputs = names;
      return this;
    }

    private OnnxModel model(Map<String, TypedArray> given) {
      Onnx onnx = new Onnx().opset(opset);
      List<String> in = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        in.add(inputs[i] == null ? "" : "in" + i);
        if (inputs[i] != null) {
          onnx.input("in" + i, type(inputs[i]), new Object[inputs[i].shape().length]);
          given.put("in" + i, inputs[i]);
        }
      }
      List<String> out = new ArrayList<>(List.of(outputs));
      if (!operator.equals("LSTM")) {
        out.remove("Y_c");
      }
      out.stream().filter(o -> !o.isEmpty()).forEach(onnx::output);
      return onnx.node(operator, in, out, attributes.toArray(Onnx.Attribute[]::new)).model();
    }

    private static int type(TypedArray array) {
      return switch (array.type()) {
        case FLOAT32 -> Onnx.FLOAT;
        case FLOAT64 -> Onnx.DOUBLE;
        case FLOAT16 -> 10;
        case INT64 -> Onnx.INT64;
        default -> Onnx.INT32;
      };
    }

    Map<String, TypedArray> run() {
      Map<String, TypedArray> given = new HashMap<>();
      return model(given).run(given);
    }

    void same(Case other) {
      assertEquals(other.run(), run());
    }

    void refused(String reason) {
      Map<String, TypedArray> given = new HashMap<>();
      OnnxModel model = model(given);
      String said = model.nodes().getFirst().refusal().orElse("none");
      assertTrue(said.contains(reason), said);
      assertThrows(ModelFileException.class, () -> model.run(given));
      assertThrows(ModelFileException.class, model::toNetwork);
    }

    void fails(String reason) {
      Map<String, TypedArray> given = new HashMap<>();
      OnnxModel model = model(given);
      String message = assertThrows(ModelFileException.class, () -> model.run(given)).getMessage();
      assertTrue(message.startsWith("m: node \"n0\" (" + operator + "): "), message);
      assertTrue(message.contains(reason), message);
    }
  }

  private static String[] texts(String... all) {
    return all;
  }

  private static float[] floats(float... all) {
    return all;
  }

  /** Constants go to the functions that have some, in order; those left out are the operators'. */
  @Test
  void activationAlpha() {
    String[] some = texts("LeakyRelu", "Sigmoid", "ThresholdedRelu");
    node("LSTM")
        .with("activations", some)
        .with("activation_alpha", floats(0.3f))
        .same(node("LSTM").with("activations", some).with("activation_alpha", floats(0.3f, 1)));
    Map<String, TypedArray> none = node("LSTM").with("activations", some).run();
    assertEquals(
        none, node("LSTM").with("activations", some).with("activation_alpha", floats(0.01f)).run());
    assertEquals(
        none,
        node("LSTM").with("activations", some).with("activation_alpha", floats(0.01f, 1)).run());
    node("LSTM").with("activation_alpha", floats()).same(node("LSTM"));
    String[] two = texts("Elu", "LeakyRelu");
    both("RNN")
        .with("activations", two)
        .with("activation_alpha", floats(0.5f, 0.25f))
        .same(both("RNN").with("activation_alpha", floats(0.5f, 0.25f)).with("activations", two));
    node("LSTM")
        .with("activation_alpha", floats(0.5f))
        .refused("no more constants than the functions have, 0 and 0, got 1 and 0");
    node("LSTM")
        .with("activations", some)
        .with("activation_alpha", floats(1, 1, 1))
        .refused("2 and 0, got 3 and 0");
    node("RNN").with("activation_alpha", 1f).refused("attribute activation_alpha: expected floats");
    node("RNN")
        .with("activations", texts("ScaledTanh"))
        .refused("activation ScaledTanh: scaledTanh: expected");
    node("RNN")
        .with("activations", texts("Elu"))
        .with("activation_alpha", floats(Float.NaN))
        .refused("activation Elu: elu: expected a finite alpha");
  }

  @Test
  void activationBeta() {
    String[] some = texts("HardSigmoid", "Affine");
    node("GRU")
        .with("activations", some)
        .with("activation_alpha", floats(0.3f, 0.5f))
        .with("activation_beta", floats(0.25f))
        .same(
            node("GRU")
                .with("activations", some)
                .with("activation_alpha", floats(0.3f, 0.5f))
                .with("activation_beta", floats(0.25f, 0)));
    node("GRU")
        .with("activations", some)
        .same(
            node("GRU")
                .with("activations", some)
                .with("activation_alpha", floats(0.2f, 1))
                .with("activation_beta", floats(0.5f, 0)));
    node("GRU")
        .with("activations", texts("LeakyRelu", "Tanh"))
        .with("activation_beta", floats(0.5f))
        .refused("no more constants than the functions have");
    node("RNN").with("activation_beta", 1).refused("attribute activation_beta: expected floats");
  }

  /** Names in any case, a list for each direction, and the lists that stand for none. */
  @Test
  void activations() {
    node("RNN").with("activations", texts("TANH")).same(node("RNN"));
    node("RNN").with("activations", texts("Tanh", "Tanh")).same(node("RNN"));
    node("GRU").with("activations", texts("sigmoid", "tanh")).same(node("GRU"));
    node("LSTM").with("activations", texts("Sigmoid", "Tanh", "Tanh")).same(node("LSTM"));
    both("GRU").with("activations", texts("Sigmoid", "Tanh", "Sigmoid", "Tanh")).same(both("GRU"));
    Map<String, TypedArray> apart = both("RNN").with("activations", texts("Tanh", "Relu")).run();
    assertTrue(!apart.equals(both("RNN").run()));
    node("RNN").with("activations", texts("Gelu")).refused("ONNX's activations, got \"Gelu\"");
    node("RNN")
        .with("activations", texts())
        .refused("attribute activations: expected 1, 1 for each");
    node("RNN").with("activations", texts("Tanh", "Relu")).refused("attribute activations");
    node("GRU").with("activations", texts("Sigmoid")).refused("expected 2, 2 for each direction");
    both("LSTM")
        .with("activations", texts("Sigmoid", "Tanh", "Tanh"))
        .refused("expected 6, 3 for each direction, got 3");
    node("RNN").with("activations", "Tanh").refused("attribute activations: expected texts");
  }

  @Test
  void clip() {
    for (String operator : ALL) {
      node(operator).with("clip", 1e9f).same(node(operator));
      node(operator).with("clip", Float.POSITIVE_INFINITY).same(node(operator));
      assertTrue(!node(operator).with("clip", 0.1f).run().equals(node(operator).run()));
      for (float bad : new float[] {0, -1, Float.NaN}) {
        node(operator).with("clip", bad).refused("attribute clip: expected above 0, got " + bad);
      }
      node(operator).with("clip", 1).refused("attribute clip: expected a float");
    }
  }

  @Test
  void direction() {
    for (String operator : ALL) {
      node(operator).with("direction", "forward").same(node(operator));
      node(operator)
          .with("direction", "backward")
          .refused("attribute direction: expected forward, reverse or bidirectional, got backward");
      node(operator).with("direction", "").refused("attribute direction: expected forward");
      node(operator).with("direction", 1).refused("attribute direction: expected a text");
      // Weights for as many directions.
      node(operator).with("direction", "bidirectional").fails("W: expected shape [2, ");
      both(operator).with("hidden_size", H).run();
    }
  }

  @Test
  void hiddenSize() {
    for (String operator : ALL) {
      node(operator).with("hidden_size", H).same(node(operator));
      node(operator)
          .with("hidden_size", H + 1)
          .fails("attribute hidden_size: expected 3, as R has it, got 4");
      for (long bad : new long[] {0, -1, 1L << 32}) {
        node(operator)
            .with("hidden_size", bad)
            .refused("attribute hidden_size: expected at least 1");
      }
    }
  }

  /** Known from version 14 on; before it rows never come first. */
  @Test
  void layout() {
    for (String operator : ALL) {
      for (int opset : new int[] {14, 21, 22}) {
        node(operator).opset(opset).with("layout", 0).same(node(operator).opset(opset));
        node(operator).opset(opset).with("layout", 2).refused("attribute layout: expected 0 or 1");
        Map<String, TypedArray> turned =
            node(operator).opset(opset).in(0, random(1, N, T, I)).with("layout", 1).run();
        assertArrayEquals(new int[] {N, T, 1, H}, turned.get("Y").shape());
        assertArrayEquals(new int[] {N, 1, H}, turned.get("Y_h").shape());
      }
      for (int opset : new int[] {7, 13}) {
        node(operator)
            .opset(opset)
            .with("layout", 0)
            .refused("attribute \"layout\": not known of " + operator + " in version " + opset);
      }
    }
  }

  /** Any number but 0 says yes. */
  @Test
  void linearBeforeReset() {
    for (int opset : OPSETS) {
      Map<String, TypedArray> no = node("GRU").opset(opset).run();
      Map<String, TypedArray> yes = node("GRU").opset(opset).with("linear_before_reset", 1).run();
      assertEquals(no, node("GRU").opset(opset).with("linear_before_reset", 0).run());
      assertEquals(yes, node("GRU").opset(opset).with("linear_before_reset", 2).run());
      assertTrue(!no.equals(yes));
    }
    node("GRU")
        .with("linear_before_reset", 1f)
        .refused("attribute linear_before_reset: expected a");
    node("LSTM")
        .with("linear_before_reset", 1)
        .refused("\"linear_before_reset\": not known of LSTM");
  }

  @Test
  void inputForget() {
    for (int opset : OPSETS) {
      Map<String, TypedArray> no = node("LSTM").opset(opset).run();
      assertEquals(no, node("LSTM").opset(opset).with("input_forget", 0).run());
      assertTrue(!no.equals(node("LSTM").opset(opset).with("input_forget", 1).run()));
    }
    node("LSTM").with("input_forget", 2).refused("attribute input_forget: expected 0 or 1, got 2");
    node("GRU").with("input_forget", 1).refused("attribute \"input_forget\": not known of GRU");
  }

  /** Of versions before 7. */
  @Test
  void outputSequence() {
    for (String operator : ALL) {
      for (int opset : OPSETS) {
        node(operator)
            .opset(opset)
            .with("output_sequence", 1)
            .refused("attribute \"output_sequence\": not known of " + operator);
      }
      for (int opset : new int[] {1, 3, 6, 23}) {
        node(operator).opset(opset).refused("operators: expected version 7 to 22, got " + opset);
      }
    }
  }

  @Test
  void x() {
    for (String operator : ALL) {
      node(operator)
          .in(0, random(1, T, N, I + 1))
          .fails("X: expected three dimensions, the last of 2");
      node(operator).in(0, random(1, T, I)).fails("X: expected three dimensions");
      node(operator).in(0, null).refused("inputs: expected at least 3, got none as number 1");
    }
  }

  @Test
  void w() {
    for (String operator : ALL) {
      int g = gates(operator) * H;
      node(operator).in(1, random(2, 1, g + 1, I)).fails("W: expected shape [1, " + g + ", 2]");
      node(operator).in(1, random(2, g, I)).fails("W, R: expected [D, G·H, I] and [D, G·H, H]");
      node(operator).in(1, random(2, 1, g, 0)).fails("W, R: expected");
      node(operator).in(1, null).refused("inputs: expected at least 3, got none as number 2");
    }
  }

  @Test
  void r() {
    for (String operator : ALL) {
      int g = gates(operator) * H;
      node(operator).in(2, random(2, 1, g, H + 1)).fails("W: expected shape [1, ");
      node(operator).in(2, random(2, 1, g + 1, H)).fails("R: expected shape [1, " + g + ", 3]");
      node(operator).in(2, random(2, 2, g, H)).fails("R: expected shape [1, ");
      node(operator).in(2, null).refused("inputs: expected at least 3, got none as number 3");
    }
  }

  /** Left out it is zeros. */
  @Test
  void b() {
    for (String operator : ALL) {
      int g = gates(operator) * H;
      node(operator).in(3, TypedArray.of(new float[2 * g], 1, 2 * g)).same(node(operator));
      assertTrue(!node(operator).in(3, random(4, 1, 2 * g)).run().equals(node(operator).run()));
      node(operator).in(3, random(4, 1, g)).fails("B: expected shape [1, " + 2 * g + "]");
      node(operator).in(3, random(4, 2 * g)).fails("B: expected shape");
    }
  }

  private static TypedArray ints(int... all) {
    return TypedArray.of(all, all.length);
  }

  /** Beyond its length a row's output is zero, and its last state is where it ends. */
  @Test
  void sequenceLens() {
    for (String operator : ALL) {
      node(operator).in(4, ints(T, T)).same(node(operator));
      Map<String, TypedArray> all = node(operator).run();
      Map<String, TypedArray> some = node(operator).in(4, ints(2, 0)).run();
      float[] y = some.get("Y").floats();
      for (int t = 0; t < T; t++) {
        for (int n = 0; n < N; n++) {
          int at = (t * N + n) * H;
          float expected = n == 0 && t < 2 ? all.get("Y").floats()[at] : 0;
          assertEquals(expected, y[at]);
        }
      }
      float[] h = some.get("Y_h").floats();
      assertArrayEquals(Arrays.copyOfRange(y, N * H, N * H + H), Arrays.copyOf(h, H));
      assertArrayEquals(new float[H], Arrays.copyOfRange(h, H, 2 * H));
      node(operator).in(4, ints(T + 1, 1)).fails("sequence_lens: expected 0 to 3, got 4");
      node(operator).in(4, ints(-1, 1)).fails("sequence_lens: expected 0 to 3, got -1");
      node(operator).in(4, ints(1)).fails("sequence_lens: expected shape [2]");
      node(operator)
          .in(4, TypedArray.of(new long[] {1, 1}, 2))
          .refused("input 5: expected one of type int32, got int64");
    }
  }

  @Test
  void firstStates() {
    for (String operator : ALL) {
      TypedArray zeros = TypedArray.of(new float[N * H], 1, N, H);
      node(operator).in(5, zeros).same(node(operator));
      assertTrue(!node(operator).in(5, random(6, 1, N, H)).run().equals(node(operator).run()));
      node(operator).in(5, random(6, 1, 1, H)).fails("initial_h: expected shape [1, 2, 3]");
      node(operator).in(5, random(6, N, H)).fails("initial_h: expected shape [1, 2, 3]");
    }
    TypedArray zeros = TypedArray.of(new float[N * H], 1, N, H);
    node("LSTM").in(6, zeros).same(node("LSTM"));
    node("LSTM").in(6, random(7, 1, N, H + 1)).fails("initial_c: expected shape [1, 2, 3]");
  }

  @Test
  void peepholes() {
    node("LSTM").in(7, TypedArray.of(new float[3 * H], 1, 3 * H)).same(node("LSTM"));
    assertTrue(!node("LSTM").in(7, random(8, 1, 3 * H)).run().equals(node("LSTM").run()));
    node("LSTM").in(7, random(8, 1, 4 * H)).fails("P: expected shape [1, 9]");
    for (String operator : List.of("RNN", "GRU")) {
      Onnx seven =
          new Onnx()
              .input("x", Onnx.FLOAT)
              .node(operator, List.of("x", "x", "x", "", "", "", "x"), List.of("y"))
              .output("y");
      String said = seven.model().nodes().getFirst().refusal().orElseThrow();
      assertEquals("inputs: expected at most 6, got 7", said);
    }
  }

  /** Each alone, and those that nobody asks for. */
  @Test
  void outputs() {
    for (String operator : ALL) {
      Map<String, TypedArray> all = node(operator).run();
      assertArrayEquals(new int[] {T, 1, N, H}, all.get("Y").shape());
      for (String one : all.keySet()) {
        String[] names = {"", "", ""};
        names[List.of("Y", "Y_h", "Y_c").indexOf(one)] = one;
        int count = operator.equals("LSTM") ? 3 : 2;
        Map<String, TypedArray> alone = node(operator).out(Arrays.copyOf(names, count)).run();
        assertEquals(Map.of(one, all.get(one)), alone);
      }
    }
    node("GRU").out("Y", "Y_h", "more").refused("outputs: expected at most 2, got number 3");
    node("LSTM")
        .out("Y", "Y_h", "Y_c", "more")
        .refused("outputs: expected at most 3, got number 4");
  }

  /** Floats of 32 bits alone. */
  @Test
  void types() {
    for (String operator : ALL) {
      TypedArray doubles = TypedArray.of(new double[T * N * I], T, N, I);
      node(operator).in(0, doubles).refused("input 1: expected one of type float, got double");
      TypedArray halves = TypedArray.roundedToFloat16(new float[T * N * I], T, N, I);
      node(operator).in(0, halves).refused("input 1: expected one of type float, got float16");
      // Upper halves of floats come in files alone.
      Proto brain = new Proto().number(1, 1).number(1, 1).number(1, 1).number(2, 16).text(8, "w");
      Onnx onnx =
          new Onnx()
              .opset(22)
              .initialMessage(brain.bytes(9, new byte[2]))
              .input("x", Onnx.FLOAT)
              .node(operator, List.of("x", "w", "w"), List.of("y"))
              .output("y");
      String said = onnx.model().nodes().getFirst().refusal().orElseThrow();
      assertEquals("input 2: expected one of type float, got bfloat16", said);
    }
  }
}
