/**
 * The explicit tape: one flat array with named regions.
 *
 * <p>What a time step must save for the backward pass is written down once, as the regions of a
 * {@link dev.cellwise.rnn.tape.Layout}: name, place and shape. Its size is known before the run.
 * The same description serves parameters and their gradients, so that an optimizer is one loop over
 * one array. A {@link dev.cellwise.rnn.tape.Tape} is such an array: owned by the caller, reusable,
 * readable, and still valid after the backward pass.
 */
package dev.cellwise.rnn.tape;
