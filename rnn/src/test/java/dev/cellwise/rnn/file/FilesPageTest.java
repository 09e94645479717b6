package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/files.md} are this test's code, and do what the page says. */
@Tag("reference")
class FilesPageTest {
  @TempDir Path folder;

  @Test
  void arraysOfAnyType() throws IOException {
    Path path = folder.resolve("a.safetensors");
    float[] table = {1, 2, 3, 4, 5, 0.1f};
    SafetensorsFile.writeArrays(
        path, Map.of("tokens", TypedArray.of(new long[] {3, 1}, 2)), Map.of());

    SafetensorsFile file = SafetensorsFile.read(path);
    TypedArray tokens = file.arrays().get("tokens");
    int[] ids = tokens.ints();

    Map<String, TypedArray> arrays = new LinkedHashMap<>(file.arrays());
    arrays.put("scale", TypedArray.of(new double[] {0.1}, 1));
    arrays.put("table", TypedArray.roundedToBfloat16(table, 3, 2));
    SafetensorsFile.writeArrays(path, arrays, file.metadata());

    assertArrayEquals(new int[] {3, 1}, ids);
    Tensor one;
    try (MappedSafetensors large = MappedSafetensors.open(path)) {
      one = large.tensor("table");
    }
    assertEquals(arrays.get("table").tensor(), one);
  }

  @Test
  void stateDicts() throws IOException {
    Path path = folder.resolve("model.safetensors");
    Architecture architecture = Architecture.builder().embedding(9, 4).gru(5).dense(9).build();
    Network saved = Network.initialise(architecture, 1);
    StateDict.of(saved, "emb", "encoder.rnn", "fc").write(path);

    Network a = StateDict.read(path).network();
    Network b = StateDict.read(path).network(architecture);
    Network c = StateDict.read(path).network(architecture, "emb", "encoder.rnn", "fc");

    Map<String, TypedArray> more = new LinkedHashMap<>(StateDict.read(path).arrays());
    more.put("bn.num_batches_tracked", TypedArray.of(new long[1]));
    more.put("optimizer.step", TypedArray.of(new double[] {0.1}, 1));
    StateDict.of(more).write(path);
    Network d =
        StateDict.read(path)
            .without("bn.num_batches_tracked", "optimizer.")
            .rounded()
            .network(architecture, "emb", "encoder.rnn", "fc");
    StateDict.of(d, "emb", "encoder.rnn", "fc").write(path);

    for (Network network : new Network[] {a, b, c, d, StateDict.read(path).network()}) {
      assertEquals(saved.fingerprint(), network.fingerprint());
    }
  }

  @Test
  void layouts() {
    int inputs = 3;
    int units = 2;
    float[] kernel = new float[inputs * 3 * units];
    float[] recurrent = new float[units * 3 * units];
    float[] bias = new float[2 * 3 * units];
    bias[11] = 0.5f;

    Map<String, Tensor> keras =
        Map.of(
            "kernel", Tensor.of(kernel, inputs, 3 * units),
            "recurrent_kernel", Tensor.of(recurrent, units, 3 * units),
            "bias", Tensor.of(bias, 2, 3 * units));
    Map<String, Tensor> named = GateLayout.KERAS_GRU_RESET_AFTER.toNetwork(0, false, keras);
    Network e = Network.of(Architecture.builder().features(inputs).gru(units).build(), named);
    Map<String, Tensor> onnx = GateLayout.ONNX_GRU_RESET_AFTER.fromNetwork(0, false, e.tensors());

    assertEquals(0.5f, onnx.get("B").values()[11]);
  }

  @Test
  void theExamplesOfThePageAreThisCode() throws IOException {
    String page = Files.readString(Path.of("../docs/files.md"));
    String code =
        plain(Files.readString(Path.of("src/test/java/dev/cellwise/rnn/file/FilesPageTest.java")));
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(page.replace("\r", ""));
    int found = 0;
    while (blocks.find()) {
      String block = blocks.group(1);
      assertTrue(code.contains(plain(block)), "docs/files.md differs:\n" + block);
      found++;
    }
    assertEquals(6, found);
  }

  /** Without indentation and empty lines. */
  private static String plain(String code) {
    return code.replaceAll("\\s*\\n\\s*", "\n").strip();
  }
}
