/**
 * {@code bench report} and what is made of its {@linkplain dev.cellwise.bench.figure.Results
 * results}: a file of them, tables in Markdown, a page of charts, and what moved from one run to
 * another; and {@code bench load}, whose {@linkplain dev.cellwise.bench.load.LoadResults results}
 * become the same kinds of files.
 */
package dev.cellwise.bench.report;
