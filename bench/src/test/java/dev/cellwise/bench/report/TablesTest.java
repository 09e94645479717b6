package dev.cellwise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.bench.Bench;
import dev.cellwise.bench.figure.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables in Markdown files are those of the results, here and in what the project shows. */
class TablesTest {
  private static final Path TOP = Path.of(System.getProperty("cellwise.top"));
  private static final String PLACE = "<!-- measured: %s -->\n<!-- /measured -->\n";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int tables(String... args) {
    return Bench.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private String results() throws IOException {
    Path file = folder.resolve("results.json");
    ResultsFile.write(file, ResultsFixture.results());
    return file.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/benchmarks.md"})
  void theProjectsFiguresAreThoseOfItsNewestResults(String name) throws IOException {
    String text = Files.readString(TOP.resolve(name)).replace("\r\n", "\n");
    Optional<Results> newest = ResultsFile.newest(TOP.resolve("bench/results"));
    if (newest.isEmpty()) {
      assertFalse(MeasuredText.hasBlocks(text), name + ": blocks without bench/results");
    } else {
      assertTrue(MeasuredText.hasBlocks(text), name + ": no blocks");
      String expected = MeasuredText.filled(text, newest.get());
      assertEquals(Optional.empty(), MeasuredText.difference(expected, text), name);
    }
  }

  @Test
  void blocksAreFilledAndTheRestIsLeft() throws IOException {
    String text = "before\n" + PLACE.formatted("lstm") + "between\n" + PLACE.formatted("machine");
    Path file = Files.writeString(folder.resolve("a.md"), text + "after");
    String results = results();
    assertEquals(1, tables("tables", "--check", "--results", results, file.toString()));
    assertTrue(err.toString().startsWith(file + ": line 3: expected , got <!--"), err::toString);
    assertEquals(text + "after", Files.readString(file));
    assertEquals(0, tables("tables", "--results", results, file.toString()), err::toString);
    String filled = Files.readString(file);
    assertTrue(filled.startsWith("before\n<!-- measured: lstm -->\n\n| H | A: step"), filled);
    assertTrue(filled.contains("|\n\n<!-- /measured -->\nbetween\n"), filled);
    assertTrue(filled.endsWith("`bench report --rounds 5`\n\n<!-- /measured -->\nafter"), filled);
    assertEquals(0, tables("tables", "--check", "--results", results, file.toString()));
  }

  @Test
  void aFigureChangedByHandIsFound() throws IOException {
    Path file = Files.writeString(folder.resolve("a.md"), PLACE.formatted("ratios"));
    String results = results();
    assertEquals(0, tables("tables", "--results", results, file.toString()));
    String text = Files.readString(file);
    int row = text.indexOf("| 128 |");
    Files.writeString(file, text.substring(0, row) + "| 129 |" + text.substring(row + 7));
    assertEquals(1, tables("tables", "--check", "--results", results, file.toString()));
    assertTrue(err.toString().contains("line 7: expected | 128 |"), err::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'<!-- measured: lstm3 -->\n<!-- /measured -->', 'line 2: measured: expected one of machine, '",
    "'<!-- measured: lstm -->\n', 'line 2: measured: expected <!-- /measured -->'",
    "'<!-- measured: lstm -->\n<!-- measured: gru -->\n<!-- /measured -->', 'line 2: measured: '",
    "'<!-- measured: -->\n<!-- /measured -->', 'line 2: measured: expected one of machine, '",
    "'<!-- /measured -->', 'line 2: measured: expected <!-- measured: NAME --> before'",
    // Markers that would be passed over for ever.
    "'- <!-- measured: lstm -->\n<!-- /measured -->', 'line 2: measured: expected a marker and '",
    "'<!-- measured: lstm -->.\n<!-- /measured -->', 'line 2: measured: expected a marker and '",
    "'<!-- measured lstm -->\n<!-- /measured -->', 'line 2: measured: expected a marker and '",
    "'<!--measured: lstm -->\n<!-- /measured -->', 'line 2: measured: expected a marker and '",
    "'<!-- measured: lstm -->\n- <!-- /measured -->', 'line 3: measured: expected a marker and '",
    "'<!-- measured: lstm -->\n<!-- /measured -->.', 'line 3: measured: expected a marker and '"
  })
  void placesThatAreNoneAreRefused(String text, String message) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> MeasuredText.filled("first\n" + text, ResultsFixture.scaling()));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" <!-- measured: lstm -->", "<!-- measured: lstm --> ", "\t<!-- measured"})
  void aBlankBesideAMarkerIsRefused(String line) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> MeasuredText.filled(line + "\n<!-- /measured -->", ResultsFixture.scaling()));
    assertEquals(
        "line 1: measured: expected a marker and nothing else, got " + line, e.getMessage());
  }

  @Test
  void badInputIsOneLineAndNothingIsWritten() throws IOException {
    String text = PLACE.formatted("lstm") + PLACE.formatted("nothing");
    Path file = Files.writeString(folder.resolve("a.md"), text);
    assertEquals(2, tables("tables", "--results", results(), file.toString()));
    assertEquals(2, tables("tables", "--results", "no-such-file", file.toString()));
    assertEquals(2, tables("tables", "--results", results(), "no-such-file.md"));
    assertEquals(6, err.toString().lines().count(), err::toString);
    assertEquals(text, Files.readString(file));
  }

  @Test
  void helpNamesEveryBlock() {
    assertEquals(0, tables("tables", "--help"));
    String help = out.toString().replaceAll("\\s+", " ");
    for (Block block : Block.values()) {
      assertTrue(help.contains(block.marker()), block + ": " + help);
    }
  }
}
