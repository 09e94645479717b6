package dev.cellwise.examples.forecast;

import dev.cellwise.rnn.data.Windows;

/** Foretells the rows behind windows. */
interface Forecaster {
  /**
   * What it is called.
   *
   * @return for tables and pictures
   */
  String name();

  /**
   * Foretells; of a window's series only rows before its last may be looked at, or of what is known
   * in advance that one.
   *
   * @param held windows in the series' own unit, with n rows of O columns as targets
   * @return [windows, n, O], in the same unit
   */
  double[] forecasts(Windows held);
}
