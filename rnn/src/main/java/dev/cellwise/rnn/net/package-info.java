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
 *
 * <h2>Flight Recorder</h2>
 *
 * <p>Where the module {@code jdk.jfr} is there, recordings can have these events; without a
 * recording none of them is loaded, and a step asks for them by the load of one field.
 *
 * <table>
 *   <caption>Events</caption>
 *   <tr><th>name</th><th>of</th><th>recorded</th></tr>
 *   <tr><td>{@code dev.cellwise.Step}</td><td>a call of a stepper, a batch stepper, a session or a
 *     decoder: network, precision, rows, time steps, kernels, duration</td><td>if {@code
 *     +dev.cellwise.Step#enabled=true}, from 1 ms on, unless {@code #threshold} says
 *     otherwise</td></tr>
 *   <tr><td>{@code dev.cellwise.WarmUp}</td><td>a warm-up: network, precision, budget, time steps,
 *     whether it came to rest, kernels, duration</td><td>in any recording</td></tr>
 *   <tr><td>{@code dev.cellwise.NetworkMade}</td><td>a network that was made, loaded or converted:
 *     network, precision, learned numbers</td><td>in any recording</td></tr>
 * </table>
 */
package dev.cellwise.rnn.net;
