package dev.cellwise.examples.classify;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.LabelledRows;
import dev.cellwise.examples.data.LabelledSequences;
import dev.cellwise.examples.data.LabelledTexts;
import dev.cellwise.examples.data.TsFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What is classified: the JDK's names, the user's texts, or the user's measurements. */
final class DataOptions {
  @Option(
      names = "--names",
      paramLabel = "PATH",
      description =
          "Texts to classify instead of the JDK's names: a folder of files LABEL.txt with a text a line, or a file of"
              + " lines LABEL<tab>TEXT. A tenth of them is held out to choose by, a tenth to judge by; texts that are"
              + " alike stay together.")
  private Path names;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description =
          "Measurements to classify: a .ts file, or else comma-separated rows of numbers with the class last. A tenth of"
              + " the sequences is held out to choose by.")
  private Path train;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      description = "Measurements to judge by, like those of --train.")
  private Path test;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description =
          "Numbers a time step in rows of numbers: the first N are the first step (default: ${DEFAULT-VALUE}).")
  private int channels = 1;

  @Option(names = "--header", description = "The first row names the columns.")
  private boolean header;

  @Option(
      names = "--one-hot",
      description = "The class in rows of numbers is written as zeros and a one, such as 0010.")
  private boolean oneHot;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description = "Floats a character; 0: one-hot (default: ${DEFAULT-VALUE}).")
  private int embedding = 32;

  /** Refuses options that do not go together. */
  void check() {
    range("--channels", channels, 1, 65_536);
    range("--embedding", embedding, 0, 8192);
    if ((train == null) != (test == null)) {
      throw new BadInput("--train and --test: one is given without the other");
    }
    if (names != null && train != null) {
      throw new BadInput("--names and --train: give one of them");
    }
  }

  /** Whether measurements are classified, not texts. */
  boolean measured() {
    return train != null;
  }

  /** Whether both files say themselves how they are to be read. */
  boolean described() {
    return measured() && isTs(train) && isTs(test);
  }

  private static boolean isTs(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".ts");
  }

  /**
   * Reads the data.
   *
   * @param seed decides what is held out
   */
  Task task(long seed) {
    if (train != null) {
      return MeasuredTask.of(measured("--train", train), measured("--test", test), seed);
    }
    if (names != null) {
      LabelledTexts texts = LabelledTexts.read("--names", names);
      return TextTask.of("--names " + names, texts, embedding, seed);
    }
    String what = "names of countries, languages and currencies, by the JDK's CLDR";
    return TextTask.of(what, CldrNames.read(), embedding, seed);
  }

  private LabelledSequences measured(String option, Path file) {
    if (isTs(file)) {
      return TsFile.read(option, file);
    }
    return new LabelledRows(channels, header, oneHot).read(option, file);
  }
}
