package dev.cellwise.rnn.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as an array of NumPy's. */
@Tag("fuzz")
class NpyFuzz {
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        Seeds.bytes(p -> NpyFile.write(p, Seeds.arrays().get(0))),
        Seeds.bytes(p -> NpyFile.write(p, Seeds.arrays().get(2))));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(() -> NpyFile.parse("f", file));
  }
}
