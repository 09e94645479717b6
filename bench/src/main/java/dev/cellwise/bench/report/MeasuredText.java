package dev.cellwise.bench.report;

import dev.cellwise.bench.figure.Results;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown text with blocks that come from results: lines {@code <!-- measured: NAME -->} and
 * {@code <!-- /measured -->}, with nothing else in those lines, and the block between.
 */
final class MeasuredText {
  private static final Pattern START = Pattern.compile("(?m)^<!-- measured: *(.*?) *-->$");
  private static final String END = "<!-- /measured -->";

  /** What nobody writes but for a marker. */
  private static final Pattern MEANT = Pattern.compile("<!-- */?measured");

  private MeasuredText() {}

  /** Whether it has a block. */
  static boolean hasBlocks(String text) {
    return START.matcher(text).find();
  }

  /**
   * The text with all blocks as results give them.
   *
   * @throws IllegalArgumentException if a block's name is not known, it has no end, or a marker is
   *     not all that its line has; names the line
   */
  static String filled(String text, Results results) {
    String[] lines = text.split("\n", -1);
    List<String> filled = new ArrayList<>();
    int open = 0;
    for (int line = 1; line <= lines.length; line++) {
      String got = lines[line - 1];
      Matcher start = START.matcher(got);
      if (start.matches()) {
        check(open == 0, open, END + " after the block", "none");
        open = line;
        Optional<Block> block = Block.of(start.group(1));
        check(block.isPresent(), line, "one of " + names(), start.group(1));
        filled.addAll(List.of(got, "", block.get().markdown(results), ""));
      } else if (got.equals(END)) {
        check(open > 0, line, "<!-- measured: NAME --> before", got);
        open = 0;
        filled.add(got);
      } else {
        check(!MEANT.matcher(got).find(), line, "a marker and nothing else", got);
        if (open == 0) {
          filled.add(got);
        }
      }
    }
    check(open == 0, open, END + " after the block", "none");
    return String.join("\n", filled);
  }

  private static String names() {
    return String.join(", ", Arrays.stream(Block.values()).map(Block::marker).toList());
  }

  private static void check(boolean sound, int line, String expected, String got) {
    if (!sound) {
      throw new IllegalArgumentException(
          "line %d: measured: expected %s, got %s".formatted(line, expected, got));
    }
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
