package dev.cellwise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code bench} in a JVM of its own, with this one's flags, class path and cores. */
final class FreshJvm {
  private static final String COLLECTOR = "-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC";

  private FreshJvm() {}

  /**
   * Runs to the end.
   *
   * @param arguments of {@code bench}
   * @return the lines of figures and comments that it printed; the JVM's own warnings are left out
   * @throws IOException if it failed, with what it printed
   */
  static List<String> run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = command();
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread end = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(end);
    List<String> lines;
    try (BufferedReader out = process.inputReader()) {
      lines = out.lines().toList();
    }
    int code = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(end);
    if (code != 0) {
      throw new IOException(
          "bench "
              + String.join(" ", arguments)
              + ": exit code "
              + code
              + "\n"
              + String.join("\n", lines));
    }
    return lines.stream()
        .filter(l -> l.startsWith("#") || Measurement.parse(l).isPresent())
        .toList();
  }

  /** G1 unless this JVM was given a collector: on one core a JVM would choose the serial one. */
  static List<String> command() {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    if (flags.stream().noneMatch(f -> f.matches(COLLECTOR))) {
      command.add("-XX:+UseG1GC");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    return command;
  }
}
