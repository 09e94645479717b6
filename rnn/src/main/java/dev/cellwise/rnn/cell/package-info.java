/**
 * Cells: a recurrence forward and, directly under it, backward.
 *
 * <p>A cell holds no numbers. It knows its equations and where its weights lie in a flat parameter
 * array; the tape knows what was saved. Letters are the field's: T time steps, N rows of the batch,
 * I inputs, H hidden units; x, h, c and their gradients dx, dh, dc.
 *
 * <p><b>Order.</b> Forward arrays lie in time order, {@code [T, N, ·]}. Everything that the
 * backward pass writes lies in <em>reverse</em> time: slot {@code s} of a window of {@code T} steps
 * belongs to time step {@code T - 1 - s}. A weight gradient is one chain with time descending and
 * rows ascending, and so its sweep goes up in memory; and a window that is cut in two continues the
 * same chain.
 */
package dev.cellwise.rnn.cell;
