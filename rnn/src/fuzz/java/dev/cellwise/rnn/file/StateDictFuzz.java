package dev.cellwise.rnn.file;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a state dict, its network made. */
@Tag("fuzz")
class StateDictFuzz {
  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
        Seeds.bytes(
            p -> StateDict.of(Seeds.network(), "emb", "lstm", "norm", "gru", "fc").write(p)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void read(byte[] file) {
    Seeds.read(() -> StateDict.parse("f", file).network());
  }
}
