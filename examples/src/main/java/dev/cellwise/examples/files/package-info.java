/**
 * Commands for files of models and of arrays: {@link dev.cellwise.examples.files.Inspect}, {@link
 * dev.cellwise.examples.files.Run}, {@link dev.cellwise.examples.files.Convert} and {@link
 * dev.cellwise.examples.files.Diff}.
 *
 * <p>A file is {@code Opened} as what its content is. What can be run is a {@code Runner} on arrays
 * by the names of its {@code Port}s: a network, whose names are those of ONNX files that Cellwise
 * writes, or a graph, by its own. Of two files that should be the same network, {@code Agreement}
 * says how near they come to each other; what differs between two files is a {@code Comparison}.
 *
 * <p>What {@code Inspection} and {@code Comparison} find is maps and lists, that JSON and the
 * tables of the terminal are made of. Files may come from anywhere: nothing of one is printed but
 * by {@code Shown}, or in a message of the library's, which quotes.
 */
package dev.cellwise.examples.files;
