package dev.cellwise.examples.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against what was counted by hand. */
class EntitiesTest {
  private static List<String> tags(String text) {
    return List.of(text.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "O O O             | ''",
        "B-a I-a O         | a 0-2",
        "B-a B-a           | a 0-1, a 1-2",
        "B-a I-b           | a 0-1, b 1-2",
        "O I-a I-a B-b I-b | a 1-3, b 3-5",
        "B-a O I-a         | a 0-1, a 2-3",
        "B-x-y I-x-y       | x-y 0-2"
      })
  void spans(String text, String expected) {
    assertEquals(
        expected,
        Entities.spans(tags(text)).stream()
            .map(s -> s.type() + " " + s.from() + "-" + s.to())
            .collect(Collectors.joining(", ")));
  }

  /** Right: the first of two. Found 3, wanted 4: one too long, one of another type. */
  @Test
  void onlyExactSpansCount() {
    Entities entities = new Entities();
    entities.add(tags("B-a I-a O B-b I-b O"), tags("B-a I-a O B-b O O"));
    entities.add(tags("O B-a O O"), tags("O B-b O B-a"));
    assertEquals(1 / 3.0, entities.precision());
    assertEquals(1 / 4.0, entities.recall());
    assertEquals(2 / 7.0, entities.f1(), 1e-15);
  }

  @Test
  void nothingFoundIsNothingRight() {
    Entities entities = new Entities();
    assertEquals(0, entities.f1());
    entities.add(tags("O O"), tags("B-a O"));
    assertEquals(0, entities.precision());
    assertEquals(0, entities.recall());
    assertEquals(0, entities.f1());
  }

  @Test
  void whatIsBio() {
    assertTrue(tags("O B-a I-a B-x-y").stream().allMatch(Entities::isBio));
    for (String tag : List.of("B", "I-", "NOUN", "o", "E-a", "")) {
      assertFalse(Entities.isBio(tag), tag);
    }
  }
}
