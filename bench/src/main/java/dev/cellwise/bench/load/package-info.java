/**
 * Streams under load: events arrive at a fixed rate, each is one step of one stream, and its
 * latency counts from when it was due.
 *
 * <p>A program that waits for one event before it makes the next measures a machine that never has
 * to wait: while a step takes long, the events that would have come meanwhile are not made, so the
 * time that they would have waited is in no percentile (coordinated omission). So the generator
 * here ({@link dev.cellwise.bench.load.OpenLoop}) has a schedule that nothing shifts: an event that
 * finds its thread at work is stepped later and counts from its own time all the same.
 *
 * <p>Each library and collector has a JVM of its own ({@link dev.cellwise.bench.load.LoadProgram}),
 * told what to do by the one that was started ({@link dev.cellwise.bench.load.LoadRun}). In it each
 * thread generates and steps the events of its own share of the streams, busy while it waits, so
 * that no wake-up of the operating system is in the figures; nothing is handed from thread to
 * thread.
 */
package dev.cellwise.bench.load;
