package dev.cellwise.bench;

import dev.cellwise.bench.cases.RaggedWorkload;
import dev.cellwise.bench.command.HelpOption;
import dev.cellwise.bench.command.Sizes;
import dev.cellwise.bench.figure.Round;
import dev.cellwise.bench.race.Turns;
import dev.cellwise.rnn.net.Tensor;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench ragged}. */
@Command(
    name = "ragged",
    description = {
      "Times a training step of an LSTM on rows of different length, packed, beside the same rows run"
          + " to the longest with a mask on the loss, in turns; and compares their gradients bit for"
          + " bit. Lengths are drawn: the least, plus the square of a normal number times what"
          + " brings the mean; cut at the most."
    })
final class RaggedCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      defaultValue = "128",
      description = "Hidden units (default: ${DEFAULT-VALUE}).")
  private int hidden;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "64",
      description = "Rows (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the lengths (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--turns",
      paramLabel = "N",
      defaultValue = "10",
      description = "Turns of each; the first half warms up (default: ${DEFAULT-VALUE}).")
  private int turns;

  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    Sizes.check(spec, "--hidden, --rows, --turns", List.of(hidden, rows, turns));
    int[] lengths = RaggedWorkload.lengths(rows, 10, 100, 1000, seed);
    RaggedWorkload packed = new RaggedWorkload(hidden, lengths, true);
    RaggedWorkload padded = new RaggedWorkload(hidden, lengths, false);
    packed.run();
    padded.run();
    String bits = difference(packed.training().gradients(), padded.training().gradients());
    double[][] m = Turns.medians(List.of(packed, padded), Math.max(2, turns), 0.5);
    int longest = Arrays.stream(lengths).max().orElseThrow();
    int total = Arrays.stream(lengths).sum();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%d rows, LSTM %d, lengths %d to %d, mean %.1f%n"
            + "packed            %8.2f ms for %,d time steps%n"
            + "to the longest    %8.2f ms for %,d time steps%n"
            + "times as fast     %8.2f   (padded over valid steps: %.2f)%n"
            + "gradients         %s%n",
        rows,
        hidden,
        Arrays.stream(lengths).min().orElseThrow(),
        longest,
        (double) total / rows,
        Round.middle(m[0]) / 1e6,
        total,
        Round.middle(m[1]) / 1e6,
        longest * rows,
        Turns.ratio(m[1], m[0]),
        (double) longest * rows / total,
        bits.isEmpty() ? "the same bits" : bits);
    String fault = packed.fault() + padded.fault();
    if (!fault.isEmpty()) {
      out.println("#BAD " + fault);
    }
    out.flush();
    return bits.isEmpty() && fault.isEmpty() ? 0 : 1;
  }

  /** Up to the sign of a zero. */
  private static String difference(Map<String, Tensor> a, Map<String, Tensor> b) {
    for (String name : a.keySet()) {
      float[] x = a.get(name).values();
      float[] y = b.get(name).values();
      for (int i = 0; i < x.length; i++) {
        if (x[i] != y[i]) {
          return name + "[" + i + "]: " + x[i] + " and " + y[i];
        }
      }
    }
    return "";
  }
}
