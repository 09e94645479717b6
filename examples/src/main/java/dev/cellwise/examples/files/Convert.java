package dev.cellwise.examples.files;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Checks;
import dev.cellwise.rnn.file.AtomicFile;
import dev.cellwise.rnn.file.Model;
import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.net.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise convert}: a model in another format. */
@Command(
    name = "convert",
    header = "write a model in another format, checked",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Writes a model in another format, told by the end of OUT's name:",
      "",
      "  .safetensors   a Cellwise model, its tensors by PyTorch's names; with --state-dict a PyTorch state dict",
      "  .onnx          an ONNX model",
      "",
      "Before OUT is there the new file is read again and run beside IN, an ONNX model as the graph that it is, on random",
      "inputs; if outputs differ by more than --bound, OUT is not written, and what was at its path stays.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise convert model.onnx model.safetensors",
      "  cellwise convert --opset 11 --batch-first charlm-out/model.safetensors charlm.onnx",
      "  cellwise convert --state-dict emb,lstm,fc model.safetensors weights.safetensors",
      "",
      "Exit code: 0 written; 1 not written, outputs differ (or failure of the program); 2 bad input."
    })
public final class Convert implements Callable<Integer> {
  static final int DIFFERENT = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "A Cellwise model, an ONNX model or a PyTorch state dict (.safetensors).")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "A .safetensors or .onnx file.")
  private Path out;

  @Option(
      names = "--bound",
      paramLabel = "X",
      description =
          "The largest difference of an output, absolute up to 1 and relative above (default:"
              + " ${DEFAULT-VALUE}).")
  private double bound = 1e-5;

  @Mixin private WritingOptions writing;

  @Mixin private ReadingOptions reading;

  /** Made by the command line. */
  public Convert() {}

  @Override
  public Integer call() {
    Checks.notNegative("--bound", bound);
    reading.check();
    Target target = writing.target(out);
    Opened source = Opened.read("IN", in, reading);
    reading.checkOutputs(source);
    Model model = source.model("IN");
    Checks.writable("OUT", out);
    try {
      return converted(source, model, target);
    } catch (IOException e) {
      throw new BadInput("OUT: %s cannot be written: %s".formatted(out, e.getMessage()));
    }
  }

  private int converted(Opened source, Model model, Target target) throws IOException {
    Path candidate = Files.createTempFile(out.toAbsolutePath().getParent(), ".cellwise-", ".tmp");
    try {
      target.write(candidate, model);
      return checked(source, model, target, candidate);
    } finally {
      Files.deleteIfExists(candidate);
    }
  }

  private int checked(Opened source, Model model, Target target, Path candidate)
      throws IOException {
    Network network = model.network();
    Agreement agreement;
    String how;
    try {
      Side first =
          source instanceof GraphFile g
              ? new GraphSide(g.graph(), network)
              : new Side.OfNetwork(network);
      how = first.how();
      agreement = Agreement.of(network, first, target.read(candidate, network));
    } catch (ModelFileException e) {
      throw new BadInput("OUT: not written, since it cannot be compared: " + e.getMessage());
    }
    PrintWriter lines = spec.commandLine().getOut();
    lines.printf("%s: %s%n", in, source.networkKind() + (how.isEmpty() ? "" : ", run on " + how));
    lines.printf("%s: %s%n", out, target.kind());
    if (model.vocabulary() != null && !target.keepsVocabulary()) {
      lines.printf("its %d symbols are not in there%n", model.vocabulary().size());
    }
    Table.of(agreement.rows()).print(lines);
    lines.flush();
    if (!(agreement.scaled() <= bound)) {
      return differ(agreement.scaled());
    }
    AtomicFile.write(out, to -> copy(candidate, to));
    return CommandLine.ExitCode.OK;
  }

  private int differ(double scaled) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "cellwise convert: OUT: not written: outputs differ by %s, --bound is %s%n",
        Table.number(scaled), Table.number(bound));
    err.flush();
    return DIFFERENT;
  }

  private static void copy(Path from, FileChannel to) throws IOException {
    try (FileChannel content = FileChannel.open(from)) {
      for (long at = 0, size = content.size(); at < size; ) {
        at += content.transferTo(at, size - at, to);
      }
    }
  }
}
