package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.command.ToldJvm;
import dev.cellwise.bench.figure.Round;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The program of a JVM that runs one library, and does what another JVM tells it through the
 * standard streams; see {@link Contender} for the other end. It has no command line of its own, so
 * that it starts quickly: a run of {@code bench report} starts hundreds.
 */
public final class Contestant {
  private final Library library;
  private final int threads;
  private Workload workload;
  private Timer timer;

  private Contestant(Library library, int threads) {
    this.library = library;
    this.threads = threads;
  }

  /** The order to get a setting ready, and to write the first results to a file. */
  static String prepare(Setting s, Path results) {
    return "prepare %s %s %d %d %d %d %s"
        .formatted(s.kind(), s.cell(), s.input(), s.hidden(), s.batch(), s.steps(), results);
  }

  /**
   * Serves until its input ends.
   *
   * @param args name of the library, threads of a call
   */
  public static void main(String[] args) throws IOException {
    Contestant contestant =
        new Contestant(Libraries.named(args[0]).orElseThrow(), Integer.parseInt(args[1]));
    ToldJvm.serve(order -> contestant.answer(order.split(" ", 8)));
  }

  private String answer(String[] order) throws Exception {
    return switch (order[0]) {
      case "prepare" -> prepare(order);
      case "warm" -> "" + timer.warmUp(Double.parseDouble(order[1]));
      case "turn" -> "" + timer.turn(Double.parseDouble(order[1]));
      case "end" -> end();
      default ->
          throw new IllegalArgumentException(
              "expected prepare, warm, turn or end, got " + order[0]);
    };
  }

  private String prepare(String[] order) throws Exception {
    Case kind = Case.valueOf(order[1]);
    Setting setting =
        new Setting(
            kind,
            order[2],
            Integer.parseInt(order[3]),
            Integer.parseInt(order[4]),
            Integer.parseInt(order[5]),
            Integer.parseInt(order[6]));
    if (workload != null) {
      workload.close();
      workload = null;
      timer = null;
    }
    workload = library.workload(Problem.of(setting), threads);
    timer = new Timer(workload, threads, library.garbageFree());
    for (int i = 0; i < Agreement.calls(kind); i++) {
      workload.run();
    }
    NamedArrays.write(Path.of(order[7]), workload.results());
    // What was made on the way, and native arrays of the setting before, are not freed in a turn.
    System.gc();
    return library.version();
  }

  private String end() {
    if (!workload.fault().isEmpty()) {
      throw new IllegalStateException(workload.fault());
    }
    String quantiles =
        timer.quantiles(Round.QUANTILES).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    return timer.calls() + " " + timer.bytes() + " " + quantiles;
  }
}
