package dev.cellwise.examples.tag;

import dev.cellwise.examples.data.TaggedSequence;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sequences to learn from, to pick the best weights by, and to be judged by.
 *
 * @param training sequences
 * @param validation sequences
 * @param test sequences
 */
record TagCorpus(
    List<TaggedSequence> training, List<TaggedSequence> validation, List<TaggedSequence> test) {
  /** Whether spans are tagged. */
  boolean bio() {
    return Stream.of(training, validation, test)
            .flatMap(List::stream)
            .flatMap(s -> s.tags().stream())
            .allMatch(Entities::isBio)
        && training.stream().anyMatch(s -> !Entities.spans(s.tags()).isEmpty());
  }

  /** Those to learn from, each once, by name. */
  List<String> tags() {
    return training.stream().flatMap(s -> s.tags().stream()).distinct().sorted().toList();
  }
}
