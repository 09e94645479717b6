package dev.cellwise.examples.files;

import static dev.cellwise.examples.files.ModelFiles.refused;
import static dev.cellwise.examples.files.ModelFiles.runs;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.CommandRun;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on models that PyTorch exported, with what they gave there. */
class TorchExportTest {
  private static final Path MODELS =
      Path.of(
          System.getProperty("cellwise.top"), "rnn/src/test/resources/dev/cellwise/rnn/file/onnx");

  /** What PyTorch's sums in another order may differ by in outputs of size 1. */
  private static final double TOLERANCE = 1e-6;

  @TempDir private Path folder;
  private ModelFiles files;

  @BeforeEach
  void files() {
    files = new ModelFiles(folder);
  }

  static String model(String name) {
    return MODELS.resolve(name + ".onnx").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm-fixed", "streamed", "packed", "attention", "chosen"})
  void runGivesWhatPyTorchGave(String name) throws IOException {
    Map<String, TypedArray> in = new LinkedHashMap<>();
    Map<String, TypedArray> expected = new LinkedHashMap<>();
    NpzFile.read(MODELS.resolve(name + ".npz"))
        .forEach(
            (key, array) ->
                (key.startsWith("in.") ? in : expected)
                    .put(key.substring(key.indexOf('.') + 1), array));
    Path out = files.path("out.npz");
    runs("run", model(name), "--in", files.npz("in.npz", in), "--out", out.toString());
    Map<String, TypedArray> got = NpzFile.read(out);
    assertEquals(expected.keySet(), got.keySet());
    expected.forEach(
        (output, array) -> {
          assertArrayEquals(array.shape(), got.get(output).shape(), output);
          assertEquals(0, Difference.of(array, got.get(output)).largest(), TOLERANCE, output);
        });
  }

  /** Whatever the names of the inputs and the order of the axes. */
  @ParameterizedTest
  @CsvSource({
    "lstm-unbatched, '[T, ·], one row'",
    "rnn-relu-unfolded, ''",
    "tagger-gru-both, '[N, T, ·]'",
    "last, '[N, T, ·]'",
    "streamed, ''",
    "packed, '[N, T, ·]'",
    "flat, '[N, T, ·]'"
  })
  void convertFindsTheInputAndItsOrder(String name, String order) throws IOException {
    String out = files.path("b.safetensors").toString();
    CommandRun run = runs("convert", model(name), out);
    String first = run.out().lines().findFirst().orElseThrow();
    assertTrue(first.endsWith(order), first);
    runs("diff", model(name), out);
  }

  @Test
  void aClassifierIsANetworkUpToItsSoftmax() throws IOException {
    String out = files.path("b.safetensors").toString();
    refused(List.of("IN", "Softmax", "withOutputs"), "convert", model("classifier-17"), out);
    runs("convert", model("classifier-17"), out, "--outputs", "/dense/Gemm_output_0");
    assertEquals(List.of("b.safetensors"), files.names());
  }

  @Test
  void whatIsNoChainIsToldByItsNode() {
    for (String name : List.of("attention", "chosen")) {
      String text = runs("inspect", model(name)).out();
      assertTrue(text.contains("as a network: "), text);
      assertTrue(text.contains("/MatMul") || text.contains("GatherElements"), text);
      assertTrue(text.lines().noneMatch(line -> line.startsWith("node ")), text);
    }
  }
}
