package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What PyTorch exports gives what PyTorch computes. */
@Tag("reference")
class TorchModelsTest {
  @TestFactory
  List<DynamicTest> runAsPyTorchDoes() {
    return TorchModels.NAMES.stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(name)))
        .toList();
  }

  private static void check(String name) throws IOException {
    OnnxModel model = TorchModels.model(name);
    assertTrue(model.nodes().stream().allMatch(node -> node.refusal().isEmpty()), name);
    Map<String, TypedArray> expected = TorchModels.arrays(name, "out");
    Map<String, TypedArray> got = model.run(TorchModels.arrays(name, "in"));
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(got.keySet()));
    expected.forEach(
        (output, array) ->
            TorchModels.assertSame(name + ": " + output, array, got.get(output), 1e-6f));
  }

  /** Axes that were exported as free are. */
  @Test
  void otherSizesOfFreeAxes() throws IOException {
    OnnxModel model = TorchModels.model("tagger-gru-both");
    TypedArray many = TypedArray.of(new long[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, 4, 3);
    float[] all = model.run(Map.of("x", many)).get("y").floats();
    assertEquals(4 * 3 * 3, all.length);
    for (int n = 0; n < 4; n++) {
      TypedArray one = TypedArray.of(Arrays.copyOfRange(many.longs(), 3 * n, 3 * n + 3), 1, 3);
      float[] alone = model.run(Map.of("x", one)).get("y").floats();
      for (int i = 0; i < alone.length; i++) {
        assertEquals(all[9 * n + i], alone[i], "row " + n + ": the same bits");
      }
    }
  }

  @Test
  void tensorsOfTheFileAreCopies() throws IOException {
    OnnxModel model = TorchModels.model("lstm-fixed");
    Map<String, TypedArray> in = TorchModels.arrays("lstm-fixed", "in");
    Map<String, TypedArray> before = model.run(in);
    List<int[]> shapes = new ArrayList<>();
    model
        .tensors()
        .forEach(
            (name, array) -> {
              shapes.add(array.shape());
              if (array.type() == TypedArray.Type.FLOAT32) {
                Arrays.fill(array.floats(), 7);
              }
            });
    for (int[] wanted : new int[][] {{1, 20, 4}, {1, 20, 5}, {1, 40}}) {
      assertTrue(shapes.stream().anyMatch(shape -> Arrays.equals(shape, wanted)));
    }
    assertEquals(before, model.run(in));
  }
}
