package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import dev.cellwise.bench.figure.Results;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What {@code bench tables} can put between markers, each by its name in lower case. */
enum Block {
  MACHINE("what the results were measured on", null),
  LSTM("A, C and D of the LSTM by size, beside the best other", t -> t.sizes(Layer.LSTM)),
  GRU("the same of the GRU", t -> t.sizes(Layer.GRU)),
  RNN("the same of the simple RNN", t -> t.sizes(Layer.RNN)),
  RATIOS("times as fast as the best other, A to D", MarkdownTables::ratios),
  SPREAD_LSTM("A to D of the LSTM in full", t -> t.spread(Layer.LSTM)),
  SPREAD_GRU("A to D of the GRU in full", t -> t.spread(Layer.GRU)),
  SPREAD_RNN("A to D of the simple RNN in full", t -> t.spread(Layer.RNN)),
  TEXT_MODEL("E, the character model", t -> t.ofCase(Case.E)),
  TWO_LAYERS("F, two layers", t -> t.ofCase(Case.F)),
  THREADS("more than one thread", MarkdownTables::threads),
  SHAPES("other batches and lengths than the cases have", MarkdownTables::others),
  WIDTHS("Cellwise with narrower vectors and without any", MarkdownTables::widths),
  HALVES("Cellwise over weights in half the bytes", MarkdownTables::halves),
  LIMITS("what one core allows", MarkdownTables::limits),
  ERRORS("largest difference of each library's results to ours", MarkdownTables::errors),
  GARBAGE("bytes that a call leaves on the Java heap, the most of a case", MarkdownTables::garbage),
  UNSTEADY("figures whose warm-up did not come to rest", MarkdownTables::unsteady),
  FAULTS("figures that do not count", MarkdownTables::faults);

  private final String says;
  private final Function<MarkdownTables, Table> table;

  Block(String says, Function<MarkdownTables, Table> table) {
    this.says = says;
    this.table = table;
  }

  /** Its name in a marker. */
  String marker() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Block> of(String marker) {
    return Arrays.stream(values()).filter(b -> b.marker().equals(marker)).findFirst();
  }

  /** What it shows, as a sentence without its full stop. */
  String sentence() {
    return says.substring(0, 1).toUpperCase(Locale.ROOT) + says.substring(1);
  }

  /** Its table; empty if it is a paragraph, or there would be no row. */
  Optional<Table> table(Results results) {
    return Optional.ofNullable(table)
        .map(t -> t.apply(new MarkdownTables(results)))
        .filter(t -> !t.rows().isEmpty());
  }

  /** Its Markdown: a table, the machine's paragraph, or that there is nothing. */
  String markdown(Results results) {
    return this == MACHINE
        ? MachineText.of(results)
        : table(results).map(Table::toMarkdown).orElse("None.");
  }
}
