package dev.cellwise.examples.handwriting;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.handwriting.Reader.Sight;
import dev.cellwise.examples.handwriting.Written.Score;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.NearestNeighbour;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Words as sequences of images in, a letter for each image out. */
final class WordLesson {
  private static final int SHOWN = 8;

  private final WordList words;
  private final Glyphs glyphs;
  private final Written training;
  private final Written validation;
  private final Written test;

  /** Of each test word whether it is not trained on. */
  private final boolean[] unlike;

  private final FitOptions fit;
  private final long seed;
  private final Findings findings;

  /**
   * The lesson.
   *
   * @param words in three parts
   * @param glyphs for training
   * @param chosen for validation
   * @param judged for the test
   */
  WordLesson(
      WordList words,
      Glyphs glyphs,
      Glyphs chosen,
      Glyphs judged,
      FitOptions fit,
      long seed,
      Findings findings) {
    this.words = words;
    this.glyphs = glyphs;
    training =
        Written.of(words.training(), glyphs, new Draws(seed, Draws.Purpose.WRITTEN_TRAINING));
    validation =
        Written.of(words.validation(), chosen, new Draws(seed, Draws.Purpose.WRITTEN_VALIDATION));
    test = Written.of(words.test(), judged, new Draws(seed, Draws.Purpose.WRITTEN_TEST));
    unlike = test.unlike(training);
    this.fit = fit;
    this.seed = seed;
    this.findings = findings;
  }

  /**
   * Trains, compares and draws.
   *
   * @param cells to train
   * @return whether each cell in both directions reads more letters right than the nearest
   *     neighbour and the network without context
   */
  boolean run(List<String> cells) throws IOException {
    findings.line(
        "%,d words to train on, %,d letters of %d kinds as images of %d by %d; %,d words to choose by",
        training.images().length,
        training.count(),
        words.symbols().size(),
        glyphs.width(),
        glyphs.height(),
        validation.images().length);
    Written letters = training.apart();
    int[] nearest =
        new NearestNeighbour(letters.images(), letters.flat()).classify(test.apart().images());
    Reader alone = learn(Sight.LETTER, "");
    List<Reader> before = cells.stream().map(cell -> learn(Sight.BEFORE, cell)).toList();
    List<Reader> both = cells.stream().map(cell -> learn(Sight.WORD, cell)).toList();
    findings.head(
        "%,d held-out words, %,d letters".formatted(test.images().length, test.count()),
        "letters",
        "words",
        "of new words",
        "seconds");
    double bar = tell("nearest neighbour", "nearest", nearest, null);
    bar =
        Math.max(
            bar, tell("dense network, " + alone.name(), "alone", alone.said(), alone.fitted()));
    before.forEach(this::tell);
    boolean beaten = true;
    for (Reader reader : both) {
      beaten &= tell(reader) > bar;
    }
    findings.report().put("test_words", test.images().length).put("test_letters", test.count());
    show(alone, both.getFirst());
    return beaten;
  }

  private Reader learn(Sight sight, String cell) {
    return Reader.learn(
        sight, cell, words.symbols().size(), training, validation, test, fit, seed, findings);
  }

  private double tell(Reader reader) {
    return tell(reader.name(), reader.key(), reader.said(), reader.fitted());
  }

  /** The share of letters. */
  private double tell(String name, String key, int[] said, Fitted fitted) {
    Score score = test.score(said, unlike);
    findings.row(
        name,
        Findings.percent(score.letters(), 1),
        Findings.percent(score.words(), 1),
        Findings.percent(score.unlike(), 1),
        seconds(fitted));
    findings
        .report()
        .put(key + "_letters", score.letters())
        .put(key + "_words", score.words())
        .put(key + "_new_letters", score.unlike());
    if (fitted != null) {
      findings.report().put(key + "_train_seconds", fitted.seconds());
    }
    return score.letters();
  }

  private void show(Reader alone, Reader both) throws IOException {
    findings.line("");
    findings.line("%-14s %-22s %s", "held-out word", alone.name(), both.name());
    Sheet sheet = new Sheet("Held-out words as %s reads them".formatted(both.name()));
    int at = 0;
    int pixels = test.pixels();
    for (int word = 0; word < Math.min(SHOWN, test.letters().length); word++) {
      int length = test.letters()[word].length;
      findings.line(
          "%-14s %-22s %s",
          text(test.letters()[word], 0, length),
          text(alone.said(), at, length),
          text(both.said(), at, length));
      sheet.row();
      for (int t = 0; t < length; t++) {
        sheet.add(
            Sheet.image(test.images()[word], t * pixels, glyphs.width(), glyphs.height()),
            words.symbols().get(test.letters()[word][t]),
            words.symbols().get(both.said()[at + t]));
      }
      at += length;
    }
    findings.draw("", sheet);
    findings.line("");
  }

  private String text(int[] letters, int from, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < from + count; i++) {
      text.append(words.symbols().get(letters[i]));
    }
    return text.toString();
  }

  /** A training's time for the table. */
  static String seconds(Fitted fitted) {
    return fitted == null ? "" : String.format(Locale.ROOT, "%.1f", fitted.seconds());
  }
}
