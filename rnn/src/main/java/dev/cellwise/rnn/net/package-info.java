/**
 * Networks: an architecture, its weights, and the ways to run them.
 *
 * <p>A {@link dev.cellwise.rnn.net.Network} is immutable and shared by all threads. A {@link
 * dev.cellwise.rnn.net.State} is what one stream remembers: a few arrays that can be read, written,
 * copied and kept. A {@link dev.cellwise.rnn.net.Stepper} is the workspace of one thread; a {@link
 * dev.cellwise.rnn.net.Session} is one state with one stepper; a {@link
 * dev.cellwise.rnn.net.BatchStepper} steps many states together. Stepping allocates nothing and
 * takes no lock.
 *
 * <p>{@link dev.cellwise.rnn.net.Unrolled} runs a network over a window of time steps onto a tape
 * and back.
 */
package dev.cellwise.rnn.net;
