package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Short texts with a class each.
 *
 * @param labels the classes' names
 * @param texts at least one, none of them empty
 * @param classes of each text its class, the number of its label
 */
public record LabelledTexts(List<String> labels, List<String> texts, int[] classes) {
  private static final String TXT = ".txt";

  /**
   * Reads a folder of files {@code LABEL.txt} with a text a line, or a file of lines {@code
   * LABEL<tab>TEXT}. Blank lines are skipped, other files of the folder too; a text may be there
   * more than once, with one label or several.
   *
   * @param option the option's name, for messages
   * @param path a folder or a file, UTF-8
   * @return labels in alphabetic order
   * @throws BadInput when it cannot be read, a line is none of these, or there are not at least two
   *     labels
   */
  public static LabelledTexts read(String option, Path path) {
    List<String[]> pairs = Files.isDirectory(path) ? folder(option, path) : file(option, path);
    return of(option, path, pairs);
  }

  /** Pairs of label and text. */
  private static LabelledTexts of(String option, Path path, List<String[]> pairs) {
    TreeSet<String> names = new TreeSet<>();
    pairs.forEach(p -> names.add(p[0]));
    if (names.size() < 2) {
      throw new BadInput(
          "%s: %s has texts of %d labels, at least 2 are needed"
              .formatted(option, path, names.size()));
    }
    List<String> labels = List.copyOf(names);
    return new LabelledTexts(
        labels,
        pairs.stream().map(p -> p[1]).toList(),
        pairs.stream().mapToInt(p -> labels.indexOf(p[0])).toArray());
  }

  private static List<String[]> folder(String option, Path folder) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(TXT)).sorted().toList();
    } catch (IOException e) {
      throw new BadInput("%s: folder %s cannot be read".formatted(option, folder));
    }
    List<String[]> pairs = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      String label = name.substring(0, name.length() - TXT.length());
      TextFile.read(option, file)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(line -> pairs.add(new String[] {label, line}));
    }
    return pairs;
  }

  private static List<String[]> file(String option, Path file) {
    List<String[]> pairs = new ArrayList<>();
    long number = 0;
    for (String line : (Iterable<String>) TextFile.read(option, file).lines()::iterator) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String[] parts = line.split("\t", -1);
      if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
        throw new Place(option, file, number)
            .bad("expected a label, a tab and a text, got '%s'", Place.shown(line));
      }
      pairs.add(new String[] {parts[0].strip(), parts[1].strip()});
    }
    return pairs;
  }
}
