package dev.cellwise.examples.forecast;

import dev.cellwise.examples.BadInput;
import dev.cellwise.examples.forecast.Column.Kind;
import dev.cellwise.rnn.data.Series;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Makes measurements of the columns of a table. */
final class TableReader {
  private static final int MOST_WORDS = 100;

  private final String name;
  private final TimedTable table;
  private final int window;
  private final int horizon;
  private final List<Column> columns = new ArrayList<>();

  /** Of each column its rows. */
  private final List<float[]> values = new ArrayList<>();

  /** Whether all that is known in advance is the calendar: then it is behind the last row too. */
  private boolean calendarAlone;

  private Series series;

  TableReader(String name, TimedTable table, int window, int horizon) {
    this.name = name;
    this.table = table;
    this.window = window;
    this.horizon = horizon;
  }

  /** Takes columns; what is known in advance is moved to the row before. */
  void columns(
      List<String> targets, List<String> features, List<String> known, List<Calendar> calendar) {
    List<String> measured = Stream.concat(targets.stream(), features.stream()).toList();
    Set<String> met = new HashSet<>();
    Stream.concat(measured.stream(), known.stream())
        .filter(column -> !met.add(column))
        .forEach(TableReader::twice);
    for (int i = 0; i < measured.size(); i++) {
      String column = measured.get(i);
      Kind kind = i < targets.size() ? Kind.TARGET : Kind.FEATURE;
      add(new Column(column, kind), table.numbers(column, horizon));
    }
    for (String column : known) {
      if (table.isNumbers(column)) {
        add(new Column(column, Kind.KNOWN), ofNext(table.numbers(column, horizon)));
      } else {
        words(column);
      }
    }
    for (Calendar part : calendar) {
      calendar(part);
    }
    calendarAlone = known.isEmpty();
    float[] all = new float[(table.rows() + horizon) * columns.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.get(i % columns.size())[i / columns.size()];
    }
    series = Series.of(name, all, columns.size());
  }

  private static void twice(String column) {
    throw new BadInput("--target, --features, --known: %s is there twice".formatted(column));
  }

  private void add(Column column, float[] rows) {
    columns.add(column);
    values.add(rows);
  }

  /** Behind the last row nothing is known: 0, which no window that is judged looks at. */
  private static float[] ofNext(float[] rows) {
    float[] next = rows.clone();
    System.arraycopy(rows, 1, next, 0, rows.length - 1);
    return next;
  }

  private void words(String column) {
    List<String> texts = table.texts(column);
    List<String> words = texts.stream().distinct().sorted().toList();
    if (words.size() > MOST_WORDS) {
      throw new BadInput(
          "--known: column %s has %d different words, more than %d"
              .formatted(column, words.size(), MOST_WORDS));
    }
    for (String word : words) {
      float[] flags = new float[texts.size() + horizon];
      for (int row = 0; row < texts.size(); row++) {
        flags[row] = texts.get(row).equals(word) ? 1 : 0;
      }
      add(new Column(column + " " + word, Kind.FLAG), ofNext(flags));
    }
  }

  private void calendar(Calendar part) {
    float[][] flags = new float[part.flags()][table.rows() + horizon];
    for (int row = 0; row < table.rows() + horizon; row++) {
      flags[part.flag(table.time(row + 1))][row] = 1;
    }
    for (int i = 0; i < flags.length; i++) {
      add(new Column(part + " " + (i + 1), Kind.FLAG), flags[i]);
    }
  }

  /** Parts by the user's ranges; windows lie within each. */
  Measurements within(String train, String valid, String test) {
    RowRange training = range("--train", train);
    RowRange validation = range("--valid", valid);
    follows("--valid", validation.from() + window, training);
    RowRange judged = test == null ? null : range("--test", test);
    if (judged != null) {
      follows("--test", judged.from() + window, validation);
    }
    return parts(training, validation, judged);
  }

  /** Parts by ranges of which all rows are foretold: windows begin in the part before. */
  Measurements reaching(String train, String valid, String test) {
    RowRange validation = range("--valid", valid);
    RowRange judged = range("--test", test);
    return parts(range("--train", train), reach(validation), reach(judged));
  }

  /** The same by shares of all rows. */
  Measurements shares(double training, double validation) {
    int first = (int) Math.round(table.rows() * training);
    int second = (int) Math.round(table.rows() * (training + validation));
    RowRange judged = new RowRange(second, table.rows());
    return parts(new RowRange(0, first), reach(new RowRange(first, second)), reach(judged));
  }

  private RowRange reach(RowRange range) {
    return new RowRange(Math.max(0, range.from() - window), range.to());
  }

  private RowRange range(String option, String text) {
    return RowRange.parse(option, text, table.rows(), table.times());
  }

  /** What is foretold must not have been fitted on. */
  private static void follows(String option, int first, RowRange before) {
    if (first < before.to()) {
      throw new BadInput(
          "%s: what is foretold begins a window behind its first row, at row %d, but rows up to %d"
                  .formatted(option, first + 1, before.to())
              + " are of the part before");
    }
  }

  private Measurements parts(RowRange training, RowRange validation, RowRange test) {
    return new Measurements(
        name,
        List.copyOf(columns),
        table.timeTexts(horizon),
        List.of(part("--train", training)),
        List.of(part("--valid", validation)),
        test == null ? List.of() : List.of(part("--test", test)),
        calendarAlone
            ? List.of(series.part(table.rows() - window, table.rows() + horizon))
            : List.of());
  }

  private Series part(String option, RowRange range) {
    if (range.to() - range.from() < window + horizon) {
      throw new BadInput(
          "%s: %d rows, but --window %d and --horizon %d need %d"
              .formatted(option, range.to() - range.from(), window, horizon, window + horizon));
    }
    return series.part(range.from(), range.to());
  }
}
