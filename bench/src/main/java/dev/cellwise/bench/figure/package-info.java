/** What was measured: the figures of a run, round by round, and what it was made on. */
package dev.cellwise.bench.figure;
