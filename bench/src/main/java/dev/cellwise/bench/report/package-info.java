/**
 * {@code bench report} and what is made of its {@linkplain dev.cellwise.bench.report.Results
 * results}: a file of them, tables in Markdown, a page of charts, and what moved from one run to
 * another.
 */
package dev.cellwise.bench.report;
