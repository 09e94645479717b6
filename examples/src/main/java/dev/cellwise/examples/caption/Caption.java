package dev.cellwise.examples.caption;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Picture;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.Fit;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.Fitted;
import dev.cellwise.examples.lesson.LearningCurves;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.examples.lesson.ShadedText;
import dev.cellwise.rnn.net.Decoder;
import dev.cellwise.rnn.net.Initialisation;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.train.Evaluation;
import dev.cellwise.rnn.train.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise caption}: a vector is spelled out. */
@Command(
    name = "caption",
    header = "spell out a number, a day or an image of a digit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains an LSTM whose first state is made from a vector to spell out, letter by letter, what the vector is.",
      "",
      "Numbers below 10,000 (a one for each of their digits) in English, German or French; days (their figures) in any"
          + " language of the JDK; or images of digits from a file. The claim: at least 95 %% of what is held out is spelled"
          + " without any fault. Beside it the most frequent answer and that of the nearest known vector, and beam search"
          + " beside the letter that is likeliest at each step.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise caption --language fr",
      "  cellwise caption --of days --language pl",
      "  cellwise caption --images optdigits.tra --test optdigits.tes --language de",
      "",
      "The same options and --seed give the same figures on every machine; days: with the same JDK.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Caption extends LessonCommand {
  private static final String NUMBERS = "numbers";
  private static final String DAYS = "days";
  private static final double CLAIMED = 0.95;
  private static final int SHOWN = 12;
  private static final int GRID = 48;

  @Option(
      names = "--of",
      paramLabel = "WHAT",
      description = "numbers or days (default: ${DEFAULT-VALUE}).")
  private String of = NUMBERS;

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description =
          "Instead: 8x8 images in comma-separated values, 64 counts from 0 to 16 and the digit last.")
  private Path images;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Held-out images (default: a tenth of the others).")
  private Path test;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description =
          "In whose words: en, de or fr; for days any of the JDK (default: ${DEFAULT-VALUE}).")
  private String language = "en";

  @Option(
      names = "--count",
      paramLabel = "N",
      description =
          "Numbers or days, if there are as many; a tenth of them is held out, another one is for"
              + " validation (default: ${DEFAULT-VALUE}).")
  private int count = Spelled.END;

  @Option(
      names = "--below",
      paramLabel = "END",
      description = "Numbers are below it (default: ${DEFAULT-VALUE}).")
  private int below = Spelled.END;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description = "Size of a letter's learned vector (default: ${DEFAULT-VALUE}).")
  private int embedding = 16;

  @Option(
      names = "--beam",
      paramLabel = "K",
      description = "Hypotheses that beam search keeps (default: ${DEFAULT-VALUE}).")
  private int beam = 4;

  @Mixin private FitOptions fit = new FitOptions(128, 32, 15, 0.01);

  private List<Captioned> training;
  private List<Captioned> validation;
  private List<Captioned> held;
  private Letters letters;

  /** Made by the command line. */
  public Caption() {}

  @Override
  protected void check() {
    if (!List.of(NUMBERS, DAYS).contains(of)) {
      throw new BadInput("--of must be numbers or days, but is " + of);
    }
    range("--count", count, 30, Spelled.END);
    range("--below", below, 30, Spelled.END);
    range("--embedding", embedding, 1, 8192);
    range("--beam", beam, 1, 100);
    fit.check();
    if (test != null && images == null) {
      throw new BadInput("--test needs --images beside it");
    }
    if (images != null) {
      unused("has no effect with --images", "--of", "--count", "--below");
    } else if (of.equals(DAYS)) {
      unused("is of numbers", "--below");
    }
    List<Captioned> all = new ArrayList<>(all());
    if (all.size() < 30) {
      throw new BadInput(
          "--images: %s has %d images, at least 30 are needed".formatted(images, all.size()));
    }
    int tenth = all.size() / 10;
    held =
        test == null
            ? all.subList(0, tenth)
            : Subjects.images("--test", test, Spelled.of(language));
    validation = all.subList(test == null ? tenth : 0, test == null ? 2 * tenth : tenth);
    training = all.subList(test == null ? 2 * tenth : tenth, all.size());
    letters = new Letters(all.subList(test == null ? tenth : 0, all.size()));
  }

  private List<Captioned> all() {
    if (images != null) {
      List<Captioned> all =
          new ArrayList<>(Subjects.images("--images", images, Spelled.of(language)));
      Collections.shuffle(all, new Random(seed()));
      return all;
    }
    return of.equals(NUMBERS)
        ? Subjects.numbers(below, Math.min(count, below), Spelled.of(language), seed())
        : Subjects.days(count, locale(), seed());
  }

  private Locale locale() {
    Locale locale = Locale.forLanguageTag(language);
    if (!Arrays.asList(Locale.getAvailableLocales()).contains(locale) || language.isBlank()) {
      throw new BadInput("--language: this JDK has no days in '%s'".formatted(language));
    }
    return locale;
  }

  @Override
  protected void run(Findings findings) throws IOException {
    String what = images == null ? of : "images";
    findings.line(
        "%s in '%s': %,d to train on, %,d to validate with, %,d held out; %d letters",
        images == null ? of : images,
        language,
        training.size(),
        validation.size(),
        held.size(),
        letters.count());
    fit.describe(findings.report());
    findings
        .report()
        .put("what", what)
        .put("language", language)
        .put("embedding", embedding)
        .put("training_captions", training.size())
        .put("test_captions", held.size());

    Network start =
        Network.initialise(
            letters.architecture(held.getFirst().vector().length, embedding, fit.hidden()),
            Initialisation.orthogonal(),
            seed());
    Evaluation judge =
        new Evaluation(
            start.layers(), letters.batches(validation, fit.batch(), seed()), Loss.crossEntropy());
    Fitted fitted =
        new Fit(fit, seed())
            .run(
                "lstm",
                start,
                letters.batches(training, fit.batch(), seed()),
                Loss.crossEntropy(),
                judge,
                findings);
    Decoder decoder = new Decoder(fitted.network());

    findings.head("%,d held-out %s".formatted(held.size(), what), "without fault");
    String frequent = Nearest.mostFrequent(training);
    row(findings, "most frequent answer", "most_frequent", v -> frequent);
    row(findings, "answer of the nearest", "nearest", v -> Nearest.of(training, v.vector()));
    List<String> said =
        row(findings, "lstm, greedy", "greedy", v -> letters.say(decoder, v.vector(), 1));
    row(findings, "lstm, beam of " + beam, "beam", v -> letters.say(decoder, v.vector(), beam));
    print(findings, said);
    findings.draw(
        "",
        new LearningCurves("Spelling " + what, "nats a letter")
            .curve("training (smoothed)", fitted.training())
            .curve("validation", fitted.validation()));
    findings.draw("examples", examples(decoder, said));
    findings.claim(
        "at least %.0f %% of held-out %s without fault (greedy)".formatted(100 * CLAIMED, what),
        exact(said) >= CLAIMED);
  }

  /** Prints and reports how many answers are without fault, and gives the answers. */
  private List<String> row(
      Findings findings, String name, String key, Function<Captioned, String> answer) {
    List<String> said = held.stream().map(answer).toList();
    findings.row(name, String.format(Locale.ROOT, "%.1f %%", 100 * exact(said)));
    findings.report().put(key + "_exact", exact(said));
    return said;
  }

  private double exact(List<String> said) {
    return IntStream.range(0, said.size()).filter(i -> right(said, i)).count()
        / (double) said.size();
  }

  private boolean right(List<String> said, int i) {
    return said.get(i).equals(held.get(i).text());
  }

  /** Faults first, then as they come. */
  private List<Integer> shown(List<String> said, int most) {
    IntStream faults = IntStream.range(0, said.size()).filter(i -> !right(said, i)).limit(most / 2);
    IntStream others = IntStream.range(0, said.size()).filter(i -> right(said, i)).limit(most);
    return IntStream.concat(faults, others).limit(most).boxed().toList();
  }

  private void print(Findings findings, List<String> said) {
    findings.line("");
    for (int i : shown(said, SHOWN)) {
      String truth = right(said, i) ? "" : "   (right: " + held.get(i).text() + ")";
      findings.line("%-10s %s%s", held.get(i).shown(), said.get(i), truth);
    }
  }

  /** Images with what is said of them; of other things each letter, the darker the less sure. */
  private Picture examples(Decoder decoder, List<String> said) {
    if (images != null) {
      List<Integer> shown = shown(said, GRID);
      return new ImageGrid(
          shown.stream().map(held::get).toList(), shown.stream().map(said::get).toList());
    }
    ShadedText picture =
        new ShadedText("Held out, spelled: the darker a letter the less sure it is");
    for (int i : shown(said, SHOWN)) {
      Captioned of = held.get(i);
      double[] sure = letters.sure(decoder, of.vector(), said.get(i));
      int[] symbols = said.get(i).codePoints().toArray();
      picture.line(
          right(said, i) ? of.shown() : of.shown() + ", wrong",
          IntStream.range(0, symbols.length)
              .mapToObj(t -> new ShadedText.Piece(Character.toString(symbols[t]), 1 - sure[t], ""))
              .toList());
    }
    return picture;
  }
}
