package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.Json;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** LSTM vectors of ONNX Runtime's tests; each model is built here. */
@Tag("reference")
class OnnxRuntimeVectorsTest {
  @Test
  void lstm() throws IOException {
    byte[] json = Files.readAllBytes(Shared.path("onnxruntime-lstm/lstm.json"));
    Map<?, ?> file = (Map<?, ?>) Json.parse("lstm.json", json);
    List<?> cases = (List<?>) file.get("cases");
    assertEquals(8, cases.size());
    for (Object of : cases) {
      check((Map<?, ?>) of);
    }
  }

  private static int size(Map<?, ?> of, String name) {
    return ((Double) of.get(name)).intValue();
  }

  private static float[] floats(Object of) {
    List<?> list = (List<?>) of;
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Double) list.get(i)).floatValue();
    }
    return values;
  }

  private static void check(Map<?, ?> of) {
    int steps = size(of, "seq_length");
    int rows = size(of, "batch_size");
    int inputs = size(of, "input_size");
    int hidden = size(of, "hidden_size");
    String direction = (String) of.get("direction");
    int directions = direction.equals("bidirectional") ? 2 : 1;
    float[] w = floats(of.get("W"));
    float[] all = Arrays.copyOf(w, directions * w.length);
    System.arraycopy(w, 0, all, all.length - w.length, w.length);
    float[] r = new float[directions * 4 * hidden * hidden];
    Arrays.fill(r, ((Double) of.get("R_fill")).floatValue());
    String[] names =
        ((List<?>) of.get("activations")).stream().map(String.class::cast).toArray(String[]::new);
    String[] activations = new String[3 * directions];
    Arrays.setAll(activations, i -> names[i % names.length]);
    List<?> lengths = (List<?>) of.get("sequence_lens");
    Onnx onnx =
        new Onnx()
            .input("X", Onnx.FLOAT, steps, rows, inputs)
            .initial("W", all, directions, 4 * hidden, inputs)
            .initial("R", r, directions, 4 * hidden, hidden);
    if (lengths != null) {
      int[] each = lengths.stream().mapToInt(n -> ((Double) n).intValue()).toArray();
      onnx.initial("lens", TypedArray.of(each, rows));
    }
    onnx.node(
        "LSTM",
        List.of("X", "W", "R", "", lengths == null ? "" : "lens"),
        List.of("Y", "Y_h", "Y_c"),
        Onnx.with("hidden_size", hidden),
        Onnx.with("direction", direction),
        Onnx.with("clip", ((Double) of.get("clip")).floatValue()),
        Onnx.with("activations", activations));
    OnnxModel model = onnx.output("Y").output("Y_h").output("Y_c").model();
    TypedArray x = TypedArray.of(floats(of.get("X")), steps, rows, inputs);
    model
        .run(Map.of("X", x))
        .forEach(
            (name, got) -> {
              if (of.get(name) != null) {
                String what = of.get("name") + ": " + name;
                assertArrayEquals(floats(of.get(name)), got.floats(), 1e-6f, what);
              }
            });
  }
}
