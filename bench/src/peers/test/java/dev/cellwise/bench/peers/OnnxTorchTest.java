package dev.cellwise.bench.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.cellwise.bench.peers.OnnxSession.Value;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.StateDict;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.file.onnx.OnnxExport;
import dev.cellwise.rnn.file.onnx.OnnxFile;
import dev.cellwise.rnn.file.onnx.OnnxModel;
import dev.cellwise.rnn.net.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that PyTorch exported: ONNX Runtime and Cellwise give what PyTorch gave, alike. */
class OnnxTorchTest {
  private static final Path FOLDER =
      Path.of("../rnn/src/test/resources/dev/cellwise/rnn/file/onnx");

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".onnx"))
              .map(name -> name.substring(0, name.length() - 5))
              .sorted()
              .toList();
      assertTrue(names.size() >= 20, names.toString());
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesTheSame(String name) throws IOException, OrtException {
    byte[] model = Files.readAllBytes(FOLDER.resolve(name + ".onnx"));
    Map<String, TypedArray> inputs = arrays(name, "in.");
    Map<String, TypedArray> expected = arrays(name, "out.");
    Map<String, TypedArray> ours = OnnxFile.parse(name, model).run(inputs);
    Map<String, Value> given = new LinkedHashMap<>();
    inputs.forEach((input, array) -> given.put(input, value(array)));
    Map<String, Value> theirs;
    try (OnnxSession session = new OnnxSession(model)) {
      theirs = session.run(given);
    }
    assertEquals(expected.keySet(), ours.keySet());
    assertEquals(expected.keySet(), theirs.keySet());
    for (String output : expected.keySet()) {
      Value torch = value(expected.get(output));
      assertSame(output, torch, theirs.get(output));
      assertSame(output, torch, value(ours.get(output)));
      assertSame(output, theirs.get(output), value(ours.get(output)));
    }
  }

  static List<String> families() throws IOException {
    List<String> families = names().stream().filter(name -> name.startsWith("family-")).toList();
    assertEquals(16, families.size());
    return families;
  }

  /** The state dict of a model, exported here: ONNX Runtime gives what PyTorch gave. */
  @ParameterizedTest
  @MethodSource("families")
  void givesTheSameAsAStateDict(String name) throws IOException, OrtException {
    StateDict dict = StateDict.read(FOLDER.resolve(name + ".safetensors"));
    String[] modules =
        name.contains("-l1")
            ? new String[] {"cell", "dense"}
            : new String[] {"table", "cell", "norm", "dense"};
    OnnxModel graph = OnnxFile.read(FOLDER.resolve(name + ".onnx"));
    for (String output : new String[] {"y", "last"}) {
      Architecture architecture = graph.withOutputs(output).toNetwork().architecture();
      byte[] model = OnnxExport.bytes(dict.network(architecture, modules));
      String input = name.contains("-l1") ? "x" : "tokens";
      Value x = value(arrays(name, "in.").get("x"));
      try (OnnxSession session = new OnnxSession(model)) {
        Value y = session.run(Map.of(input, x)).get("y");
        assertSame(output, value(arrays(name, "out.").get(output)), y);
      }
    }
  }

  private static void assertSame(String what, Value expected, Value actual) {
    assertArrayEquals(expected.shape(), actual.shape(), what);
    assertArrayEquals(expected.longs(), actual.longs(), what);
    if (expected.longs() == null) {
      assertArrayEquals(expected.floats(), actual.floats(), 1e-6f, what);
    }
  }

  private static Map<String, TypedArray> arrays(String name, String prefix) throws IOException {
    Map<String, TypedArray> arrays = new LinkedHashMap<>();
    NpzFile.read(FOLDER.resolve(name + ".npz"))
        .forEach(
            (key, array) -> {
              if (key.startsWith(prefix)) {
                arrays.put(key.substring(prefix.length()), array);
              }
            });
    return arrays;
  }

  private static Value value(TypedArray array) {
    long[] shape = Arrays.stream(array.shape()).asLongStream().toArray();
    return switch (array.type()) {
      case FLOAT32 -> Value.of(array.floats(), shape);
      case INT64 -> new Value(shape, null, array.longs(), null);
      case INT32 -> new Value(shape, null, null, array.ints());
      default -> throw new AssertionError(array.toString());
    };
  }
}
