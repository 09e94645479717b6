package dev.cellwise.rnn.file.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.Seeds;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a model of ONNX: looked at, run, and made into a network. */
@Tag("fuzz")
class OnnxFuzz {
  private static final OnnxOptions OPTIONS = OnnxOptions.defaults().withMostBytes(1 << 22);

  /** Of PyTorch, and of this library. */
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        TorchModels.bytes("tagger-rnn.onnx"),
        TorchModels.bytes("streamed.onnx"),
        TorchModels.bytes("classifier-12.onnx"),
        OnnxExport.bytes(Seeds.network()));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(
        () -> {
          OnnxModel model = OnnxFile.parse("f", file, OPTIONS);
          model.nodes();
          model.tensors();
          run(model);
          model.toNetwork();
        });
  }

  /** On ones, of the sizes that are said, and 2 where none is. */
  private static void run(OnnxModel model) {
    Map<String, TypedArray> given = new HashMap<>();
    for (OnnxValue input : model.inputs()) {
      int[] shape = shape(input.shape());
      Optional<TypedArray> ones = ones(input.type(), shape);
      if (ones.isEmpty()) {
        return;
      }
      given.put(input.name(), ones.get());
    }
    try {
      model.run(given);
    } catch (ModelFileException e) {
      // A network may be made of it all the same.
      assert e.getMessage() != null;
    }
  }

  private static int[] shape(Optional<List<OnnxDimension>> of) {
    return of.stream()
        .flatMap(List::stream)
        .mapToInt(d -> d.size() == OnnxDimension.ANY ? 2 : d.size())
        .toArray();
  }

  private static Optional<TypedArray> ones(OnnxType type, int[] shape) {
    long size = 1;
    for (int d : shape) {
      size = Math.min(size * d, 1 << 20);
    }
    if (size > 1000) {
      return Optional.empty();
    }
    float[] floats = new float[(int) size];
    long[] longs = new long[(int) size];
    int[] ints = new int[(int) size];
    Arrays.fill(floats, 1);
    Arrays.fill(longs, 1);
    Arrays.fill(ints, 1);
    return switch (type) {
      case FLOAT -> Optional.of(TypedArray.of(floats, shape));
      case INT64 -> Optional.of(TypedArray.of(longs, shape));
      case INT32 -> Optional.of(TypedArray.of(ints, shape));
      default -> Optional.empty();
    };
  }
}
