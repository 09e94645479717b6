package dev.cellwise.examples.serve;

import static dev.cellwise.examples.Checks.range;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that bound what requests can take. */
final class LimitOptions {
  private static final long MIB = 1 << 20;

  /** How long requests have to end when the service is closed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  @Option(
      names = "--max-streams",
      paramLabel = "N",
      description = "Streams open at once (default: ${DEFAULT-VALUE}).")
  int streams = 10_000;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Steps of one request (default: ${DEFAULT-VALUE}).")
  int steps = 1000;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Bytes of a request's body (default: ${DEFAULT-VALUE}).")
  int bytes = 1 << 16;

  @Option(
      names = "--max-in-flight",
      paramLabel = "MIB",
      description =
          "Memory of all requests that run together, until their answers are sent"
              + " (default: a quarter of the Java heap).")
  int inFlight = Math.clamp(Runtime.getRuntime().maxMemory() / 4 / MIB, 1, 1 << 20);

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description = "A stream that nobody asks for so long is dropped (default: ${DEFAULT-VALUE}).")
  int idle = 600;

  @Option(
      names = "--wait",
      paramLabel = "MS",
      description =
          "A request that finds all steppers busy for so long is refused"
              + " (default: ${DEFAULT-VALUE}).")
  int wait = 1000;

  /** Refuses what bounds nothing, or leaves nothing. */
  void check() {
    range("--max-streams", streams, 1, 100_000_000);
    range("--max-steps", steps, 1, 1_000_000);
    range("--max-bytes", bytes, 16, 1 << 30);
    range("--max-in-flight", inFlight, 1, 1 << 20);
    range("--idle", idle, 1, 100_000_000);
    range("--wait", wait, 0, 3_600_000);
  }

  Limits limits() {
    return new Limits(
        streams,
        bytes,
        steps,
        inFlight * MIB,
        Duration.ofSeconds(idle),
        Duration.ofMillis(wait),
        GRACE);
  }
}
