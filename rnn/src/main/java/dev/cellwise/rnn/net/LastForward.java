package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;

/** The last forward pass of a window, for as long as the tape can be read and gone back through. */
final class LastForward {
  private static final String NONE =
      "steps: expected a forward pass before, got none, or one that was refused, carried,"
          + " overwritten or of another shape than the packing has now";

  private final Packing packing;

  /** Its time steps; -1 if there is none. */
  private int steps = -1;

  /** Which shape it had. */
  private int shape;

  /** Passes so far. */
  private long count;

  LastForward(Packing packing) {
    this.packing = packing;
  }

  /** It has been made. */
  void made() {
    steps = packing.steps();
    shape = packing.changes();
    count++;
  }

  /** The tape is about to be changed, or the pass carried. */
  void forget() {
    steps = -1;
  }

  boolean isThere() {
    return steps >= 0 && shape == packing.changes();
  }

  /** Tells a pass from those before it. */
  long count() {
    return count;
  }

  void check() {
    if (!isThere()) {
      throw new IllegalArgumentException(NONE);
    }
  }

  /** Refuses other steps than it had. */
  void checkSteps(int given) {
    check();
    if (given != steps) {
      throw misfit(Integer.toString(steps), given);
    }
  }

  /** Refuses more steps than it had. */
  void checkPart(int given) {
    check();
    if (given < 1 || given > steps) {
      throw misfit("1 to " + steps, given);
    }
  }

  private static IllegalArgumentException misfit(String expected, int given) {
    return new IllegalArgumentException(
        "steps: expected " + expected + ", those of the last forward pass, got " + given);
  }
}
