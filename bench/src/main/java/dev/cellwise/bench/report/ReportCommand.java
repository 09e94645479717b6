package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.command.Sizes;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.limit.LimitsOption;
import dev.cellwise.bench.race.Core;
import dev.cellwise.bench.race.Libraries;
import dev.cellwise.bench.race.Race;
import dev.cellwise.bench.race.Stable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench report}. */
@Command(
    name = "report",
    description = {
      "Measures the limits of this machine, then Cellwise and every other library that this build"
          + " has (-Ppeers), case by case: each library in a JVM of its own, all with the same"
          + " weights and inputs, their results compared before anything is timed; then in turns on"
          + " one core. Writes report.json, report.md and report.html.",
      ""
    },
    footerHeading =
        "%nCases (LSTM, GRU and simple RNN, float32, one layer but in F, input size = hidden size):%n",
    footer = {
      "  A  streaming step: batch 1, one time step, the state carried",
      "  B  sequence: batch 1, 100 time steps, all outputs kept",
      "  C  forward: batch 32, 50 time steps",
      "  D  training step: C, mean squared error, backward, SGD",
      "  E  training step of a character model: 65 symbols, LSTM 256, dense 65, cross-entropy, SGD,",
      "     batch 32, 100 time steps; symbols by index (lstm) and by embedding (lstm_emb)",
      "  F  D with two LSTM layers, 100 time steps"
    })
public final class ReportCommand implements Callable<Integer> {
  private static final List<String> CELLS = List.of("lstm", "gru", "rnn", "lstm_emb");

  /** Of two million calls each at most: their number has to be an int. */
  private static final int MOST_TURNS = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "CASE",
      description = "Cases, of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Case> cases = List.of(Case.values());

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "H",
      description = {
        "Hidden sizes of A to D, such as 64,256. Default: powers of two from 32 to 1024 in A, to 512"
            + " in B and C, from 64 to 512 in D. E always has 256; so has F."
      })
  private List<Integer> sizes = List.of();

  @Option(
      names = "--cell",
      split = ",",
      description = "Cells: lstm, gru and rnn, in E lstm and lstm_emb (default: all).")
  private List<String> cells = CELLS;

  @Option(
      names = "--libraries",
      split = ",",
      paramLabel = "NAME",
      description = {
        "Libraries by name; cellwise-256, cellwise-128 and cellwise-scalar are Cellwise with narrower"
            + " vectors and without, cellwise-bf16 (A and B) with weights in half the bytes (default: cellwise and all others)."
      })
  private List<String> names = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description = {
        "Threads that a call may use; on more than one, C to F only (default: ${DEFAULT-VALUE})."
      })
  private List<Integer> threads;

  @Option(
      names = "--scaling",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "With an LSTM of 128 at other batches and lengths (default: ${DEFAULT-VALUE}).")
  private boolean scaling;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds through all cases, each in new JVMs (default: 1; with --full 5).")
  private Integer rounds;

  @Option(names = "--full", description = "Five rounds.")
  private boolean full;

  @Option(
      names = "--turns",
      defaultValue = "3",
      paramLabel = "N",
      description = "Turns of each library in a round (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Option(
      names = "--seconds",
      defaultValue = "0.15",
      description = "Length of a turn, three calls at least (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm",
      defaultValue = "0.6",
      paramLabel = "SECONDS",
      description = {
        "Least warm-up (default: ${DEFAULT-VALUE}). It goes on, up to eight times as long and eight"
            + " seconds at least, until times stay the same and the compiler is at rest."
      })
  private double warm;

  @Option(
      names = "--core",
      defaultValue = "0",
      paramLabel = "N",
      description = {
        "Core for all runs on one thread, by taskset where there is one; -1: none (default:"
            + " ${DEFAULT-VALUE})."
      })
  private int core;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where to (default: bench/target/report).")
  private Path out = Path.of("bench", "target", "report");

  @Mixin private LimitsOption limitsOption;

  @Mixin private HelpOption help;

  private PrintWriter err;

  @Override
  public Integer call() throws IOException, InterruptedException {
    err = spec.commandLine().getErr();
    List<Heat> heats = heats(libraries());
    Core pinned = Core.orNone(core);
    if (!pinned.equals(new Core(core)) && core >= 0) {
      err.println(
          "--core: " + core + ": taskset cannot keep a process there; single threads go free");
    }
    Results empty =
        new Results(
            OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            MachineProbe.revision(),
            command(),
            MachineProbe.find(flags(), pinned.number()),
            limitsOption.limits(),
            List.of());
    Race race = new Race(turns, warm, seconds, pinned);
    Pace pace = new Pace(heats.size() * rounds());
    for (int round = 0; round < rounds(); round++) {
      round(heats, race, pace);
      // What is there so far is kept if the next round is cut off.
      ReportFiles.write(empty.with(figures(heats)), out);
    }
    err.println("written: " + out.resolve("report.html"));
    err.flush();
    return heats.stream().anyMatch(Heat::failed) ? 1 : 0;
  }

  private void round(List<Heat> heats, Race race, Pace pace) throws InterruptedException {
    try (Stable stable = new Stable()) {
      for (Heat heat : heats) {
        String line = heat.round(race, stable);
        err.println(pace.next() + ": " + heat.name() + ": " + line);
        err.flush();
      }
    }
  }

  /**
   * As it can be given again; where its files lay says nothing about the figures, but that limits
   * came from one does.
   */
  private String command() {
    List<String> words = new ArrayList<>(List.of("bench"));
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    for (int i = 0; i < given.size(); i++) {
      String word = given.get(i);
      if (word.equals("--out")) {
        i++;
      } else if (word.equals("--limits") && i + 1 < given.size()) {
        words.add(word);
        words.add(name(given.get(++i)));
      } else if (word.startsWith("--limits=")) {
        words.add("--limits=" + name(word.substring("--limits=".length())));
      } else if (!word.startsWith("--out=")) {
        words.add(word);
      }
    }
    return String.join(" ", words);
  }

  /** Of a file, without its folder: a path is of one machine. */
  private static String name(String file) {
    return file.replaceFirst(".*[/\\\\]", "");
  }

  private static List<Figure> figures(List<Heat> heats) {
    return heats.stream().flatMap(h -> h.figures().stream()).toList();
  }

  private int rounds() {
    int byDefault = full ? 5 : 1;
    return rounds == null ? byDefault : rounds;
  }

  private static List<String> flags() {
    List<String> command = FreshJvm.command();
    return command.stream().skip(1).takeWhile(f -> !f.equals("-cp")).toList();
  }

  private List<Library> libraries() {
    List<Library> all = Libraries.all();
    if (names.isEmpty()) {
      return all.stream()
          .filter(l -> l.name().equals(Cellwise.NAME) || !l.name().startsWith(Cellwise.NAME))
          .toList();
    }
    for (String name : names) {
      if (all.stream().noneMatch(l -> l.name().equals(name))) {
        throw refused(
            "--libraries: expected one of "
                + String.join(", ", all.stream().map(Library::name).toList())
                + ", got "
                + name);
      }
    }
    if (names.contains(Cellwise.BF16) && !names.contains(Cellwise.NAME)) {
      throw refused(
          "--libraries: expected %s with %s, which all are set beside, got %s"
              .formatted(Cellwise.NAME, Cellwise.BF16, String.join(", ", names)));
    }
    return all.stream().filter(l -> names.contains(l.name())).toList();
  }

  private List<Heat> heats(List<Library> libraries) {
    check();
    List<Heat> heats = new ArrayList<>();
    for (int n : threads) {
      for (Setting s : settings()) {
        // The step of one stream is not shared between threads.
        if (n == 1 || s.batch() > 1 && s.isMain()) {
          heats.add(new Heat(s, n, libraries));
        }
      }
    }
    List<Heat> run = heats.stream().filter(Heat::isRun).toList();
    if (run.isEmpty()) {
      throw refused("--cell, --threads, --libraries: no library runs such a case");
    }
    return run;
  }

  private Set<Setting> settings() {
    Set<Setting> settings = new LinkedHashSet<>();
    for (Case kind : cases) {
      boolean fixed = sizes.isEmpty() || kind == Case.E || kind == Case.F;
      List<Setting> of =
          fixed ? kind.settings() : sizes.stream().flatMap(h -> kind.settings(h).stream()).toList();
      settings.addAll(of);
      if (scaling && sizes.isEmpty()) {
        settings.addAll(kind.scaling());
      }
    }
    settings.removeIf(s -> !cells.contains(s.cell()));
    return settings;
  }

  private void check() {
    Sizes.check(spec, "--sizes", sizes);
    if (!CELLS.containsAll(cells)) {
      throw refused("--cell: expected lstm, gru, rnn or lstm_emb, got " + String.join(",", cells));
    }
    if (rounds() < 1) {
      throw refused("--rounds: expected at least 1, got " + rounds());
    }
    if (turns < 1 || turns > MOST_TURNS) {
      throw refused("--turns: expected 1 to " + MOST_TURNS + ", got " + turns);
    }
    if (threads.stream().anyMatch(n -> n < 1)) {
      throw refused("--threads: expected at least 1, got " + threads);
    }
    if (!(seconds > 0 && seconds <= 60 && warm >= 0 && warm <= 60)) {
      throw refused("--seconds, --warm: expected up to 60, got " + seconds + " and " + warm);
    }
  }

  private ParameterException refused(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
