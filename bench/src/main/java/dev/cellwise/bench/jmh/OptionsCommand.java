package dev.cellwise.bench.jmh;

import dev.cellwise.bench.command.FreshJvm;
import dev.cellwise.bench.command.HelpOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench options}. */
@Command(
    name = "options",
    description = {
      "Times what an option of a cell costs beside the plain cell: A, a step of one row; C, 50 steps"
          + " of 32 rows forward; D, the same forward and backward with all weight gradients. Random"
          + " masks are drawn in C and D.",
      "",
      "All cells take turns in one JVM, so a minute that the machine spends on others hits each of"
          + " them. Of the medians of its turns each has its fastest. Prints a table in Markdown."
    })
public final class OptionsCommand implements Callable<Integer> {
  private static final String HERE = "--in-this-jvm";

  /** Calls of A, C and D between two looks at the clock, which itself takes some 30 ns. */
  private static final int[] BATCH = {100, 1, 1};

  @Spec private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      defaultValue = "128",
      description = "Hidden units, and inputs (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Turns of each cell and case; the first half warms up (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Option(
      names = "--turn-millis",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "Milliseconds of a turn, of at least 3 and at most 10,000 calls or, in A, hundreds of calls"
              + " (default: ${DEFAULT-VALUE}).")
  private int turnMillis;

  @Option(names = HERE, hidden = true, description = "Measure in this JVM.")
  private boolean here;

  @Mixin private HelpOption help;

  /** The three cases of one option, and the fastest medians so far. */
  private static final class Row {
    final String option;
    final Runnable[] cases;
    final double[] fastest = new double[3];

    Row(String option, OptionsBenchmark b) {
      this.option = option;
      this.cases = new Runnable[] {b::step, b::forward, b::backward};
    }

    void turn(int kind, long turnNanos) {
      long[] nanos = new long[10_000];
      int n = 0;
      long start = System.nanoTime();
      for (long now = start; n < 3 || now - start < turnNanos && n < nanos.length; ) {
        for (int i = 0; i < BATCH[kind]; i++) {
          cases[kind].run();
        }
        long end = System.nanoTime();
        nanos[n++] = end - now;
        now = end;
      }
      Arrays.sort(nanos, 0, n);
      fastest[kind] = Math.min(fastest[kind], nanos[n / 2] / (double) BATCH[kind]);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (hidden < 2 || turns < 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--hidden, --turns: expected at least 2 each, got " + hidden + " and " + turns);
    }
    if (turnMillis < 1) {
      throw new ParameterException(
          spec.commandLine(), "--turn-millis: expected at least 1, got " + turnMillis);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (here) {
      print(measured(), out);
    } else {
      inFreshJvm().forEach(out::println);
    }
    out.flush();
    return 0;
  }

  /** Arrays lie on cache lines by G1, which this JVM need not have: on one core it has not. */
  private List<String> inFreshJvm() throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "options",
            HERE,
            "--hidden",
            "" + hidden,
            "--turns",
            "" + turns,
            "--turn-millis",
            "" + turnMillis);
    return FreshJvm.output(arguments).stream().filter(l -> l.startsWith("|")).toList();
  }

  private List<Row> measured() {
    List<Row> rows = new ArrayList<>();
    for (String option : OptionsBenchmark.options()) {
      rows.add(new Row(option, OptionsBenchmark.of(option, hidden)));
    }
    for (int turn = 0; turn < turns; turn++) {
      for (Row row : rows) {
        if (turn == 0 || turn == turns / 2) {
          Arrays.fill(row.fastest, Double.POSITIVE_INFINITY);
        }
        for (int kind = 0; kind < 3; kind++) {
          row.turn(kind, 1_000_000L * turnMillis);
        }
      }
    }
    return rows;
  }

  private static void print(List<Row> rows, PrintWriter out) {
    out.println("| option | A, µs | of plain | C, ms | of plain | D, ms | of plain |");
    out.println("|---|---:|---:|---:|---:|---:|---:|");
    Row plain = rows.getFirst();
    for (Row row : rows) {
      if (row.option.equals(OptionsBenchmark.layer(row.option).cell())) {
        plain = row;
      }
      StringBuilder line = new StringBuilder("| ").append(row.option).append(" |");
      for (int kind = 0; kind < 3; kind++) {
        double unit = kind == 0 ? 1e3 : 1e6;
        double of = row.fastest[kind] / plain.fastest[kind];
        line.append(String.format(Locale.ROOT, " %.2f | %.2f |", row.fastest[kind] / unit, of));
      }
      out.println(line);
    }
  }
}
