package dev.cellwise.examples.charlm;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.examples.ModelArgument;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.net.Network;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise speak}: a saved model invents text, one character at a time. */
@Command(
    name = "speak",
    header = "let a model that charlm has saved invent text",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Loads a model that charlm has saved and lets it invent text, one character at a time.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise speak charlm-out/model.safetensors --prompt 'GREEK ' --characters 200",
      "",
      "The same model, options and --seed give the same text on every machine.",
      "Exit code: 0 done, 1 failure of the program, 2 bad input."
    })
public final class Speak implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private Path file;

  @Option(
      names = "--characters",
      paramLabel = "N",
      description = "How many to invent (default: ${DEFAULT-VALUE}).")
  private int characters = 500;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what is invented (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Mixin private SpeakingOptions speaking;

  /** Made by the command line. */
  public Speak() {}

  @Override
  public Integer call() {
    Checks.range("--characters", characters, 1, 100_000_000);
    speaking.check();
    Model model = checked(file, ModelArgument.load(file));
    int[] prompt = Speaker.encode("--prompt", model.vocabulary(), speaking.prompt);
    Network network = model.network();
    network.warmUp();
    StreamMeter stream = new StreamMeter(network);
    Summary summary = new Summary(spec.commandLine().getOut());
    Speaker speaker = new Speaker(stream, model.vocabulary(), Speaker.sampler(speaking, seed));
    summary.text(speaking.prompt);
    speaker.text(prompt, characters, summary::text);
    summary.line("");
    summary.line("");
    summary.stream(stream);
    return CommandLine.ExitCode.OK;
  }

  private static Model checked(Path file, Model model) {
    if (model.vocabulary() == null
        || model.network().architecture().outputSize() != model.vocabulary().size()) {
      throw new BadInput("MODEL: %s is a network, but not one of characters".formatted(file));
    }
    return model;
  }
}
