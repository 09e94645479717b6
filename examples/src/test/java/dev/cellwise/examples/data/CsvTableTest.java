package dev.cellwise.examples.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
  @TempDir private Path folder;

  @Test
  void columnsComeByNameInTheOrderWanted() throws IOException {
    CsvTable table =
        CsvTable.withHeader(
            "--table",
            file("day,kind,bus,rail\n1/1,W,10,2.5e1\r\n\n\"2,2\",\"a \"\"b\"\"\",-3,.5\n"));
    assertEquals(List.of("day", "kind", "bus", "rail"), table.columns());
    assertEquals(2, table.rows());
    assertEquals(List.of("1/1", "2,2"), table.text("day"));
    assertEquals(List.of("W", "a \"b\""), table.text("kind"));
    Series series = table.series("rail", "bus");
    assertEquals(2, series.columns());
    assertEquals(2, series.rows());
    assertArrayEquals(new float[] {25, 10, 0.5f, -3}, series.values());
    assertEquals("table.csv", series.name());
  }

  @Test
  void columnsWithoutNamesAreNumbered() throws IOException {
    CsvTable table = CsvTable.withoutHeader("--table", file("1,2,x\n3,4,y"));
    assertEquals(List.of("1", "2", "3"), table.columns());
    assertArrayEquals(new float[] {2, 4}, table.series("2").values());
    assertEquals(List.of("x", "y"), table.text("3"));
  }

  @Test
  void columnsOfNumbersAreToldFromOthers() {
    CsvTable table = CsvTable.withHeader("--table", Path.of("t.csv"), "a,b\n1,2\n-.5,x\n\n3e9,4\n");
    assertTrue(table.isNumbers("a"));
    assertFalse(table.isNumbers("b"));
    assertEquals(
        "--table: t.csv line 5: 3e9 is much", table.bad(2, "%s is much", "3e9").getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`a,b\n1,2\n1,2,3\n`, `line 3: 3 fields, but 2`",
        "`a,b\n1,2\n\n1\n`, `line 4: 1 fields, but 2`",
        "`a,a\n1,2`, `line 1: column name 'a'`",
        "`a, \n1,2`, `line 1: column name ' '`",
        "`a,b\n1,2\n1,\"2\n`, no CSV",
        "`a,b\n1,\"2\"x\n`, no CSV",
        "`a,b\n`, no row",
        "``, is empty",
        "`\n\n`, is empty"
      })
  void whatIsNoTableIsRefusedWithItsLine(String text, String because) throws IOException {
    Path file = file(text);
    refused(because, () -> CsvTable.withHeader("--table", file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "NaN", "Infinity", "1f", "0x1p3", "1 ", "1.2.3", "1e", "."})
  void whatIsNoNumberIsRefusedWithItsLine(String text) throws IOException {
    CsvTable table = CsvTable.withHeader("--table", file("a,b\n1,2\n1," + text + "\n"));
    refused("line 3: '" + text + "' is not a number", () -> table.series("a", "b"));
    assertArrayEquals(new float[] {1, 1}, table.series("a").values());
  }

  @Test
  void aNumberThatNoFloatHoldsAndAMissingColumnAreRefused() throws IOException {
    CsvTable table = CsvTable.withHeader("--table", file("a,b\n1e39,2\n"));
    refused("line 2: 1e39 does not fit a float", () -> table.series("a"));
    refused("no column 'c'; there are: a, b", () -> table.series("c"));
    refused("no column 'c'; there are: a, b", () -> table.text("c"));
    refused("there is no file", () -> CsvTable.withHeader("--table", folder.resolve("none")));
  }

  private static void refused(String because, org.junit.jupiter.api.function.Executable reading) {
    String message = assertThrows(BadInput.class, reading).getMessage();
    assertTrue(message.contains(because), message);
    assertTrue(message.startsWith("--table: "), message);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }
}
