package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.Hostile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors that lie in other files take no memory before these are known to have them. */
class OtherFilesTest {
  @TempDir Path folder;

  private static byte[] model(int elements) {
    Proto location = new Proto().text(1, "location").text(2, "w.bin");
    return new Onnx()
        .initialMessage(
            new Proto()
                .number(1, elements)
                .number(2, Onnx.FLOAT)
                .text(8, "w")
                .message(13, location)
                .number(14, 1))
        .node("Identity", List.of("w"), List.of("y"))
        .output("y")
        .bytes();
  }

  @Test
  void memoryIsTakenForWhatIsThere() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[8]);
    OnnxOptions options = OnnxOptions.defaults().withExternalData(folder, "w.bin");
    assertTrue(Hostile.accepted(model(2), file -> OnnxFile.parse("m", file, options)));
    assertFalse(Hostile.accepted(model(4_000_000), file -> OnnxFile.parse("m", file, options)));
  }
}
