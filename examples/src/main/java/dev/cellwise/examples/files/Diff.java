package dev.cellwise.examples.files;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.Checks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise diff}: what differs between two files. */
@Command(
    name = "diff",
    header = "show what differs between two files",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeOnExecutionException = Diff.TROUBLE,
    description = {
      "Shows what differs between two files: as networks where both are, whatever their formats (layers, and tensors by a",
      "network's names, the two biases of a layer as the one that they add up to); else as the arrays that they hold.",
      "",
      "Of each tensor that differs: in what; how many numbers, the largest difference and its place, the largest relative",
      "one. Equal is what has the same bits.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise diff model.onnx model.safetensors",
      "  cellwise diff --within 1e-6 before.safetensors after.safetensors",
      "",
      "Exit code: 0 equal, 1 different, 2 bad input or failure of the program."
    })
public final class Diff implements Callable<Integer> {
  static final int DIFFERENT = 1;
  static final int TROUBLE = 2;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A model or arrays, as 'inspect' takes.")
  private Path a;

  @Parameters(index = "1", paramLabel = "B", description = "Another.")
  private Path b;

  @Option(
      names = "--within",
      paramLabel = "X",
      description = "Differences of numbers up to X count as none (default: ${DEFAULT-VALUE}).")
  private double within;

  @Option(
      names = "--arrays",
      description = "Compare arrays and metadata as the files hold them, be they networks or not.")
  private boolean arrays;

  @Option(names = "--all", description = "Show the tensors that are equal, too.")
  private boolean every;

  @Option(names = "--json", description = "All of it as JSON.")
  private boolean json;

  @Mixin private ReadingOptions reading;

  /** Made by the command line. */
  public Diff() {}

  @Override
  public Integer call() throws IOException {
    Checks.notNegative("--within", within);
    reading.check();
    Opened first = Opened.read("A", a, reading);
    Opened second = Opened.read("B", b, reading);
    reading.checkOutputs(first, second);
    Map<String, Object> all = Comparison.of(first, second, within, arrays);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all));
    } else {
      new ComparisonText(all, out).print(every);
    }
    out.flush();
    return all.get("equal").equals(true) ? CommandLine.ExitCode.OK : DIFFERENT;
  }
}
