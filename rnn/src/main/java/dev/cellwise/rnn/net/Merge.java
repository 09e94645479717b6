package dev.cellwise.rnn.net;

/** What becomes of the outputs of the two directions of a {@link Layer.Bidirectional} layer. */
public enum Merge {
  /** Side by side, the forward direction first: twice the size. */
  CONCAT,
  /** {@code f + r}. */
  SUM,
  /** {@code (f + r) / 2}. */
  AVERAGE,
  /** {@code f r}, unit by unit. */
  MULTIPLY
}
