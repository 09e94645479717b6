package dev.cellwise.rnn.file;

import static dev.cellwise.rnn.file.GateLayout.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.GruOptions;
import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Merge;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each layout's order, shapes and names by numbers that say where they belong; and refusals. No
 * vectors here, so one mode is enough.
 */
@Tag("reference")
class GateLayoutTest {
  private static final int I = 3;
  private static final int H = 2;
  private static final int P = 5;

  /** A weight of a gate: {@code kind} 1 input, 2 recurrent, 3 and 4 biases, 5 peephole. */
  private static float mark(int kind, char gate, int unit, int input) {
    return 10_000 * kind + 1_000 * "ifgorznh".indexOf(gate) + 100 * unit + input;
  }

  private static Tensor rows(int kind, String gates, int columns) {
    float[] a = new float[gates.length() * H * columns];
    for (int r = 0; r < gates.length() * H; r++) {
      for (int k = 0; k < columns; k++) {
        a[r * columns + k] = mark(kind, gates.charAt(r / H), r % H, k);
      }
    }
    return Tensor.of(a, gates.length() * H, columns);
  }

  private static Tensor columns(int kind, String gates, int rows) {
    float[] a = new float[rows * gates.length() * H];
    for (int k = 0; k < rows; k++) {
      for (int c = 0; c < gates.length() * H; c++) {
        a[k * gates.length() * H + c] = mark(kind, gates.charAt(c / H), c % H, k);
      }
    }
    return Tensor.of(a, rows, gates.length() * H);
  }

  private static float[] vector(int kind, String gates) {
    float[] a = new float[gates.length() * H];
    for (int r = 0; r < a.length; r++) {
      a[r] = mark(kind, gates.charAt(r / H), r % H, 0);
    }
    return a;
  }

  private static float[] sum(float[] a, float[] b) {
    float[] sum = new float[a.length];
    for (int j = 0; j < a.length; j++) {
      sum[j] = a[j] + b[j];
    }
    return sum;
  }

  private static float[] join(float[] a, float[] b) {
    float[] both = new float[a.length + b.length];
    System.arraycopy(a, 0, both, 0, a.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static Tensor shaped(Tensor tensor, int... shape) {
    return Tensor.of(tensor.values(), shape);
  }

  private static Map<String, Tensor> pytorch(String gates) {
    return Map.of(
        "weight_ih", rows(1, gates, I),
        "weight_hh", rows(2, gates, H),
        "bias_ih", Tensor.of(vector(3, gates), gates.length() * H),
        "bias_hh", Tensor.of(vector(4, gates), gates.length() * H));
  }

  @ParameterizedTest
  @CsvSource({
    "PYTORCH_LSTM, ifgo, ONNX_LSTM, iofg",
    "PYTORCH_GRU, rzn, ONNX_GRU_RESET_AFTER, zrn",
    "CELLWISE_GRU_RESET_BEFORE, rzn, ONNX_GRU_RESET_BEFORE, zrn",
    "PYTORCH_RNN, h, ONNX_RNN, h"
  })
  void onnxStacksRowsAndBiases(GateLayout own, String from, GateLayout onnx, String to) {
    Map<String, Tensor> expected =
        Map.of(
            "W", rows(1, to, I),
            "R", rows(2, to, H),
            "B", Tensor.of(join(vector(3, to), vector(4, to)), 2 * to.length() * H));
    assertEquals(expected, own.to(onnx, pytorch(from)));
    assertEquals(pytorch(from), onnx.to(own, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "PYTORCH_LSTM, ifgo, KERAS_LSTM, ifgo",
    "CELLWISE_GRU_RESET_BEFORE, rzn, KERAS_GRU_RESET_BEFORE, zrn",
    "PYTORCH_RNN, h, KERAS_RNN, h",
    "PYTORCH_LSTM, ifgo, HASTE_LSTM, igfo"
  })
  void kerasAndHasteHaveColumnsAndOneBias(
      GateLayout own, String from, GateLayout keras, String to) {
    Map<String, Tensor> expected =
        Map.of(
            "kernel", columns(1, to, I),
            "recurrent_kernel", columns(2, to, H),
            "bias", Tensor.of(sum(vector(3, to), vector(4, to)), to.length() * H));
    assertEquals(expected, own.to(keras, pytorch(from)));
  }

  @Test
  void kerasGruWithTheResetAfterHasTwoRowsOfBiases() {
    Map<String, Tensor> expected =
        Map.of(
            "kernel", columns(1, "zrn", I),
            "recurrent_kernel", columns(2, "zrn", H),
            "bias", Tensor.of(join(vector(3, "zrn"), vector(4, "zrn")), 2, 3 * H));
    assertEquals(expected, PYTORCH_GRU.to(KERAS_GRU_RESET_AFTER, pytorch("rzn")));
    assertEquals(pytorch("rzn"), KERAS_GRU_RESET_AFTER.to(PYTORCH_GRU, expected));
  }

  @Test
  void gatesStandInEachLayoutsOrder() {
    assertEquals("ifgo", GateLayout.PYTORCH_LSTM.gates());
    assertEquals("iofg", GateLayout.ONNX_LSTM.gates());
    assertEquals("zrn", GateLayout.ONNX_GRU_RESET_BEFORE.gates());
  }

  @Test
  void hasteGruHasTwoBiases() {
    Map<String, Tensor> expected =
        Map.of(
            "kernel", columns(1, "zrn", I),
            "recurrent_kernel", columns(2, "zrn", H),
            "bias", Tensor.of(vector(3, "zrn"), 3 * H),
            "recurrent_bias", Tensor.of(vector(4, "zrn"), 3 * H));
    assertEquals(expected, PYTORCH_GRU.to(HASTE_GRU, pytorch("rzn")));
    assertEquals(pytorch("rzn"), HASTE_GRU.to(PYTORCH_GRU, expected));
  }

  @ParameterizedTest
  @CsvSource({
    "PYTORCH_LSTM, ifgo, ONEDNN_LSTM, ifgo",
    "CELLWISE_GRU_RESET_BEFORE, rzn, ONEDNN_GRU, zrn",
    "PYTORCH_RNN, h, ONEDNN_RNN, h"
  })
  void oneDnnHasADimensionOfGates(GateLayout own, String from, GateLayout oneDnn, String to) {
    int g = to.length();
    Map<String, Tensor> expected =
        Map.of(
            "weights_layer", shaped(columns(1, to, I), I, g, H),
            "weights_iter", shaped(columns(2, to, H), H, g, H),
            "bias", Tensor.of(sum(vector(3, to), vector(4, to)), g, H));
    assertEquals(expected, own.to(oneDnn, pytorch(from)));
  }

  @Test
  void oneDnnsLbrGruHasFourBiases() {
    float[] zr = sum(vector(3, "zr"), vector(4, "zr"));
    float[] four = join(zr, join(vector(3, "n"), vector(4, "n")));
    Map<String, Tensor> expected =
        Map.of(
            "weights_layer", shaped(columns(1, "zrn", I), I, 3, H),
            "weights_iter", shaped(columns(2, "zrn", H), H, 3, H),
            "bias", Tensor.of(four, 4, H));
    assertEquals(expected, PYTORCH_GRU.to(ONEDNN_LBR_GRU, pytorch("rzn")));
    Map<String, Tensor> back = ONEDNN_LBR_GRU.to(PYTORCH_GRU, expected);
    assertEquals(
        Tensor.of(join(sum(vector(3, "rz"), vector(4, "rz")), vector(3, "n")), 3 * H),
        back.get("bias_ih"));
    assertEquals(Tensor.of(join(new float[2 * H], vector(4, "n")), 3 * H), back.get("bias_hh"));
  }

  @ParameterizedTest
  @CsvSource({
    "PYTORCH_LSTM, ifgo, CUDNN_LSTM",
    "PYTORCH_GRU, rzn, CUDNN_GRU",
    "PYTORCH_RNN, h, CUDNN_RNN"
  })
  void cuDnnIsPyTorchsByOtherNamesAndAnyBiasMode(GateLayout own, String gates, GateLayout cuDnn) {
    int rows = gates.length() * H;
    Map<String, Tensor> expected =
        Map.of(
            "W", rows(1, gates, I),
            "R", rows(2, gates, H),
            "bW", Tensor.of(vector(3, gates), rows),
            "bR", Tensor.of(vector(4, gates), rows));
    assertEquals(expected, own.to(cuDnn, pytorch(gates)));
    Map<String, Tensor> single = new LinkedHashMap<>(expected);
    single.remove("bW");
    Map<String, Tensor> back = cuDnn.to(own, single);
    assertEquals(Tensor.of(new float[rows], rows), back.get("bias_ih"));
    assertEquals(expected.get("bR"), back.get("bias_hh"));
    single.remove("bR");
    assertEquals(Set.of("weight_ih", "weight_hh"), cuDnn.to(own, single).keySet());
  }

  @Test
  void dl4jHasColumnsCandidateFirst() {
    Map<String, Tensor> expected =
        Map.of(
            "W", columns(1, "gfoi", I),
            "RW", columns(2, "gfoi", H),
            "b", Tensor.of(sum(vector(3, "gfoi"), vector(4, "gfoi")), 1, 4 * H));
    assertEquals(expected, PYTORCH_LSTM.to(DL4J_LSTM, pytorch("ifgo")));
    assertEquals(
        Tensor.of(sum(vector(3, "h"), vector(4, "h")), 1, H),
        PYTORCH_RNN.to(DL4J_RNN, pytorch("h")).get("b"));
  }

  @Test
  void gravesAppendsPeepholesToTheRecurrentMatrix() {
    Map<String, Tensor> own = new LinkedHashMap<>(pytorch("ifgo"));
    own.put("weight_peephole", Tensor.of(vector(5, "ifo"), 3 * H));
    Map<String, Tensor> graves = CELLWISE_LSTM.to(DL4J_GRAVES_LSTM, own);
    float[] recurrent = columns(2, "gfoi", H).values();
    float[] expected = new float[H * (4 * H + 3)];
    for (int k = 0; k < H; k++) {
      System.arraycopy(recurrent, k * 4 * H, expected, k * (4 * H + 3), 4 * H);
      for (int j = 0; j < 3; j++) {
        expected[k * (4 * H + 3) + 4 * H + j] = mark(5, "foi".charAt(j), k, 0);
      }
    }
    assertEquals(Tensor.of(expected, H, 4 * H + 3), graves.get("RW"));
    Map<String, Tensor> back = DL4J_GRAVES_LSTM.to(CELLWISE_LSTM, graves);
    assertEquals(own.get("weight_peephole"), back.get("weight_peephole"));
    assertEquals(own.get("weight_hh"), back.get("weight_hh"));
  }

  @Test
  void peepholesHaveEachLayoutsOrder() {
    Map<String, Tensor> own = new LinkedHashMap<>(pytorch("ifgo"));
    own.put("weight_peephole", Tensor.of(vector(5, "ifo"), 3 * H));
    Map<String, Tensor> onnx = CELLWISE_LSTM.to(ONNX_LSTM, own);
    assertEquals(Tensor.of(vector(5, "iof"), 3 * H), onnx.get("P"));
    assertEquals(own, ONNX_LSTM.to(CELLWISE_LSTM, onnx));
    assertEquals(
        Tensor.of(vector(5, "ifo"), 3, H), ONNX_LSTM.to(ONEDNN_LSTM, onnx).get("weights_peephole"));
  }

  @Test
  void aProjectionIsTransposedWhereTheMatricesAre() {
    Map<String, Tensor> own = new LinkedHashMap<>(pytorch("ifgo"));
    own.put("weight_hh", rows(2, "ifgo", P));
    float[] projection = new float[P * H];
    float[] transposed = new float[H * P];
    for (int p = 0; p < P; p++) {
      for (int u = 0; u < H; u++) {
        projection[p * H + u] = 10 * p + u;
        transposed[u * P + p] = 10 * p + u;
      }
    }
    own.put("weight_hr", Tensor.of(projection, P, H));
    Map<String, Tensor> oneDnn = PYTORCH_LSTM.to(ONEDNN_LSTM, own);
    assertEquals(Tensor.of(transposed, H, P), oneDnn.get("weights_projection"));
    assertEquals(shaped(columns(2, "ifgo", P), P, 4, H), oneDnn.get("weights_iter"));
    assertEquals(own.get("weight_hr"), ONEDNN_LSTM.to(PYTORCH_LSTM, oneDnn).get("weight_hr"));
    assertEquals(own.get("weight_hr"), PYTORCH_LSTM.to(CUDNN_LSTM, own).get("projection"));
  }

  /** Weights of a layer with whatever the layout has, each a number of its own. */
  private static Map<String, Tensor> of(GateLayout layout) {
    GateLayout full =
        switch (layout.cell()) {
          case LSTM -> PYTORCH_LSTM;
          case GRU_RESET_AFTER -> PYTORCH_GRU;
          case GRU_RESET_BEFORE -> CELLWISE_GRU_RESET_BEFORE;
          case RNN -> PYTORCH_RNN;
        };
    String gates =
        switch (layout.cell()) {
          case LSTM -> "ifgo";
          case RNN -> "h";
          default -> "rzn";
        };
    return full.to(layout, pytorch(gates));
  }

  private static Architecture architecture(GateLayout layout) {
    Architecture.Builder b = Architecture.builder().features(I);
    return switch (layout) {
      case DL4J_GRAVES_LSTM -> b.lstm(H, LstmOptions.plain().withPeephole()).build();
      default ->
          switch (layout.cell()) {
            case LSTM -> b.lstm(H).build();
            case GRU_RESET_AFTER -> b.gru(H).build();
            case GRU_RESET_BEFORE -> b.gru(H, GruOptions.resetBefore()).build();
            case RNN -> b.rnn(H, Activation.relu()).build();
          };
    };
  }

  @ParameterizedTest
  @EnumSource(GateLayout.class)
  void aNetworkIsMadeOfEachLayoutAndGivesItBack(GateLayout layout) {
    Map<String, Tensor> given = of(layout);
    Network network = Network.of(architecture(layout), layout.toNetwork(0, false, given));
    Map<String, Tensor> back = layout.fromNetwork(0, false, network.tensors());
    assertEquals(given.keySet(), back.keySet());
    given.forEach(
        (name, tensor) -> {
          assertArrayEquals(tensor.shape(), back.get(name).shape(), name);
          if (!Set.of("bias_ih", "bias_hh", "bW", "bR", "B", "bias", "recurrent_bias")
              .contains(name)) {
            assertEquals(tensor, back.get(name), name);
          }
        });
    // Biases come back as their sum; made of that, the network is the same.
    assertEquals(
        network.fingerprint(),
        Network.of(architecture(layout), layout.toNetwork(0, false, back)).fingerprint());
  }

  @Test
  void layersAndDirectionsOfANetworkAreToldByTheirNumbers() {
    Architecture a =
        Architecture.builder()
            .features(I)
            .bidirectional(new Architecture.Lstm(H), Merge.CONCAT)
            .gru(H)
            .build();
    Network network = Network.initialise(a, 3);
    Map<String, Tensor> all = network.tensors();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (boolean reverse : new boolean[] {false, true}) {
      named.putAll(ONNX_LSTM.toNetwork(0, reverse, ONNX_LSTM.fromNetwork(0, reverse, all)));
    }
    named.putAll(
        KERAS_GRU_RESET_AFTER.toNetwork(
            1, false, KERAS_GRU_RESET_AFTER.fromNetwork(1, false, all)));
    assertEquals(network.fingerprint(), Network.of(a, named).fingerprint());
  }

  @Test
  void withoutBiasesANetworkHasZeros() {
    Map<String, Tensor> given = new LinkedHashMap<>(of(KERAS_LSTM));
    given.remove("bias");
    Map<String, Tensor> named = KERAS_LSTM.toNetwork(2, true, given);
    assertEquals(Tensor.of(new float[4 * H], 4 * H), named.get("lstm.bias_ih_l2_reverse"));
    assertEquals(Tensor.of(new float[4 * H], 4 * H), named.get("lstm.bias_hh_l2_reverse"));
    assertEquals(Set.of("W", "R"), KERAS_LSTM.to(ONNX_LSTM, given).keySet());
    assertEquals(Tensor.of(new float[4 * H], 4, H), KERAS_LSTM.to(ONEDNN_LSTM, given).get("bias"));
  }

  @Test
  void aFirstDimensionIsTakenOffAndPutOn() {
    Map<String, Tensor> forward = of(ONNX_LSTM);
    Map<String, Tensor> reverse = new LinkedHashMap<>(forward);
    reverse.put("W", rows(7, "iofg", I));
    Map<String, Tensor> both = GateLayout.stack(List.of(forward, reverse));
    assertArrayEquals(new int[] {2, 4 * H, I}, both.get("W").shape());
    assertArrayEquals(new int[] {2, 8 * H}, both.get("B").shape());
    assertEquals(List.of(forward, reverse), GateLayout.unstack(both));
  }

  private static String refusal(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void anotherCellIsRefused() {
    assertEquals(
        "target: expected a layout of KERAS_GRU_RESET_BEFORE's cell, GRU_RESET_BEFORE, got"
            + " PYTORCH_GRU of GRU_RESET_AFTER: r multiplies before the product in one and after"
            + " it in the other",
        refusal(() -> KERAS_GRU_RESET_BEFORE.to(PYTORCH_GRU, of(KERAS_GRU_RESET_BEFORE))));
    assertEquals(
        "target: expected a layout of PYTORCH_RNN's cell, RNN, got ONNX_LSTM of LSTM",
        refusal(() -> PYTORCH_RNN.to(ONNX_LSTM, pytorch("h"))));
  }

  @Test
  void aTensorWithoutAPlaceIsRefused() {
    Map<String, Tensor> onnx = new LinkedHashMap<>(of(ONNX_LSTM));
    onnx.put("P", Tensor.of(vector(5, "iof"), 3 * H));
    assertEquals(
        "P: expected none, since PYTORCH_LSTM has no place for it, got peepholes",
        refusal(() -> ONNX_LSTM.to(PYTORCH_LSTM, onnx)));
    assertEquals(
        "RW: expected none, since KERAS_LSTM has no place for it, got peepholes",
        refusal(() -> DL4J_GRAVES_LSTM.to(KERAS_LSTM, of(DL4J_GRAVES_LSTM))));
    Map<String, Tensor> projected = new LinkedHashMap<>(pytorch("ifgo"));
    projected.put("weight_hh", rows(2, "ifgo", P));
    projected.put("weight_hr", Tensor.of(new float[P * H], P, H));
    assertEquals(
        "weight_hr: expected none, since ONNX_LSTM has no place for it, got a projection",
        refusal(() -> PYTORCH_LSTM.to(ONNX_LSTM, projected)));
  }

  @Test
  void missingSuperfluousAndMisshapenTensorsAreRefusedByName() {
    Map<String, Tensor> given = new LinkedHashMap<>(pytorch("rzn"));
    given.remove("bias_hh");
    assertEquals(
        "bias_hh: expected shape [6] in PYTORCH_GRU, got no such tensor",
        refusal(() -> PYTORCH_GRU.to(HASTE_GRU, given)));
    given.put("bias_hh", Tensor.of(new float[6], 6));
    given.put("weight_peephole", Tensor.of(new float[6], 6));
    assertTrue(
        refusal(() -> PYTORCH_GRU.to(HASTE_GRU, given))
            .startsWith("weight_peephole: expected none but the tensors of PYTORCH_GRU"));
    given.remove("weight_peephole");
    given.put("weight_ih", Tensor.of(new float[21], 7, 3));
    assertEquals(
        "weight_ih: expected shape [3H, I], each at least 1 in PYTORCH_GRU, got [7, 3]",
        refusal(() -> PYTORCH_GRU.to(HASTE_GRU, given)));
    given.remove("weight_ih");
    assertEquals(
        "weight_ih: expected shape [3H, I], each at least 1 in PYTORCH_GRU, got no such tensor",
        refusal(() -> PYTORCH_GRU.to(HASTE_GRU, given)));
    Map<String, Tensor> transposed = new LinkedHashMap<>(of(KERAS_LSTM));
    transposed.put("recurrent_kernel", Tensor.of(new float[8 * H], 8, H));
    assertEquals(
        "recurrent_kernel: expected shape [2, 8] in KERAS_LSTM, got [8, 2]",
        refusal(() -> KERAS_LSTM.to(ONNX_LSTM, transposed)));
  }

  @Test
  void whatANetworksLayerHasBeyondTheLayoutIsRefused() {
    Architecture a = Architecture.builder().features(I).lstm(H).learnStart().build();
    Map<String, Tensor> tensors = Network.initialise(a, 1).tensors();
    assertTrue(
        refusal(() -> ONNX_LSTM.fromNetwork(0, false, tensors))
            .startsWith("start_c: expected none"));
    assertTrue(
        refusal(() -> ONNX_LSTM.fromNetwork(0, true, tensors))
            .startsWith("tensors: expected some of lstm.*_l0_reverse, got none among"));
    assertEquals(
        "layer: expected at least 0, got -1",
        refusal(() -> ONNX_LSTM.fromNetwork(-1, false, tensors)));
  }

  @Test
  void partsThatDifferAreNotStacked() {
    assertEquals(
        "parts: expected at least one, got none", refusal(() -> GateLayout.stack(List.of())));
    assertTrue(
        refusal(() -> GateLayout.stack(List.of(of(ONNX_LSTM), of(ONNX_RNN))))
            .startsWith("parts[1]: expected names and shapes of "));
    assertTrue(
        refusal(() -> GateLayout.stack(List.of(pytorch("h"), of(ONNX_RNN))))
            .startsWith("parts[1]: expected names and shapes of "));
    assertEquals(
        "x: expected a first dimension of at least 1, got shape []",
        refusal(() -> GateLayout.unstack(Map.of("x", Tensor.of(new float[1])))));
    Map<String, Tensor> two = new LinkedHashMap<>();
    two.put("x", Tensor.of(new float[2], 2));
    two.put("y", Tensor.of(new float[3], 3));
    assertEquals(
        "y: expected a first dimension of 2 as the others, got shape [3]",
        refusal(() -> GateLayout.unstack(two)));
  }
}
