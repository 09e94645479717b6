package dev.cellwise.examples.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX's own tests of LSTM, GRU and RNN, from a file of arrays to a file of arrays. They were made
 * with floats by NumPy; 1e-6 is what its sums in another order may differ by in values of this
 * size, a thousandth of what ONNX's own runner allows.
 */
class OnnxNodeTest {
  private static final double TOLERANCE = 1e-6;
  private static final int CASES = 12;

  @TempDir private Path folder;

  @Test
  void allCasesGiveWhatOnnxSays() throws IOException {
    String shared = System.getProperty("cellwise.shared", "");
    Path all = Path.of(shared, "vectors", "onnx-node-tests");
    Assumptions.assumeTrue(
        !shared.isEmpty() && Files.isDirectory(all),
        "needs -Dcellwise.shared=FOLDER with vectors/onnx-node-tests in it");
    List<Path> cases;
    try (Stream<Path> folders = Files.list(all)) {
      cases = folders.filter(Files::isDirectory).sorted().toList();
    }
    assertEquals(CASES, cases.size());
    for (Path one : cases) {
      check(one);
    }
  }

  private void check(Path one) throws IOException {
    String name = one.getFileName().toString();
    Path in = folder.resolve(name + "-in.npz");
    Path out = folder.resolve(name + "-out.npz");
    NpzFile.write(in, tensors(one.resolve("test_data_set_0"), "input"));
    String model = one.resolve("model.onnx").toString();
    ModelFiles.runs("run", model, "--in", in.toString(), "--out", out.toString());
    Map<String, TypedArray> expected = tensors(one.resolve("test_data_set_0"), "output");
    Map<String, TypedArray> got = NpzFile.read(out);
    assertEquals(expected.keySet(), got.keySet(), name);
    expected.forEach(
        (output, array) -> {
          TypedArray other = got.get(output);
          assertEquals(array.type(), other.type(), name + ": " + output);
          assertArrayEquals(array.shape(), other.shape(), name + ": " + output);
          double largest = Difference.of(array, other).largest();
          assertEquals(0, largest, TOLERANCE, name + ": " + output);
        });
  }

  /** The arrays of a case by their own names. */
  private static Map<String, TypedArray> tensors(Path set, String kind) throws IOException {
    Map<String, TypedArray> all = new LinkedHashMap<>();
    for (int i = 0; Files.exists(set.resolve(kind + "_" + i + ".pb")); i++) {
      byte[] content = Files.readAllBytes(set.resolve(kind + "_" + i + ".pb"));
      GraphBytes.Named tensor = GraphBytes.tensor(content);
      all.put(tensor.name(), tensor.array());
    }
    return all;
  }
}
