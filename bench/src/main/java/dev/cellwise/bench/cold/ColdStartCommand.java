package dev.cellwise.bench.cold;

import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.command.Sizes;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench coldstart}. */
@Command(
    name = "coldstart",
    description = {
      "Times the first steps of fresh JVMs: as they come (cold), after Network.warmUp (warmup), with an"
          + " AOT cache that a run before has left (aot), and with both. JVMs of all networks and"
          + " ways take turns. Prints a table in Markdown, medians of the JVMs: how long from when a"
          + " JVM is asked for until the first step can be made, the first and the hundredth step,"
          + " how long steps take to come within a tenth of their final speed for good, and a step"
          + " then.",
      "",
      "An AOT cache wants jars alone on the class path: bench/target/bench has them."
    })
public final class ColdStartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--networks",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "lstm64,lstm256,charlm",
      description =
          "lstm, gru or rnn with a number of units, or charlm: 65 symbols, LSTM 256, dense 65"
              + " (default: ${DEFAULT-VALUE}).")
  private List<String> networks;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      defaultValue = "cold,warmup,aot,both",
      description = "cold, warmup, aot, both (default: ${DEFAULT-VALUE}).")
  private List<Way> ways;

  @Option(
      names = "--jvms",
      paramLabel = "N",
      defaultValue = "5",
      description = "JVMs of each network and way (default: ${DEFAULT-VALUE}).")
  private int jvms;

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Budget of a warm-up (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "6",
      description =
          "Steps of a JVM, for so long; those of the last quarter are the final speed (default:"
              + " ${DEFAULT-VALUE}).")
  private double seconds;

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    // One that is named twice would have its rows twice, and a cache that nobody deletes.
    networks = networks.stream().distinct().toList();
    ways = ways.stream().distinct().toList();
    Map<String, Path> caches = new LinkedHashMap<>();
    try {
      if (ways.stream().anyMatch(Way::hasCache)) {
        for (String network : networks) {
          say("AOT cache of " + network);
          Path cache = Files.createTempFile("coldstart-" + network, ".aot");
          // Known before it is there: who fails to make it may leave a part of it.
          caches.put(network, cache);
          make(cache, network);
        }
      }
      print(measured(caches));
    } finally {
      for (Path cache : caches.values()) {
        Files.deleteIfExists(cache);
      }
    }
    return 0;
  }

  private void check() {
    Sizes.check(spec, "--jvms", List.of(jvms));
    if (!(budget >= 0 && budget <= 3600 && seconds > 0 && seconds <= 3600)) {
      throw refused(
          "--budget, --seconds: expected 0 to 3600 and more than 0, got "
              + budget
              + " and "
              + seconds);
    }
    for (String network : networks) {
      try {
        ColdStream.architecture(network);
      } catch (IllegalArgumentException e) {
        throw refused("--networks: " + e.getMessage());
      }
    }
    for (Way way : ways) {
      String folder = way.hasCache() ? folder() : null;
      if (folder != null) {
        throw refused(
            "--ways: expected jars alone on the class path for an AOT cache, got the folder "
                + folder);
      }
    }
  }

  /** A folder on the class path; null if there is none. */
  private static String folder() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        return entry;
      }
    }
    return null;
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** By network and way, in their order; one of each after the other. */
  private Map<String, List<ColdTimes>> measured(Map<String, Path> caches)
      throws IOException, InterruptedException {
    Map<String, List<ColdTimes>> all = new LinkedHashMap<>();
    for (int jvm = 1; jvm <= jvms; jvm++) {
      for (String network : networks) {
        for (Way way : ways) {
          say("%s, %s, JVM %d of %d".formatted(network, way.label(), jvm, jvms));
          List<String> flags = way.hasCache() ? withCache(caches.get(network)) : List.of();
          ColdTimes times = ColdTimes.of(run(flags, network, way.warmsUp()));
          all.computeIfAbsent(network + way, key -> new ArrayList<>()).add(times);
        }
      }
    }
    return all;
  }

  /** A JVM that cannot take the cache fails, in place of going on without it. */
  private static List<String> withCache(Path cache) {
    return List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache);
  }

  private List<String> run(List<String> flags, String network, boolean warmUp)
      throws IOException, InterruptedException {
    String warmUpMillis = warmUp ? millis(budget) : "-1";
    String now = Long.toString(System.currentTimeMillis());
    return FreshJvm.output(
        flags, ColdStart.class.getName(), List.of(network, warmUpMillis, millis(seconds), now));
  }

  private static String millis(double seconds) {
    return Long.toString(Math.round(1000 * seconds));
  }

  /** Of a run that warms up and steps, as a service would before it is measured. */
  private void make(Path cache, String network) throws IOException, InterruptedException {
    Files.delete(cache);
    List<String> said = run(List.of("-XX:AOTCacheOutput=" + cache), network, true);
    if (!Files.exists(cache)) {
      throw new IOException(
          "AOT cache: expected " + cache + ", got none: " + String.join("\n", said));
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private void print(Map<String, List<ColdTimes>> all) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "| network | start | ready, ms | first step, µs | step 100, µs | final speed after, ms |"
            + " step then, µs |");
    out.println("|---|---|---:|---:|---:|---:|---:|");
    for (String network : networks) {
      for (Way way : ways) {
        out.println(ColdTimes.median(all.get(network + way)).toRow(network, way.label()));
      }
    }
    out.flush();
  }
}
