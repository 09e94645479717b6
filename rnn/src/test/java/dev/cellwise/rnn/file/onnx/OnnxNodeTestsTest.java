package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ONNX's own node tests of its recurrent operators: models, inputs and outputs as it has them. */
@Tag("reference")
class OnnxNodeTestsTest {
  @Test
  void recurrentOperators() throws IOException {
    List<Path> cases;
    try (Stream<Path> all = Files.list(Shared.path("onnx-node-tests"))) {
      cases = all.filter(Files::isDirectory).sorted().toList();
    }
    assertEquals(12, cases.size());
    for (Path path : cases) {
      OnnxModel model = OnnxFile.read(path.resolve("model.onnx"));
      Map<String, TypedArray> given = new HashMap<>();
      int i = 0;
      for (OnnxValue input : model.inputs()) {
        given.put(input.name(), tensor(path, "input_" + i++));
      }
      int o = 0;
      for (Map.Entry<String, TypedArray> got : model.run(given).entrySet()) {
        TypedArray expected = tensor(path, "output_" + o++);
        String what = path.getFileName() + ": " + got.getKey();
        assertArrayEquals(expected.shape(), got.getValue().shape(), what);
        assertArrayEquals(expected.floats(), got.getValue().floats(), 1e-6f, what);
      }
      assertTrue(o > 0, path.toString());
    }
  }

  /** A TensorProto of its own in a file is read as the value of a node that holds it. */
  private static TypedArray tensor(Path path, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(path.resolve("test_data_set_0").resolve(name + ".pb"));
    Proto node = new Proto().text(2, "value").text(3, "n").text(4, "Constant");
    node.message(5, new Proto().text(1, "value").bytes(5, bytes).number(20, 4));
    Proto graph = new Proto().message(1, node).message(12, new Proto().text(1, "value"));
    byte[] model =
        new Proto().number(1, 8).message(7, graph).message(8, new Proto().number(2, 17)).bytes();
    return OnnxFile.parse(name, model).run(Map.of()).get("value");
  }
}
