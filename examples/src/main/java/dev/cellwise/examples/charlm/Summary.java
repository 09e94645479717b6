package dev.cellwise.examples.charlm;

import java.io.PrintWriter;
import java.util.Locale;

/** What the command prints about its figures. */
final class Summary {
  private static final double BITS_PER_NAT = 1 / Math.log(2);

  private final PrintWriter out;

  Summary(PrintWriter out) {
    this.out = out;
  }

  /** A line of text. */
  void line(String format, Object... arguments) {
    out.printf(Locale.ROOT, format + "%n", arguments);
    out.flush();
  }

  /** Text as it comes, without a line end of its own. */
  void text(String text) {
    out.print(text);
    out.flush();
  }

  /**
   * The network's loss beside the baselines', how far it is from the best of them, and what the
   * rounding of its weights to bfloat16 costs.
   */
  void comparison(String cell, double network, double rounded, Baselines baselines) {
    line("");
    line("held-out loss        nats/char  bits/char");
    row("uniform", baselines.uniform());
    row("unigram", baselines.unigram());
    row("bigram", baselines.bigram());
    row("trigram (Kneser-Ney)", baselines.trigram());
    row(cell.toUpperCase(Locale.ROOT), network);
    row(cell.toUpperCase(Locale.ROOT) + ", bfloat16", rounded);
    double gain = baselines.trigram() - network;
    line("%.3f nats %s the trigram", Math.abs(gain), gain >= 0 ? "below" : "above");
    double cost = rounded - network;
    line(
        "%.5f nats %s with weights rounded to bfloat16",
        Math.abs(cost), cost >= 0 ? "more" : "less");
  }

  private void row(String name, double nats) {
    line("%-20s %9.4f  %9.4f", name, nats, bits(nats));
  }

  /** Step times and garbage of a stream. */
  void stream(StreamMeter stream) {
    line(
        "%,d steps: median %.2f us, p99 %.2f us, %s bytes allocated a step",
        stream.steps(),
        stream.nanos(0.5) / 1e3,
        stream.nanos(0.99) / 1e3,
        bytes(stream.bytesPerStep()));
  }

  private static String bytes(double bytes) {
    return bytes == Math.rint(bytes) ? "%.0f".formatted(bytes) : "%.2f".formatted(bytes);
  }

  /** Nats as bits. */
  static double bits(double nats) {
    return nats * BITS_PER_NAT;
  }
}
