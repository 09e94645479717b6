package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TextFile;
import java.nio.file.Path;

/**
 * Any UTF-8 text file as a corpus: its last tenth is held out, line ends and all other characters
 * stay as they are.
 */
public final class TextCorpus {
  /** The held-out share of the characters. */
  static final double HELD_OUT = 0.1;

  private static final int LEAST_CHARACTERS = 20;

  private TextCorpus() {}

  /**
   * Reads and splits a file.
   *
   * @param file a UTF-8 text of at most 512 MiB; a byte order mark at its start is dropped
   * @return the training part as it is (its first character is the lead-in), and the held-out part
   *     with the last training character as its lead-in
   * @throws BadInput when the file is missing, a folder, unreadable, empty, not UTF-8, too large or
   *     too short, or has one symbol only
   */
  public static Corpus read(Path file) {
    return split(file.toString(), TextFile.read("--text", file));
  }

  /**
   * Splits a text.
   *
   * @param name the text's name, for titles and messages
   * @param text the whole text
   * @return the corpus, as {@link #read} describes it
   * @throws BadInput when the text is empty or too short or has one symbol only
   */
  static Corpus split(String name, String text) {
    if (text.isEmpty()) {
      throw new BadInput("--text: %s is empty".formatted(name));
    }
    int characters = text.codePointCount(0, text.length());
    if (text.codePoints().distinct().count() == 1) {
      throw new BadInput(
          "--text: %s has one symbol only, there is nothing to learn".formatted(name));
    }
    if (characters < LEAST_CHARACTERS) {
      throw new BadInput(
          "--text: %s has %d characters, at least %d are needed"
              .formatted(name, characters, LEAST_CHARACTERS));
    }
    int heldOut = (int) Math.round(characters * HELD_OUT);
    int leadIn = text.offsetByCodePoints(0, characters - heldOut - 1);
    int end = text.offsetByCodePoints(leadIn, 1);
    return new Corpus(name, Corpus.Kind.TEXT, text.substring(0, end), text.substring(leadIn));
  }
}
