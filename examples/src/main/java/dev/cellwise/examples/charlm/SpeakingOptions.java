package dev.cellwise.examples.charlm;

import static dev.cellwise.examples.Checks.notNegative;
import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import picocli.CommandLine.Option;

/** The options that decide how a model speaks. */
final class SpeakingOptions {
  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Below 1 more likely, above 1 more daring; 0 always takes the likeliest character"
              + " (default: ${DEFAULT-VALUE}).")
  double temperature = 0.7;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Draw from the K likeliest characters only (default: all).")
  int topK = Integer.MAX_VALUE;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "Draw from the fewest of the likeliest characters that have a share P of the probability"
              + " together (default: all).")
  double topP = 1;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What invented text begins with (default: nothing).")
  String prompt = "";

  /** Refuses what cannot be spoken. */
  void check() {
    notNegative("--temperature", temperature);
    range("--top-k", topK, 1, Integer.MAX_VALUE);
    if (!((float) topP > 0 && topP <= 1)) {
      throw new BadInput("--top-p must be above 0 and at most 1, but is " + topP);
    }
  }
}
