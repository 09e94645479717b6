package dev.cellwise.examples.files;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.cellwise.examples.FileArgument;
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

/** {@code cellwise inspect}: what a file holds, and what of it is refused. */
@Command(
    name = "inspect",
    header = "show what a file of a model or of arrays holds",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows what a file of a model or of arrays holds: layers, gates, nodes, inputs and outputs by the names that 'run'",
      "takes, tensors with shapes and ranges, metadata; and what of it is refused, and why: an operator or attribute by",
      "its node, a tensor by its name.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise inspect model.onnx",
      "  cellwise inspect --json charlm-out/model.safetensors",
      "",
      "Exit code: 0 shown, be something in it refused or not; 1 failure of the program; 2 not readable at all."
    })
public final class Inspect implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description =
          "A Cellwise model or any other .safetensors file, an ONNX model, .npz or .npy; told by its content.")
  private Path file;

  @Option(
      names = "--nodes",
      description = "Every node of an ONNX graph, instead of those that are alike in one row.")
  private boolean nodes;

  @Option(names = "--json", description = "All of it as JSON.")
  private boolean json;

  @Mixin private ReadingOptions reading;

  /** Made by the command line. */
  public Inspect() {}

  @Override
  public Integer call() throws IOException {
    reading.check();
    Opened opened = Opened.read("FILE", file, reading);
    reading.checkOutputs(opened);
    Map<String, Object> all = FileArgument.read("FILE", file, f -> Inspection.of(opened));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all));
    } else {
      new InspectionText(all, out).print(nodes);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
