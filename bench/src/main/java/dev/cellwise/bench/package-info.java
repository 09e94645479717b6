/**
 * The command {@code bench}: measurements of Cellwise.
 *
 * <ul>
 *   <li>{@code bench report}: whole {@linkplain dev.cellwise.bench.cases cases}, Cellwise beside
 *       other libraries, each in a JVM of its own and in {@linkplain dev.cellwise.bench.race
 *       turns}, with plots and tables ({@link dev.cellwise.bench.report});
 *   <li>{@code bench jmh}: {@linkplain dev.cellwise.bench.jmh JMH benchmarks} for a kernel or a
 *       layer at a time, and for the bytes that it allocates;
 *   <li>{@code bench load}: {@linkplain dev.cellwise.bench.load streams under load}, events at a
 *       fixed rate, by the latency of each;
 *   <li>{@code bench coldstart}: the first steps of a {@linkplain dev.cellwise.bench.cold fresh
 *       JVM}, with and without a warm-up.
 * </ul>
 *
 * <p>The first two stand beside what the machine allows ({@link dev.cellwise.bench.limit}). See
 * {@code docs/benchmarks.md} for how to run and read all of it.
 */
package dev.cellwise.bench;
