package dev.cellwise.examples.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.examples.data.TaggedSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrequentTagTest {
  private static final List<TaggedSequence> TRAINING =
      List.of(
          sequence("a b c", "1 2 1"),
          sequence("b b c", "1 2 1"),
          sequence("c a d", "3 2 2"),
          sequence("c b a", "1 3 1"));

  private static TaggedSequence sequence(String tokens, String tags) {
    return new TaggedSequence(List.of(tokens.split(" ")), List.of(tags.split(" ")));
  }

  /** a has 1, 2, 1; b has 2, 1, 2, 3; c has 1, 1, 3, 1; of all twelve six have 1. */
  @Test
  void byItself() {
    FrequentTag frequent = new FrequentTag(TRAINING, false);
    assertEquals(
        List.of(List.of("1", "2", "1", "2", "1")),
        frequent.of(List.of(List.of("a", "b", "c", "d", "new"))));
  }

  /** b between c and a has 3, between new neighbours its own; a behind c and before d has 2. */
  @Test
  void betweenItsNeighbours() {
    FrequentTag frequent = new FrequentTag(TRAINING, true);
    assertEquals(
        List.of(List.of("1", "3", "1"), List.of("3", "2", "2"), List.of("2", "1", "1")),
        frequent.of(
            List.of(List.of("c", "b", "a"), List.of("c", "a", "d"), List.of("b", "a", "new"))));
  }

  @Test
  void ofTagsAsFrequentTheFirst() {
    FrequentTag frequent = new FrequentTag(List.of(sequence("a a", "2 1")), false);
    assertEquals(List.of(List.of("1")), frequent.of(List.of(List.of("a"))));
  }
}
