package dev.cellwise.examples.charlm;

import static dev.cellwise.examples.Checks.notNegative;

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
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What invented text begins with (default: nothing).")
  String prompt = "";

  /** Refuses what cannot be spoken. */
  void check() {
    notNegative("--temperature", temperature);
  }
}
