package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  @Test
  void rightOnesAndMistakesAreCounted() {
    Confusion confusion =
        new Confusion(
            List.of("a", "b", "c"), new int[] {0, 0, 0, 1, 1, 2}, new int[] {0, 2, 2, 0, 1, 2});
    assertEquals(0.5, confusion.accuracy());
    assertEquals(2, confusion.count(0, 2));
    assertEquals(List.of("a taken for c: 2 of 3", "b taken for a: 1 of 2"), confusion.mistakes(5));
    assertEquals(1, confusion.mistakes(1).size());
  }
}
