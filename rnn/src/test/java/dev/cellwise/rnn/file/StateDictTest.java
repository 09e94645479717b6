package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.SimpleOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Bridge;
import dev.cellwise.rnn.net.MaskedRun;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import dev.cellwise.testing.Bounds;
import dev.cellwise.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** State dicts that PyTorch made, and those made for it. One mode is enough: others run windows. */
@Tag("reference")
class StateDictTest {
  @TempDir Path folder;

  /** What PyTorch's model is, and the names of its modules from the input up. */
  private record Case(String name, boolean alone, Architecture architecture, String... modules) {
    StateDict dict() {
      return StateDict.parse(name, Golden.file(name, "model.safetensors"));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    LstmOptions projected = LstmOptions.plain().withProjection(4);
    return List.of(
        new Case(
            "state-dict-lstm-l2",
            true,
            Architecture.builder().features(3).lstm(5).lstm(5).dense(4).build(),
            "rnn",
            "fc"),
        new Case(
            "state-dict-lstm-projected-both",
            true,
            Architecture.builder()
                .features(3)
                .bidirectional(new Architecture.Lstm(6, projected), Merge.CONCAT)
                .bidirectional(new Architecture.Lstm(6, projected), Merge.CONCAT)
                .build(),
            ""),
        new Case(
            "state-dict-gru-both",
            true,
            Architecture.builder()
                .embedding(9, 4)
                .bidirectional(new Architecture.Gru(5), Merge.CONCAT)
                .bidirectional(new Architecture.Gru(5), Merge.CONCAT)
                .dense(9)
                .build(),
            "encoder.embedding",
            "encoder.rnn",
            "decoder"),
        new Case(
            "state-dict-gru-without-bias",
            true,
            Architecture.builder().embedding(7, 3).gru(6).dense(2).build(),
            "emb",
            "model.gru",
            "model.out"),
        new Case(
            "state-dict-rnn-tanh-l2",
            false,
            Architecture.builder().features(4).rnn(5).rnn(5).build(),
            "rnn"),
        new Case(
            "state-dict-rnn-relu",
            false,
            Architecture.builder().features(4).rnn(6, Activation.relu()).dense(3).build(),
            "rnn",
            "0"),
        new Case(
            "state-dict-layer-norm",
            true,
            Architecture.builder().embedding(8, 4).lstm(6).norm().lstm(5).densePrelu(3).build(),
            "embedding",
            "lstm1",
            "norm",
            "lstm2",
            "head.0",
            "head.1"),
        new Case(
            "state-dict-mlp",
            false,
            Architecture.builder()
                .features(3)
                .norm()
                .gru(5)
                .hidden(4, Activation.relu())
                .densePrelu(3)
                .build(),
            "norm",
            "gru",
            "mlp.0",
            "mlp.2",
            "mlp.3"));
  }

  @Test
  void allAreThere() {
    assertEquals(
        cases().stream().map(Case::name).toList(),
        Golden.cases().stream().filter(name -> name.startsWith("state-dict-")).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatPyTorchDoes(Case c) {
    Network network = c.dict().network(c.architecture, c.modules);
    Golden golden = Golden.load(c.name);
    int[] y = golden.shape("y");
    MaskedRun run = MaskedRun.dense(network, Mode.inference(), y[0], y[1]);
    if (golden.has("tokens")) {
      run.forward(golden.ints("tokens"));
    } else {
      run.forward(golden.floats("x"));
    }
    double error = Bounds.relativeL2(golden.doubles("y"), run.outputs());
    int layers = c.architecture.layers().size() + 1;
    double bound = Bounds.forward(c.name.contains("gru") ? 3 : 4, y[0] * layers);
    assertTrue(error <= bound, error + ", " + bound);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tellsWhatCanBeTold(Case c) {
    Network described = c.dict().network(c.architecture, c.modules);
    assertEquals(described.fingerprint(), c.dict().network(c.architecture).fingerprint());
    if (c.alone) {
      assertEquals(c.architecture, c.dict().architecture());
      assertEquals(described.fingerprint(), c.dict().network().fingerprint());
    } else {
      assertThrows(ModelFileException.class, () -> c.dict().architecture());
      assertThrows(ModelFileException.class, () -> c.dict().network());
    }
  }

  /** Names, shapes, and values but for two biases that are one, which come back as their sum. */
  @ParameterizedTest
  @MethodSource("cases")
  void givesPyTorchItsTensors(Case c) throws IOException {
    Network network = c.dict().network(c.architecture, c.modules);
    StateDict given = StateDict.of(network, c.modules);
    if (c.name.endsWith("without-bias")) {
      given = given.withoutBiases("model.gru", "model.out");
    }
    Path path = folder.resolve("saved.safetensors");
    given.write(path);
    Map<String, Tensor> expected =
        SafetensorsFile.parse("f", Golden.file(c.name, "model.safetensors")).tensors();
    Map<String, Tensor> written = plainly(Files.readAllBytes(path));
    assertEquals(new TreeSet<>(expected.keySet()), new TreeSet<>(written.keySet()));
    expected.forEach((name, tensor) -> check(name, tensor, expected, written));
    Network again = StateDict.read(path).network(c.architecture, c.modules);
    assertEquals(network.fingerprint(), again.fingerprint());
  }

  private static void check(
      String name, Tensor tensor, Map<String, Tensor> expected, Map<String, Tensor> written) {
    Tensor actual = written.get(name);
    String other = name.replace("bias_ih", "bias_hh");
    if (name.contains("bias_ih")) {
      Tensor second = written.get(other);
      for (int i = 0; i < tensor.values().length; i++) {
        assertEquals(
            tensor.values()[i] + expected.get(other).values()[i],
            actual.values()[i] + second.values()[i],
            name);
      }
    } else if (name.endsWith("head.1.weight")) {
      assertArrayEquals(new int[] {3}, actual.shape(), "PyTorch's one slope is one for each here");
    } else if (!name.contains("bias_hh")) {
      assertEquals(tensor, actual, name);
    }
  }

  /** A reader of its own: no line of the library's. */
  private static Map<String, Tensor> plainly(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = new String(file, 8, length, StandardCharsets.US_ASCII);
    assertTrue(header.startsWith("{\"__metadata__\":{\"format\":\"pt\"},"), header);
    Pattern entry =
        Pattern.compile(
            "\"([^\"]+)\":\\{\"dtype\":\"F32\",\"shape\":\\[([0-9,]*)],"
                + "\"data_offsets\":\\[(\\d+),(\\d+)]}");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Matcher m = entry.matcher(header);
    while (m.find()) {
      int[] shape = Arrays.stream(m.group(2).split(",")).mapToInt(Integer::parseInt).toArray();
      int begin = Integer.parseInt(m.group(3));
      float[] values = new float[(Integer.parseInt(m.group(4)) - begin) / 4];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getFloat(8 + length + begin + 4 * i);
      }
      tensors.put(m.group(1), new Tensor(shape, values));
    }
    return tensors;
  }

  private static Case named(String last) {
    return cases().stream().filter(c -> c.name.endsWith(last)).findFirst().orElseThrow();
  }

  private static String refusal(Executable call) {
    return assertThrows(ModelFileException.class, call).getMessage();
  }

  private static String badArgument(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  /** A state dict with some tensors more, or others. */
  private static StateDict with(StateDict dict, Map<String, TypedArray> more) {
    Map<String, TypedArray> arrays = new LinkedHashMap<>(dict.arrays());
    arrays.putAll(more);
    return StateDict.of(arrays);
  }

  private static TypedArray floats(int... shape) {
    return TypedArray.of(new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape);
  }

  // What tensors do not say.

  @Test
  void theActivationOfAnRnnIsNotGuessed() {
    assertEquals(
        "state-dict-rnn-relu: \"rnn.weight_hh_l0\": expected the matrix of an LSTM or GRU, got an"
            + " RNN's, whose activation, tanh or relu, no tensor says: the architecture must be"
            + " given, or the modules' order",
        refusal(() -> named("rnn-relu").dict().network()));
  }

  @Test
  void twoOrdersAreNotGuessed() {
    Architecture a = Architecture.builder().features(3).lstm(4).lstm(4).lstm(4).build();
    StateDict dict = StateDict.of(Network.initialise(a, 1), "a", "b", "c");
    String message = refusal(dict::network);
    assertTrue(
        message.startsWith(
            "state dict: expected modules that are an Embedding, recurrent layers, LayerNorm and"
                + " one Linear on top in one way, got two: \"a\", \"b\", \"c\"; \"a\", \"c\","
                + " \"b\" of \"a\" LSTM(3, 4) of 1; "),
        message);
    assertTrue(refusal(() -> dict.network(a)).contains("in one way, got two: "));
    assertEquals(
        Network.initialise(a, 1).fingerprint(), dict.network(a, "a", "b", "c").fingerprint());
    assertEquals(
        dict.network(a, "a", "c", "b").fingerprint(),
        StateDict.of(dict.network(a, "a", "c", "b"), "a", "b", "c")
            .network(a, "a", "b", "c")
            .fingerprint());
  }

  @Test
  void whatStandsBetweenTwoLinearIsNotGuessed() {
    String message = refusal(() -> named("mlp").dict().network());
    assertTrue(message.contains("in one way, got none of \"gru\" GRU(3, 5) of 1; "), message);
  }

  @Test
  void aSquareMatrixWithoutBiasIsNotTakenForAnEmbedding() {
    Architecture a = Architecture.builder().embedding(4, 4).gru(5).build();
    StateDict dict = StateDict.of(Network.initialise(a, 1), "e", "r");
    assertTrue(refusal(dict::network).contains("got none of \"e\" [4, 4]; \"r\" GRU(4, 5) of 1"));
    assertEquals(Network.initialise(a, 1).fingerprint(), dict.network(a).fingerprint());
  }

  /** Its table may be looked up, or be the weights of the last layer. */
  @Test
  void aMatrixThatFitsOnBothEndsIsNotGuessed() {
    Architecture a = Architecture.builder().embedding(9, 4).gru(4).build();
    StateDict dict = StateDict.of(Network.initialise(a, 1), "e", "r");
    assertTrue(refusal(dict::network).contains("got two: "));
    assertEquals(Network.initialise(a, 1).fingerprint(), dict.network(a).fingerprint());
  }

  @Test
  void moreSlopesThanOneAreNotTakenForAPrelu() {
    Architecture a = Architecture.builder().features(2).gru(4).densePrelu(3).build();
    StateDict dict = StateDict.of(Network.initialise(a, 1), "r", "fc", "act");
    assertTrue(refusal(dict::network).contains("got none of "));
    assertEquals(Network.initialise(a, 1).fingerprint(), dict.network(a).fingerprint());
  }

  // Tensors that are not used, not there, or not of their shape.

  @Test
  void whatNoModuleHasIsRefusedByNameUnlessItIsLeftOut() {
    StateDict dict =
        with(
            named("lstm-l2").dict(),
            Map.of(
                "bn.num_batches_tracked",
                TypedArray.of(new long[] {7}),
                "optimizer.state.0",
                floats(3),
                "optimizer.step",
                floats()));
    String message = refusal(dict::network);
    assertTrue(
        message.matches(
            "state dict: \"(bn.num_batches_tracked\" \\[]|optimizer.state.0\" \\[3]|"
                + "optimizer.step\" \\[]): expected a tensor of PyTorch's RNN, LSTM, GRU, Embedding,"
                + " Linear, LayerNorm or PReLU, got another .*"),
        message);
    assertEquals(
        named("lstm-l2").dict().network().fingerprint(),
        dict.without("bn.num_batches_tracked", "optimizer.").network().fingerprint());
    assertEquals(
        "names: expected tensors of state dict, or modules of it, got \"bn\"",
        badArgument(() -> dict.without("bn")));
    badArgument(() -> dict.without("b."));
  }

  @Test
  void aModuleThatIsNotUsedIsRefusedByName() {
    StateDict dict = with(named("lstm-l2").dict(), Map.of("aux.weight", floats(2, 7)));
    Architecture a = named("lstm-l2").architecture;
    assertTrue(refusal(dict::network).contains("got none of "));
    assertTrue(refusal(() -> dict.network(a)).contains("got none of "));
    assertEquals(
        "state dict: \"aux.weight\": expected none but the tensors of [rnn, fc], got it (to be left"
            + " out where it is not needed)",
        refusal(() -> dict.network(a, "rnn", "fc")));
    assertEquals(
        "modules: expected each of [\"fc\", \"rnn\", \"aux\"] once, got [rnn, fc, aux, other]",
        badArgument(() -> dict.network(a, "rnn", "fc", "aux", "other")));
    badArgument(() -> named("lstm-l2").dict().network(a, "rnn", "fc", "fc"));
    assertEquals(
        "state dict: \"aux\": expected no part more than [lstm l0, lstm l1, head], got one",
        refusal(() -> dict.network(a, "rnn", "fc", "aux")));
  }

  @Test
  void missingAndMisshapenTensorsAreRefusedByName() {
    Case c = named("lstm-l2");
    Map<String, String> refused =
        Map.of(
            "rnn.weight_ih_l1", "expected shape [20, 5], got no such tensor",
            "rnn.weight_hh_l1", "expected shape [20, 5], got no such tensor",
            "rnn.bias_hh_l0", "expected shape [20], got no such tensor",
            "rnn.bias_ih_l0", "expected none, as in the first layer, got [20]",
            "rnn.weight_hh_l0", "expected a matrix, got no such tensor");
    refused.forEach(
        (name, why) -> {
          String message = refusal(() -> c.dict().without(name).network(c.architecture, c.modules));
          assertTrue(message.endsWith(why), name + " " + message);
          assertTrue(message.startsWith(c.name + ": \"rnn."), message);
        });
    Map<String, TypedArray> shapes =
        Map.of(
            "rnn.weight_ih_l0", floats(19, 3),
            "rnn.weight_hh_l0", floats(10, 5),
            "rnn.weight_ih_l1", floats(20, 6),
            "rnn.bias_ih_l1", floats(20, 1),
            "rnn.weight_hr_l1", floats(2, 5),
            "rnn.weight_ih_l00", floats(2, 5),
            "rnn.weight_ih_l99999", floats(20, 5),
            "rnn.weight_ih_l0_reverse", floats(20, 3),
            "fc.bias", floats(3));
    shapes.forEach(
        (name, array) -> {
          String message = refusal(() -> with(c.dict(), Map.of(name, array)).network());
          String module = name.substring(0, name.indexOf('.'));
          assertTrue(message.startsWith("state dict: \"" + module + "."), message);
        });
    assertEquals(
        "state-dict-lstm-l2: \"fc.weight\": expected shape [3, 5] of head.weight, got [4, 5]",
        refusal(
            () ->
                c.dict()
                    .network(
                        Architecture.builder().features(3).lstm(5).lstm(5).dense(3).build(),
                        "rnn",
                        "fc")));
    assertEquals(
        "state-dict-lstm-l2: expected a module of head, got none",
        refusal(() -> c.dict().without("fc.").network(c.architecture, "rnn")));
    assertEquals(
        "state-dict-lstm-l2: \"fc\": expected the module of lstm l0, got \"fc\" [4, 5] and bias",
        refusal(() -> c.dict().network(c.architecture, "fc", "rnn")));
  }

  @Test
  void gatesAreToldByShapes() {
    for (int gates : new int[] {2, 5}) {
      Map<String, TypedArray> odd =
          Map.of("weight_ih_l0", floats(gates * 3, 2), "weight_hh_l0", floats(gates * 3, 3));
      assertEquals(
          "state dict: \"weight_hh_l0\": expected [4H, H] of an LSTM, [3H, H] of a GRU or [H, H] of"
              + " an RNN, got ["
              + 3 * gates
              + ", 3]",
          refusal(() -> StateDict.of(odd).network()));
    }
    Map<String, TypedArray> projectedGru =
        Map.of(
            "weight_ih_l0",
            floats(9, 2),
            "weight_hh_l0",
            floats(9, 1),
            "weight_hr_l0",
            floats(1, 3));
    assertTrue(
        refusal(() -> StateDict.of(projectedGru).network())
            .endsWith("\"weight_hh_l0\": expected [4H, P] of H = 3, got [9, 1]"));
  }

  // Types.

  @Test
  void halvesAreFloatsAndDoublesAreAskedFor() {
    StateDict dict = named("gru-both").dict();
    Map<String, TypedArray> doubles = new LinkedHashMap<>();
    Map<String, TypedArray> halves = new LinkedHashMap<>();
    Map<String, TypedArray> rounded = new LinkedHashMap<>();
    dict.arrays()
        .forEach(
            (name, a) -> {
              double[] wide = a.doubles();
              wide[0] += 1e-12;
              doubles.put(name, TypedArray.of(wide, a.shape()));
              halves.put(name, TypedArray.roundedToBfloat16(a.floats(), a.shape()));
              rounded.put(name, TypedArray.of(halves.get(name).floats(), a.shape()));
            });
    String message = refusal(() -> StateDict.of(doubles).network());
    assertTrue(
        message.matches(
            "state dict: tensor \"encoder.embedding.weight\" of FLOAT64: values\\[0]: expected a"
                + " number that a float holds, got .*"),
        message);
    assertEquals(
        dict.network().fingerprint(), StateDict.of(doubles).rounded().network().fingerprint());
    assertEquals(
        StateDict.of(rounded).network().fingerprint(),
        StateDict.of(halves).network().fingerprint());
  }

  // Saving.

  @Test
  void namesAreForModulesOrForLayers() {
    Architecture a =
        Architecture.builder().embedding(7, 3).lstm(4).dropout(0.5f).lstm(4).dense(2).build();
    Network network = Network.initialise(a, 1);
    StateDict one = StateDict.of(network, "e", "r", "d");
    assertTrue(one.arrays().containsKey("r.weight_ih_l1"));
    StateDict each = StateDict.of(network, "e", "r0", "r1", "d");
    assertEquals(one.arrays().get("r.weight_ih_l1"), each.arrays().get("r1.weight_ih_l0"));
    assertEquals(network.fingerprint(), one.network(a).fingerprint());
    assertEquals(network.fingerprint(), each.network(a, "e", "r0", "r1", "d").fingerprint());
    assertEquals(
        "modules: expected names for [[embedding], [lstm l0, lstm l1], [head]], got 2",
        badArgument(() -> StateDict.of(network, "e", "r")));
    assertEquals(
        "modules: expected each name once, got [e, r, r, d]",
        badArgument(() -> StateDict.of(network, "e", "r", "r", "d")));
  }

  /** What stands between layers of PyTorch's is dropout and nothing else. */
  @Test
  void layersThatDoNotStandRightOnOneAnotherAreNoModule() {
    Architecture residual =
        Architecture.builder().features(4).lstm(4).residual(b -> b.lstm(4)).build();
    Network network = Network.initialise(residual, 1);
    badArgument(() -> StateDict.of(network, "r"));
    StateDict each = StateDict.of(network, "a", "b");
    assertEquals(network.fingerprint(), each.network(residual, "a", "b").fingerprint());
    StateDict one =
        StateDict.of(
            Network.initialise(Architecture.builder().features(4).lstm(4).lstm(4).build(), 1), "r");
    assertEquals(
        "state dict: \"r.weight_ih_l1\": expected no layer more, since lstm l1 does not stand right"
            + " on one that is as it, got one",
        refusal(() -> one.network(residual, "r")));
    Architecture other = Architecture.builder().features(4).lstm(4).gru(4).build();
    badArgument(() -> StateDict.of(Network.initialise(other, 1), "r"));
  }

  @Test
  void aReverseLayerIsAModuleOverWhatWasTurnedRound() {
    Architecture a = Architecture.builder().features(3).reverse(new Architecture.Gru(4)).build();
    Network network = Network.initialise(a, 1);
    StateDict dict = StateDict.of(network, "r");
    assertEquals(
        Set.of("r.weight_ih_l0", "r.weight_hh_l0", "r.bias_ih_l0", "r.bias_hh_l0"),
        dict.arrays().keySet());
    assertEquals(network.fingerprint(), dict.network(a).fingerprint());
    Architecture forward = Architecture.builder().features(3).gru(4).build();
    assertEquals(forward, dict.architecture());
  }

  @Test
  void anEncoderAndAttentionAreModulesToo() {
    Architecture encoder =
        Architecture.builder()
            .embedding(9, 3)
            .bidirectional(new Architecture.Gru(4), Merge.CONCAT)
            .build();
    Architecture a =
        Architecture.builder()
            .encoder(encoder, Bridge.dense())
            .embedding(7, 5)
            .gru(6)
            .attention(2)
            .hidden(3, Activation.tanh())
            .dense(7)
            .build();
    Network network = Network.initialise(a, 1);
    String[] names = {"src", "enc", "emb", "dec", "wq", "wm", "v", "mix", "out", "init"};
    StateDict dict = StateDict.of(network, names);
    assertEquals(
        Set.of("wm.weight", "v.weight"),
        dict.arrays().keySet().stream()
            .filter(n -> n.matches("(wm|v)\\..*"))
            .collect(Collectors.toSet()));
    assertEquals(network.fingerprint(), dict.network(a, names).fingerprint());
    assertTrue(
        refusal(() -> with(dict, Map.of("v.bias", floats(1))).network(a, names))
            .startsWith("state dict: \"v\": expected the module of attention0.score, got "));
  }

  @Test
  void biasesAreLeftOutWhereTheyAreZeros() {
    Case c = named("without-bias");
    StateDict dict = StateDict.of(c.dict().network(), c.modules);
    assertEquals(
        c.dict().arrays().keySet(), dict.withoutBiases("model.gru", "model.out").arrays().keySet());
    assertEquals(
        "modules: expected such as have biases, got \"emb\"",
        badArgument(() -> dict.withoutBiases("emb")));
    StateDict biased = named("lstm-l2").dict();
    assertTrue(
        badArgument(() -> biased.withoutBiases("fc")).startsWith("fc.bias: expected zeros, got "));
  }

  @Test
  void cellsThatPyTorchHasNotAreRefused() {
    for (Architecture.Recurrent cell :
        List.of(
            new Architecture.Lstm(4, LstmOptions.plain().withPeephole()),
            new Architecture.Lstm(4, LstmOptions.plain().withClips(1, 1, Float.POSITIVE_INFINITY)),
            new Architecture.Lstm(4, LstmOptions.plain().withLayerNorm()),
            new Architecture.Lstm(4, LstmOptions.plain().withZoneout(0.1f, 0)),
            new Architecture.Gru(4, GruOptions.resetBefore()),
            new Architecture.Simple(4, Activation.sigmoid()),
            new Architecture.Simple(4, SimpleOptions.plain().withLags(2)))) {
      Architecture a = Architecture.builder().features(3).layer(cell).build();
      Network network = Network.initialise(a, 1);
      assertTrue(
          badArgument(() -> StateDict.of(network, "r")).startsWith("architecture: expected LSTM, "),
          cell.toString());
      badArgument(() -> StateDict.of(Map.of()).network(a));
    }
    Architecture learned = Architecture.builder().features(3).lstm(2).learnStart().build();
    assertEquals(
        "architecture: expected tensors that modules of PyTorch's have, got lstm.start_h_l0",
        badArgument(() -> StateDict.of(Network.initialise(learned, 1), "r")));
  }

  /** Dropout inside cells is drawn in training alone. */
  @Test
  void dropoutIsNothingToPyTorchsCells() {
    LstmOptions dropped = LstmOptions.plain().withRecurrentDropout(0.5f).withInputDropout(0.25f);
    Architecture a =
        Architecture.builder().features(3).layer(new Architecture.Lstm(4, dropped)).build();
    Network network = Network.initialise(a, 1);
    StateDict dict = StateDict.of(network, "r");
    assertEquals(network.fingerprint(), dict.network(a, "r").fingerprint());
    assertEquals(Architecture.builder().features(3).lstm(4).build(), dict.architecture());
  }

  /** As save_model of safetensors.torch writes what shares memory. */
  @Test
  void metadataNamesTensorsThatShareTheirMemory() throws IOException {
    Architecture a = Architecture.builder().embedding(9, 4).lstm(4).dense(9).build();
    Map<String, TypedArray> arrays =
        new LinkedHashMap<>(StateDict.of(Network.initialise(a, 1), "emb", "rnn", "out").arrays());
    arrays.put("out.weight", arrays.get("emb.weight"));
    StateDict whole = StateDict.of(arrays);
    Map<String, TypedArray> kept = new LinkedHashMap<>(arrays);
    kept.remove("out.weight");
    Path path = folder.resolve("tied.safetensors");
    SafetensorsFile.writeArrays(
        path, kept, Map.of("format", "pt", "out.weight", "emb.weight", "k", "v"));
    assertEquals(
        whole.network(a, "emb", "rnn", "out").fingerprint(),
        StateDict.read(path).network(a, "emb", "rnn", "out").fingerprint());
  }

  /** Sizes that leave one order: whatever the architecture, its tensors say it. */
  @Test
  void tellsEveryArchitectureOfUnlikeSizes() {
    List<Architecture.Recurrent> cells =
        List.of(
            new Architecture.Lstm(5),
            new Architecture.Lstm(7, LstmOptions.plain().withProjection(3)),
            new Architecture.Gru(11));
    int told = 0;
    for (Architecture.Recurrent cell : cells) {
      for (int layers = 1; layers <= 3; layers++) {
        for (int options = 0; options < 16; options++) {
          Architecture a = architecture(cell, layers, options);
          Network network = Network.initialise(a, options);
          String[] names = names(options);
          StateDict dict = StateDict.of(network, names);
          assertEquals(a, dict.architecture(), a.toString());
          assertEquals(network.fingerprint(), dict.network().fingerprint());
          told++;
        }
      }
    }
    assertEquals(3 * 3 * 16, told);
  }

  private static Architecture architecture(Architecture.Recurrent cell, int layers, int options) {
    Architecture.Builder b = Architecture.builder();
    if ((options & 1) != 0) {
      b.embedding(23, 13);
    } else {
      b.features(13);
    }
    for (int k = 0; k < layers; k++) {
      if ((options & 2) != 0) {
        b.bidirectional(cell, Merge.CONCAT);
      } else {
        b.layer(cell);
      }
    }
    if ((options & 4) != 0) {
      b.norm();
    }
    if ((options & 8) != 0) {
      b.dense(17);
    }
    return b.build();
  }

  private static String[] names(int options) {
    List<String> names = new ArrayList<>(List.of("model.rnn"));
    if ((options & 1) != 0) {
      names.addFirst("model.emb");
    }
    if ((options & 4) != 0) {
      names.add("norm");
    }
    if ((options & 8) != 0) {
      names.add("z.fc");
    }
    return names.toArray(String[]::new);
  }
}
