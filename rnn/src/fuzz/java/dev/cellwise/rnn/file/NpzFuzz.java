package dev.cellwise.rnn.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as NumPy's arrays in a zip file. */
@Tag("fuzz")
class NpzFuzz {
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        Seeds.bytes(p -> NpzFile.write(p, Seeds.named())),
        Seeds.bytes(p -> NpzFile.writeDeflated(p, Seeds.named())));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(() -> NpzFile.parse("f", file));
  }
}
