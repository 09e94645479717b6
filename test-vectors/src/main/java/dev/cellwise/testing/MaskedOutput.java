package dev.cellwise.testing;

/** What a layer's output is at a step that a row does not have ({@link ValidSteps}). */
public enum MaskedOutput {
  /** Zeros. */
  ZERO,
  /** The row's output at its last valid step before, in time; zeros before its first. */
  CARRY
}
