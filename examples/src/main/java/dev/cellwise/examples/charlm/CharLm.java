package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cellwise charlm}: learns a text, is measured, invents, and is streamed. */
@Command(
    name = "charlm",
    header = "learn a text character by character, and let it invent",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Trains an LSTM, or another recurrent network, on a text, character by character, and shows what it learned.",
      "",
      "Without --text it learns the names of the Unicode characters that this JDK knows. A tenth of the text is held"
          + " out; the loss on it is printed beside uniform, unigram, bigram and trigram baselines, and as it is with"
          + " weights rounded to bfloat16, and how much each character of a line surprises. Then the model is saved, invents 20 names (or 500 characters), and is streamed"
          + " one character at a time.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  cellwise charlm",
      "  cellwise charlm --text book.txt --layers 2 --minutes 10",
      "  cellwise charlm --line 'LATIN SMALL LETTER A WITH DIAERESIS'",
      "  cellwise charlm --steps 300 --hidden 64 --prompt 'LATIN SMALL LETTER '",
      "  cellwise speak charlm-out/model.safetensors --prompt 'GREEK '",
      "",
      "The same options, --seed and --steps give the same model, bit for bit, on every machine.",
      "Exit code: 0 done, 1 failure of the program, 2 bad input."
    })
public final class CharLm implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private TextOptions texts;
  @Mixin private TrainingOptions training;
  @Mixin private SpeakingOptions speaking;
  @Mixin private OutputOptions output;

  /** Made by the command line. */
  public CharLm() {}

  @Override
  public Integer call() {
    texts.check();
    training.check();
    speaking.check();
    output.check();
    try {
      run();
    } catch (IOException e) {
      throw new BadInput("a result cannot be written: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      throw new BadInput(
          "not enough memory: take a shorter --text, lower --hidden, --layers, --batch or --window,"
              + " or give the JVM more with CELLWISE_JAVA_OPTS=-Xmx8g");
    }
    return CommandLine.ExitCode.OK;
  }

  private void run() throws IOException {
    CommandLine line = spec.commandLine();
    CharLmRun run = new CharLmRun(training, speaking, output, line.getOut(), line.getErr());
    Dataset data = Dataset.of(texts.corpus(training.seed));
    data.checkFills(training);
    training.passes(data.streams(training).windows());
    run.run(
        data,
        Speaker.encode("--prompt", data.vocabulary(), speaking.prompt),
        new LineSurprise(data.vocabulary(), output.line, data.corpus().heldOut()));
  }
}
