package dev.cellwise.examples.classify;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.classify.Sequences.Texts;
import dev.cellwise.examples.classify.Task.Baseline;
import dev.cellwise.examples.data.LabelledTexts;
import dev.cellwise.rnn.data.CharVocabulary;
import dev.cellwise.rnn.net.Architecture;
import java.util.Arrays;
import java.util.List;

/** Texts, character by character. */
final class TextTask {
  private static final double VALIDATION = 0.1;
  private static final double TEST = 0.1;
  private static final int UNKNOWN = 0xFFFD;

  private TextTask() {}

  /**
   * Divides texts by chance, those that are alike into one part, and judges them by naive Bayes.
   *
   * @param what the data in a line
   * @param all at least some of each class
   * @param embedding floats a character; 0: one-hot
   * @param seed decides the parts
   */
  static Task of(String what, LabelledTexts all, int embedding, long seed) {
    Parts parts = Parts.of(all.texts(), VALIDATION, TEST, seed);
    if (parts.test().length == 0 || parts.validation().length == 0) {
      throw new BadInput(
          "%s: %d different texts are too few to hold some out"
              .formatted(what, all.texts().stream().distinct().count()));
    }
    int[] known =
        Arrays.stream(parts.training())
            .mapToObj(all.texts()::get)
            .flatMapToInt(String::codePoints)
            .toArray();
    CharVocabulary symbols = CharVocabulary.of(known).withUnknown(UNKNOWN);
    Texts training = pick(all, parts.training(), symbols);
    Texts validation = pick(all, parts.validation(), symbols);
    Texts test = pick(all, parts.test(), symbols);
    return new Task(
        what,
        all.labels(),
        training,
        validation,
        test,
        () ->
            embedding == 0
                ? Architecture.builder().index(symbols.size())
                : Architecture.builder().embedding(symbols.size(), embedding),
        List.of(
            Task.majority(all.labels(), training, test),
            bayes(all.labels().size(), training, validation, test)));
  }

  private static Texts pick(LabelledTexts all, int[] chosen, CharVocabulary symbols) {
    String[] texts = new String[chosen.length];
    int[][] tokens = new int[chosen.length][];
    int[] classes = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      texts[i] = all.texts().get(chosen[i]);
      tokens[i] = symbols.encode(texts[i]);
      classes[i] = all.classes()[chosen[i]];
    }
    return new Texts(texts, tokens, classes);
  }

  private static Baseline bayes(int labels, Texts training, Texts validation, Texts test) {
    NaiveBayes bayes =
        NaiveBayes.tuned(
            List.of(training.texts()),
            training.classes(),
            labels,
            List.of(validation.texts()),
            validation.classes());
    int[] said = Arrays.stream(test.texts()).mapToInt(bayes::classify).toArray();
    return new Baseline(bayes.toString(), "naive_bayes", said);
  }
}
