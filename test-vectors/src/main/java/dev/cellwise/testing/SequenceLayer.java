package dev.cellwise.testing;

/**
 * A layer of a {@link SequenceNetwork}. A layer reads the valid steps of its input only, so that
 * what stands at the others reaches nothing.
 */
interface SequenceLayer {
  /** Numbers a step that it hands on. */
  int outputs();

  /** Whether a derivative jumps somewhere. */
  boolean hasKink();

  /** Adds names and shapes of its weights, initial states, masks and final states. */
  void describe(SequenceShapes shapes);

  /** The outputs for the inputs {@code x}; {@code x} is not modified. */
  Sequence forward(Sequence x, SequenceRun run);

  /** A layer that does the same at each step. */
  interface Pointwise extends SequenceLayer {
    /** The output at step t of row n. */
    ComplexArray at(ComplexArray x, int t, int n, SequenceRun run);

    @Override
    default Sequence forward(Sequence x, SequenceRun run) {
      Sequence y = Sequence.zeros(x.valid(), outputs());
      for (int n = 0; n < x.valid().rows(); n++) {
        for (int t : x.valid().ofRow(n)) {
          y.set(t, n, at(x.get(t, n), t, n, run));
        }
      }
      return y.fill(run.rule());
    }
  }
}
