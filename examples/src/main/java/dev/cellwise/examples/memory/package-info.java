/**
 * The classic tasks that only a network with a memory solves, on data that is generated: adding two
 * marked numbers, copying symbols after a long wait, and an embedded Reber grammar.
 *
 * <p>Each is learned by the network that is said to learn it, and by the plain one that is said to
 * fail, with the same steps and options; both stand beside what can be had without a memory. A
 * claim is stated before and judged after, and whether it was reached is printed and put into the
 * report. The same options and seed give the same figures on every machine.
 *
 * <ul>
 *   <li>{@link dev.cellwise.examples.memory.Adding}: S. Hochreiter and J. Schmidhuber, "Long
 *       short-term memory", 1997, section 5.4, in the form of Q. Le, N. Jaitly and G. Hinton, 2015;
 *   <li>{@link dev.cellwise.examples.memory.Copy}: the same authors' idea in the form of M.
 *       Arjovsky, A. Shah and Y. Bengio, "Unitary evolution recurrent neural networks", 2016;
 *   <li>{@link dev.cellwise.examples.memory.Reber}: "Long short-term memory", section 5.1.
 * </ul>
 *
 * <p>Two more look at the same tasks: {@link dev.cellwise.examples.memory.Gradients} at how much of
 * a gradient comes back, {@link dev.cellwise.examples.memory.CompareCells} at five cells side by
 * side.
 */
package dev.cellwise.examples.memory;
