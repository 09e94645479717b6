package dev.cellwise.testing;

/**
 * {@code y = g LN(x) + d} at each step, statistics over the step's numbers: g {@code NAME.gain} and
 * d {@code NAME.bias} [I]. LN is that of {@link LayerNormalised}.
 *
 * @param name NAME
 * @param outputs I, inputs and outputs
 */
record NormSequenceLayer(String name, int outputs) implements SequenceLayer.Pointwise {
  @Override
  public boolean hasKink() {
    return false;
  }

  @Override
  public void describe(SequenceShapes shapes) {
    shapes.weights().add(name + ".gain", outputs).add(name + ".bias", outputs);
  }

  @Override
  public ComplexArray at(ComplexArray x, int t, int n, SequenceRun run) {
    ComplexArray y = LayerNormalised.of(x);
    for (int k = 0; k < outputs; k++) {
      y.set(k, run.get(name + ".gain", k).times(y.get(k)).plus(run.get(name + ".bias", k)));
    }
    return y;
  }
}
