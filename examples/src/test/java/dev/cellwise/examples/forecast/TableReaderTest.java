package dev.cellwise.examples.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.data.CsvTable;
import dev.cellwise.rnn.data.Series;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows in order of time, what is known in advance, and parts. */
class TableReaderTest {
  private static final String DAYS =
      """
      day,kind,price,rain,x
      2019-05-03,W,3,0.3,30
      2019-05-01,W,1,0.1,10
      2019-05-04,A,4,0.4,40
      2019-05-02,U,2,0.2,20
      2019-05-02,U,2,0.2,20
      2019-05-05,U,5,0.5,50
      2019-05-06,W,6,0.6,60
      """;

  private static TimedTable table(String text, String format) {
    CsvTable csv = CsvTable.withHeader("--csv", Path.of("days.csv"), text);
    return new TimedTable(
        csv, "day", TimedTable.format(format), List.of("kind", "price", "rain", "x"));
  }

  private static TableReader reader() {
    TableReader reader = new TableReader("days", table(DAYS, null), 2, 1);
    reader.columns(
        List.of("x"), List.of("rain"), List.of("price", "kind"), List.of(Calendar.WEEKDAY));
    return reader;
  }

  @Test
  void rowsComeInTheOrderOfTimeAndOnce() {
    TimedTable table = table(DAYS, null);
    assertEquals(6, table.rows());
    assertEquals(1, table.dropped());
    assertArrayEquals(new float[] {10, 20, 30, 40, 50, 60}, table.numbers("x", 0));
    assertEquals("2019-05-02", table.timeTexts(0).get(1));
  }

  @Test
  void whatIsKnownInAdvanceStandsInTheRowBefore() {
    Measurements days = reader().within("1..3", "2..5", "4..6");
    assertEquals(1, days.targets());
    assertEquals(2, days.measured());
    List<String> names = days.columns().stream().map(Column::name).toList();
    assertEquals(
        List.of("x", "rain", "price", "kind A", "kind U", "kind W", "weekday 1"),
        names.subList(0, 7));
    Series training = days.training().getFirst();
    float[] second = new float[13];
    System.arraycopy(training.values(), 13, second, 0, 13);
    // Of May 2nd: its own x and rain; the price and kind of May 3rd, a Friday.
    assertArrayEquals(new float[] {20, 0.2f, 3, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0}, second);
    // May 7th, which is not there, is a Tuesday all the same.
    assertEquals(1, training.values()[5 * 13 + 7]);
    assertTrue(days.next().isEmpty());
  }

  @Test
  void behindTheLastRowTheCalendarGoesOn() {
    TableReader reader = new TableReader("days", table(DAYS, null), 2, 2);
    reader.columns(List.of("x"), List.of(), List.of(), List.of(Calendar.WEEKDAY));
    Measurements days = reader.within("1..4", "3..6", null);
    Series next = days.next().getFirst();
    assertEquals(4, next.rows());
    float[] rows = Arrays.copyOfRange(next.values(), next.from() * 8, 8 * 8);
    // May 5th and 6th, and what is not there: x is 0; Monday, Tuesday, Wednesday and Thursday come.
    float[] expected = {
      50, 1, 0, 0, 0, 0, 0, 0, //
      60, 0, 1, 0, 0, 0, 0, 0, //
      0, 0, 0, 1, 0, 0, 0, 0, //
      0, 0, 0, 0, 1, 0, 0, 0
    };
    assertArrayEquals(expected, rows);
    assertEquals("2019-05-08", days.when(7));
  }

  @Test
  void whatIsForetoldIsNotKnown() {
    TableReader reader = new TableReader("days", table(DAYS, null), 2, 1);
    refused(
        "x is there twice",
        () -> reader.columns(List.of("x"), List.of("rain"), List.of("x"), List.of()));
  }

  @Test
  void partsAreByRowsOrDates() {
    Measurements rows = reader().within("1..3", "2..5", null);
    Measurements dates = reader().within("2019-05-01..2019-05-03", "2019-05-02..2019-05-05", null);
    assertTrue(rows.test().isEmpty());
    assertEquals(rows.validation(), rows.held());
    for (Measurements m : List.of(rows, dates)) {
      assertEquals(0, m.training().getFirst().from());
      assertEquals(3, m.training().getFirst().rows());
      assertEquals(1, m.validation().getFirst().from());
      assertEquals(4, m.validation().getFirst().rows());
    }
  }

  @Test
  void byThemselvesPartsAreShares() {
    Measurements days = reader().shares(0.5, 0.25);
    assertEquals(3, days.training().getFirst().rows());
    assertEquals(1, days.validation().getFirst().from());
    assertEquals(5, days.validation().getFirst().from() + days.validation().getFirst().rows());
    assertEquals(3, days.test().getFirst().from());
    assertEquals("2019-05-06", days.when(5));
  }

  @ParameterizedTest
  @CsvSource({
    "1..4, 2..5, , row 4",
    "1..3, 2..5, 2..6, row 4",
    "1..2, 3..6, , need 3",
    "1, 3..6, , FROM..TO",
    "1..9, 3..6, , no rows",
    "4..2, 3..6, , no rows",
    "2019-05-01..May, 3..6, , May is neither",
    "2020-01-01..2020-02-01, 3..6, , no rows"
  })
  void partsThatCannotBeAreRefused(String train, String valid, String test, String because) {
    TableReader reader = reader();
    refused(because, () -> reader.within(train, valid, test));
  }

  @Test
  void timesAreReadAsTheyAreWritten() {
    String hours = "day,kind,price,rain,x\n5/1/19 07:00,a,1,2,3\n5/1/19 08:30,a,1,2,3\n";
    TimedTable table = table(hours, "M/d/yy HH:mm");
    assertEquals(List.of("2019-05-01T07:00", "2019-05-01T08:30"), table.timeTexts(0));
    assertEquals("2019-05-01T10:00", table.time(2).toString());
    RowRange one =
        RowRange.parse("--train", "2019-05-01T08:00..2019-05-01T08:30", 2, table.times());
    assertEquals(new RowRange(1, 2), one);
  }

  @Test
  void badTimesAreRefusedByTheirLines() {
    String head = "day,kind,price,rain,x\n2019-05-01,a,1,2,3\n";
    refused("line 3: '2019-02-30' is no time", () -> table(head + "2019-02-30,a,1,2,3", null));
    refused("line 3: 'soon' is no time", () -> table(head + "soon,a,1,2,3", null));
    refused("line 3: 2019-05-01 is there twice", () -> table(head + "2019-05-01,a,1,2,4", null));
    refused("--time-format", () -> TimedTable.format("bb{"));
  }

  private static void refused(String because, org.junit.jupiter.api.function.Executable reading) {
    BadInput e = assertThrows(BadInput.class, reading);
    assertTrue(e.getMessage().contains(because), e::getMessage);
  }
}
