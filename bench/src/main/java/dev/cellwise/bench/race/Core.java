package dev.cellwise.bench.race;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The core that runs on one thread stay on, so that all have the same one.
 *
 * @param number from 0; -1: they go where the system puts them
 */
public record Core(int number) {
  private static final int TRIES = 5;

  /** None. */
  public static final Core NONE = new Core(-1);

  /** The core, if this system can keep a process on one: Linux with {@code taskset}. */
  public static Core orNone(int number) {
    try {
      return number >= 0 && taskset("-c", Integer.toString(number), "true")
          ? new Core(number)
          : NONE;
    } catch (IOException e) {
      return NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }

  /** Keeps a process, all its threads, on the core. */
  void pin(long process) throws IOException, InterruptedException {
    String[] how = {"-a", "-cp", Integer.toString(number), Long.toString(process)};
    // A thread of the compiler may end while taskset goes through all of them: that fails.
    for (int tries = 1; number >= 0 && !taskset(how); tries++) {
      if (tries == TRIES) {
        throw new IOException("taskset: process " + process + " does not go to core " + number);
      }
    }
  }

  private static boolean taskset(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
