package dev.cellwise.examples.forecast;

import java.util.Locale;

/** How a network foretells n rows. */
public enum Way {
  /** One row, which is taken for true, and so on; all measured columns are foretold. */
  ITERATED,
  /** All n at once, behind the last row of the window. */
  DIRECT,
  /** At each row of the window the n that follow it; those of the last count. */
  SEQUENCE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
