package dev.cellwise.testing;

/**
 * {@code y = m x} under a given mask m {@code NAME} [T, N, I]; without one it does nothing.
 *
 * @param name NAME
 * @param outputs I, inputs and outputs
 */
record DropoutSequenceLayer(String name, int outputs) implements SequenceLayer.Pointwise {
  @Override
  public boolean hasKink() {
    return false;
  }

  @Override
  public void describe(SequenceShapes shapes) {
    shapes.masks().add(name, shapes.steps(), shapes.rows(), outputs);
  }

  @Override
  public ComplexArray at(ComplexArray x, int t, int n, SequenceRun run) {
    double[] mask = run.mask(name);
    for (int k = 0; mask.length > 0 && k < outputs; k++) {
      x.set(k, x.get(k).times(mask[(t * run.rows() + n) * outputs + k]));
    }
    return x;
  }
}
