package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models that PyTorch exported, made by {@code test-vectors/src/main/python/onnx_models.py}. */
final class TorchModels {
  /** All of them. */
  static final List<String> NAMES =
      List.of(
          "lstm-fixed",
          "lstm-unbatched",
          "lstm-both-stacked",
          "gru-stacked",
          "gru-without-bias",
          "rnn-relu-unfolded",
          "tagger-lstm",
          "tagger-gru-both",
          "tagger-rnn",
          "classifier-17",
          "classifier-12",
          "last",
          "streamed",
          "packed",
          "flat",
          "learned",
          "activations",
          "attention",
          "residual",
          "chosen");

  private TorchModels() {}

  static byte[] bytes(String file) throws IOException {
    try (InputStream in = TorchModels.class.getResourceAsStream(file)) {
      assertNotNull(in, file);
      return in.readAllBytes();
    }
  }

  static OnnxModel model(String name) throws IOException {
    return OnnxFile.parse(name, bytes(name + ".onnx"));
  }

  /** Inputs, or outputs, by name. */
  static Map<String, TypedArray> arrays(String name, String kind) throws IOException {
    Map<String, TypedArray> all = new LinkedHashMap<>();
    NpzFile.parse(name, bytes(name + ".npz"))
        .forEach(
            (key, array) -> {
              if (key.startsWith(kind + ".")) {
                all.put(key.substring(kind.length() + 1), array);
              }
            });
    return all;
  }

  static void assertSame(String what, TypedArray expected, TypedArray got, float delta) {
    assertEquals(expected.type(), got.type(), what);
    assertArrayEquals(expected.shape(), got.shape(), what);
    if (expected.type() == TypedArray.Type.FLOAT32) {
      assertArrayEquals(expected.floats(), got.floats(), delta, what);
    } else {
      assertEquals(expected, got, what);
    }
  }
}
