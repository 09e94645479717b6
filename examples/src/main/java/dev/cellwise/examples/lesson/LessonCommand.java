package dev.cellwise.examples.lesson;

import dev.cellwise.examples.BadInput;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that trains, compares with baselines, prints, draws and reports. */
public abstract class LessonCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LessonOptions lesson = new LessonOptions();

  /** Made by the command line. */
  protected LessonCommand() {}

  /**
   * Refuses options that cannot be used, before any work is done.
   *
   * @throws BadInput if there are any
   */
  protected abstract void check();

  /**
   * Trains, measures, prints and draws.
   *
   * @param findings what to say it with
   * @throws IOException when a result cannot be written
   */
  protected abstract void run(Findings findings) throws IOException;

  /**
   * Refuses options that would have no effect.
   *
   * @param why such as "has no effect with --csv"
   * @param names of options
   * @throws BadInput if one of them was given
   */
  protected final void unused(String why, String... names) {
    for (String name : names) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new BadInput(name + " " + why);
      }
    }
  }

  /**
   * Decides the data and the first weights.
   *
   * @return what the user gave
   */
  protected final long seed() {
    return lesson.seed();
  }

  @Override
  public final Integer call() {
    CommandLine line = spec.commandLine();
    check();
    lesson.check(spec.name());
    try {
      Findings findings = new Findings(spec.name(), lesson, line.getOut(), line.getErr());
      run(findings);
      findings.end();
    } catch (IOException e) {
      throw new BadInput("a result cannot be written: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      throw new BadInput(
          "not enough memory: take a smaller network, smaller batches or shorter sequences, or give"
              + " the JVM more with CELLWISE_JAVA_OPTS=-Xmx8g");
    }
    return CommandLine.ExitCode.OK;
  }
}
