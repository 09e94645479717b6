package dev.cellwise.rnn.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a file of safetensors, its arrays looked at. */
@Tag("fuzz")
class SafetensorsFuzz {
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        Seeds.bytes(p -> SafetensorsFile.writeArrays(p, Seeds.named(), Map.of("k", "v"))));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(
        () -> SafetensorsFile.parse("f", file).arrays().values().forEach(TypedArray::toString));
  }
}
