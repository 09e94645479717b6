package dev.cellwise.examples.serve;

import static dev.cellwise.examples.Checks.range;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.Report;
import dev.cellwise.examples.ReportOption;
import dev.cellwise.examples.StepTimes;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cellwise load}: clients that step streams of a service as fast as it answers. */
@Command(
    name = "load",
    header = "measure a service that serve has started",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Steps streams of a service that 'cellwise serve' has started, and prints how long its answers take.",
      "",
      "Each client has one stream and asks again as soon as it is answered. The times are those of whole requests as a"
          + " client sees them: on the same machine they are the client's work too. A client that waits asks nothing"
          + " meanwhile, so of requests that come by a clock more would meet a pause than the percentiles say.",
      "",
      "What is refused or gets no answer is counted on lines of its own, and is in no percentile. The client waits as"
          + " long as it is told to, and goes on, with a new stream if need be.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  cellwise load http://127.0.0.1:8080 --clients 32 --seconds 20",
      "",
      "Exit code: 0 done, 1 failure of the program, 2 bad input."
    })
public final class Load implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "Of the service, as serve prints it.")
  private URI url;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "How many ask at once (default: ${DEFAULT-VALUE}).")
  private int clients = 16;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of a request (default: ${DEFAULT-VALUE}).")
  private int steps = 1;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "Asks for so long before, uncounted: both JVMs compile (default: ${DEFAULT-VALUE}).")
  private int warmUp = 3;

  @Mixin private ReportOption report;

  /** Made by the command line. */
  public Load() {}

  @Override
  public Integer call() throws InterruptedException {
    range("--clients", clients, 1, 10_000);
    range("--steps", steps, 1, 10_000);
    range("--seconds", seconds, 1, 600);
    range("--warm-up", warmUp, 0, 600);
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new BadInput("URL must be such as http://127.0.0.1:8080, but is " + url);
    }
    report.check();
    PrintWriter err = spec.commandLine().getErr();
    LoadRun.Figures figures;
    try (LoadRun run = new LoadRun(url, steps, err, LoadRun.Time.MACHINE, LoadRun.PATIENCE)) {
      figures = run.run(clients, Duration.ofSeconds(warmUp), Duration.ofSeconds(seconds));
    }
    print(figures);
    report.write(report(figures));
    return CommandLine.ExitCode.OK;
  }

  private void print(LoadRun.Figures figures) {
    line("%s", figures.model());
    line("%,d clients, %,d steps a request, %.1f s", clients, steps, figures.seconds());
    line("requests a second %,12.0f", figures.requestsPerSecond());
    StepTimes times = figures.times();
    line("p50               %12.3f ms", times.percentile(0.5) / 1e6);
    line("p99               %12.3f ms", times.percentile(0.99) / 1e6);
    line("p99.9             %12.3f ms", times.percentile(0.999) / 1e6);
    line("slowest           %12.3f ms", times.percentile(1) / 1e6);
    if (figures.refused() > 0) {
      line("refused           %,12d, the first: %s", figures.refused(), figures.refusal());
    }
    if (figures.failed() > 0) {
      line("failed            %,12d, the first: %s", figures.failed(), figures.failure());
      line("longest failure   %12.3f ms", figures.longestFailure() / 1e6);
    }
    line("clients at the end %,11d of %,d", figures.alive(), clients);
  }

  private void line(String format, Object... arguments) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  private Report report(LoadRun.Figures figures) {
    StepTimes times = figures.times();
    return new Report()
        .put("clients", clients)
        .put("steps_per_request", steps)
        .put("seconds", figures.seconds())
        .put("requests", times.count())
        .put("requests_per_second", figures.requestsPerSecond())
        .put("request_ns_p50", times.percentile(0.5))
        .put("request_ns_p99", times.percentile(0.99))
        .put("request_ns_p999", times.percentile(0.999))
        .put("request_ns_max", times.percentile(1))
        .put("refused", figures.refused())
        .put("failed", figures.failed())
        .put("failed_ns_max", figures.longestFailure())
        .put("clients_at_end", figures.alive())
        .put("model", figures.model());
  }
}
