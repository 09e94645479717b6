/**
 * The worked example of a lecture: a network learns to foretell the letters of one word, and every
 * number on the way there and back is printed beside its equation.
 *
 * <p>{@link dev.cellwise.examples.hello.Trace} reads the numbers from the tape that the library
 * trains with; nothing here computes them a second time.
 */
package dev.cellwise.examples.hello;
