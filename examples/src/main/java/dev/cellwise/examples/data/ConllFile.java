package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tagged sentences, a line for each token: token, tab, tag; a blank line between two sentences. */
public final class ConllFile {
  private ConllFile() {}

  /**
   * Reads a file.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @return its sentences, at least one, in their order
   * @throws BadInput when a line is neither blank nor a token and a tag, or the file cannot be read
   */
  public static List<TaggedSequence> read(String option, Path file) {
    List<TaggedSequence> sentences = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    long number = 0;
    for (String line : TextFile.read(option, file).lines().toList()) {
      number++;
      if (line.isBlank()) {
        end(tokens, tags, sentences);
        continue;
      }
      String[] columns = line.split("\t", -1);
      if (columns.length != 2 || columns[0].isEmpty() || columns[1].isBlank()) {
        throw new Place(option, file, number)
            .bad("expected token, tab, tag, got '%s'", Place.shown(line));
      }
      tokens.add(columns[0]);
      tags.add(columns[1].strip());
    }
    end(tokens, tags, sentences);
    if (sentences.isEmpty()) {
      throw new BadInput("%s: %s has no sentence".formatted(option, file));
    }
    return sentences;
  }

  private static void end(List<String> tokens, List<String> tags, List<TaggedSequence> to) {
    if (!tokens.isEmpty()) {
      to.add(new TaggedSequence(tokens, tags));
      tokens.clear();
      tags.clear();
    }
  }
}
