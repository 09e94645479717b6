package dev.cellwise.examples.data;

import dev.cellwise.examples.BadInput;
import dev.cellwise.rnn.data.Series;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Comma-separated rows of numbers with the class last, each row a sequence: all of one length, time
 * step by time step.
 *
 * @param channels I, numbers a time step: the numbers of a row are a multiple
 * @param header whether the first line names the columns
 * @param oneHot whether a class is written as zeros and a one, such as 0010: its place, from 0, is
 *     the label
 */
public record LabelledRows(int channels, boolean header, boolean oneHot) {
  /**
   * Reads a file.
   *
   * @param option the option's name, for messages
   * @param file UTF-8
   * @return labels in order, numbers by their value
   * @throws BadInput when the file cannot be read, or a row is not as said
   */
  public LabelledSequences read(String option, Path file) {
    CsvTable table =
        header ? CsvTable.withHeader(option, file) : CsvTable.withoutHeader(option, file);
    List<String> columns = table.columns();
    int numbers = columns.size() - 1;
    if (numbers < 1 || numbers % channels != 0) {
      throw new BadInput(
          "%s: %s has %d numbers a row, not time steps of %d channels"
              .formatted(option, file, numbers, channels));
    }
    Series series = table.series(columns.subList(0, numbers).toArray(String[]::new));
    List<String> written = table.text(columns.getLast());
    String[] names = new String[written.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = label(table, i, written.get(i).strip());
    }
    float[][] sequences = new float[names.length][numbers];
    for (int i = 0; i < names.length; i++) {
      System.arraycopy(series.values(), i * numbers, sequences[i], 0, numbers);
    }
    Comparator<String> byValue = Comparator.comparingInt(String::length);
    List<String> labels =
        List.of(names).stream().distinct().sorted(byValue.thenComparing(n -> n)).toList();
    int[] classes = List.of(names).stream().mapToInt(labels::indexOf).toArray();
    return new LabelledSequences(series.name(), channels, labels, sequences, classes);
  }

  private String label(CsvTable table, int row, String written) {
    if (written.isEmpty()) {
      throw table.bad(row, "the class is missing");
    }
    if (!oneHot) {
      return written;
    }
    if (!written.matches("0*10*")) {
      throw table.bad(row, "class '%s' is not zeros and a one", Place.shown(written));
    }
    return Integer.toString(written.indexOf('1'));
  }
}
