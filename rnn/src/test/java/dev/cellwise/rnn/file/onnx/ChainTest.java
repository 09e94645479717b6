package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Layer;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Session;
import dev.cellwise.rnn.net.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Graphs that are chains of layers become networks, with the bits of a run; others are refused. */
@Tag("reference")
class ChainTest {
  /** The architecture that a model of PyTorch's is found to be, and the bits of its run. */
  private static void torch(
      String name, boolean batchFirst, Architecture expected, String... outputs)
      throws IOException {
    OnnxModel model = TorchModels.model(name);
    OnnxModel chosen = outputs.length == 0 ? model : model.withOutputs(outputs);
    Network network = chosen.toNetwork();
    assertEquals(expected, network.architecture(), name);
    Map<String, TypedArray> given = TorchModels.arrays(name, "in");
    TypedArray x = given.get("x");
    Map<String, TypedArray> run = chosen.run(given);
    int[] lengths = given.containsKey("n") ? given.get("n").ints() : null;
    int[] shape = x.shape();
    if (name.contains("unbatched")) {
      shape = new int[] {shape[0], 1, shape[1]};
    }
    float[] got = new NetworkRun(network, batchFirst, shape, lengths).run(x);
    Nets.assertSameBits(name, run.values().iterator().next().floats(), got);
  }

  private static Architecture.Builder features(int size) {
    return Architecture.builder().features(size);
  }

  @Test
  void recurrentLayersOfPyTorch() throws IOException {
    torch("lstm-fixed", false, features(4).lstm(5).build());
    torch("lstm-unbatched", false, features(4).lstm(5).build());
    torch("gru-stacked", false, features(4).gru(5).gru(5).gru(5).build());
    torch("gru-without-bias", false, features(4).gru(5).build());
    Architecture.Lstm lstm = new Architecture.Lstm(5);
    torch(
        "lstm-both-stacked",
        true,
        features(4).bidirectional(lstm, Merge.CONCAT).bidirectional(lstm, Merge.CONCAT).build());
    torch(
        "rnn-relu-unfolded",
        false,
        features(4)
            .bidirectional(new Architecture.Simple(5, Activation.relu()), Merge.CONCAT)
            .build());
    torch("packed", true, features(4).bidirectional(lstm, Merge.CONCAT).build());
  }

  @Test
  void modelsOfPyTorch() throws IOException {
    Architecture.Builder tokens = Architecture.builder().embedding(11, 4);
    torch("tagger-lstm", true, tokens.lstm(5).dense(3).build());
    Architecture.Gru gru = new Architecture.Gru(5);
    torch(
        "tagger-gru-both",
        true,
        Architecture.builder()
            .embedding(11, 4)
            .bidirectional(gru, Merge.CONCAT)
            .bidirectional(gru, Merge.CONCAT)
            .dense(3)
            .build());
    torch("tagger-rnn", false, Architecture.builder().embedding(11, 4).rnn(5).dense(3).build());
    torch("last", true, features(4).gru(5).last().dense(3).build());
    torch("flat", true, Architecture.builder().embedding(7, 6).gru(8).gru(8).dense(7).build());
    torch("residual", false, features(4).lstm(6).residual(inner -> inner.lstm(6)).norm().build());
    torch("learned", true, features(4).lstm(5).lstm(5).learnStart().build());
  }

  /** Before ONNX had an operator for it, layer normalisation came in nine nodes. */
  @Test
  void aClassifierUpToItsSoftmax() throws IOException {
    Architecture.Lstm lstm = new Architecture.Lstm(5);
    Architecture expected =
        features(4)
            .bidirectional(lstm, Merge.CONCAT)
            .bidirectional(lstm, Merge.CONCAT)
            .last()
            .norm()
            .hidden(10, Activation.relu())
            .dense(3)
            .build();
    for (String name : List.of("classifier-17", "classifier-12")) {
      torch(name, true, expected, "/dense/Gemm_output_0");
      OnnxModel whole = TorchModels.model(name);
      refused(whole, "(Softmax): a network gives what comes before: withOutputs");
    }
  }

  @Test
  void activationsOfDenseLayers() throws IOException {
    torch(
        "activations",
        true,
        features(4)
            .hidden(6, Activation.gelu())
            .hidden(6, Activation.leakyRelu(0.2f))
            .rnn(5)
            .hidden(5, Activation.relu())
            .hidden(6, Activation.elu(0.7f))
            .hidden(6, Activation.softplus())
            .layer(new Layer.Dense(6, Activation.identity(), true))
            .hidden(6, Activation.softsign())
            .hidden(4, Activation.sigmoid())
            .dense(2, Activation.tanh())
            .build());
  }

  /** States that go in and come out are those of the network's streams. */
  @Test
  void aStreamKeepsWhatTheModelHandsOut() throws IOException {
    OnnxModel model = TorchModels.model("streamed");
    Network network = model.toNetwork();
    assertEquals(features(4).lstm(5).lstm(5).dense(2).build(), network.architecture());
    Map<String, TypedArray> given = TorchModels.arrays("streamed", "in");
    Map<String, TypedArray> run = model.run(given);
    TypedArray x = given.get("x");
    int rows = x.shape()[1];
    NetworkRun whole = new NetworkRun(network, false, x.shape(), null);
    for (int n = 0; n < rows; n++) {
      State state = network.newState();
      for (int l = 0; l < 2; l++) {
        state.set(l, "h", row(given.get("h"), l * rows + n));
        state.set(l, "c", row(given.get("c"), l * rows + n));
      }
      whole.state(n, state);
      Session session = network.newSession();
      session.state().set(state);
      float[] y = new float[2];
      for (int t = 0; t < x.shape()[0]; t++) {
        session.step(row(x, t * rows + n), y);
        Nets.assertSameBits("step", row(run.get("y"), t * rows + n), y);
      }
      for (int l = 0; l < 2; l++) {
        Nets.assertSameBits("h", row(run.get("hn"), l * rows + n), session.state().h(l));
        Nets.assertSameBits("c", row(run.get("cn"), l * rows + n), session.state().c(l));
      }
    }
    Nets.assertSameBits("window", run.get("y").floats(), whole.run(x));
  }

  private static float[] row(TypedArray of, int row) {
    int[] shape = of.shape();
    int size = shape[shape.length - 1];
    return Arrays.copyOfRange(of.floats(), row * size, (row + 1) * size);
  }

  @Test
  void whatIsNoChainIsRefusedByItsNode() throws IOException {
    refused(TorchModels.model("attention"), "(MatMul): weights: expected a constant");
    refused(TorchModels.model("attention").withOutputs("log"), "(MatMul): weights");
    refused(TorchModels.model("chosen"), "(Sub): inputs: expected outputs of layers, or sizes");
  }

  private static void refused(OnnxModel model, String... anyOf) {
    ModelFileException e = assertThrows(ModelFileException.class, model::toNetwork);
    assertTrue(Arrays.stream(anyOf).anyMatch(e.getMessage()::contains), () -> e.getMessage());
  }

  // Nodes by hand.

  private static float[] weights(long seed, int... shape) {
    return Nets.uniform(seed, Arrays.stream(shape).reduce(1, (a, b) -> a * b), -0.4f, 0.4f);
  }

  /** A node on an input x [T, N, 3] of 4 units, and its weights. */
  private static Onnx recurrent(
      String operator, int directions, List<String> out, Onnx.Attribute... attributes) {
    int gates = operator.equals("LSTM") ? 4 : operator.equals("GRU") ? 3 : 1;
    return new Onnx()
        .input("x", Onnx.FLOAT, "T", "N", 3)
        .initial("W", weights(1, directions, gates * 4, 3), directions, gates * 4, 3)
        .initial("R", weights(2, directions, gates * 4, 4), directions, gates * 4, 4)
        .initial("B", weights(3, directions, 2 * gates * 4), directions, 2 * gates * 4)
        .initial("P", weights(4, directions, 3 * 4), directions, 3 * 4)
        .node(
            operator,
            operator.equals("LSTM")
                ? List.of("x", "W", "R", "B", "", "", "", attributes.length > 1 ? "P" : "")
                : List.of("x", "W", "R", "B"),
            out,
            attributes);
  }

  private static final TypedArray X = TypedArray.of(Nets.uniform(9, 6 * 2 * 3, -1, 1), 6, 2, 3);

  private static void same(OnnxModel model, Architecture expected) {
    Network network = model.toNetwork();
    assertEquals(expected, network.architecture());
    float[] run = model.run(Map.of("x", X)).values().iterator().next().floats();
    Nets.assertSameBits("run", run, new NetworkRun(network, false, X.shape(), null).run(X));
  }

  @Test
  void optionsOfCells() {
    Onnx.Attribute clip = Onnx.with("clip", 0.5f);
    Onnx.Attribute forget = Onnx.with("input_forget", 1);
    Onnx lstm = recurrent("LSTM", 1, List.of("Y"), clip, forget);
    LstmOptions options =
        LstmOptions.plain()
            .withPeephole()
            .withCoupling(LstmOptions.Coupling.FORGET_FROM_INPUT)
            .withClips(0.5f, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    same(
        lstm.initial("one", 1)
            .node("Squeeze", List.of("Y", "one"), List.of("y"))
            .output("y")
            .model(),
        features(3).lstm(4, options).build());
    Onnx gru = recurrent("GRU", 1, List.of("Y"), clip);
    same(
        gru.initial("one", 1)
            .node("Squeeze", List.of("Y", "one"), List.of("y"))
            .output("y")
            .model(),
        features(3).gru(4, GruOptions.resetBefore().withClip(0.5f)).build());
    Onnx rnn = recurrent("RNN", 1, List.of("Y"), clip, Onnx.with("direction", "reverse"));
    same(
        rnn.initial("one", 1)
            .node("Squeeze", List.of("Y", "one"), List.of("y"))
            .output("y")
            .model(),
        features(3)
            .reverse(new Architecture.Simple(4, SimpleOptions.plain().withClip(0.5f)))
            .build());
  }

  private static final Onnx.Attribute BOTH = Onnx.with("direction", "bidirectional");

  @Test
  void mergesOfDirections() {
    Architecture.Gru gru = new Architecture.Gru(4, GruOptions.resetBefore());
    Map<String, Merge> reductions =
        Map.of("ReduceSum", Merge.SUM, "ReduceMean", Merge.AVERAGE, "ReduceProd", Merge.MULTIPLY);
    reductions.forEach(
        (operator, merge) -> {
          Onnx onnx = recurrent("GRU", 2, List.of("Y"), BOTH);
          if (operator.equals("ReduceSum")) {
            onnx.initial("axis", 1)
                .node(operator, List.of("Y", "axis"), List.of("y"), Onnx.with("keepdims", 0));
          } else {
            onnx.node(
                operator,
                List.of("Y"),
                List.of("y"),
                Onnx.with("axes", new long[] {1}),
                Onnx.with("keepdims", 0));
          }
          same(onnx.output("y").model(), features(3).bidirectional(gru, merge).build());
        });
    Map<String, Merge> pairs = Map.of("Add", Merge.SUM, "Mul", Merge.MULTIPLY);
    pairs.forEach(
        (operator, merge) ->
            same(
                sides(recurrent("GRU", 2, List.of("Y"), BOTH), "Y", 1)
                    .node(operator, List.of("f", "b"), List.of("y"))
                    .output("y")
                    .model(),
                features(3).bidirectional(gru, merge).build()));
    same(
        sides(recurrent("GRU", 2, List.of("Y"), BOTH), "Y", 1)
            .initial("half", new float[] {0.5f})
            .node("Add", List.of("f", "b"), List.of("sum"))
            .node("Mul", List.of("sum", "half"), List.of("y"))
            .output("y")
            .model(),
        features(3).bidirectional(gru, Merge.AVERAGE).build());
    same(
        sides(recurrent("GRU", 2, List.of("", "H"), BOTH), "H", 0)
            .node("Concat", List.of("f", "b"), List.of("y"), Onnx.with("axis", -1))
            .output("y")
            .model(),
        features(3).bidirectional(gru, Merge.CONCAT).last().build());
  }

  /** The directions f and b of a value. */
  private static Onnx sides(Onnx onnx, String value, int axis) {
    return onnx.initial("zero", TypedArray.of(new long[] {0}))
        .initial("one", TypedArray.of(new long[] {1}))
        .node("Gather", List.of(value, "zero"), List.of("f"), Onnx.with("axis", axis))
        .node("Gather", List.of(value, "one"), List.of("b"), Onnx.with("axis", axis));
  }

  @Test
  void oneDirectionOfTwoIsRefused() {
    Onnx onnx = sides(recurrent("GRU", 2, List.of("Y"), BOTH), "Y", 1);
    refused(
        onnx.output("f").model(), "output \"f\": input: expected the outputs of all directions");
    // The last step of both directions is not where the other one ends.
    Onnx last =
        recurrent("GRU", 2, List.of("Y"), BOTH).initial("end", TypedArray.of(new long[] {-1}));
    refused(
        last.node("Gather", List.of("Y", "end"), List.of("y")).output("y").model(),
        "(Gather): time: expected the last step that a layer makes");
  }

  @Test
  void rowsOfOneAndZero() {
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.INT64, "N", "T")
            .initial("depth", TypedArray.of(new long[] {3}))
            .initial("values", new float[] {0, 1}, 2)
            .initial("W", weights(1, 1, 12, 3), 1, 12, 3)
            .initial("R", weights(2, 1, 12, 4), 1, 12, 4)
            .node("OneHot", List.of("x", "depth", "values"), List.of("rows"))
            .node("GRU", List.of("rows", "W", "R"), List.of("", "H"), Onnx.with("layout", 1))
            .initial("one", 1)
            .node("Squeeze", List.of("H", "one"), List.of("y"))
            .output("y");
    OnnxModel model = onnx.model();
    Network network = model.toNetwork();
    assertEquals(
        Architecture.builder().index(3).gru(4, GruOptions.resetBefore()).last().build(),
        network.architecture());
    TypedArray x = TypedArray.of(new long[] {0, 2, 1, 1, 0, 2}, 2, 3);
    Nets.assertSameNumbers(
        "y",
        model.run(Map.of("x", x)).get("y").floats(),
        new NetworkRun(network, true, x.shape(), null).run(x));
  }

  /** To rounding errors: a product and a sum have two roundings, the kernel's function one. */
  @Test
  void productsAndSumsWithANumberAreActivations() {
    Onnx onnx =
        recurrent("RNN", 1, List.of("Y"), Onnx.with("hidden_size", 4))
            .initial("one", 1)
            .initial("w", weights(5, 4, 2), 4, 2)
            .initial("b", weights(6, 2), 2)
            .initial("a", new float[] {0.75f})
            .initial("c", new float[] {1.5f})
            .node("Squeeze", List.of("Y", "one"), List.of("s"))
            .node("MatMul", List.of("s", "w"), List.of("m"))
            .node("Add", List.of("m", "b"), List.of("d"))
            .node("Mul", List.of("d", "a"), List.of("e"))
            .node("Tanh", List.of("e"), List.of("f"))
            .node("Mul", List.of("f", "c"), List.of("g"))
            .node("Mul", List.of("d", "a"), List.of("h"))
            .node("Add", List.of("h", "c"), List.of("i"))
            .output("g")
            .output("i");
    OnnxModel model = onnx.model();
    Map<String, Activation> expected =
        Map.of("g", Activation.scaledTanh(1.5f, 0.75f), "i", Activation.affine(0.75f, 1.5f));
    expected.forEach(
        (output, f) -> {
          OnnxModel one = model.withOutputs(output);
          Network network = one.toNetwork();
          assertEquals(features(3).rnn(4).dense(2, f).build(), network.architecture());
          float[] run = one.run(Map.of("x", X)).get(output).floats();
          float[] got = new NetworkRun(network, false, X.shape(), null).run(X);
          assertArrayEquals(run, got, 1e-6f);
        });
    refused(model, "one output beside final states, got \"g\" as well");
  }

  @Test
  void firstStates() {
    Onnx onnx =
        recurrent("GRU", 1, List.of("unused"), Onnx.with("hidden_size", 4))
            .initial("start", weights(7, 1, 2, 4), 1, 2, 4)
            .node("GRU", List.of("x", "W", "R", "B", "", "start"), List.of("Y"))
            .initial("one", 1)
            .node("Squeeze", List.of("Y", "one"), List.of("y"))
            .output("y");
    refused(onnx.model(), "(GRU): first state: expected the same for all rows");
    float[] same = new float[8];
    Arrays.fill(same, 0.25f);
    Onnx equal =
        recurrent("GRU", 1, List.of("unused"), Onnx.with("hidden_size", 4))
            .initial("start", same, 1, 2, 4)
            .node("GRU", List.of("x", "W", "R", "B", "", "start"), List.of("Y"))
            .initial("one", 1)
            .node("Squeeze", List.of("Y", "one"), List.of("y"))
            .output("y");
    same(equal.model(), features(3).gru(4, GruOptions.resetBefore()).learnStart().build());
  }

  @Test
  void anotherLayersStateIsNoFirstState() {
    Onnx onnx =
        recurrent("GRU", 1, List.of("", "H"), Onnx.with("hidden_size", 4))
            .node("GRU", List.of("x", "W", "R", "B", "", "H"), List.of("Y"))
            .output("Y");
    refused(
        onnx.model(), "first state: expected zero, a constant or an input, got outputs of layers");
  }

  @Test
  void differentCellsOfTwoDirectionsAreRefused() {
    Onnx onnx =
        recurrent(
            "RNN", 2, List.of("Y"), BOTH, Onnx.with("activations", new String[] {"Tanh", "Relu"}));
    Map<String, TypedArray> run = onnx.output("Y").model().run(Map.of("x", X));
    assertArrayEquals(new int[] {6, 2, 2, 4}, run.get("Y").shape());
    refused(onnx.model(), "(RNN): activations: expected the same in both directions");
  }

  /** A model whose other outputs are states of its layers is the network below its one output. */
  @Test
  void statesBesideTheOutput() {
    Onnx onnx =
        recurrent("LSTM", 1, List.of("Y", "H", "C"), Onnx.with("hidden_size", 4))
            .output("Y")
            .output("H")
            .output("C");
    // The axis of directions, of one, is left where nobody takes it out.
    Map<String, TypedArray> run = new HashMap<>(onnx.model().run(Map.of("x", X)));
    Network network = onnx.model().toNetwork();
    assertEquals(features(3).lstm(4).build(), network.architecture());
    NetworkRun again = new NetworkRun(network, false, X.shape(), null);
    Nets.assertSameBits("Y", run.get("Y").floats(), again.run(X));
    List<Float> h = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      State state = network.newState();
      again.unrolled.state(n, state);
      for (float v : state.h(0)) {
        h.add(v);
      }
    }
    for (int i = 0; i < h.size(); i++) {
      assertEquals(run.get("H").floats()[i], h.get(i));
    }
  }

  /** A product of x [T, N, 4] of a GRU, and what comes after it. */
  private static Onnx product() {
    return recurrent("GRU", 1, List.of("Y"), Onnx.with("hidden_size", 4))
        .initial("one", 1)
        .initial("w", weights(5, 4, 2), 4, 2)
        .node("Squeeze", List.of("Y", "one"), List.of("s"))
        .node("MatMul", List.of("s", "w"), List.of("m"));
  }

  /** Numbers for rows, or in more axes, are no bias of a row. */
  @Test
  void whatIsNoRowIsNoBias() {
    Onnx down = product().initial("b", new float[] {1, 2}, 2, 1);
    refused(
        down.node("Add", List.of("m", "b"), List.of("y")).output("y").model(),
        "(Add): input: expected one number, or the bias of a product");
    Onnx more = product().initial("b", new float[] {1}, 1, 1, 1, 1);
    refused(
        more.node("Add", List.of("m", "b"), List.of("y")).output("y").model(),
        "(Add): input: expected one number, or the bias of a product");
    Onnx slopes = product().initial("b", new float[] {1, 2}, 2, 1);
    refused(
        slopes.node("PRelu", List.of("m", "b"), List.of("y")).output("y").model(),
        "(PRelu): slope: expected one number for each of 2");
  }

  /** A network takes its input as it is: what a cast cuts off would be lost. */
  @Test
  void castsThatCutAreRefused() {
    for (int to : new int[] {Onnx.INT64, Onnx.BOOL, 10}) {
      Onnx onnx =
          recurrent("GRU", 1, List.of("unused"), Onnx.with("hidden_size", 4))
              .node("Cast", List.of("x"), List.of("i"), Onnx.with("to", to))
              .node("Cast", List.of("i"), List.of("f"), Onnx.with("to", Onnx.FLOAT))
              .node("GRU", List.of("f", "W", "R"), List.of("Y"))
              .output("Y");
      refused(onnx.model(), "(Cast): attribute to: expected a type that holds float, got ");
    }
  }

  /** A first state that is computed of an input is not that input. */
  @Test
  void aFirstStateThatIsComputedIsRefused() {
    Onnx onnx =
        recurrent("GRU", 1, List.of("unused"), Onnx.with("hidden_size", 4))
            .input("h", Onnx.FLOAT, 1, 2, 4)
            .initial("half", new float[] {0.5f})
            .node("Mul", List.of("h", "half"), List.of("start"))
            .node("GRU", List.of("x", "W", "R", "B", "", "start"), List.of("Y"))
            .output("Y");
    refused(onnx.model(), "(Mul): inputs: expected outputs of layers, or sizes");
  }

  @Test
  void trainingIsRefused() {
    Onnx onnx =
        product()
            .initial("training", TypedArray.of(new boolean[] {true}))
            .node("Dropout", List.of("m", "", "training"), List.of("y"))
            .output("y");
    refused(onnx.model(), "(Dropout): training_mode: expected false, got true");
  }

  /** A few bytes of a file that many nodes read, or that say a great width. */
  @Test
  void weightsTakeNoMoreThanTheirRoom() {
    Onnx wide = new Onnx().input("x", Onnx.FLOAT, "T", "N", 30_000);
    refused(
        wide.node("Relu", List.of("x"), List.of("y")).output("y").model(),
        "(Relu): memory: expected at most");
    Onnx long0 = recurrent("RNN", 1, List.of("Y"), Onnx.with("hidden_size", 4));
    String last = "Y";
    for (int i = 0; i < 1100; i++) {
      long0.node("Relu", List.of(last), List.of("r" + i));
      last = "r" + i;
    }
    refused(long0.output(last).model(), "(Relu): layers: expected at most 1024");
  }
}
