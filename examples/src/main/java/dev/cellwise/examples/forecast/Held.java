package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Windows;

/**
 * Windows that are foretold behind.
 *
 * @param own in the series' own unit, with n rows of O columns as targets
 * @param scaled the same on the scale of networks
 */
public record Held(Windows own, Windows scaled) {}
