package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Invents text: what the network says is what it reads next. */
final class Speaker {
  private static final int LONGEST_LINE = 300;

  private final StreamMeter stream;
  private final CharVocabulary vocabulary;
  private final Sampler sampler;
  private final int lineEnd;
  private float[] logits;

  /**
   * A speaker at the start of a stream, after a line end where the vocabulary has one.
   *
   * @param stream at its start
   * @param vocabulary the symbols of the stream's network
   * @param sampler picks the characters
   */
  Speaker(StreamMeter stream, CharVocabulary vocabulary, Sampler sampler) {
    this.stream = stream;
    this.vocabulary = vocabulary;
    this.sampler = sampler;
    lineEnd = vocabulary.indexOf('\n');
    logits = stream.step(Math.max(0, lineEnd));
  }

  /**
   * The sampler that the options ask for.
   *
   * @param options the temperature, 0 for the likeliest character always, and what is cut off
   * @param seed decides what is drawn
   */
  static Sampler sampler(SpeakingOptions options, long seed) {
    Sampler all =
        options.temperature == 0
            ? Sampler.greedy()
            : Sampler.temperature((float) options.temperature, seed);
    return all.withTopK(options.topK).withTopP((float) options.topP);
  }

  /**
   * A text of the user's as numbers.
   *
   * @param option that it was given by, for the message
   * @param vocabulary the symbols known
   * @param text any text
   * @throws BadInput when it has a symbol that the vocabulary has not
   */
  static int[] encode(String option, CharVocabulary vocabulary, String text) {
    try {
      return vocabulary.encode(text);
    } catch (IllegalArgumentException e) {
      int unknown =
          text.codePoints().filter(c -> vocabulary.indexOf(c) < 0).findFirst().orElseThrow();
      throw new BadInput(
          "%s: the model does not know the symbol %s (U+%04X)"
              .formatted(option, Character.toString(unknown), unknown));
    }
  }

  /**
   * Lines, each beginning with the prompt and each read on from the one before.
   *
   * @param prompt what each line begins with, as numbers
   * @param count how many
   */
  List<String> lines(int[] prompt, int count) {
    List<String> lines = new ArrayList<>();
    while (lines.size() < count) {
      StringBuilder line = new StringBuilder(vocabulary.decode(prompt));
      hear(prompt);
      int next = next();
      while (next != lineEnd && line.length() < LONGEST_LINE) {
        line.append(vocabulary.symbol(next));
        logits = stream.step(next);
        next = next();
      }
      logits = stream.step(lineEnd);
      lines.add(line.toString());
    }
    return lines;
  }

  /**
   * Running text after a prompt.
   *
   * @param prompt what it begins with, as numbers
   * @param characters how many follow
   * @param each is given each character as soon as it is known, the prompt's not
   */
  void text(int[] prompt, int characters, Consumer<String> each) {
    hear(prompt);
    for (int i = 0; i < characters; i++) {
      int next = next();
      each.accept(vocabulary.symbol(next));
      logits = stream.step(next);
    }
  }

  private int next() {
    return sampler.next(logits, vocabulary.size());
  }

  private void hear(int[] tokens) {
    for (int token : tokens) {
      logits = stream.step(token);
    }
  }
}
