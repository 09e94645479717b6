package dev.cellwise.testing;

/** The names and shapes of everything in a network, which its layers add one after the other. */
final class SequenceShapes {
  private final Layout.Builder weights = Layout.builder();
  private final Layout.Builder states = Layout.builder();
  private final Layout.Builder masks = Layout.builder();
  private final Layout.Builder results = Layout.builder();
  private final Layout.Builder attention = Layout.builder();
  private final int rows;
  private int steps;
  private int sourceSteps;
  private Layout encoded = Layout.builder().build();

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

  /** S, the steps of the encoder's input; 0 without an encoder. */
  int sourceSteps() {
    return sourceSteps;
  }

  /** From here on there is one step. */
  void last() {
    steps = 1;
  }

  /** Adds an encoder over S steps with {@code prefix} in front of its names. */
  void encoder(String prefix, int sourceSteps, SequenceShapes encoder) {
    this.sourceSteps = sourceSteps;
    weights.addAll(prefix, encoder.weights.build());
    states.addAll(prefix, encoder.states.build());
    masks.addAll(prefix, encoder.masks.build());
    encoded = encoder.results.build();
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

  /** Attention weights [T, N, S]. */
  Layout.Builder attention() {
    return attention;
  }

  /** The results of the encoder, by its own names; none without an encoder. */
  Layout encoded() {
    return encoded;
  }
}
