/**
 * One command for the table of real data: a list of experiments, each a command line of another
 * command, the figures of its report that count, and what is asked of them.
 *
 * <p>{@link dev.cellwise.examples.realdata.Experiments} is the list; the rest knows none of them.
 */
package dev.cellwise.examples.realdata;
