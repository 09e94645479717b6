package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.rnn.file.onnx.OnnxExportOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How a model is written. */
final class WritingOptions {
  @Option(
      names = "--state-dict",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Write a PyTorch state dict, of modules of these names from the input up, such as emb,lstm,fc.")
  private List<String> modules = List.of();

  @Option(
      names = "--opset",
      paramLabel = "N",
      description =
          "Version of ONNX's operators, "
              + OnnxExportOptions.LEAST_OPSET
              + " to "
              + OnnxExportOptions.MOST_OPSET
              + " (default: that of ONNX 1.12, 17).")
  private Integer opset;

  @Option(
      names = "--batch-first",
      description = "ONNX: rows before time steps, [N, T, ·], in x or tokens and in y.")
  private boolean batchFirst;

  @Option(names = "--lengths", description = "ONNX: an input lengths [N], time steps of each row.")
  private boolean lengths;

  @Option(
      names = "--states",
      description = "ONNX: inputs h0_l0, c0_l0… and outputs hn_l0, cn_l0…, for streams.")
  private boolean states;

  /** Made by the command line. */
  WritingOptions() {}

  /** The format of a file, by its name. */
  Target target(Path out) {
    String name = out.toString();
    if (name.endsWith(FileKind.ONNX.extension())) {
      refuse("--state-dict", !modules.isEmpty(), "a .safetensors file");
      return new Target.OfOnnx(onnx());
    }
    if (name.endsWith(FileKind.SAFETENSORS.extension())) {
      refuse("--opset", opset != null, "an .onnx file");
      refuse("--batch-first", batchFirst, "an .onnx file");
      refuse("--lengths", lengths, "an .onnx file");
      refuse("--states", states, "an .onnx file");
      return modules.isEmpty() ? new Target.OfCellwise() : new Target.OfPyTorch(modules);
    }
    throw new BadInput("OUT: expected a name that ends with .safetensors or .onnx, got " + name);
  }

  private static void refuse(String option, boolean given, String of) {
    if (given) {
      throw new BadInput(option + ": expected for " + of + " only");
    }
  }

  private OnnxExportOptions onnx() {
    OnnxExportOptions options = OnnxExportOptions.standard();
    if (opset != null) {
      Checks.range("--opset", opset, OnnxExportOptions.LEAST_OPSET, OnnxExportOptions.MOST_OPSET);
      options = options.withOpset(opset);
    }
    options = batchFirst ? options.withBatchFirst() : options;
    options = lengths ? options.withLengths() : options;
    return states ? options.withStates() : options;
  }
}
