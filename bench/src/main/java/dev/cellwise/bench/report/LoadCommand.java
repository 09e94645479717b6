package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.StreamLibrary;
import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.command.Sizes;
import dev.cellwise.bench.figure.Machine;
import dev.cellwise.bench.load.Collector;
import dev.cellwise.bench.load.LoadFigure;
import dev.cellwise.bench.load.LoadResults;
import dev.cellwise.bench.load.LoadRun;
import dev.cellwise.bench.load.Loaded;
import dev.cellwise.bench.load.Rate;
import dev.cellwise.bench.load.StepCount;
import dev.cellwise.bench.race.Libraries;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench load}. */
@Command(
    name = "load",
    description = {
      "Measures the latency of streams under load: events arrive at a fixed rate, each is one step of"
          + " one stream, and its latency counts from the time at which it was due, not from when"
          + " its step began. So an event that finds its thread at work on the one before counts its"
          + " waiting, and a step that takes long counts for all whom it kept waiting (coordinated"
          + " omission is not left out).",
      "",
      "Each thread generates and steps the events of its own share of the streams, busy while it"
          + " waits; the streams take turns in an order that is not that of memory, so many of them"
          + " are in no cache. Each library and collector has a JVM of its own; all get the same"
          + " weights, and the same rate at the same threads and states. Before that, a step without"
          + " a pause is timed, of one state again and again and of all in turn, and the bytes of a"
          + " state are counted; behind it, the garbage of many steps. Prints the tables and writes"
          + " load.json, load.md and load.html.",
      ""
    })
public final class LoadCommand implements Callable<Integer> {
  private static final int MOST_STATES = 1_000_000;
  private static final int MOST_THREADS = 1024;

  @Spec private CommandSpec spec;

  @Option(
      names = "--cell",
      defaultValue = "lstm",
      description = "lstm, gru or rnn (default: ${DEFAULT-VALUE}).")
  private String cell;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      defaultValue = "64",
      description = "Hidden units, and inputs (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      defaultValue = "50%",
      description = {
        "Events a second of all threads, such as 200000; or a part, such as 50%%, of what the slowest"
            + " of the libraries and collectors does without a pause, measured first (default:"
            + " 50%%)."
      })
  private String rate;

  @Option(
      names = "--states",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,10000,100000",
      description = "Streams of all threads, one a thread at least (default: ${DEFAULT-VALUE}).")
  private List<Integer> states;

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description =
          "Threads, each with its own workspace and share of the streams (default:"
              + " ${DEFAULT-VALUE}).")
  private List<Integer> threads;

  @Option(
      names = "--gc",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "G1,Z",
      description = "Garbage collectors, of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<Collector> collectors;

  @Option(
      names = "--library",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Libraries by name, of those of this build that step many streams: cellwise, also as"
            + " cellwise-256, cellwise-128, cellwise-scalar and cellwise-bf16, and onnxruntime where"
            + " it was built with -Ppeers (default: cellwise and all others)."
      })
  private List<String> names = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "4",
      description = {
        "From the first event of a load to the last, behind a warm-up of as long and one second at"
            + " most (default: ${DEFAULT-VALUE}). An overloaded one is broken off after twice as"
            + " long; what is still waiting then is missed, and counts with what it has waited: those"
            + " latencies are lower bounds, and marked."
      })
  private double seconds;

  @Option(
      names = "--turn",
      paramLabel = "S",
      defaultValue = "0.1",
      description = {
        "Length of a turn without a pause, ten turns of one state and ten of all (default:"
            + " ${DEFAULT-VALUE})."
      })
  private double turn;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10000000",
      description = {
        "Steps whose garbage is counted in the end, of libraries that mean to leave none; 0: not"
            + " counted (default: ${DEFAULT-VALUE})."
      })
  private long steps;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where to (default: bench/target/load).")
  private Path out = Path.of("bench", "target", "load");

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException {
    Rate parsed = check();
    Layer layer = layer();
    List<StreamLibrary> libraries = libraries(layer);
    String date = OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    List<LoadFigure> figures = new ArrayList<>();
    LoadResults results;
    try (LoadRun run = new LoadRun(parsed, turn, seconds)) {
      for (StreamLibrary library : libraries) {
        collectors.stream().distinct().forEach(c -> run.start(library, c, layer, hidden));
      }
      List<Load> loads = loads(threads, states);
      Pace pace = new Pace(loads.size());
      for (Load load : loads) {
        List<LoadFigure> measured = run.measure(load.threads(), load.states());
        figures.addAll(measured);
        progress(pace.next(), measured);
      }
      List<StepCount> counts = steps == 0 ? List.of() : run.count(steps);
      results =
          new LoadResults(
              date,
              MachineProbe.revision(),
              command(),
              machine(),
              layer.name() + " " + hidden,
              seconds,
              figures,
              counts,
              run.faults());
    }
    tell(results);
    return results.faults().isEmpty() ? 0 : 1;
  }

  /**
   * What runs at once.
   *
   * @param threads that step
   * @param states of all threads
   */
  record Load(int threads, int states) {}

  /** Each once: a thread has one state at least, so that what was asked for may be the same. */
  static List<Load> loads(List<Integer> threads, List<Integer> states) {
    return threads.stream()
        .flatMap(n -> states.stream().map(s -> new Load(n, Math.max(n, s))))
        .distinct()
        .toList();
  }

  private void progress(String pace, List<LoadFigure> measured) {
    PrintWriter err = spec.commandLine().getErr();
    for (LoadFigure f : measured) {
      Loaded l = f.loaded();
      err.printf(
          Locale.ROOT,
          "%s: %s, %s, threads %d, states %d: p50 %s, p99 %s µs at %.0f/s%n",
          pace,
          f.library(),
          f.collector().text(),
          f.threads(),
          f.states(),
          LoadTables.latency(l, 0.5),
          LoadTables.latency(l, 0.99),
          l.rate());
    }
    err.flush();
  }

  /** Prints the tables and writes the files. */
  private void tell(LoadResults results) throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    for (Page.Titled titled : new LoadTables(results).all()) {
      print.println(titled.title() + ":\n");
      print.println(titled.table().toMarkdown() + "\n");
    }
    print.flush();
    LoadFiles.write(results, out);
    PrintWriter err = spec.commandLine().getErr();
    err.println("written: " + out.resolve("load.html"));
    err.flush();
  }

  private static Machine machine() {
    List<String> flags =
        FreshJvm.command().stream()
            .skip(1)
            .takeWhile(f -> !f.equals("-cp"))
            .filter(f -> !FreshJvm.isCollector(f))
            .toList();
    return MachineProbe.find(flags, -1);
  }

  /** As it can be given again; where its files lay says nothing about the figures. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("bench"));
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i).equals("--out")) {
        i++;
      } else if (!given.get(i).startsWith("--out=")) {
        words.add(given.get(i));
      }
    }
    return String.join(" ", words);
  }

  private Rate check() {
    Sizes.check(spec, "--hidden", List.of(hidden));
    if (states.isEmpty() || states.stream().anyMatch(n -> n < 1 || n > MOST_STATES)) {
      throw refused("--states: expected 1 to " + MOST_STATES + ", got " + states);
    }
    if (threads.isEmpty() || threads.stream().anyMatch(n -> n < 1 || n > MOST_THREADS)) {
      throw refused("--threads: expected 1 to " + MOST_THREADS + ", got " + threads);
    }
    if (!(seconds > 0 && seconds <= 600 && turn > 0 && turn <= 60)) {
      throw refused(
          "--seconds, --turn: expected more than 0, up to 600 and 60, got "
              + seconds
              + " and "
              + turn);
    }
    if (steps < 0) {
      throw refused("--steps: expected at least 0, got " + steps);
    }
    Rate parsed = rate();
    checkOut();
    return parsed;
  }

  private Rate rate() {
    Rate parsed;
    try {
      parsed = Rate.of(rate);
    } catch (IllegalArgumentException e) {
      throw refused("--rate: " + e.getMessage());
    }
    int most = threads.stream().mapToInt(n -> n).max().orElseThrow();
    if (parsed.tooSmall(seconds, most)) {
      throw refused(
          "--rate: expected an event for each of %d threads in %s s, got %s a second"
              .formatted(most, Digits.three(seconds), rate));
    }
    return parsed;
  }

  /** Before anything is measured, not when all of it could be lost. */
  private void checkOut() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw refused("--out: expected a folder, got " + out);
    }
    if (!Files.isWritable(out)) {
      throw refused("--out: expected a folder to write to, got " + out);
    }
  }

  private Layer layer() {
    try {
      return Layer.of(cell);
    } catch (IllegalArgumentException e) {
      throw refused("--" + e.getMessage());
    }
  }

  private List<StreamLibrary> libraries(Layer layer) {
    List<StreamLibrary> all =
        Libraries.all().stream()
            .filter(StreamLibrary.class::isInstance)
            .map(StreamLibrary.class::cast)
            .filter(l -> l.runs(Case.A.setting(layer, hidden), 1))
            .toList();
    for (String name : names) {
      if (all.stream().noneMatch(l -> l.name().equals(name))) {
        throw refused(
            "--library: expected one of "
                + String.join(", ", all.stream().map(StreamLibrary::name).toList())
                + ", got "
                + name);
      }
    }
    return all.stream()
        .filter(
            l ->
                names.isEmpty()
                    ? l.name().equals(Cellwise.NAME) || !l.name().startsWith(Cellwise.NAME)
                    : names.contains(l.name()))
        .toList();
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
