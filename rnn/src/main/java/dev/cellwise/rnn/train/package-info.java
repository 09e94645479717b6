/**
 * Training: truncated backpropagation through time, losses, optimizers, learning rates.
 *
 * <table>
 * <caption>Which class does what</caption>
 * <tr><td>{@link dev.cellwise.rnn.train.Training}</td><td>a step: forward, loss, backward, clip,
 * update, carry</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.Loss}, {@link dev.cellwise.rnn.train.Clipping}, {@link
 * dev.cellwise.rnn.train.UpdateRule}</td><td>its parts</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.SequenceLoss}</td><td>a loss of a sequence that goes
 * through several windows</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.LearningRate}, {@link dev.cellwise.rnn.train.Plateau}
 * </td><td>rates by the step, or by the validation loss</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.Trainer}</td><td>runs it over batches: validation, early
 * stopping, checkpoints</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.BatchSource}</td><td>where the batches come from</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.Evaluation}</td><td>loss and accuracy on held-out batches
 * </td></tr>
 * <tr><td>{@link dev.cellwise.rnn.train.TrainingListener}</td><td>is told how it gets on</td></tr>
 * </table>
 *
 * <p>A run is a function of the network it starts from, the source and the numbers given: the same
 * on every machine, stopped and gone on with or not.
 */
package dev.cellwise.rnn.train;
