package dev.cellwise.examples.forecast;

/** Foretells the rows behind windows. */
public interface Forecaster {
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
   * @param held the windows
   * @return [windows, n, O], in the series' own unit
   */
  double[] forecasts(Held held);
}
