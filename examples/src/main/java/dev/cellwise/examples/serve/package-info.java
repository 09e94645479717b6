/**
 * A network in a service: {@code cellwise serve}, and {@code cellwise load} that measures it.
 *
 * <p>This is how a program with many streams and many threads uses the library, on nothing but the
 * JDK's own HTTP server:
 *
 * <ul>
 *   <li>one {@link dev.cellwise.rnn.net.Network} for all: {@link
 *       dev.cellwise.examples.serve.Served}. It is immutable, so nobody guards it;
 *   <li>one {@link dev.cellwise.rnn.net.State} a stream: {@link
 *       dev.cellwise.examples.serve.LiveStream}, which gives it to one request at a time;
 *   <li>one {@link dev.cellwise.rnn.net.Stepper} a processor: {@link
 *       dev.cellwise.examples.serve.Steppers}, lent to a request and given back. There is a thread
 *       a request, a virtual one, so a workspace in a thread-local would be made anew for each;
 *   <li>a request steps a copy of the state, which the stream takes over once all went well: {@link
 *       dev.cellwise.examples.serve.StepRun};
 *   <li>what all requests hold in memory together is bounded by {@link
 *       dev.cellwise.examples.serve.Room};
 *   <li>a service that is closed lets requests end that run: {@link
 *       dev.cellwise.examples.serve.Door} knows of them;
 *   <li>what a request may ask for is bounded by {@link dev.cellwise.examples.serve.Limits}, and
 *       everything beyond is a {@link dev.cellwise.examples.serve.Refusal}.
 * </ul>
 *
 * <p>{@link dev.cellwise.examples.serve.Service} puts them together; {@code docs/embedding.md} says
 * what is asked and answered.
 */
package dev.cellwise.examples.serve;
