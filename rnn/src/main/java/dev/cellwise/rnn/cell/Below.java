package dev.cellwise.rnn.cell;

/** What a cell's input comes from: it decides what the way back needs. */
public enum Below {
  /** Rows of numbers whose gradient nobody wants. */
  FEATURES,
  /** Indices that stand for one-hot rows. */
  TOKENS,
  /** Another layer, which wants the gradient of its output. */
  LAYER
}
