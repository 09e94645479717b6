package dev.cellwise.rnn.own;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of {@code docs/cells/passes.md} is this package's cell, under 60 lines. */
class MinimalGatedCellTest {
  @Test
  void theDocumentShowsTheCellThatIsTested() throws Exception {
    // The tests of a Maven module run in its folder.
    String source =
        Files.readString(Path.of("src/test/java/dev/cellwise/rnn/own/MinimalGatedCell.java"));
    String shown = source.substring(source.indexOf("import ")).replace("\r\n", "\n");
    String page = Files.readString(Path.of("../docs/cells/passes.md")).replace("\r\n", "\n");
    assertTrue(page.contains("```java\n" + shown + "```"), "docs/cells/passes.md differs");
    assertTrue(shown.lines().count() < 60);
  }
}
