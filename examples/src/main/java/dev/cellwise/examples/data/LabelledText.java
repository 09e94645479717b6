package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with its class.
 *
 * @param label the class's name
 * @param text not blank
 */
public record LabelledText(String label, String text) {
  /**
   * Reads a file of a text a line, behind its label and a tab; empty lines are skipped.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @return at least one
   * @throws BadInput when the file cannot be read, or a line of it is no such line
   */
  public static List<LabelledText> read(String option, Path file) {
    List<LabelledText> texts = new ArrayList<>();
    long number = 0;
    for (String line : (Iterable<String>) TextFile.read(option, file).lines()::iterator) {
      Place place = new Place(option, file, ++number);
      if (line.isBlank()) {
        continue;
      }
      int tab = line.indexOf('\t');
      if (tab < 0) {
        throw place.bad("no tab between a label and a text");
      }
      String label = line.substring(0, tab).strip();
      String text = line.substring(tab + 1).strip();
      if (label.isEmpty() || Place.isBlank(text)) {
        throw place.bad("no %s the tab", label.isEmpty() ? "label before" : "text behind");
      }
      texts.add(new LabelledText(label, text));
    }
    if (texts.isEmpty()) {
      throw new BadInput("%s: %s is empty".formatted(option, file));
    }
    return texts;
  }
}
