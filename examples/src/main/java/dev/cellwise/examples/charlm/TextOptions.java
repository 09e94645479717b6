package dev.cellwise.examples.charlm;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that decide what is learned, and what is held out. */
final class TextOptions {
  @Option(
      names = "--text",
      paramLabel = "FILE",
      description = "A UTF-8 text to learn; its last tenth is held out (default: Unicode names).")
  private Path text;

  @Option(names = "--lower-case", description = "Take all letters of the text as small ones.")
  private boolean lowerCase;

  @Option(
      names = "--train-characters",
      paramLabel = "N",
      description = "Train on the first N characters of the text, not on nine tenths.")
  private Integer trainCharacters;

  @Option(
      names = "--held-out-characters",
      paramLabel = "N",
      description = "Hold out the N characters after those, not all that are left.")
  private Integer heldOutCharacters;

  /** Refuses options without the text that they are about. */
  void check() {
    if (text == null && (lowerCase || trainCharacters != null || heldOutCharacters != null)) {
      throw new BadInput(
          "--lower-case, --train-characters and --held-out-characters are about a --text");
    }
    if (heldOutCharacters != null && trainCharacters == null) {
      throw new BadInput("--held-out-characters needs --train-characters beside it");
    }
    if (trainCharacters != null) {
      range("--train-characters", trainCharacters, 2, 1 << 29);
    }
    if (heldOutCharacters != null) {
      range("--held-out-characters", heldOutCharacters, 1, 1 << 29);
    }
  }

  /**
   * What is learned.
   *
   * @param seed of the split of the Unicode names
   */
  Corpus corpus(long seed) {
    return text == null
        ? UnicodeNames.corpus(seed)
        : TextCorpus.read(text, lowerCase, trainCharacters, heldOutCharacters);
  }
}
