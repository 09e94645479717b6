/**
 * The cases that libraries are compared in: the numbers of a {@linkplain
 * dev.cellwise.bench.cases.Problem problem}, the same for all, what a {@linkplain
 * dev.cellwise.bench.cases.Library library} has to do with them, and how Cellwise does it.
 */
package dev.cellwise.bench.cases;
