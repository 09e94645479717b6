package dev.cellwise.examples.handwriting;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Draws;
import dev.cellwise.examples.data.LabelledRows;
import dev.cellwise.examples.data.LabelledSequences;
import dev.cellwise.examples.lesson.CellOption;
import dev.cellwise.examples.lesson.Findings;
import dev.cellwise.examples.lesson.FitOptions;
import dev.cellwise.examples.lesson.LessonCommand;
import dev.cellwise.rnn.data.Shuffle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cellwise handwriting}: words letter by letter, and ways of a pen. */
@Command(
    name = "handwriting",
    header = "read written words letter by letter, and a pen's way",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Words: an image for each letter in, a letter for each image out. Images are drawn so badly that an n may be an h; a"
          + " network that reads in both directions sees what stands around it. Words are those of the Unicode character"
          + " names that the JDK has, as often as they occur there; those that are new in the test are judged by"
          + " themselves too.",
      "",
      "Pen: the way of a pen that writes a letter in, the letter out.",
      "",
      "Beside them: the nearest neighbour of each image or way, and a dense network that sees each image alone, or 16"
          + " points of a way at once. The claim: the network in both directions is right more often than either.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise handwriting",
      "  cellwise handwriting --task words --cell lstm,gru,rnn --sloppiness 1.3",
      "  cellwise handwriting --task words --train optdigits.tra --test optdigits.tes",
      "  cellwise handwriting --task pen --train pendigits.tra --test pendigits.tes",
      "",
      "The same options and --seed give the same figures on every machine with the same release of the JDK.",
      "Exit code: 0 done (the last lines and the report say whether the claim was reached), 1 failure of the program, 2 bad"
          + " input."
    })
public final class Handwriting extends LessonCommand {
  private static final String WORDS = "words";
  private static final String PEN = "pen";
  private static final String BOTH = "both";

  // A pen's way tells more than an image, and is written worse.
  private static final float IMAGES = 1.25f;
  private static final float WAYS = 2.2f;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description = "words, pen, or both (default: ${DEFAULT-VALUE}).")
  private String task = BOTH;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Words to train on, a tenth as many to choose by and to judge by; the pen writes each letter a thirtieth as"
              + " often (default: ${DEFAULT-VALUE}).")
  private int samples = 6000;

  @Option(
      names = "--sloppiness",
      paramLabel = "S",
      description = "How badly letters are written: 0 not at all (default: ${DEFAULT-VALUE}).")
  private double sloppiness = 1;

  @Option(
      names = "--words",
      paramLabel = "FILE",
      description = "Words to write instead, one a line, of letters from a to z.")
  private Path list;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description =
          "Rows of numbers with the digit last, instead of what is drawn. With --task words images of digits, 0 is paper:"
              + " the words are then days from 1900 to 2099 as eight digits. With --task pen points, x and y in turn. A"
              + " tenth of the rows is then held out to choose by, of images a tenth of each digit.")
  private Path train;

  @Option(names = "--test", paramLabel = "FILE", description = "Rows like those to judge by.")
  private Path test;

  @Option(names = "--header", description = "The first row of both files names the columns.")
  private boolean header;

  @Option(
      names = "--one-hot",
      description = "The digit in rows of numbers is written as zeros and a one, such as 0010.")
  private boolean oneHot;

  @Mixin private CellOption cells = new CellOption(CellOption.LSTM);

  @Mixin private FitOptions fit = new FitOptions(64, 16, 10, 3e-3);

  /** Made by the command line. */
  public Handwriting() {}

  @Override
  protected void check() {
    cells.check();
    fit.check();
    if (!List.of(WORDS, PEN, BOTH).contains(task)) {
      throw new BadInput("--task must be words, pen or both, but is " + task);
    }
    range("--samples", samples, 20, 100_000);
    if (!(sloppiness >= 0 && sloppiness <= 10)) {
      throw new BadInput("--sloppiness must be from 0 to 10, but is " + sloppiness);
    }
    if ((train == null) != (test == null)) {
      throw new BadInput("--train and --test: one is given without the other");
    }
    if (train != null && task.equals(BOTH)) {
      throw new BadInput("--train: --task must say what it has, words or pen");
    }
    if (train == null) {
      unused("needs --train", "--header", "--one-hot");
    } else {
      unused("has no effect with --train", "--sloppiness");
    }
    if (train != null && task.equals(PEN)) {
      unused("has no effect on ways from a file", "--samples");
    }
    if (list != null && (train != null || task.equals(PEN))) {
      throw new BadInput("--words: there are no words to write with --train or --task pen");
    }
  }

  @Override
  protected void run(Findings findings) throws IOException {
    fit.describe(findings.report());
    boolean reached = true;
    if (!task.equals(PEN)) {
      reached = words(findings).run(cells.asked());
    }
    if (!task.equals(WORDS)) {
      reached &= pen(findings).run(cells.asked());
    }
    String both = String.join(", ", cells.asked()) + " in both directions";
    findings.claim(
        both + " is right more often than the nearest neighbour and the dense network", reached);
  }

  private WordLesson words(Findings findings) {
    int[] sizes = {samples, samples / 10, samples / 10};
    if (train == null) {
      WordList words =
          list == null
              ? WordList.ofUnicode(sizes, seed())
              : WordList.ofFile("--words", list, sizes, seed());
      Glyphs letters = Glyphs.of(new Hand(IMAGES * (float) sloppiness));
      return new WordLesson(words, letters, letters, letters, fit, seed(), findings);
    }
    WordList days = WordList.ofDates(sizes, seed());
    LabelledSequences images = rows("--train", train, 1);
    float ink = largest(images);
    Glyphs learned =
        Glyphs.of("--train", Glyphs.part("--train", images, false), days.symbols(), ink);
    Glyphs chosen = Glyphs.of("--train", Glyphs.part("--train", images, true), days.symbols(), ink);
    Glyphs judged = Glyphs.of("--test", rows("--test", test, 1), days.symbols(), ink);
    if (learned.width() != judged.width()) {
      throw new BadInput("--test: images of another size than those of --train");
    }
    return new WordLesson(days, learned, chosen, judged, fit, seed(), findings);
  }

  private static float largest(LabelledSequences images) {
    float largest = 0;
    for (float[] image : images.sequences()) {
      for (float pixel : image) {
        largest = Math.max(largest, pixel);
      }
    }
    if (largest == 0) {
      throw new BadInput("--train: %s has no pixel above 0".formatted(images.name()));
    }
    return largest;
  }

  private PenLesson pen(Findings findings) {
    if (train == null) {
      Hand hand = new Hand(WAYS * (float) sloppiness);
      int each = Math.ceilDiv(samples, 30);
      Pen training = Pen.of(hand, each, new Draws(seed(), Draws.Purpose.PEN_TRAINING));
      Pen held =
          Pen.of(hand, Math.ceilDiv(each, 8), new Draws(seed(), Draws.Purpose.PEN_VALIDATION));
      Pen judged = Pen.of(hand, Math.ceilDiv(each, 4), new Draws(seed(), Draws.Purpose.PEN_TEST));
      return new PenLesson(training, held, judged, fit, seed(), findings);
    }
    LabelledSequences file = rows("--train", train, 2);
    Pen all = Pen.of("--train", file, file.labels());
    int[] order = new int[all.classes().length];
    Shuffle.order(seed(), 0, order);
    int held = Math.ceilDiv(order.length, 10);
    if (held == order.length) {
      throw new BadInput("--train: %s has only one row".formatted(file.name()));
    }
    return new PenLesson(
        all.part(Arrays.copyOfRange(order, held, order.length)),
        all.part(Arrays.copyOf(order, held)),
        Pen.of("--test", rows("--test", test, 2), file.labels()),
        fit,
        seed(),
        findings);
  }

  private LabelledSequences rows(String option, Path file, int channels) {
    return new LabelledRows(channels, header, oneHot).read(option, file);
  }
}
