package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.LstmOptions.Coupling;
import dev.cellwise.rnn.file.ModelFile;
import dev.cellwise.rnn.file.onnx.ParsedModel.Constant;
import dev.cellwise.rnn.file.onnx.ParsedModel.Node;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in an exported model, as protobuf's own library reads it. */
@Tag("reference")
class OnnxExportTest {
  private static final OnnxExportOptions STANDARD = OnnxExportOptions.standard();
  private static final float NONE = Float.POSITIVE_INFINITY;
  private static final int I = 3;
  private static final int H = 2;

  @TempDir Path folder;

  private static Architecture.Builder features() {
    return Architecture.builder().features(I);
  }

  private static ParsedModel parsed(Network network, OnnxExportOptions options) {
    return new ParsedModel(OnnxExport.bytes(network, options));
  }

  private static ParsedModel parsed(Architecture.Builder b, OnnxExportOptions options) {
    return parsed(Exportable.network(b.build()), options);
  }

  private static ParsedModel parsed(Architecture.Builder b) {
    return parsed(b, STANDARD);
  }

  @ParameterizedTest
  @CsvSource({
    "11, 6", "12, 7", "14, 7", "15, 8", "17, 8", "18, 8", "19, 9", "20, 9", "21, 10", "22, 10"
  })
  void saysWhatItIs(int opset, long irVersion) {
    Network network = Exportable.network(features().lstm(H).build());
    ParsedModel model = parsed(network, STANDARD.withOpset(opset));
    assertEquals(Map.of("", (long) opset), model.operators());
    assertEquals(irVersion, model.irVersion());
    assertEquals("Cellwise " + OnnxExport.VERSION, model.producer());
    assertEquals(Map.of("cellwise.fingerprint", network.fingerprint()), model.metadata());
  }

  /** The constant follows the build. */
  @Test
  void theVersionIsTheProjects() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));
    assertTrue(pom.contains("<version>" + OnnxExport.VERSION + "</version>"), OnnxExport.VERSION);
  }

  @Test
  void inputsAndOutputs() {
    Architecture.Builder both =
        features().bidirectional(new Architecture.Lstm(H), Merge.CONCAT).gru(5).dense(7);
    ParsedModel plain = parsed(both);
    assertEquals("{x=1[time, batch, 3]}", plain.inputs().toString());
    assertEquals("{y=1[time, batch, 7]}", plain.outputs().toString());
    ParsedModel all = parsed(both, STANDARD.withBatchFirst().withLengths().withStates());
    assertEquals(
        "{x=1[batch, time, 3], lengths=6[batch], h0_l0=1[2, batch, 2], c0_l0=1[2, batch, 2],"
            + " h0_l1=1[1, batch, 5]}",
        all.inputs().toString());
    assertEquals(
        "{hn_l0=1[2, batch, 2], cn_l0=1[2, batch, 2], hn_l1=1[1, batch, 5], y=1[batch, time, 7]}",
        all.outputs().toString());
    assertEquals(
        "{tokens=7[time, batch]}",
        parsed(Architecture.builder().index(4).rnn(H)).inputs().toString());
    ParsedModel last =
        parsed(Architecture.builder().embedding(4, 2).rnn(H).last(), STANDARD.withBatchFirst());
    assertEquals("{tokens=7[batch, time]}", last.inputs().toString());
    assertEquals("{y=1[batch, 2]}", last.outputs().toString());
  }

  /** A gate's rows of W, R or B. */
  private static float[] block(float[] values, int gate, int size) {
    return Arrays.copyOfRange(values, gate * size, (gate + 1) * size);
  }

  /**
   * Holds the gates of a node, in ONNX's order, to blocks of a network's tensors.
   *
   * @param gates the block of each
   */
  private static void assertGates(
      Network network,
      ParsedModel model,
      String family,
      int direction,
      String suffix,
      int... gates) {
    Map<String, Tensor> tensors = network.tensors();
    Map<String, Constant> constants = model.constants();
    String node = family + "_l0";
    int g = gates.length;
    float[] w = constants.get(node + ".W").floats();
    float[] r = constants.get(node + ".R").floats();
    float[] b = constants.get(node + ".B").floats();
    for (int k = 0; k < g; k++) {
      int at = direction * g + k;
      String of = "gate " + k + suffix;
      float[] weight = tensors.get(family + ".weight_ih_l0" + suffix).values();
      assertArrayEquals(block(weight, gates[k], H * I), block(w, at, H * I), of);
      float[] recurrent = tensors.get(family + ".weight_hh_l0" + suffix).values();
      assertArrayEquals(block(recurrent, gates[k], H * H), block(r, at, H * H), of);
      float[] bias = tensors.get(family + ".bias_ih_l0" + suffix).values();
      assertArrayEquals(block(bias, gates[k], H), block(b, direction * g + at, H), of);
      float[] second = tensors.get(family + ".bias_hh_l0" + suffix).values();
      assertArrayEquals(block(second, gates[k], H), block(b, direction * g + g + at, H), of);
    }
    int d = w.length / (g * H * I);
    assertEquals(List.of((long) d, (long) g * H, (long) I), constants.get(node + ".W").shape());
    assertEquals(List.of((long) d, (long) g * H, (long) H), constants.get(node + ".R").shape());
    assertEquals(List.of((long) d, 2L * g * H), constants.get(node + ".B").shape());
  }

  /** Ours i, f, g, o; r, z, n. ONNX's i, o, f, c; z, r, h. */
  @Test
  void gatesInTheirOrder() {
    Network lstm = Exportable.network(features().lstm(H).build());
    assertGates(lstm, parsed(lstm, STANDARD), "lstm", 0, "", 0, 3, 1, 2);
    Network rnn = Exportable.network(features().rnn(H).build());
    assertGates(rnn, parsed(rnn, STANDARD), "rnn", 0, "", 0);
    for (GruOptions o : List.of(GruOptions.resetAfter(), GruOptions.resetBefore())) {
      Network gru = Exportable.network(features().gru(H, o).build());
      ParsedModel model = parsed(gru, STANDARD);
      assertGates(gru, model, "gru", 0, "", 1, 0, 2);
      assertEquals(
          o.after() ? 1L : null, model.node("GRU").attributes().get("linear_before_reset"));
    }
  }

  @Test
  void directionsOneBehindTheOther() {
    Network both =
        Exportable.network(
            features().bidirectional(new Architecture.Lstm(H), Merge.SUM).learnStart().build());
    ParsedModel model = parsed(both, STANDARD);
    assertGates(both, model, "lstm", 0, "", 0, 3, 1, 2);
    assertGates(both, model, "lstm", 1, "_reverse", 0, 3, 1, 2);
    assertEquals("bidirectional", model.node("LSTM").attributes().get("direction"));
    Constant start = model.constants().get("lstm_l0.start_c");
    assertEquals(List.of(2L, 1L, (long) H), start.shape());
    assertArrayEquals(both.tensors().get("lstm.start_c_l0").values(), block(start.floats(), 0, H));
    assertArrayEquals(
        both.tensors().get("lstm.start_c_l0_reverse").values(), block(start.floats(), 1, H));
    Network reverse = Exportable.network(features().reverse(new Architecture.Gru(H)).build());
    assertGates(reverse, parsed(reverse, STANDARD), "gru", 0, "_reverse", 1, 0, 2);
    assertEquals("reverse", parsed(reverse, STANDARD).node("GRU").attributes().get("direction"));
  }

  private static Network coupled(Coupling coupling) {
    return Exportable.network(
        features().lstm(H, LstmOptions.plain().withPeephole().withCoupling(coupling)).build());
  }

  private static float[] negated(float[] values) {
    float[] to = values.clone();
    for (int i = 0; i < to.length; i++) {
      to[i] = -to[i];
    }
    return to;
  }

  /** P is i, o, f; our peepholes are i, f, o. */
  @Test
  void peepholesAndCoupledGates() {
    Network plain = coupled(Coupling.NONE);
    float[] own = plain.tensors().get("lstm.weight_peephole_l0").values();
    Constant p = parsed(plain, STANDARD).constants().get("lstm_l0.P");
    assertEquals(List.of(1L, 3L * H), p.shape());
    assertArrayEquals(block(own, 0, H), block(p.floats(), 0, H));
    assertArrayEquals(block(own, 2, H), block(p.floats(), 1, H));
    assertArrayEquals(block(own, 1, H), block(p.floats(), 2, H));

    // i, g, o and i, o: the forget gate has no weights.
    Network forget = coupled(Coupling.FORGET_FROM_INPUT);
    ParsedModel model = parsed(forget, STANDARD);
    assertEquals(1L, model.node("LSTM").attributes().get("input_forget"));
    float[] w = model.constants().get("lstm_l0.W").floats();
    float[] ih = forget.tensors().get("lstm.weight_ih_l0").values();
    assertArrayEquals(block(ih, 0, H * I), block(w, 0, H * I));
    assertArrayEquals(block(ih, 2, H * I), block(w, 1, H * I));
    assertArrayEquals(new float[H * I], block(w, 2, H * I));
    assertArrayEquals(block(ih, 1, H * I), block(w, 3, H * I));
    own = forget.tensors().get("lstm.weight_peephole_l0").values();
    float[] peep = model.constants().get("lstm_l0.P").floats();
    assertArrayEquals(own, Arrays.copyOf(peep, 2 * H));
    assertArrayEquals(new float[H], block(peep, 2, H));

    // f, g, o and f, o: the input gate is the forget gate's mirror image.
    Network input = coupled(Coupling.INPUT_FROM_FORGET);
    model = parsed(input, STANDARD);
    assertNull(model.node("LSTM").attributes().get("input_forget"));
    w = model.constants().get("lstm_l0.W").floats();
    ih = input.tensors().get("lstm.weight_ih_l0").values();
    assertArrayEquals(negated(block(ih, 0, H * I)), block(w, 0, H * I));
    assertArrayEquals(block(ih, 2, H * I), block(w, 1, H * I));
    assertArrayEquals(block(ih, 0, H * I), block(w, 2, H * I));
    assertArrayEquals(block(ih, 1, H * I), block(w, 3, H * I));
    own = input.tensors().get("lstm.weight_peephole_l0").values();
    peep = model.constants().get("lstm_l0.P").floats();
    assertArrayEquals(negated(block(own, 0, H)), block(peep, 0, H));
    assertArrayEquals(block(own, 1, H), block(peep, 1, H));
    assertArrayEquals(block(own, 0, H), block(peep, 2, H));
  }

  @Test
  void attributesOfOptions() {
    assertEquals(Map.of("hidden_size", 2L), parsed(features().lstm(H)).node("LSTM").attributes());
    assertEquals(Map.of("hidden_size", 2L), parsed(features().rnn(H)).node("RNN").attributes());
    LstmOptions o =
        LstmOptions.plain()
            .withClips(0.75f, NONE, NONE)
            .withActivations(
                Activation.hardSigmoid(0.3f, 0.4f),
                Activation.leakyRelu(0.2f),
                Activation.identity());
    Node node =
        parsed(features().bidirectional(new Architecture.Lstm(H, o), Merge.SUM)).node("LSTM");
    List<String> names = List.of("HardSigmoid", "LeakyRelu", "Affine");
    assertEquals(twice(names), node.attributes().get("activations"));
    assertEquals(twice(List.of(0.3f, 0.2f, 1f)), node.attributes().get("activation_alpha"));
    assertEquals(twice(List.of(0.4f, 0f)), node.attributes().get("activation_beta"));
    assertEquals(0.75f, node.attributes().get("clip"));
  }

  private static <T> List<T> twice(List<T> of) {
    List<T> all = new ArrayList<>(of);
    all.addAll(of);
    return all;
  }

  private static List<String> operators(ParsedModel model) {
    return model.nodes().stream().map(Node::operator).toList();
  }

  /** What an operator does that older versions have not is done by those that they have. */
  @Test
  void writesOldOperatorsWithOlder() {
    Architecture.Builder b = features().rnn(H).norm().dense(2, Activation.gelu());
    assertEquals(
        List.of("RNN", "Squeeze", "LayerNormalization", "MatMul", "Add", "Gelu"),
        operators(parsed(b, STANDARD.withOpset(20))));
    List<String> gelu = List.of("Mul", "Erf", "Add", "Mul", "Mul");
    List<String> seventeen =
        new ArrayList<>(List.of("RNN", "Squeeze", "LayerNormalization", "MatMul", "Add"));
    seventeen.addAll(gelu);
    assertEquals(seventeen, operators(parsed(b, STANDARD.withOpset(19))));
    List<String> eleven =
        new ArrayList<>(
            List.of(
                "RNN",
                "Squeeze",
                "ReduceMean",
                "Sub",
                "Pow",
                "ReduceMean",
                "Add",
                "Sqrt",
                "Div",
                "Mul",
                "Add",
                "MatMul",
                "Add"));
    eleven.addAll(gelu);
    assertEquals(eleven, operators(parsed(b, STANDARD.withOpset(16))));
    Node newer = parsed(b, STANDARD.withOpset(13)).node("Squeeze");
    assertEquals(List.of("rnn_l0.Y", "axis_1"), newer.inputs());
    assertEquals(Map.of(), newer.attributes());
    Node older = parsed(b, STANDARD.withOpset(12)).node("Squeeze");
    assertEquals(List.of("rnn_l0.Y"), older.inputs());
    assertEquals(Map.of("axes", List.of(1L)), older.attributes());
  }

  /** The last output is the last state, unless a residual connection is around it. */
  @Test
  void takesTheLastOutput() {
    Node node = parsed(features().gru(H).last()).node("GRU");
    assertEquals(List.of("", "gru_l0.Y_h"), node.outputs());
    ParsedModel norm = parsed(features().gru(H).norm().dropout(0.5f).last().dense(3));
    assertEquals(List.of("", "gru_l0.Y_h"), norm.node("GRU").outputs());
    assertEquals(List.of("GRU", "Squeeze", "LayerNormalization", "MatMul", "Add"), operators(norm));
    Architecture.Builder residual = features().residual(b -> b.gru(I)).norm().last();
    assertEquals(
        List.of("GRU", "Squeeze", "Add", "Gather", "LayerNormalization"),
        operators(parsed(residual)));
    assertEquals(
        List.of(
            "GRU",
            "Squeeze",
            "Add",
            "Cast",
            "Sub",
            "Reshape",
            "Expand",
            "GatherElements",
            "Squeeze",
            "LayerNormalization"),
        operators(parsed(residual, STANDARD.withLengths())));
  }

  /** Where states are inputs the model does not use a learned first one: the metadata has it. */
  @Test
  void tellsALearnedStart() {
    Network network = Exportable.network(features().lstm(H).learnStart().build());
    Map<String, String> metadata = parsed(network, STANDARD.withStates()).metadata();
    for (String part : List.of("h", "c")) {
      String[] numbers = metadata.get("cellwise.start_" + part + "_l0").split(",");
      float[] start = network.tensors().get("lstm.start_" + part + "_l0").values();
      assertEquals(start.length, numbers.length);
      for (int i = 0; i < start.length; i++) {
        assertEquals(start[i], Float.parseFloat(numbers[i]));
      }
    }
    assertEquals(1, parsed(network, STANDARD).metadata().size());
  }

  @Test
  void theRoundedWeights() {
    Network network = Exportable.network(features().gru(H).dense(2).build());
    Network rounded = network.to(Precision.BF16);
    float[] exact = parsed(network, STANDARD).constants().get("gru_l0.W").floats();
    float[] w = parsed(rounded, STANDARD).constants().get("gru_l0.W").floats();
    assertFalse(Arrays.equals(exact, w));
    for (float value : w) {
      assertEquals(0, Float.floatToIntBits(value) & 0xffff);
    }
    assertArrayEquals(
        OnnxExport.bytes(rounded.to(Precision.F32)), OnnxExport.bytes(rounded), "the same floats");
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws IOException {
    for (long seed = 0; seed < 20; seed++) {
      Network network = Exportable.network(Exportable.architecture(seed));
      byte[] bytes = OnnxExport.bytes(network);
      assertArrayEquals(bytes, OnnxExport.bytes(network));
      Path path = folder.resolve("m.onnx");
      OnnxExport.write(path, network);
      assertArrayEquals(bytes, Files.readAllBytes(path));
      Path saved = folder.resolve("m.safetensors");
      ModelFile.save(saved, network);
      assertArrayEquals(bytes, OnnxExport.bytes(ModelFile.load(saved).network()));
    }
  }

  private static Map<String, Architecture> golden() {
    return Map.of(
        "lstm", features().lstm(17).dense(4).build(),
        "tagger",
            Architecture.builder()
                .embedding(9, 4)
                .bidirectional(new Architecture.Lstm(6), Merge.CONCAT)
                .residual(b -> b.norm().gru(12))
                .learnStart()
                .dense(5, Activation.gelu())
                .build(),
        "last",
            Architecture.builder()
                .index(6)
                .bidirectional(
                    new Architecture.Gru(5, GruOptions.resetBefore().withClip(0.5f)), Merge.AVERAGE)
                .rnn(7, Activation.leakyRelu(0.1f))
                .norm()
                .last()
                .densePrelu(3)
                .build());
  }

  /** SHA-256 of the graph, whatever version wrote it. */
  @ParameterizedTest
  @CsvSource({
    "lstm, false, 17, 0e507620da4e91e84a39570b0ac9f64a28044c99aeec8da578c36f80a6293af4",
    "lstm, true, 11, a2cf1e000a05ef3ccdda63279d716a855c11fec38f7cb1604cc11be7ca6cea75",
    "tagger, false, 17, fa29c836db14f4764c7a7079a2314a0c011c180329ffcebd4101f23771a77aae",
    "tagger, true, 22, 203d62efc7a0e380c298d07553a37a2ca72aa1432da880da9c4d097d12297f50",
    "last, false, 13, 637cf446a43e471a60cb63aa1d08ab3ae2b6316f2dcbd1211ffa0d4f97acd2be",
    "last, true, 20, 7041eab04277dbab13fcc2ff3f040673db11adae408a5a0e9f6072cf06bb4c1d"
  })
  void theBytesAreTheCommittedOnes(String name, boolean all, int opset, String digest)
      throws NoSuchAlgorithmException {
    Network network = Network.initialise(golden().get(name), 2026);
    byte[] graph = parsed(network, new OnnxExportOptions(opset, all, all, all)).graphBytes();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(graph);
    assertEquals(digest, HexFormat.of().formatHex(hash));
  }

  @Test
  void aRefusalWritesNothing() throws IOException {
    Path path = folder.resolve("m.onnx");
    Files.writeString(path, "old");
    Network network =
        Exportable.network(features().lstm(3, LstmOptions.plain().withProjection(2)).build());
    assertThrows(IllegalArgumentException.class, () -> OnnxExport.write(path, network));
    assertEquals("old", Files.readString(path));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    Path nowhere = folder.resolve("missing").resolve("m.onnx");
    Network plain = Exportable.network(features().lstm(3).build());
    assertThrows(IOException.class, () -> OnnxExport.write(nowhere, plain));
  }

  @Test
  void checksItsArguments() {
    Network network = Exportable.network(features().lstm(1).build());
    Nets.assertRefused("opset", () -> STANDARD.withOpset(10));
    Nets.assertRefused("opset", () -> STANDARD.withOpset(23));
    Nets.assertRefused("network", () -> OnnxExport.bytes(null));
    Nets.assertRefused("options", () -> OnnxExport.bytes(network, null));
    OnnxExport.checkSize(Integer.MAX_VALUE);
    Nets.assertRefused("network", () -> OnnxExport.checkSize(1L << 31));
  }
}
