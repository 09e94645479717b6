package dev.cellwise.bench.race;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Library;
import dev.cellwise.bench.cases.Problem;
import dev.cellwise.bench.cases.Setting;
import dev.cellwise.bench.cases.Workload;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.figure.Round;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code bench contend}: one library at one setting in this JVM, which another JVM calls to its
 * turns through the standard streams; see {@link Contender} for the other end.
 */
@Command(name = "contend", hidden = true, description = "Takes turns with other JVMs.")
public final class ContendCommand implements Callable<Integer> {
  /** Lines of answers start with it: native libraries may print what they like. */
  static final String ANSWER = "@ ";

  @Spec private CommandSpec spec;

  @Option(names = "--library", required = true, description = "Its name.")
  private String library;

  @Option(names = "--threads", required = true, description = "Threads of a call.")
  private int threads;

  @Option(names = "--results", required = true, description = "File for the first results.")
  private Path results;

  @Parameters(index = "0", description = "Case.")
  private Case kind;

  @Parameters(index = "1", description = "Cell.")
  private String cell;

  @Parameters(index = "2..5", arity = "4", description = "I, H, N and T.")
  private int[] sizes;

  @Mixin private HelpOption help;

  private PrintWriter out;

  /** The arguments of a setting. */
  static String[] arguments(Setting s) {
    return new String[] {
      s.kind().name(),
      s.cell(),
      Integer.toString(s.input()),
      Integer.toString(s.hidden()),
      Integer.toString(s.batch()),
      Integer.toString(s.steps())
    };
  }

  @Override
  public Integer call() throws Exception {
    out = spec.commandLine().getOut();
    Library contender =
        Libraries.named(library)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "--library: there is none named " + library));
    Setting setting = new Setting(kind, cell, sizes[0], sizes[1], sizes[2], sizes[3]);
    Workload workload = contender.workload(Problem.of(setting), threads);
    for (int i = 0; i < Agreement.calls(kind); i++) {
      workload.run();
    }
    NamedArrays.write(results, workload.results());
    answer(contender.version());
    takeTurns(workload);
    return 0;
  }

  private void takeTurns(Workload workload) throws Exception {
    Timer timer = new Timer(workload, threads);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "warm" -> answer("" + timer.warmUp(Double.parseDouble(words[1])));
        case "turn" -> answer("" + timer.turn(Double.parseDouble(words[1])));
        case "end" -> {
          answer(end(timer));
          answer(workload.fault());
          return;
        }
        default -> throw new IllegalArgumentException("expected warm, turn or end, got " + line);
      }
    }
  }

  private static String end(Timer timer) {
    String quantiles =
        timer.quantiles(Round.QUANTILES).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    return timer.calls() + " " + timer.bytes() + " " + quantiles;
  }

  private void answer(String text) {
    out.println(ANSWER + text.replace('\n', ' '));
    out.flush();
  }
}
