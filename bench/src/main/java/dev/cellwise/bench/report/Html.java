package dev.cellwise.bench.report;

/** Text in HTML. */
final class Html {
  private Html() {}

  /** A text as it is. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** A line of Markdown: {@code **bold**} and {@code `code`}. */
  static String inline(String markdown) {
    return escape(markdown)
        .replaceAll("\\*\\*(.+?)\\*\\*", "<b>$1</b>")
        .replaceAll("`(.+?)`", "<code>$1</code>");
  }
}
