package dev.cellwise.bench.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code bench} in a JVM of its own, with this one's flags, class path and cores. */
public final class FreshJvm {
  private static final String COLLECTOR = "-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC";

  /** The class of the command itself, which nothing here depends on. */
  private static final String MAIN = "dev.cellwise.bench.Bench";

  private FreshJvm() {}

  /**
   * Runs to the end.
   *
   * @param arguments of {@code bench}
   * @return the lines that it printed; the JVM's own warnings are left out
   * @throws IOException if it failed, with what it printed
   */
  public static List<String> run(List<String> arguments) throws IOException, InterruptedException {
    return output(arguments).stream().filter(l -> !l.startsWith("WARNING")).toList();
  }

  /** Runs to the end; all lines that it printed. */
  public static List<String> output(List<String> arguments)
      throws IOException, InterruptedException {
    return output(List.of(), MAIN, arguments);
  }

  /**
   * Runs another class to the end.
   *
   * @param more flags
   * @param main the class to run
   * @param arguments of that class
   * @return all lines that it printed
   * @throws IOException if it failed, with what it printed
   */
  public static List<String> output(List<String> more, String main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = command(more, main);
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = out.lines().toList();
      int code = process.waitFor();
      if (code != 0) {
        String name = main.equals(MAIN) ? "bench" : main;
        throw new IOException(failure(name, arguments, code, lines));
      }
      return lines;
    } finally {
      process.destroy();
      remove(end);
    }
  }

  /** What a child printed, the JVM's warnings left out: what failed is in the first line then. */
  private static String failure(String name, List<String> arguments, int code, List<String> lines) {
    List<String> said = lines.stream().filter(l -> !l.startsWith("WARNING")).toList();
    return name
        + " "
        + String.join(" ", arguments)
        + ": exit code "
        + code
        + ": "
        + String.join("\n", said);
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is going down already, and the hook does its work.
    }
  }

  /** The beginning of the command line of {@code bench} in a JVM of its own. */
  public static List<String> command() {
    return command(List.of(), MAIN);
  }

  /**
   * The beginning of a command line. The collector is that of the flags or this JVM's, and G1 if
   * neither was given one: on one core a JVM would choose the serial one.
   *
   * @param more flags
   * @param main the class to run
   */
  public static List<String> command(List<String> more, String main) {
    List<String> flags = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    if (more.stream().anyMatch(FreshJvm::isCollector)) {
      flags.removeIf(FreshJvm::isCollector);
    }
    flags.addAll(more);
    if (flags.stream().noneMatch(FreshJvm::isCollector)) {
      flags.add("-XX:+UseG1GC");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /** Whether a flag chooses a garbage collector. */
  public static boolean isCollector(String flag) {
    return flag.matches(COLLECTOR);
  }
}
