package dev.cellwise.examples.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table of comma-separated values (RFC 4180) in memory. Every row has as many fields as the
 * first; empty lines are skipped.
 */
public final class CsvTable {
  private final String option;
  private final Path file;
  private final List<String> columns;
  private final List<CsvRecord> rows;

  private CsvTable(String option, Path file, List<String> columns, List<CsvRecord> rows) {
    this.option = option;
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * Reads a table whose first line names its columns.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @throws BadInput when the file cannot be read or is no such table, or has no row
   */
  public static CsvTable withHeader(String option, Path file) {
    return withHeader(option, file, TextFile.read(option, file));
  }

  /**
   * The same of a text that has been read.
   *
   * @param option what to call where it is from, for messages
   * @param file its name, for messages
   * @param text the table
   * @throws BadInput when it is no such table, or has no row
   */
  public static CsvTable withHeader(String option, Path file, String text) {
    List<CsvRecord> records = records(option, file, text);
    CsvRecord header = records.getFirst();
    Set<String> names = new HashSet<>();
    for (String name : header.getFields()) {
      if (name.isBlank() || !names.add(name)) {
        throw place(option, file, header)
            .bad("column name '%s' is empty or there twice", Place.shown(name));
      }
    }
    List<CsvRecord> rows = records.subList(1, records.size());
    if (rows.isEmpty()) {
      throw new BadInput("%s: %s has no row below its column names".formatted(option, file));
    }
    return new CsvTable(option, file, header.getFields(), rows);
  }

  /**
   * Reads a table without names: its columns are called 1, 2 and so on.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @throws BadInput when the file cannot be read or is no such table, or has no row
   */
  public static CsvTable withoutHeader(String option, Path file) {
    List<CsvRecord> records = records(option, file, TextFile.read(option, file));
    int fields = records.getFirst().getFieldCount();
    List<String> names = IntStream.rangeClosed(1, fields).mapToObj(Integer::toString).toList();
    return new CsvTable(option, file, names, records);
  }

  private static List<CsvRecord> records(String option, Path file, String text) {
    List<CsvRecord> records = new ArrayList<>();
    // Rows of another length are let through here, so that the message below can say which line.
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .skipEmptyLines(true)
            .ofCsvRecord(text)) {
      reader.forEach(records::add);
    } catch (CsvParseException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new BadInput("%s: %s is no CSV: %s".formatted(option, file, reason.getMessage()));
    } catch (IOException e) {
      throw new BadInput("%s: %s cannot be read".formatted(option, file));
    }
    if (records.isEmpty()) {
      throw new BadInput("%s: %s is empty".formatted(option, file));
    }
    int fields = records.getFirst().getFieldCount();
    for (CsvRecord r : records) {
      if (r.getFieldCount() != fields) {
        throw place(option, file, r)
            .bad("%d fields, but %d in the first line", r.getFieldCount(), fields);
      }
    }
    return records;
  }

  private static Place place(String option, Path file, CsvRecord record) {
    return new Place(option, file, record.getStartingLineNumber());
  }

  /** The columns' names, in order. */
  public List<String> columns() {
    return columns;
  }

  /** How many rows there are, at least 1. */
  public int rows() {
    return rows.size();
  }

  /**
   * A column as it is.
   *
   * @param column its name
   * @return a text for each row
   * @throws BadInput if there is no such column
   */
  public List<String> text(String column) {
    int at = at(column);
    return rows.stream().map(row -> row.getField(at)).toList();
  }

  /**
   * Columns as numbers.
   *
   * @param wanted the columns' names, at least one, in the order wanted
   * @return [rows, wanted], by the file's name
   * @throws BadInput if there is no such column, or a field of it is no number or none that a float
   *     holds
   */
  public Series series(String... wanted) {
    int[] at = IntStream.range(0, wanted.length).map(i -> at(wanted[i])).toArray();
    if ((long) rows.size() * at.length > Integer.MAX_VALUE - 8L) {
      throw new BadInput("%s: %s has too many numbers for one array".formatted(option, file));
    }
    float[] values = new float[rows.size() * at.length];
    int i = 0;
    for (CsvRecord row : rows) {
      Place place = place(option, file, row);
      for (int column : at) {
        values[i++] = place.number(row.getField(column));
      }
    }
    return Series.of(String.valueOf(file.getFileName()), values, at.length);
  }

  /**
   * Whether all fields of a column are numbers.
   *
   * @param column its name
   * @throws BadInput if there is no such column
   */
  public boolean isNumbers(String column) {
    return text(column).stream().allMatch(Place::isNumber);
  }

  /**
   * What is wrong with a row.
   *
   * @param row from 0
   * @param problem as {@link String#format}
   * @param arguments of the format
   * @return to be thrown; its message names file and line
   */
  public BadInput bad(int row, String problem, Object... arguments) {
    return place(option, file, rows.get(row)).bad(problem, arguments);
  }

  /**
   * Columns as whole numbers.
   *
   * @param least the smallest number allowed
   * @param most the largest
   * @param wanted the columns' names, at least one, in the order wanted
   * @return [rows, wanted]
   * @throws BadInput if there is no such column, or a field of it is no such number
   */
  public int[] whole(int least, int most, String... wanted) {
    float[] values = series(wanted).values();
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) values[i];
      if (whole[i] != values[i] || whole[i] < least || whole[i] > most) {
        int row = i / wanted.length;
        throw place(option, file, rows.get(row))
            .bad(
                "'%s' is not a whole number from %d to %d",
                Place.shown(rows.get(row).getField(at(wanted[i % wanted.length]))), least, most);
      }
    }
    return whole;
  }

  private int at(String column) {
    int at = columns.indexOf(column);
    if (at < 0) {
      throw new BadInput(
          "%s: %s has no column '%s'; there are: %s"
              .formatted(option, file, column, Place.shown(String.join(", ", columns))));
    }
    return at;
  }
}
