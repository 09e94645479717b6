package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.cellwise.bench.peers.OnnxSession.Value;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Precision;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported, ONNX Runtime takes, and it computes what Cellwise computes. */
class OnnxExportTest {
  private static final Map<String, Architecture> NETWORKS = OnnxNetworks.all();
  private static final OnnxExportOptions STANDARD = OnnxExportOptions.standard();

  static Set<String> names() {
    return NETWORKS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void computesTheSame(String name) throws OrtException {
    assertAgrees(name, STANDARD);
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesLengths(String name) throws OrtException {
    assertAgrees(name, STANDARD.withLengths());
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesAndGivesStates(String name) throws OrtException {
    assertAgrees(name, STANDARD.withStates());
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesAllOfIt(String name) throws OrtException {
    assertAgrees(name, STANDARD.withBatchFirst().withLengths().withStates());
  }

  /** Of the versions at which something is written in another way, those on both sides. */
  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13, 14, 16, 18, 19, 20, 21, 22})
  void takesOtherOperators(int opset) throws OrtException {
    for (String name : NETWORKS.keySet()) {
      assertAgrees(name, STANDARD.withBatchFirst().withLengths().withOpset(opset));
    }
  }

  /** The rounded weights, which steps have the bits of. */
  @Test
  void takesRoundedWeights() throws OrtException {
    for (String name : new String[] {"lstm", "gru", "rnn", "index", "stack of unlike cells"}) {
      Network network = OnnxNetworks.network(NETWORKS.get(name));
      assertAgrees(name + " bf16", network.to(Precision.BF16), STANDARD);
    }
  }

  /** Each call's last states are the first of the next: a window, a step at a time. */
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru, reset before", "rnn", "stack of unlike cells", "residual"})
  void goesOnFromItsStates(String name) throws OrtException {
    int steps = 7;
    int rows = 3;
    Network network = OnnxNetworks.network(NETWORKS.get(name));
    OnnxExportOptions options = STANDARD.withStates();
    OnnxWindow window = new OnnxWindow(network, steps, rows, false, true);
    Map<String, Value> inputs = window.inputs(options);
    Value x = inputs.get("x");
    FloatBuffer y = FloatBuffer.allocate(steps * rows * network.architecture().outputSize());
    Map<String, Value> actual = Map.of();
    try (OnnxSession session = new OnnxSession(OnnxExport.bytes(network, options))) {
      for (int t = 0; t < steps; t++) {
        int size = x.floats().length / steps;
        float[] step = Arrays.copyOfRange(x.floats(), t * size, (t + 1) * size);
        inputs.put("x", Value.of(step, 1, rows, x.shape()[2]));
        actual = session.run(inputs);
        y.put(actual.get("y").floats());
        actual.forEach((of, value) -> inputs.replace(of.replace("n_", "0_"), value));
      }
    }
    Map<String, Value> all = new LinkedHashMap<>(actual);
    all.put("y", Value.of(y.array(), window.outputs(options).get("y").shape()));
    assertClose(name, most(network.architecture(), steps), window.outputs(options), all);
  }

  /** The page's table says by which of these networks each layer and option is tested. */
  @Test
  void thePageNamesThem() throws IOException {
    String page = Files.readString(Path.of("../docs/onnx-export.md"));
    Set<String> named = new HashSet<>();
    for (String line : page.split("<!-- /?table -->")[1].lines().skip(3).toList()) {
      String[] row = line.split("[|]", -1);
      if (row.length > 1 && !row[3].contains("refused")) {
        Pattern.compile("`([^`]+)`").matcher(row[4]).results().forEach(m -> named.add(m.group(1)));
      }
    }
    assertTrue(named.remove("takesRoundedWeights"));
    assertTrue(named.size() > 40, named.toString());
    named.removeAll(names());
    assertEquals(Set.of(), named);
  }

  private static void assertAgrees(String name, OnnxExportOptions options) throws OrtException {
    assertAgrees(name + " " + options, OnnxNetworks.network(NETWORKS.get(name)), options);
  }

  private static void assertAgrees(String what, Network network, OnnxExportOptions options)
      throws OrtException {
    try (OnnxSession session = new OnnxSession(OnnxExport.bytes(network, options))) {
      for (int rows : new int[] {1, 3}) {
        for (int steps : new int[] {1, 7}) {
          OnnxWindow window =
              new OnnxWindow(network, steps, rows, options.lengths(), options.states());
          Map<String, Value> actual = session.run(window.inputs(options));
          window.clearPadding(actual.get("y").floats(), options);
          assertClose(
              what + ", " + steps + " x " + rows,
              most(network.architecture(), steps),
              window.outputs(options),
              actual);
        }
      }
    }
  }

  private static void assertClose(
      String what, double most, Map<String, Value> expected, Map<String, Value> actual) {
    assertEquals(expected.keySet(), actual.keySet(), what);
    for (String name : expected.keySet()) {
      assertArrayEquals(expected.get(name).shape(), actual.get(name).shape(), what + ", " + name);
      double error = error(expected.get(name).floats(), actual.get(name).floats());
      assertTrue(error <= most, () -> what + ", " + name + ": " + error + " of at most " + most);
    }
  }

  /**
   * What oneDNN's tests allow a recurrent layer forward, 4 ⌈log2((2 G + 1) T)⌉ ε, G being the gates
   * of the largest cell: the same for a network of several.
   */
  private static double most(Architecture a, int steps) {
    int gates =
        a.layers().stream()
            .mapToInt(
                layer ->
                    switch (layer) {
                      case Architecture.Lstm l -> 4;
                      case Architecture.Gru g -> 3;
                      default -> 1;
                    })
            .max()
            .orElseThrow();
    return 4 * Math.ceil(Math.log((2.0 * gates + 1) * steps) / Math.log(2)) * Math.ulp(1f);
  }

  /** The difference over what is expected, each in the Euclidean norm. */
  private static double error(float[] expected, float[] actual) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) expected[i] - actual[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return difference == 0 ? 0 : Math.sqrt(difference / norm);
  }
}
