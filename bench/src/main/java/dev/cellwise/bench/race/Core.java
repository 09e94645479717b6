package dev.cellwise.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The core that runs on one thread stay on, so that all have the same one.
 *
 * @param number from 0; -1: they go where the system puts them
 */
public record Core(int number) {
  private static final int TRIES = 5;

  /** How Linux tells where a thread may run. */
  private static final String CORES = "Cpus_allowed_list:";

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
    if (number < 0) {
      return;
    }
    String[] how = {"-a", "-cp", Integer.toString(number), Long.toString(process)};
    if (!settles(() -> taskset(how), () -> isOn(process))) {
      throw new IOException("taskset: process " + process + " does not go to core " + number);
    }
  }

  /** A walk through the threads of a process. */
  @FunctionalInterface
  interface Walk {
    boolean succeeds() throws IOException, InterruptedException;
  }

  /**
   * Moves threads until a second walk finds all of them moved, but not for ever. A thread of the
   * compiler may end while they are walked through: that fails. One that was started meanwhile, by
   * a thread that had not been moved, may be left where it was.
   */
  static boolean settles(Walk move, Walk look) throws IOException, InterruptedException {
    for (int tries = 0; tries < TRIES; tries++) {
      if (move.succeeds() && look.succeeds()) {
        return true;
      }
    }
    return false;
  }

  /** Whether each thread of a process may run on the core only; true where nobody can tell. */
  private boolean isOn(long process) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process), "task");
    if (!Files.isDirectory(tasks)) {
      return true;
    }
    String expected = CORES + "\t" + number;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        if (!cores(thread, expected).equals(expected)) {
          return false;
        }
      }
    } catch (DirectoryIteratorException e) {
      // The process ended meanwhile.
      throw e.getCause();
    }
    return true;
  }

  /** The line on cores of a thread; {@code ended} for one that ended, whose files go with it. */
  private static String cores(Path thread, String ended) {
    try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
      return lines.filter(line -> line.startsWith(CORES)).findFirst().orElse(ended);
    } catch (IOException | UncheckedIOException e) {
      return ended;
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
