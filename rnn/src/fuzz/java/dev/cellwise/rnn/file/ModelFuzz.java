package dev.cellwise.rnn.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a model of this library. */
@Tag("fuzz")
class ModelFuzz {
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(Seeds.bytes(p -> ModelFile.save(p, Seeds.network())));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(() -> ModelFile.parse("f", file));
  }
}
