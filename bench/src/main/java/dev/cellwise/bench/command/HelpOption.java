package dev.cellwise.bench.command;

import picocli.CommandLine.Option;

/** {@code --help}. */
public final class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean asked;
}
