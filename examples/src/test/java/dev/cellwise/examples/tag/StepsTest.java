package dev.cellwise.examples.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsTest {
  @ParameterizedTest
  @CsvSource({
    "Rome, Xx",
    "NATO, X",
    "iPhone7, xXxd",
    "@you_know, @x_x",
    "2014, d",
    "..., .",
    "Élan, Xx",
    "\uD83D\uDE00\uD83D\uDE00, \uD83D\uDE00"
  })
  void shapes(String word, String shape) {
    assertEquals(shape, Steps.shape(word));
  }

  @Test
  void aWordIsReadInThreeSteps() {
    assertEquals(List.of("shape Xx", "ending ing", "word viking"), Steps.WORD.of("Viking"));
    assertEquals(List.of("shape X", "ending a", "word a"), Steps.WORD.of("A"));
    assertEquals(List.of("Viking"), Steps.TOKEN.of("Viking"));
    assertEquals(3, Steps.WORD.count());
    assertEquals(1, Steps.TOKEN.count());
  }
}
