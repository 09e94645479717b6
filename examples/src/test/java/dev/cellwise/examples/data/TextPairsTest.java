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

class TextPairsTest {
  @TempDir Path folder;

  @Test
  void aLineIsAPair() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "Go.\tVa !\tby\tsomebody\r\n Hi. \t Salut.");
    assertEquals(
        List.of(new TextPairs.Pair("Go.", "Va !"), new TextPairs.Pair("Hi.", "Salut.")),
        TextPairs.read("--pairs", file));
  }

  @ParameterizedTest
  @CsvSource({
    "'Go.\tVa !\nHi.\n', 'line 2: expected source, tab, target'",
    "'Go.\tVa !\n\n', 'line 2: expected source, tab, target'",
    "'\tVa !', 'line 1: the source is empty'",
    "'Go.\t \tx', 'line 1: the target is empty'"
  })
  void aWrongLineIsRefusedByItsPlace(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("a"), text);
    String said = assertThrows(BadInput.class, () -> TextPairs.read("--pairs", file)).getMessage();
    assertTrue(said.startsWith("--pairs: " + file + " " + message), said);
  }
}
