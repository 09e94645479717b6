package dev.cellwise.testing;

/**
 * {@code y = f(V x + d)} at each step: V {@code NAME.weight} [O, I], d {@code NAME.bias} [O], for a
 * learned slope {@code NAME.slope} [O].
 *
 * @param name NAME
 * @param inputs I
 * @param outputs O
 * @param activation f, where there is no learned slope
 * @param prelu whether f(a) = a where a &gt; 0, else slope a
 */
record DenseSequenceLayer(
    String name, int inputs, int outputs, ReferenceActivation activation, boolean prelu)
    implements SequenceLayer.Pointwise {
  @Override
  public boolean hasKink() {
    return prelu || activation.hasKink();
  }

  @Override
  public void describe(SequenceShapes shapes) {
    shapes.weights().add(name + ".weight", outputs, inputs).add(name + ".bias", outputs);
    if (prelu) {
      shapes.weights().add(name + ".slope", outputs);
    }
  }

  @Override
  public ComplexArray at(ComplexArray x, int t, int n, SequenceRun run) {
    ComplexArray y = ComplexArray.zeros(outputs);
    for (int j = 0; j < outputs; j++) {
      Complex a = run.get(name + ".bias", j).plus(run.times(name + ".weight", j, x));
      run.kink(prelu ? Math.abs(a.re()) : activation.kinkDistance(a.re()));
      y.set(j, prelu ? prelu(a, run.get(name + ".slope", j)) : activation.of(a));
    }
    return y;
  }

  private static Complex prelu(Complex a, Complex slope) {
    return a.re() > 0 ? a : a.times(slope);
  }
}
