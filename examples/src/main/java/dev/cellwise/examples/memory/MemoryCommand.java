package dev.cellwise.examples.memory;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands of this package have in common. */
abstract class MemoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** The options, checked. */
  abstract RunOptions check();

  /**
   * Trains, measures, prints and draws.
   *
   * @throws IOException when a result cannot be written
   */
  abstract void run(Contest contest) throws IOException;

  @Override
  public final Integer call() {
    CommandLine line = spec.commandLine();
    try {
      run(new Contest(check(), line.getOut(), line.getErr()));
    } catch (IOException e) {
      throw new BadInput("a result cannot be written: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      throw new BadInput(
          "not enough memory: take a lower --hidden or --batch, or shorter sequences, or give the JVM"
              + " more with CELLWISE_JAVA_OPTS=-Xmx8g");
    }
    return CommandLine.ExitCode.OK;
  }
}
