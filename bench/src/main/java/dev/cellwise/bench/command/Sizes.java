package dev.cellwise.bench.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of sizes from the command line. */
public final class Sizes {
  private static final int LARGEST = 8192;

  private Sizes() {}

  public static void check(CommandSpec command, String name, List<Integer> sizes) {
    for (int size : sizes) {
      if (size < 1 || size > LARGEST) {
        throw new ParameterException(
            command.commandLine(), name + ": expected 1 to " + LARGEST + ", got " + size);
      }
    }
  }
}
