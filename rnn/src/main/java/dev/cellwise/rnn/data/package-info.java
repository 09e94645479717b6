/**
 * Data for networks: what turns texts and measurements into the arrays that training takes.
 *
 * <table>
 * <caption>Which class does what</caption>
 * <tr><td>{@link dev.cellwise.rnn.data.CharVocabulary}</td><td>characters as numbers</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.WordVocabulary}</td><td>words as numbers, with tokens for
 * padding, unknown words, start and end</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.TokenStreams}</td><td>one long sequence of tokens as N rows
 * that are read on and on: truncated backpropagation with a carried state</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.Series}</td><td>rows of measurements in time order, cut by
 * time into parts for training, validation and tests</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.StandardScaler}, {@link
 * dev.cellwise.rnn.data.MinMaxScaler}</td><td>columns to a common scale, fitted on the training
 * part, and results back</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.Windows}</td><td>windows of series, with the values that
 * follow as targets</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.LengthBatches}</td><td>sequences of different length in
 * batches of like ones</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.Shuffle}</td><td>another order each epoch, of whatever has
 * numbers</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.data.Batches}</td><td>padding, one-hot rows, batch-major arrays
 * as time-major ones</td></tr>
 * </table>
 *
 * <p>Batches are time-major, {@code [T, N]} or {@code [T, N, I]}: the N rows of a time step lie
 * side by side, as networks take them. Filling them allocates nothing; the arrays are the caller's.
 *
 * <p>Whatever is random is a function of a seed and an epoch, the same on every machine. So who
 * goes through data can stop anywhere: the position is all that is to be kept.
 */
package dev.cellwise.rnn.data;
