package dev.cellwise.testing;

/** What a recurrent layer of a {@link SequenceNetwork} begins with, in each of its directions. */
public enum InitialState {
  /** Zeros. */
  ZERO,
  /** A parameter for each row: [N, size]. */
  GIVEN,
  /** A weight that all rows share: [size]. */
  LEARNED
}
