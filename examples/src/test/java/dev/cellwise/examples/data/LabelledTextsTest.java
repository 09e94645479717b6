package dev.cellwise.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledTextsTest {
  @TempDir private Path folder;

  @Test
  void aFolderHasAFileOfTextsForEachLabel() throws IOException {
    Files.writeString(folder.resolve("Two.txt"), "b\n\n c d \n");
    Files.writeString(folder.resolve("One.txt"), "b\n");
    Files.writeString(folder.resolve("README.md"), "no text\n");
    LabelledTexts texts = LabelledTexts.read("--names", folder);
    assertEquals(List.of("One", "Two"), texts.labels());
    assertEquals(List.of("b", "b", "c d"), texts.texts());
    assertArrayEquals(new int[] {0, 1, 1}, texts.classes());
  }

  @Test
  void aFileHasALabelAndATextALine() throws IOException {
    Path file = Files.writeString(folder.resolve("texts.tsv"), "y\tu v\r\n\nx\tw\n");
    LabelledTexts texts = LabelledTexts.read("--names", file);
    assertEquals(List.of("x", "y"), texts.labels());
    assertEquals(List.of("u v", "w"), texts.texts());
    assertArrayEquals(new int[] {1, 0}, texts.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"no tab", "a\tb\tc", "\ttext", "label\t "})
  void aLineThatIsNoneIsRefusedWithItsNumber(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("texts.tsv"), "x\tw\n\n" + line + "\n");
    BadInput e = assertThrows(BadInput.class, () -> LabelledTexts.read("--names", file));
    assertTrue(e.getMessage().contains("texts.tsv line 3: expected a label"), e::getMessage);
  }

  @Test
  void oneLabelAloneIsRefused() throws IOException {
    Files.writeString(folder.resolve("One.txt"), "b\n");
    BadInput e = assertThrows(BadInput.class, () -> LabelledTexts.read("--names", folder));
    assertTrue(e.getMessage().contains("1 labels, at least 2"), e::getMessage);
  }
}
