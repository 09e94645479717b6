/**
 * Readers of tables and time series, which give what {@link dev.cellwise.rnn.data} takes. They are
 * strict: what is not as its format says is a {@link dev.cellwise.examples.BadInput} that names the
 * file and the line, never a guess.
 *
 * <ul>
 *   <li>{@link dev.cellwise.examples.data.CsvTable}: comma-separated values, by FastCSV, as a
 *       {@link dev.cellwise.rnn.data.Series};
 *   <li>{@link dev.cellwise.examples.data.TsFile}: the archive of time series classification, as
 *       {@link dev.cellwise.examples.data.LabelledSequences};
 *   <li>{@link dev.cellwise.examples.data.LabelledRows}: comma-separated rows, each a sequence with
 *       its class last, as the same;
 *   <li>{@link dev.cellwise.examples.data.LabelledTexts}: short texts with a class each;
 *   <li>{@link dev.cellwise.examples.data.TextFile}: UTF-8 text.
 * </ul>
 */
package dev.cellwise.examples.data;
