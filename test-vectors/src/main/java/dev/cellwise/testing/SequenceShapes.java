package dev.cellwise.testing;

/** The names and shapes of everything in a network, which its layers add one after the other. */
final class SequenceShapes {
  private final Layout.Builder weights = Layout.builder();
  private final Layout.Builder states = Layout.builder();
  private final Layout.Builder masks = Layout.builder();
  private final Layout.Builder results = Layout.builder();
  private final int rows;
  private int steps;

  SequenceShapes(int steps, int rows) {
    this.steps = steps;
    this.rows = rows;
  }

  /** T: as many as the layer that adds its shapes now has. */
  int steps() {
    return steps;
  }

  int rows() {
    return rows;
  }

  /** From here on there is one step. */
  void last() {
    steps = 1;
  }

  Layout.Builder weights() {
    return weights;
  }

  Layout.Builder states() {
    return states;
  }

  Layout.Builder masks() {
    return masks;
  }

  Layout.Builder results() {
    return results;
  }
}
