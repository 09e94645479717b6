package dev.cellwise.bench;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.command.Sizes;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.race.Turns;
import dev.cellwise.rnn.net.Team;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench threads}. */
@Command(
    name = "threads",
    description = {
      "Times cases C and D (32 rows, 50 time steps, forward and training step) with one thread and"
          + " with a team, in turns, and prints how many times as fast the team is: medians of the"
          + " turns, and of their ratios. Do not pin it to one core."
    })
final class ThreadsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads of the team (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--cell",
      defaultValue = "lstm",
      description = "lstm, gru or rnn (default: ${DEFAULT-VALUE}).")
  private String cell;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "H",
      defaultValue = "64,128,256,512",
      description = "Hidden sizes (default: ${DEFAULT-VALUE}).")
  private List<Integer> sizes;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "20",
      description = "Turns of each; the first half warms up (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Sizes.check(spec, "--sizes", sizes);
    if (threads < 1 || turns < 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--threads, --turns: expected at least 1 and 2, got " + threads + " and " + turns);
    }
    Layer layer = layer();
    PrintWriter out = spec.commandLine().getOut();
    out.println("| case | H | 1 thread, ms | " + threads + " threads, ms | times as fast |");
    out.println("|---|---:|---:|---:|---:|");
    boolean sound = true;
    try (Team team = Team.of(threads)) {
      for (int hidden : sizes) {
        sound &= line(out, Case.C.setting(layer, hidden), team);
        sound &= line(out, Case.D.setting(layer, hidden), team);
      }
    }
    return sound ? 0 : 1;
  }

  private Layer layer() {
    try {
      return Layer.of(cell);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
  }

  /** Prints a line; whether its results are sound. */
  private boolean line(PrintWriter out, Setting setting, Team team) {
    Problem problem = Problem.of(setting);
    Workload one = Cellwise.workload(problem, null);
    Workload shared = Cellwise.workload(problem, team);
    double[][] m = Turns.medians(List.of(one, shared), turns, 0.3);
    String fault = one.fault() + shared.fault();
    out.printf(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.2f |%s%n",
        setting.kind(),
        setting.hidden(),
        Round.middle(m[0]) / 1e6,
        Round.middle(m[1]) / 1e6,
        Turns.ratio(m[0], m[1]),
        fault.isEmpty() ? "" : " #BAD " + fault);
    out.flush();
    return fault.isEmpty();
  }
}
