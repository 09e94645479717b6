/**
 * Runnable tasks on real data, one command each.
 *
 * <p>{@link dev.cellwise.examples.Cellwise} is the one entry point; every task is a sub-command in
 * a package of its own; those that teach share {@link dev.cellwise.examples.lesson}, the classic
 * tasks {@link dev.cellwise.examples.memory}; {@link dev.cellwise.examples.serve} embeds a network
 * in a service; those of {@link dev.cellwise.examples.files} are for files of models. A user's
 * mistake is a {@link dev.cellwise.examples.BadInput}: one line and exit code 2.
 */
package dev.cellwise.examples;
