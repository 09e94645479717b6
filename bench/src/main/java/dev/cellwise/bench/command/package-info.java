/** What the commands share: options, and JVMs of their own. */
package dev.cellwise.bench.command;
