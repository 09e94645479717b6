package dev.cellwise.examples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirCellsAndNumbersStandOnTheRight() {
    Table table = new Table("name", "empty", "numbers", "at", "more");
    table.row("a", null, 1_234_567L, List.of(1, 2), Map.of("k", "v"));
    table.row("longer", "", 5, null, null);
    assertEquals(
        """
        name      numbers  at      more
        a       1,234,567  [1, 2]  k=v
        longer          5
        """,
        printed(table));
  }

  @Test
  void aTerminalObeysNothingInAFile() {
    Table table = new Table("name");
    table.row("\u001b[2Jgone\r\u202e");
    table.row("x".repeat(200));
    assertEquals("name\n\\u001b[2Jgone\\u000d\\u202e\n" + "x".repeat(80) + "...\n", printed(table));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.5, 0.5",
    "-12.25, -12.25",
    "1234.5678901, 1234.56789",
    "0.00001234567, 1.235e-05",
    "1e300, 1.000e+300",
    "-3e-9, -3.000e-09",
    "Infinity, Infinity",
    "100, 100"
  })
  void numbersAreShort(double value, String text) {
    assertEquals(text, Table.number(value));
  }

  @Test
  void aRowHasACellForEachHeader() {
    Table table = new Table("a", "b");
    assertThrows(IllegalArgumentException.class, () -> table.row("x"));
  }

  private static String printed(Table table) {
    StringWriter out = new StringWriter();
    PrintWriter lines = new PrintWriter(out);
    table.print(lines);
    lines.flush();
    return out.toString().replace(System.lineSeparator(), "\n");
  }
}
