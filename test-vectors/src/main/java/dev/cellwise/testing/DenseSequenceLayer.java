package dev.cellwise.testing;

/**
 * {@code y = f(V x + d)} at each step: V {@code NAME.weight} [O, I], d {@code NAME.bias} [O].
 *
 * @param name NAME
 * @param inputs I
 * @param outputs O
 * @param activation f
 */
record DenseSequenceLayer(String name, int inputs, int outputs, ReferenceActivation activation)
    implements SequenceLayer.Pointwise {
  @Override
  public boolean hasKink() {
    return activation.hasKink();
  }

  @Override
  public void describe(SequenceShapes shapes) {
    shapes.weights().add(name + ".weight", outputs, inputs).add(name + ".bias", outputs);
  }

  @Override
  public ComplexArray at(ComplexArray x, int t, int n, SequenceRun run) {
    ComplexArray y = ComplexArray.zeros(outputs);
    for (int j = 0; j < outputs; j++) {
      Complex a = run.get(name + ".bias", j).plus(run.times(name + ".weight", j, x));
      run.nearest()[0] = Math.min(run.nearest()[0], activation.kinkDistance(a.re()));
      y.set(j, activation.of(a));
    }
    return y;
  }
}
