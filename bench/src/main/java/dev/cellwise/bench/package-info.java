/**
 * Measurements of Cellwise.
 *
 * <p>Two kinds, over the same {@linkplain dev.cellwise.bench.Workload workloads}:
 *
 * <ul>
 *   <li>{@code bench jmh}: JMH benchmarks, classes named {@code *Benchmark}, for a kernel or a
 *       layer at a time, and for the bytes that it allocates;
 *   <li>{@code bench cases}: quick timings of the cases A to E, one fresh JVM each, in the format
 *       and by the rule of the harness that times other libraries, beside the time that the
 *       machine's limits allow.
 * </ul>
 *
 * <p>The limits are measured on the machine at hand by {@link dev.cellwise.bench.LimitProbe};
 * {@link dev.cellwise.bench.BenchmarkCall} lists the JMH benchmarks that state theirs. See {@code
 * docs/benchmarks.md} for how to run and read all of it.
 */
package dev.cellwise.bench;
