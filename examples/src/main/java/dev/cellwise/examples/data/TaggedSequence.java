package dev.cellwise.examples.data;

import java.util.List;

/**
 * Tokens, each with a tag.
 *
 * @param tokens at least one
 * @param tags as many
 */
public record TaggedSequence(List<String> tokens, List<String> tags) {
  /** Copies. */
  public TaggedSequence {
    tokens = List.copyOf(tokens);
    tags = List.copyOf(tags);
    if (tokens.isEmpty() || tokens.size() != tags.size()) {
      throw new IllegalArgumentException(
          "tags: expected one for each of at least one token, got "
              + tags.size()
              + " for "
              + tokens.size());
    }
  }
}
