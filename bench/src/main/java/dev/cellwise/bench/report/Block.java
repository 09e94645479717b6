package dev.cellwise.bench.report;

import dev.cellwise.bench.cases.Case;
import dev.cellwise.bench.cases.Layer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What {@code bench tables} can put between markers, each by its name in lower case. */
enum Block {
  MACHINE("what the results were measured on", MachineText::of),
  LSTM("A, C and D of the LSTM by size, beside the best other", table(t -> t.sizes(Layer.LSTM))),
  GRU("the same of the GRU", table(t -> t.sizes(Layer.GRU))),
  RNN("the same of the simple RNN", table(t -> t.sizes(Layer.RNN))),
  RATIOS("times as fast as the best other, A to D", table(MarkdownTables::ratios)),
  SPREAD_LSTM("A to D of the LSTM in full", table(t -> t.spread(Layer.LSTM))),
  SPREAD_GRU("A to D of the GRU in full", table(t -> t.spread(Layer.GRU))),
  SPREAD_RNN("A to D of the simple RNN in full", table(t -> t.spread(Layer.RNN))),
  TEXT_MODEL("E, the character model", table(t -> t.ofCase(Case.E))),
  TWO_LAYERS("F, two layers", table(t -> t.ofCase(Case.F))),
  THREADS("more than one thread", table(MarkdownTables::threads)),
  SHAPES("other batches and lengths than the cases have", table(MarkdownTables::others)),
  WIDTHS("Cellwise with narrower vectors and without any", table(MarkdownTables::widths)),
  LIMITS("what one core allows", table(MarkdownTables::limits)),
  ERRORS("largest difference of each library's results to ours", table(MarkdownTables::errors)),
  FAULTS("figures that do not count", table(MarkdownTables::faults));

  private final String says;
  private final Function<Results, String> text;

  Block(String says, Function<Results, String> text) {
    this.says = says;
    this.text = text;
  }

  /** Nothing is left of a table without rows but that there is nothing. */
  private static Function<Results, String> table(Function<MarkdownTables, Table> table) {
    return results -> {
      Table made = table.apply(new MarkdownTables(results));
      return made.rows().isEmpty() ? "None." : made.toMarkdown();
    };
  }

  /** Its name in a marker. */
  String marker() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Block> of(String marker) {
    return Arrays.stream(values()).filter(b -> b.marker().equals(marker)).findFirst();
  }

  /** What it shows, in words. */
  String says() {
    return says;
  }

  /** Its Markdown. */
  String markdown(Results results) {
    return text.apply(results);
  }
}
