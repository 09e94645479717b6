package dev.cellwise.bench.report;

import dev.cellwise.bench.figure.Results;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown text with blocks that come from results: lines {@code <!-- measured: NAME -->} and
 * {@code <!-- /measured -->}, each from the start of its line, with the block between.
 */
final class MeasuredText {
  private static final Pattern START = Pattern.compile("(?m)^<!-- measured: *(.*?) *-->$");
  private static final String END = "\n<!-- /measured -->";

  private MeasuredText() {}

  /** Whether it has a block. */
  static boolean hasBlocks(String text) {
    return START.matcher(text).find();
  }

  /**
   * The text with all blocks as results give them.
   *
   * @throws IllegalArgumentException if a block's name is not known or it has no end; names the
   *     line
   */
  static String filled(String text, Results results) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    Matcher start = START.matcher(text);
    while (start.find(from)) {
      int end = text.indexOf(END, start.end());
      Matcher next = START.matcher(text).region(start.end(), text.length());
      if (end < 0 || next.find() && next.start() < end) {
        throw refused(text, start, "<!-- /measured --> after the block", "none");
      }
      Optional<Block> block = Block.of(start.group(1));
      if (block.isEmpty()) {
        throw refused(text, start, "one of " + names(), start.group(1));
      }
      filled.append(text, from, start.end());
      filled.append("\n\n").append(block.get().markdown(results)).append("\n").append(END);
      from = end + END.length();
    }
    return filled.append(text, from, text.length()).toString();
  }

  private static String names() {
    return String.join(", ", Arrays.stream(Block.values()).map(Block::marker).toList());
  }

  private static IllegalArgumentException refused(
      String text, Matcher start, String expected, String got) {
    long line = text.substring(0, start.start()).lines().count() + 1;
    return new IllegalArgumentException(
        "line %d: measured: expected %s, got %s".formatted(line, expected, got));
  }

  /** The first line in which two texts differ, as {@code line 7: expected …, got …}. */
  static Optional<String> difference(String expected, String got) {
    String[] a = expected.split("\n", -1);
    String[] b = got.split("\n", -1);
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      String wanted = i < a.length ? a[i] : "the end";
      String found = i < b.length ? b[i] : "the end";
      if (!wanted.equals(found)) {
        return Optional.of("line %d: expected %s, got %s".formatted(i + 1, wanted, found));
      }
    }
    return Optional.empty();
  }
}
