package dev.cellwise.bench.report;

import dev.cellwise.bench.load.Closed;
import dev.cellwise.bench.load.LoadFigure;
import dev.cellwise.bench.load.LoadResults;
import dev.cellwise.bench.load.Loaded;
import dev.cellwise.bench.load.StepCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of {@code bench load}. */
final class LoadTables {
  /** Of fewer states the heap's growth says nothing: other things grow and shrink as well. */
  private static final int ENOUGH_STATES = 10_000;

  private static final List<String> PLACE =
      List.of("network", "library", "gc", "threads", "states");

  private final LoadResults results;

  LoadTables(LoadResults results) {
    this.results = results;
  }

  /** All that have a row, in the order of a page. */
  List<Page.Titled> all() {
    return List.of(
            new Page.Titled("Latency from when an event was due", latency()),
            new Page.Titled("A step without a pause: one state, and all in turn", closed()),
            new Page.Titled("Bytes of a state", bytes()),
            new Page.Titled("What many steps leave on the Java heap", counts()),
            new Page.Titled("What failed", faults()))
        .stream()
        .filter(t -> !t.table().rows().isEmpty())
        .toList();
  }

  private static List<String> heads(String... more) {
    List<String> heads = new ArrayList<>(PLACE);
    heads.addAll(List.of(more));
    return heads;
  }

  private List<String> place(LoadFigure f) {
    return new ArrayList<>(
        List.of(
            results.network(),
            Names.library(f.library()),
            f.collector().text(),
            "" + f.threads(),
            whole(f.states())));
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String micros(double nanos) {
    return Digits.three(nanos / 1e3);
  }

  /**
   * The latency that a part of the events does not exceed; {@code ≥} where some were missed that
   * belong there, and a dash where there are too few.
   */
  static String latency(Loaded l, double part) {
    String bound = l.isBound(part) ? "≥ " : "";
    return l.hasPart(part) ? bound + micros(l.quantile(part)) : "–";
  }

  /** How long events took from when they were due. */
  Table latency() {
    List<List<String>> rows = new ArrayList<>();
    for (LoadFigure f : results.figures()) {
      Loaded l = f.loaded();
      List<String> row = place(f);
      row.addAll(List.of(whole(l.rate()), whole(l.events())));
      for (double part : new double[] {0.5, 0.99, 0.999, 1}) {
        row.add(latency(l, part));
      }
      row.addAll(List.of(Digits.three(l.bytes()), whole(l.missed())));
      rows.add(row);
    }
    return new Table(
        heads(
            "rate, 1/s",
            "events",
            "p50, µs",
            "p99, µs",
            "p99.9, µs",
            "max, µs",
            "garbage, bytes a step",
            "missed"),
        rows);
  }

  /** What a step takes without a pause, and how much longer with a state that is in no cache. */
  Table closed() {
    List<List<String>> rows = new ArrayList<>();
    for (LoadFigure f : results.figures()) {
      Closed c = f.closed();
      List<String> row = place(f);
      row.addAll(List.of(micros(c.hot()), micros(c.cold()), Digits.ratio(c.ratio())));
      row.add(whole(c.capacity(f.threads())));
      rows.add(row);
    }
    return new Table(
        heads("one state, µs", "in turn, µs", "times as long", "steps a second"), rows);
  }

  /** What a state takes, where there are enough to tell. */
  Table bytes() {
    List<List<String>> rows = new ArrayList<>();
    for (LoadFigure f : results.figures()) {
      if (f.states() >= ENOUGH_STATES) {
        List<String> row = place(f);
        row.addAll(List.of(whole(f.closed().heapBytes()), whole(f.closed().nativeBytes())));
        rows.add(row);
      }
    }
    return new Table(heads("on the Java heap, bytes", "elsewhere, bytes"), rows);
  }

  /** What is left on the heap by libraries that mean to leave nothing. */
  Table counts() {
    List<List<String>> rows = new ArrayList<>();
    for (StepCount c : results.counts()) {
      rows.add(
          List.of(
              results.network(),
              Names.library(c.library()),
              c.collector().text(),
              whole(c.steps()),
              whole(c.bytes()),
              Digits.three((double) c.bytes() / c.steps())));
    }
    return new Table(
        List.of("network", "library", "gc", "steps", "garbage, bytes", "bytes a step"), rows);
  }

  /** Who failed. */
  Table faults() {
    return new Table(
        List.of("library, gc: fault"), results.faults().stream().map(f -> List.of(f)).toList());
  }
}
