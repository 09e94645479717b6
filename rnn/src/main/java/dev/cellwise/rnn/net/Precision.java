package dev.cellwise.rnn.net;

/** How a network holds the weights that its steps read. */
public enum Precision {
  /** Floats, as they were given. */
  F32,

  /**
   * Matrices in half the bytes: rounded to bfloat16, a float's upper 16 bits, when the network is
   * made. Sums, biases and states stay floats. A step at batch 1 is bound by the reading of weights
   * the more of them there are; what the rounding costs in accuracy is the task's to say.
   */
  BF16
}
