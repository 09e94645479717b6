/**
 * Line charts as SVG inside an HTML page: XChart draws the curves and their marks; axes, grid and
 * all text are elements of the page, so that it is text and takes the page's colours. XChart itself
 * would draw letters as outlines, some 2 KB each.
 */
package dev.cellwise.bench.report.chart;
