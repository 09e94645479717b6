package dev.cellwise.examples.chorales;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A piece of music in four voices.
 *
 * @param name of its file
 * @param notes chord by chord, the highest voice first: MIDI numbers, 0 is silence
 */
record Chorale(String name, int[] notes) {
  /** Notes of a chord. */
  static final int VOICES = 4;

  /** One more than the largest note. */
  static final int END = 128;

  /**
   * All pieces of a folder.
   *
   * @param option for messages
   * @param folder with files {@code .csv}, a chord a line, behind a line of column names
   * @return in the order of the files' names, at least one
   * @throws BadInput when the folder has none, or one that is no such file
   */
  static List<Chorale> folder(String option, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadInput("%s: there is no folder %s".formatted(option, folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Chorale> all =
          files
              .filter(f -> f.toString().endsWith(".csv"))
              .sorted()
              .map(f -> file(option, f))
              .toList();
      if (all.isEmpty()) {
        throw new BadInput("%s: %s has no .csv file".formatted(option, folder));
      }
      return all;
    } catch (IOException e) {
      throw new BadInput("%s: %s cannot be read".formatted(option, folder));
    }
  }

  private static Chorale file(String option, Path file) {
    CsvTable table = CsvTable.withHeader(option, file);
    if (table.columns().size() != VOICES) {
      throw new BadInput(
          "%s: %s has %d columns, expected four notes"
              .formatted(option, file, table.columns().size()));
    }
    int[] notes = table.whole(0, END - 1, table.columns().toArray(String[]::new));
    return new Chorale(String.valueOf(file.getFileName()), notes);
  }

  /** Chords. */
  int chords() {
    return notes.length / VOICES;
  }
}
