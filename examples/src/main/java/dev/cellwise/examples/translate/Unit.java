package dev.cellwise.examples.translate;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.WordVocabulary;
import java.util.List;

/** What a text is cut into. */
enum Unit {
  /** Code points, spaces among them. */
  CHARACTERS,

  /** Words and marks of punctuation. */
  WORDS;

  /** By its name on the command line. */
  static Unit of(String name) {
    return switch (name) {
      case "characters" -> CHARACTERS;
      case "words" -> WORDS;
      default -> throw new BadInput("--unit must be words or characters, but is " + name);
    };
  }

  /** The tokens of a text. */
  List<String> cut(String text) {
    return switch (this) {
      case CHARACTERS -> text.codePoints().mapToObj(Character::toString).toList();
      case WORDS -> WordVocabulary.split(text);
    };
  }

  /** The text of tokens, spaces around marks of punctuation as they come. */
  String join(List<String> tokens) {
    return String.join(this == CHARACTERS ? "" : " ", tokens);
  }
}
