package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Panels;

/**
 * A matrix among the parameters, packed in panels.
 *
 * @param at its start
 * @param inputs its columns, k
 * @param panels geometry
 */
public record Matrix(int at, int inputs, Panels panels) {}
