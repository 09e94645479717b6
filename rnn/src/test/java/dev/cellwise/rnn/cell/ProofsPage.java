package dev.cellwise.rnn.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The page {@code docs/proofs.md}, whose table lies between two markers. */
final class ProofsPage {
  private static final Path FILE =
      Path.of(System.getProperty("cellwise.top", ".."), "docs", "proofs.md");
  private static final String FROM = "<!-- table -->\n";
  private static final String TO = "<!-- end of table -->\n";

  private ProofsPage() {}

  /** The fields of each row, without the head. */
  static List<List<String>> rows() throws IOException {
    String page = text();
    return page.substring(start(page), end(page))
        .lines()
        .filter(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(fields -> fields.subList(1, fields.size() - 1))
        .toList();
  }

  /** Puts another text between the markers. */
  static void write(String table) throws IOException {
    String page = text();
    Files.writeString(FILE, page.substring(0, start(page)) + table + page.substring(end(page)));
  }

  private static String text() throws IOException {
    return Files.readString(FILE).replace("\r\n", "\n");
  }

  private static int start(String page) {
    return found(page, FROM) + FROM.length();
  }

  private static int end(String page) {
    return found(page, TO);
  }

  private static int found(String page, String marker) {
    int at = page.indexOf(marker);
    if (at < 0) {
      throw new IllegalStateException(FILE + ": expected a line " + marker.strip() + ", got none");
    }
    return at;
  }
}
