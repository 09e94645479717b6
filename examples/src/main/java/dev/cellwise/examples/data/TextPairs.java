package dev.cellwise.examples.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pairs of texts, one a line: source, tab, target; what stands behind a second tab is ignored. */
public final class TextPairs {
  private TextPairs() {}

  /**
   * Two texts that say the same.
   *
   * @param source in one language
   * @param target in the other
   */
  public record Pair(String source, String target) {}

  /**
   * Reads a file.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @return a pair for each line, in their order
   * @throws dev.cellwise.examples.BadInput when a line has no tab or an empty side, or the file
   *     cannot be read
   */
  public static List<Pair> read(String option, Path file) {
    List<Pair> pairs = new ArrayList<>();
    for (String line : TextFile.read(option, file).lines().toList()) {
      Place place = new Place(option, file, pairs.size() + 1L);
      String[] columns = line.split("\t", 3);
      if (columns.length < 2) {
        throw place.bad("expected source, tab, target, but there is no tab");
      }
      if (Place.isBlank(columns[0]) || Place.isBlank(columns[1])) {
        throw place.bad("the %s is empty", Place.isBlank(columns[0]) ? "source" : "target");
      }
      pairs.add(new Pair(columns[0].strip(), columns[1].strip()));
    }
    return pairs;
  }
}
