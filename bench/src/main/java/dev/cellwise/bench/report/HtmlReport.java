package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Results;
import dev.cellwise.bench.report.chart.Chart;
import java.util.List;
import java.util.stream.Stream;

/**
 * Results as one page: charts, and beside each its numbers as a table. Nothing in it comes from
 * elsewhere and nothing runs: no script, no font, no picture.
 */
final class HtmlReport {
  private static final String RATIO =
      "How many times as fast as the fastest of the other libraries Cellwise is, one thread; the"
          + " median of the rounds, each of which timed all of them in turn. Above the line at 1,"
          + " Cellwise is ahead.";
  private static final String LIMIT =
      "The limit counts the products with weights alone: their bytes at the measured bandwidth, or"
          + " their operations at the peak. Solid is Cellwise, dashed the best other.";
  private static final String ROOFS =
      "What one core allows, and what of it is reached, LSTM, one thread: a stream's step reads each"
          + " weight for two operations; a batch uses a weight for many rows and can compute at the"
          + " peak.";
  private static final String CALLS =
      "Each call of case A is timed by itself. The axis spreads the slow end: each step to the right"
          + " leaves a smaller part of the calls.";
  private static final String SIZES =
      "One thread, medians of the rounds, both axes logarithmic. Lower is faster. An aim is how many"
          + " times as fast as the best other Cellwise means to be, set for one machine, an AMD EPYC"
          + " of the Zen 4 kind.";
  private static final String MODELS =
      "A training step of a character model (65 symbols, 32 rows, T=100), by index and through an"
          + " embedding; and of two LSTM layers, one on the other.";
  private static final String THREADS =
      "How many times as fast as itself on one thread each library is. The limit of several threads"
          + " is that of one, shared.";
  private static final String SEQUENCES =
      "How many times as long a step takes when it comes alone (A) as in a sequence of 100 (B), whose"
          + " input products are made at once.";
  private static final String SHAPES = "One thread, both axes logarithmic.";
  private static final String WIDTHS =
      "Cellwise with the vectors that the JVM prefers, with narrower ones, and its scalar twins;"
          + " all give the same bits.";
  private static final String HALVES =
      "Steps that read their matrices rounded to bfloat16, beside Cellwise's own over floats; the"
          + " others read floats.";
  private static final String CHECKS =
      "Every library's results are compared with those of Cellwise before its times count.";

  private final Results results;
  private final Page page = new Page();

  private HtmlReport(Results results) {
    this.results = results;
  }

  /** The page. */
  static String of(Results results) {
    HtmlReport report = new HtmlReport(results);
    report.body();
    return report.whole();
  }

  private void body() {
    CellPlots cells = new CellPlots(results);
    LibraryPlots libraries = new LibraryPlots(results);
    section("ratios", "Beside the best other library", RATIO, cells.ratios(), Block.RATIOS);
    section("limits", "Beside what the machine allows", LIMIT, cells.ofLimit());
    section("roofs", "Under the roofs", ROOFS, new RoofPlots(results).charts(), Block.LIMITS);
    section("calls", "Distribution of a step's time", CALLS, libraries.distributions());
    section("lstm", "LSTM by size", SIZES, libraries.times(Layer.LSTM), Block.SPREAD_LSTM);
    section("gru", "GRU by size", SIZES, libraries.times(Layer.GRU), Block.SPREAD_GRU);
    section("rnn", "Simple RNN by size", SIZES, libraries.times(Layer.RNN), Block.SPREAD_RNN);
    section("models", "Whole models", MODELS, List.of(), Block.TEXT_MODEL, Block.TWO_LAYERS);
    section("threads", "Several threads", THREADS, libraries.threads(), Block.THREADS);
    section("sequences", "A stream and a sequence", SEQUENCES, libraries.sequences());
    section("shapes", "Other batches and lengths", SHAPES, libraries.shapes(), Block.SHAPES);
    section("widths", "Narrower vectors, and none", WIDTHS, libraries.widths(), Block.WIDTHS);
    section("halves", "Weights in half the bytes", HALVES, List.of(), Block.HALVES);
    boolean compared = results.figures().stream().anyMatch(f -> !Double.isNaN(f.error()));
    section(
        "checks",
        "Checks",
        compared ? CHECKS : "",
        List.of(),
        Block.ERRORS,
        Block.GARBAGE,
        Block.UNSTEADY,
        Block.FAULTS);
  }

  /**
   * A section, its text may be empty; blocks that have no table are left out, and so is a section
   * that would have neither charts nor tables.
   */
  private void section(String id, String title, String text, List<Chart> charts, Block... blocks) {
    List<Page.Titled> tables =
        Stream.of(blocks)
            .flatMap(b -> b.table(results).map(t -> new Page.Titled(b.sentence(), t)).stream())
            .toList();
    page.section(id, title, text, charts, tables);
  }

  private String whole() {
    return page.whole(
        "Cellwise beside other libraries",
        results.date().substring(0, 10),
        Block.MACHINE.markdown(results));
  }
}
