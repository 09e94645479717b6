package dev.cellwise.bench.report;

import dev.cellwise.bench.figure.Results;

/** All blocks, one after the other, as a page. */
final class MarkdownReport {
  private MarkdownReport() {}

  static String of(Results results) {
    StringBuilder page = new StringBuilder("# Cellwise beside other libraries\n");
    page.append(
        """

        Medians of the rounds. Bold is ahead by more than 3 %. "times as fast": the best other's time
        over ours, median of the rounds [lowest, highest]. "aim": how many times as fast it means to
        be, set for one machine, an AMD EPYC of the Zen 4 kind. "of limit": what the machine allows,
        in parts of our time.
        """);
    for (Block block : Block.values()) {
      page.append("\n## ").append(block.sentence()).append("\n\n");
      page.append(block.markdown(results)).append("\n");
    }
    return page.toString();
  }
}
