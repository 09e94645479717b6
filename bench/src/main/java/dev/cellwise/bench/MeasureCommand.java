package dev.cellwise.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench measure}: one case at one size in this JVM, for {@code bench cases}. */
@Command(name = "measure", hidden = true, description = "Times one case at one size in this JVM.")
final class MeasureCommand implements Runnable {
  /** The peer under which our lines stand. */
  static final String PEER = "cellwise";

  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "Case: ${COMPLETION-CANDIDATES}.")
  private Case kind;

  @Parameters(index = "1", description = "Cell: lstm, gru or rnn; in case E lstm or lstm_emb.")
  private String cell;

  @Parameters(index = "2", description = "H.")
  private int hidden;

  @Mixin private TimingOptions timing;

  @Mixin private HelpOption help;

  @Override
  public void run() {
    Sizes.check(spec, "H", List.of(hidden));
    List<Setting> settings = kind.settings(hidden);
    for (Setting s : settings) {
      if (s.cell().equals(cell)) {
        measure(s, spec.commandLine().getOut());
        return;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "cell: expected one of "
            + String.join(", ", settings.stream().map(Setting::cell).toList())
            + " in case "
            + kind
            + ", got "
            + cell);
  }

  private void measure(Setting s, PrintWriter out) {
    Workload workload = s.workload();
    Timing t = Timing.of(workload, timing.warm(), timing.seconds());
    int d = s.kind().divisor();
    String name = s.kind().name();
    out.println(
        new Measurement(
                PEER,
                name,
                s.cell(),
                s.input(),
                s.hidden(),
                s.batch(),
                s.steps(),
                t.median() / d,
                t.p99() / d)
            .toLine());
    String at = s.columns(PEER) + "\t";
    out.printf(Locale.ROOT, "#alloc\t%s%.1f bytes/call\tn=%d%n", at, t.bytes(), t.calls());
    if (!t.steady()) {
      out.println("#unsteady\t" + at + "times or the compiler had not come to rest");
    }
    if (!workload.fault().isEmpty()) {
      out.println("#BAD\t" + at + workload.fault());
    }
    out.flush();
  }
}
