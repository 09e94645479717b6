package dev.cellwise.testing;

import java.util.List;

/**
 * A cell over time, in one direction or in both.
 *
 * <p>A layer that reads only the last step hands on one step: the output after the last step that
 * each direction took, which in reverse is the row's first valid one.
 *
 * @param directions one, or the forward and then the reverse one
 * @param merge how two directions make one output
 * @param last whether only the last step is read
 */
record RecurrentSequenceLayer(List<RecurrentDirection> directions, Merge merge, boolean last)
    implements SequenceLayer {
  private ReferenceCell cell() {
    return directions.getFirst().cell();
  }

  @Override
  public int outputs() {
    int O = cell().outputs();
    return directions.size() == 1 ? O : merge.outputs(O);
  }

  @Override
  public boolean hasKink() {
    return cell().hasKink();
  }

  @Override
  public void describe(SequenceShapes shapes) {
    directions.forEach(direction -> direction.describe(shapes));
    if (last) {
      shapes.last();
    }
  }

  @Override
  public Sequence forward(Sequence x, SequenceRun run) {
    List<Sequence> each =
        directions.stream()
            .map(direction -> direction.forward(x, run))
            .map(outputs -> last ? outputs.ends() : outputs.y())
            .toList();
    return merged(each).fill(run.rule());
  }

  private Sequence merged(List<Sequence> each) {
    Sequence first = each.getFirst();
    if (each.size() == 1) {
      return first;
    }
    Sequence y = Sequence.zeros(first.valid(), outputs());
    for (int n = 0; n < first.valid().rows(); n++) {
      for (int t : first.valid().ofRow(n)) {
        y.set(t, n, merge.of(first.get(t, n), each.getLast().get(t, n)));
      }
    }
    return y;
  }
}
