package dev.cellwise.examples.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final int I = 60_000;

  private final Served wide =
      new Served(
          Network.initialise(Architecture.builder().features(I).rnn(1).build(), 1), null, "wide");

  @Test
  void rowsAreLookedAtBeforeAnArrayOfTheirSizeIsMade() {
    // 40,000 rows of 60,000 numbers are more than an int counts; here they have none.
    String asked = "{\"features\":[" + "[],".repeat(39_999) + "[]]}";
    Refusal refusal = refused(asked);
    assertEquals(400, refusal.status());
    assertTrue(refusal.getMessage().startsWith("features[0]: expected a row of 60000"));
  }

  @Test
  void theLastRowIsLookedAtToo() {
    String row = "[" + "0,".repeat(I - 1) + "0]";
    String asked = "{\"features\":[" + row + "," + row + ",[1]]}";
    assertTrue(refused(asked).getMessage().startsWith("features[2]: expected a row of 60000"));
  }

  private Refusal refused(String asked) {
    byte[] body = asked.getBytes(StandardCharsets.UTF_8);
    return assertThrows(Refusal.class, () -> Question.of(body, wide, 1_000_000));
  }

  @Test
  void whatCameIsShownOnOneLine() {
    assertEquals("\"a\\u000ab\\u000dc\"", Refusal.shown("a\nb\rc"));
    for (int c : new int[] {0, 0x2028, 0x2029, 0x202e, 0xd83d}) {
      assertEquals("\"\\u%04x\"".formatted(c), Refusal.shown(Character.toString(c)));
    }
    assertEquals("\"größer\"", Refusal.shown("größer"));
    assertEquals("[a\\u000ab]", Refusal.shown(List.of("a\nb")));
  }

  @Test
  void whatCameIsCut() {
    String pair = "\ud83d\ude00";
    assertEquals('"' + pair.repeat(60) + '"', Refusal.shown(pair.repeat(60)));
    assertEquals('"' + pair.repeat(60) + "…\" (61 characters)", Refusal.shown(pair.repeat(61)));
    assertEquals("null", Refusal.shown(null));
    assertEquals("0.5", Refusal.shown(0.5));
  }

  @Test
  void aRefusalIsOneLineWhateverIsInIt() {
    assertEquals("a\\u000ab", new Refusal(400, "a\nb").getMessage());
  }
}
