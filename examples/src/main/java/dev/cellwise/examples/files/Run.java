package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.examples.FileArgument;
import dev.cellwise.rnn.file.NpzFile;
import dev.cellwise.rnn.file.TypedArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise run}: a model on NumPy's arrays. */
@Command(
    name = "run",
    header = "run a model on arrays of NumPy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs a model on the arrays of a .npz file and writes what comes out to another.",
      "",
      "Of an ONNX model the arrays have the names of the graph's inputs and outputs. Of others (T time steps, N rows, D",
      "directions of a layer):",
      "",
      "  x        [T, N, I]   features; or tokens [T, N], numbers of 0 to V - 1",
      "  lengths  [N]         time steps of each row, at most T; may be left out: all are of T",
      "  h0_l0    [D, N, H]   first state of layer 0; c0_l0 of an LSTM, h0_l1 of the layer above; may be left out",
      "  y        [T, N, O]   what comes out, zero beyond a row's length; [N, O] where only the last output does",
      "  hn_l0    [D, N, H]   last states",
      "",
      "A network that begins from a source takes source_x or source_tokens, and source_lengths, or vector [N, E] in the",
      "place of first states. 'cellwise inspect MODEL' shows the names and shapes of any model.",
      ""
    },
    footer = {
      "",
      "Example, in Python: numpy.savez('in.npz', x=numpy.zeros((20, 1, 12), 'float32'))",
      "  cellwise run model.onnx --in in.npz --out out.npz",
      "",
      "An array that is missing, superfluous, or of another shape is refused by its name, and nothing is written.",
      "Exit code: 0 done, 1 failure of the program, 2 bad input."
    })
public final class Run implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description = "A Cellwise model, an ONNX model or a PyTorch state dict (.safetensors).")
  private Path file;

  @Option(
      names = "--in",
      paramLabel = "X.npz",
      required = true,
      description = "The arrays that go in.")
  private Path in;

  @Option(
      names = "--out",
      paramLabel = "Y.npz",
      required = true,
      description = "Where to write those that come out.")
  private Path out;

  @Option(
      names = "--round",
      description =
          "Numbers that the model's type does not hold, as a float of 32 bits may not those of 64, become the"
              + " nearest instead of being refused.")
  private boolean round;

  @Mixin private ReadingOptions reading;

  /** Made by the command line. */
  public Run() {}

  @Override
  public Integer call() {
    reading.check();
    checkName();
    Runner runner = reading.runner("MODEL", Opened.read("MODEL", file, reading));
    Map<String, TypedArray> arrays = FileArgument.read("--in", in, NpzFile::read);
    Checks.writable("--out", out);
    Map<String, TypedArray> results = runner.run(new Given("--in " + in, arrays, round));
    write(results);
    PrintWriter lines = spec.commandLine().getOut();
    Table table = new Table("array", "type", "shape");
    results.forEach((name, a) -> table.row(name, Shown.type(a.type()), Arrays.toString(a.shape())));
    table.print(lines);
    lines.flush();
    return CommandLine.ExitCode.OK;
  }

  private void checkName() {
    if (!out.toString().endsWith(FileKind.NPZ.extension())) {
      throw new BadInput("--out: expected a name that ends with .npz, got " + out);
    }
  }

  private void write(Map<String, TypedArray> results) {
    try {
      NpzFile.write(out, results);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInput("--out: %s cannot be written: %s".formatted(out, e.getMessage()));
    }
  }
}
