package dev.cellwise.testing;

import java.util.List;

/**
 * {@code y = x + f(x)} around layers.
 *
 * @param outputs I, inputs and outputs
 * @param inside f: layers from the input on, none of which reads only the last step
 */
record ResidualSequenceLayer(int outputs, List<SequenceLayer> inside) implements SequenceLayer {
  @Override
  public boolean hasKink() {
    return inside.stream().anyMatch(SequenceLayer::hasKink);
  }

  @Override
  public void describe(SequenceShapes shapes) {
    inside.forEach(layer -> layer.describe(shapes));
  }

  @Override
  public Sequence forward(Sequence x, SequenceRun run) {
    Sequence f = x;
    for (SequenceLayer layer : inside) {
      f = layer.forward(f, run);
    }
    Sequence y = Sequence.zeros(x.valid(), outputs);
    for (int n = 0; n < x.valid().rows(); n++) {
      for (int t : x.valid().ofRow(n)) {
        y.set(t, n, Merge.SUM.of(x.get(t, n), f.get(t, n)));
      }
    }
    return y.fill(run.rule());
  }
}
