package dev.cellwise.examples.data;

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
import org.junit.jupiter.params.provider.CsvSource;

class ConllFileTest {
  @TempDir Path folder;

  @Test
  void blankLinesPartSentences() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "\nIn\tO\nRome\tB-place\r\n\t\n\n!\tO\n \n");
    assertEquals(
        List.of(
            new TaggedSequence(List.of("In", "Rome"), List.of("O", "B-place")),
            new TaggedSequence(List.of("!"), List.of("O"))),
        ConllFile.read("--train", file));
  }

  @ParameterizedTest
  @CsvSource({
    "'In\tO\nRome\n', 'line 2: expected token, tab, tag, got ''Rome'''",
    "'In\tO\n\nRome\tX\tO\n', 'line 3: expected token, tab, tag'",
    "'\tO\n', 'line 1: expected token, tab, tag'",
    "'In\t \n', 'line 1: expected token, tab, tag'",
    "'\n\n', 'has no sentence'"
  })
  void whatIsNoSentenceIsRefusedByItsPlace(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), text);
    String said = assertThrows(BadInput.class, () -> ConllFile.read("--train", file)).getMessage();
    assertTrue(said.startsWith("--train: " + file + " " + message), said);
  }

  @Test
  void aTagForEachToken() {
    assertThrows(IllegalArgumentException.class, () -> new TaggedSequence(List.of("a"), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new TaggedSequence(List.of(), List.of()));
  }
}
