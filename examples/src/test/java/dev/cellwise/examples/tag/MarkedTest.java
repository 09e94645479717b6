package dev.cellwise.examples.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedTest {
  @Test
  void spansStandInBrackets() {
    assertEquals(
        "in [place New York] and [person Ann]",
        Marked.words(
            List.of("in", "New", "York", "and", "Ann"),
            List.of("O", "B-place", "I-place", "O", "B-person")));
    assertEquals("[a x] y", Marked.words(List.of("x", "y"), List.of("B-a", "O")));
  }

  @Test
  void runsStandInBrackets() {
    assertEquals(
        "<en>[day 12]. [month M]",
        Marked.runs(
            List.of("<en>", "1", "2", ".", " ", "M"),
            List.of(TagScore.UNASKED, "day", "day", "literal", "literal", "month"),
            ""));
    assertEquals("[N a b] [V c]", Marked.runs(List.of("a", "b", "c"), List.of("N", "N", "V"), " "));
  }
}
