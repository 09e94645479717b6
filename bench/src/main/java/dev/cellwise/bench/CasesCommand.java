package dev.cellwise.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench cases}. */
@Command(
    name = "cases",
    description = {
      "Times the cases that other libraries are compared in, each line in a fresh JVM (G1, unless"
          + " CELLWISE_JAVA_OPTS names another collector), and sets each beside the time that this"
          + " machine's limits allow.",
      "",
      "Prints a tab-separated line for each as it is done, then a table in Markdown:",
      "  peer case cell input hidden batch T median_ns p99_ns",
      "Times are of a time step in A and B, of a call in the others. Lines that start with # tell"
          + " the bytes allocated a call, and what went wrong: #BAD a wrong result, #unsteady a"
          + " warm-up without an end.",
      ""
    },
    footerHeading =
        "%nCases (LSTM, GRU and simple RNN, float32, one layer but in F, input size = hidden size, one thread):%n",
    footer = {
      "  A  streaming step: batch 1, one time step, the state carried",
      "  B  sequence: batch 1, 100 time steps, all outputs kept",
      "  C  forward: batch 32, 50 time steps",
      "  D  training step: C, mean squared error, backward, SGD",
      "  E  training step of a character model: 65 symbols, LSTM 256, dense 65, cross-entropy, SGD,",
      "     batch 32, 100 time steps; symbols by index (lstm) and by embedding (lstm_emb)",
      "  F  D with two LSTM layers, 100 time steps"
    })
final class CasesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "CASE",
      description = "Cases, of A, B, C, D, E and F (default: all).")
  private List<String> cases = List.of();

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
      names = "--rounds",
      defaultValue = "1",
      paramLabel = "N",
      description = {
        "Go through all lines so many times (default: ${DEFAULT-VALUE}). The table has the medians"
            + " of the rounds."
      })
  private int rounds;

  @Mixin private LimitsOption limitsOption;

  @Option(
      names = "--peers",
      paramLabel = "FILE",
      description = "Set each line beside the fastest other library of FILE: lines as above.")
  private Path peersFile;

  @Option(names = "--no-table", description = "Print no table.")
  private boolean noTable;

  @Mixin private TimingOptions timing;

  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Setting> settings = settings();
    Peers peers = peers(settings);
    PrintWriter out = spec.commandLine().getOut();
    Limits limits = limitsOption.limits();
    List<List<Measurement>> results = new ArrayList<>();
    settings.forEach(s -> results.add(new ArrayList<>()));
    boolean good = true;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < settings.size(); i++) {
        progress(round * settings.size() + i + 1, rounds * settings.size(), settings.get(i));
        List<String> lines = measure(settings.get(i));
        lines.forEach(out::println);
        out.flush();
        good &= lines.stream().noneMatch(l -> l.startsWith("#BAD"));
        results.get(i).addAll(Measurement.parse(lines));
      }
    }
    if (!noTable) {
      table(out, limits, peers, settings, results);
    }
    return good ? 0 : 1;
  }

  private static final List<String> CELLS = List.of("lstm", "gru", "rnn", "lstm_emb");

  private List<Setting> settings() {
    Sizes.check(spec, "--sizes", sizes);
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds: expected at least 1, got " + rounds);
    }
    for (String cell : cells) {
      if (!CELLS.contains(cell)) {
        throw new ParameterException(
            spec.commandLine(), "--cell: expected lstm, gru, rnn or lstm_emb, got " + cell);
      }
    }
    List<Setting> settings = cases().distinct().flatMap(this::settings).toList();
    if (settings.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--cell: expected a cell of case %s, got %s"
              .formatted(String.join(", ", cases), String.join(", ", cells)));
    }
    return settings;
  }

  private Peers peers(List<Setting> settings) {
    if (peersFile == null) {
      return new Peers(List.of());
    }
    Peers peers = new Peers(FigureFile.read(spec, peersFile));
    if (settings.stream().allMatch(s -> peers.best(s).isEmpty())) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("--peers: " + peersFile + ": no line is another library's at these settings");
      err.flush();
    }
    return peers;
  }

  private Stream<Case> cases() {
    return cases.isEmpty() ? Stream.of(Case.values()) : cases.stream().map(this::kind);
  }

  private Case kind(String name) {
    return Stream.of(Case.values())
        .filter(c -> c.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "CASE: expected A, B, C, D, E or F, got " + name));
  }

  private Stream<Setting> settings(Case kind) {
    Stream<Setting> all =
        sizes.isEmpty() || kind == Case.E || kind == Case.F
            ? kind.settings().stream()
            : sizes.stream().distinct().flatMap(h -> kind.settings(h).stream());
    return all.filter(s -> cells.contains(s.cell()));
  }

  private void progress(int done, int all, Setting s) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("%d/%d: %s %s H=%d%n", done, all, s.kind(), s.cell(), s.hidden());
    err.flush();
  }

  /** Its lines; of a child that failed the fault, so that the others are measured all the same. */
  private List<String> measure(Setting s) throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("measure", s.kind().name(), s.cell(), Integer.toString(s.hidden())));
    arguments.addAll(timing.arguments());
    try {
      return FreshJvm.run(arguments);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return List.of("#BAD\t" + s.columns(MeasureCommand.PEER) + "\t" + reason);
    }
  }

  private static void table(
      PrintWriter out,
      Limits limits,
      Peers peers,
      List<Setting> settings,
      List<List<Measurement>> results) {
    ResultTable table = new ResultTable(limits, peers);
    for (int i = 0; i < settings.size(); i++) {
      if (!results.get(i).isEmpty()) {
        table.add(settings.get(i), Measurement.median(results.get(i)));
      }
    }
    out.println();
    table.print(out);
  }
}
