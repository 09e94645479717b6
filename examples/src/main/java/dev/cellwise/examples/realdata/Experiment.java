package dev.cellwise.examples.realdata;

import java.nio.file.Path;
import java.util.List;

/**
 * A command line on real data, and what its report should say.
 *
 * @param name a word, for {@code --only} and the folder of its results
 * @param data files and folders that it reads, below the folder of all data
 * @param command words of the command line; {@code @PATH} stands for a path below that folder.
 *     {@code --out} and {@code --report} are added
 * @param aims at least one
 */
record Experiment(String name, List<String> data, List<String> command, List<Aim> aims) {
  private static final String PLACE = "@";

  /**
   * An experiment; its data are the paths of its command.
   *
   * @param name a word
   * @param command words with one space between them
   * @param aims what its report should say
   */
  static Experiment of(String name, String command, Aim... aims) {
    List<String> words = List.of(command.split(" "));
    List<String> data =
        words.stream()
            .filter(word -> word.startsWith(PLACE))
            .map(word -> word.substring(1))
            .toList();
    return new Experiment(name, data, words, List.of(aims));
  }

  /**
   * What of its data is not there.
   *
   * @param folder of all data
   */
  List<Path> missing(Path folder) {
    return data.stream().map(folder::resolve).filter(path -> !path.toFile().exists()).toList();
  }

  /**
   * The command line.
   *
   * @param folder of all data
   */
  List<String> words(Path folder) {
    return command.stream()
        .map(w -> w.startsWith(PLACE) ? folder.resolve(w.substring(1)).toString() : w)
        .toList();
  }
}
