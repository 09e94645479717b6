package dev.cellwise.examples.forecast;

/**
 * A column of measurements.
 *
 * @param name what it is called
 * @param kind what it is for
 */
public record Column(String name, Kind kind) {
  /** What columns are for, in the order in which they stand. */
  public enum Kind {
    /** Measured, and foretold. */
    TARGET,
    /** Measured. */
    FEATURE,
    /** A number that is known a row in advance: a row has that of the next. */
    KNOWN,
    /** The same, 0 or 1. */
    FLAG
  }
}
