package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class JsonWriterTest {
  private static String json(String text) {
    return JsonWriter.string(new StringBuilder(), text).toString();
  }

  @Test
  void escapesWhatMustBeAndNothingElse() {
    assertEquals("\"\"", json(""));
    assertEquals(
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f \u007Fé\u2028\uD83D\uDE00\"",
        json("\"\\/\b\f\n\r\t\u0000\u001F \u007Fé\u2028\uD83D\uDE00"));
  }

  @Test
  void refusesLoneSurrogates() {
    assertThrows(IllegalArgumentException.class, () -> json("a\uD83D"));
    assertThrows(IllegalArgumentException.class, () -> json("\uDE00\uD83D"));
  }
}
