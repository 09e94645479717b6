package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Cellwise;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.figure.Figure;
import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench compare}. */
@Command(
    name = "compare",
    description = {
      "Says what moved from one run of `bench report` to another beyond the noise: where the"
          + " rounds' ranges do not overlap and the medians differ by more than 3 %%.",
      "",
      "On another machine, or at another time of a shared one, everything moves: then look at the"
          + " ratio to the best other library, which was timed in turn with ours."
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "BEFORE", description = "Results (JSON).")
  private Path before;

  @Parameters(index = "1", paramLabel = "AFTER", description = "Results of the later run.")
  private Path after;

  @Option(
      names = "--fail-on-slower",
      description = "Exit code 1 if a figure of Cellwise became slower, or faulty.")
  private boolean failOnSlower;

  @Mixin private HelpOption help;

  private Results then;
  private Results now;

  @Override
  public Integer call() {
    then = read(before);
    now = read(after);
    PrintWriter out = spec.commandLine().getOut();
    out.println("before: " + run(before, then));
    out.println("after:  " + run(after, now));
    warn(out, "CPU", then.machine().cpu(), now.machine().cpu());
    warn(out, "JDK", then.machine().jdk(), now.machine().jdk());
    warn(out, "processors", "" + then.machine().processors(), "" + now.machine().processors());
    warn(out, "core", "" + then.machine().core(), "" + now.machine().core());
    warn(out, "system", then.machine().os(), now.machine().os());
    warn(out, "command", then.command(), now.command());
    warn(out, "flags", "" + then.machine().flags(), "" + now.machine().flags());
    Comparison comparison = new Comparison(then, now);
    print(out, "Cellwise", comparison.pairs(true));
    print(out, "other libraries", comparison.pairs(false));
    only(
        out,
        "before",
        comparison.onlyBefore(),
        f -> comparison.faultAfter(f).map(fault -> ", then: " + fault).orElse(""));
    only(out, "after", comparison.onlyAfter(), f -> "");
    out.flush();
    boolean slower = comparison.pairs(true).stream().anyMatch(Comparison.Pair::slower);
    return failOnSlower && (slower || comparison.failed()) ? 1 : 0;
  }

  private Results read(Path file) {
    try {
      return ResultsFile.read(file);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String run(Path file, Results results) {
    return "%s: %s, revision %s, %s"
        .formatted(
            file,
            results.date(),
            results.revision().isEmpty() ? "not known" : results.revision(),
            MachineText.rounds(results));
  }

  private static void warn(PrintWriter out, String what, String before, String after) {
    if (!before.equals(after)) {
      out.println(
          "warning: %s differs: %s, %s; look at the ratio to the best other"
              .formatted(what, before, after));
    }
  }

  private void print(PrintWriter out, String whose, List<Comparison.Pair> pairs) {
    long faster = pairs.stream().filter(Comparison.Pair::faster).count();
    long slower = pairs.stream().filter(Comparison.Pair::slower).count();
    long same = pairs.size() - faster - slower;
    out.println();
    out.println("%s: %d faster, %d slower, %d unchanged".formatted(whose, faster, slower, same));
    pairs.stream()
        .filter(p -> p.slower() || p.faster())
        .sorted(Comparator.comparingDouble(p -> -p.ratio()))
        .forEach(p -> out.println("  " + line(p)));
    long byTurns = pairs.stream().filter(Comparison.Pair::byTurns).count();
    if (byTurns > 0) {
      out.println(
          "  %d of them have one round on a side: the range of its turns stands in"
              .formatted(byTurns));
    }
  }

  private String line(Comparison.Pair pair) {
    Setting s = pair.after().setting();
    String line =
        "%s %s: %s -> %s %s, %s times the time"
            .formatted(
                pair.slower() ? "slower" : "faster",
                place(pair.after()),
                Names.time(s.kind(), pair.before().median()),
                Names.time(s.kind(), pair.after().median()),
                s.kind().unit(),
                Digits.ratio(pair.ratio()));
    int threads = pair.after().threads();
    double was = new Standing(then, s, threads).ratio();
    double is = new Standing(now, s, threads).ratio();
    boolean compared = pair.after().library().equals(Cellwise.NAME) && was > 0 && is > 0;
    return compared
        ? line
            + "; times as fast as the best other: "
            + Digits.ratio(was)
            + " -> "
            + Digits.ratio(is)
        : line;
  }

  private static String place(Figure figure) {
    Setting s = figure.setting();
    String shape = s.isMain() ? "" : " N=%d T=%d".formatted(s.batch(), s.steps());
    String threads = figure.threads() == 1 ? "" : ", %d threads".formatted(figure.threads());
    return "%s %s %s H=%d%s%s"
        .formatted(figure.library(), s.kind(), s.cell(), s.hidden(), shape, threads);
  }

  private static void only(
      PrintWriter out, String side, List<Figure> figures, Function<Figure, String> more) {
    if (!figures.isEmpty()) {
      out.println();
      out.println("%d sound only %s".formatted(figures.size(), side));
      figures.forEach(f -> out.println("  " + place(f) + more.apply(f)));
    }
  }
}
