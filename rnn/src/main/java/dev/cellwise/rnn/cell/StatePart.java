package dev.cellwise.rnn.cell;

/**
 * A part of what a cell remembers between two steps.
 *
 * @param name the equation's letter, such as {@code h} or {@code c}
 * @param size floats of one row
 */
public record StatePart(String name, int size) {}
