package dev.cellwise.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One line of figures, tab-separated: {@code peer case cell input hidden batch T median p99}.
 *
 * @param peer who was timed
 * @param kind case, A to E
 * @param cell lstm, lstm_emb…
 * @param input I
 * @param hidden H
 * @param batch N
 * @param steps T
 * @param median nanoseconds of a time step in A and B, of a call in the others
 * @param p99 99th percentile, likewise
 */
record Measurement(
    String peer,
    String kind,
    String cell,
    int input,
    int hidden,
    int batch,
    int steps,
    double median,
    double p99) {
  private static final int FIELDS = 9;

  /** The line. */
  String toLine() {
    return String.format(
        Locale.ROOT,
        "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%.1f\t%.1f",
        peer,
        kind,
        cell,
        input,
        hidden,
        batch,
        steps,
        median,
        p99);
  }

  /** The line's figures; empty for a comment or any other text. */
  static Optional<Measurement> parse(String line) {
    String[] f = line.split("\t", -1);
    if (f.length != FIELDS || line.startsWith("#")) {
      return Optional.empty();
    }
    try {
      int[] n = Stream.of(f).skip(3).limit(4).mapToInt(Integer::parseInt).toArray();
      double median = Double.parseDouble(f[7]);
      double p99 = Double.parseDouble(f[8]);
      return Optional.of(new Measurement(f[0], f[1], f[2], n[0], n[1], n[2], n[3], median, p99));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The figures of all lines that have some. */
  static List<Measurement> parse(List<String> lines) {
    return lines.stream().map(Measurement::parse).flatMap(Optional::stream).toList();
  }

  /** The medians of the figures of several rounds; at least one. */
  static Measurement median(List<Measurement> rounds) {
    Measurement m = rounds.getFirst();
    double[] medians = rounds.stream().mapToDouble(Measurement::median).sorted().toArray();
    double[] p99s = rounds.stream().mapToDouble(Measurement::p99).sorted().toArray();
    return new Measurement(
        m.peer, m.kind, m.cell, m.input, m.hidden, m.batch, m.steps, middle(medians), middle(p99s));
  }

  private static double middle(double[] sorted) {
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
