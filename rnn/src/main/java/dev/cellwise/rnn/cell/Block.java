package dev.cellwise.rnn.cell;

/**
 * A value of a {@link PassCell}: some numbers for each row and time step, [rows, size padded to a
 * multiple of 16]. Made by a {@link PassCell.Builder}; where it lies, a {@link Frame} tells.
 */
public final class Block {
  /** Regions are its own: a block means something else, or nothing, in another cell. */
  private final PassCell.Builder owner;

  private final String name;
  final int size;

  /** Blocks that are one after the other in place share their numbers, or their gradients. */
  final Region value;

  final Region gradient;

  /** Whether something reads it; then it cannot be overwritten. */
  private boolean read;

  private boolean overwritten;

  /** Whether a pass so far writes it. */
  private boolean written = true;

  /** Whether the pass that wrote it needs it on its way back. */
  private boolean kept;

  /** What a region of the tape or of the workspace is for. */
  enum Kind {
    /** Pre-activations of a gate, and their gradients: all steps of a window at once. */
    GATE,
    /** A state before the step. */
    STATE,
    /** A state before the step, as a random mask lets it be seen. */
    MASKED_STATE,
    /** Made by a pass. */
    OWN
  }

  /**
   * A region, the same object for all blocks in it.
   *
   * @param kind what for
   * @param index of the gate, of the part of the state, or among the others of its array
   * @param size floats of a row
   */
  record Region(Kind kind, int index, int size) {}

  Block(PassCell.Builder owner, String name, int size, Region value, Region gradient) {
    this.owner = owner;
    this.name = name;
    this.size = size;
    this.value = value;
    this.gradient = gradient;
  }

  /**
   * Numbers of a row.
   *
   * @return without padding
   */
  public int size() {
    return size;
  }

  /** Refuses a block of another cell. */
  Block of(PassCell.Builder builder) {
    if (owner != builder) {
      throw new IllegalArgumentException(this + ": expected a block of this cell, got another's");
    }
    return this;
  }

  /** Nothing writes it yet. */
  Block unwritten() {
    written = false;
    return this;
  }

  /** Notes the pass that writes it: one, before any reads it. */
  void writing() {
    if (written) {
      throw new IllegalArgumentException(
          this + ": expected a block that no pass writes yet, got one that is written");
    }
    written = true;
  }

  private void expectWritten() {
    if (!written) {
      throw new IllegalArgumentException(this + ": expected a value, got one that no pass writes");
    }
  }

  /** Notes a pass that needs the numbers, now or on its way back. */
  Block reading() {
    expectWritten();
    if (overwritten) {
      throw new IllegalArgumentException(this + ": expected a value, got one overwritten in place");
    }
    read = true;
    return this;
  }

  /** Notes that the pass that wrote the numbers needs them on its way back. */
  Block keeping() {
    kept = true;
    return this;
  }

  boolean kept() {
    return kept;
  }

  /** Notes a pass that overwrites the numbers. */
  Block overwriting() {
    if (kept) {
      throw new IllegalArgumentException(
          this + ": expected a value that can be overwritten, got one needed on the way back");
    }
    return takingOver();
  }

  /** Notes a pass that overwrites the gradient, and the numbers unless they are kept. */
  Block takingOver() {
    expectWritten();
    if (value.kind() == Kind.STATE || value.kind() == Kind.MASKED_STATE) {
      throw new IllegalArgumentException(this + ": expected a value to write, got a state");
    }
    if (read || overwritten) {
      throw new IllegalArgumentException(
          this + ": expected a value that no other pass reads, got one that is read");
    }
    overwritten = true;
    return this;
  }

  @Override
  public String toString() {
    return name;
  }
}
