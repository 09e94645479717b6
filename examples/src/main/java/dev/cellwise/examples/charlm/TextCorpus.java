package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.TextFile;
import java.nio.file.Path;
import java.util.Locale;

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
    return read(file, false, null, null);
  }

  /**
   * Reads and splits a file in another way.
   *
   * @param file as above
   * @param lowerCase whether letters become small ones
   * @param training characters of the training part, its lead-in with them; null: nine tenths
   * @param heldOut characters held out after them; null: all that are left
   * @return both parts
   * @throws BadInput as above, or when the text is shorter than the parts
   */
  static Corpus read(Path file, boolean lowerCase, Integer training, Integer heldOut) {
    String text = TextFile.read("--text", file);
    String given = lowerCase ? text.toLowerCase(Locale.ROOT) : text;
    return training == null
        ? split(file.toString(), given)
        : split(file.toString(), given, training, heldOut);
  }

  private static Corpus split(String name, String text, int training, Integer heldOut) {
    split(name, text);
    int characters = text.codePointCount(0, text.length());
    int held = heldOut == null ? characters - training : heldOut;
    if (held < 1 || held > characters - training) {
      throw new BadInput(
          "--text: %s has %,d characters, too few to train on %,d and hold out %,d"
              .formatted(name, characters, training, Math.max(held, 1)));
    }
    int end = text.offsetByCodePoints(0, training);
    int leadIn = text.offsetByCodePoints(end, -1);
    int stop = text.offsetByCodePoints(end, held);
    return new Corpus(name, Corpus.Kind.TEXT, text.substring(0, end), text.substring(leadIn, stop));
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
