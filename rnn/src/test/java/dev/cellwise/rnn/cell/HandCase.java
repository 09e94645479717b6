package dev.cellwise.rnn.cell;

import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A cell with weights written by hand, one row: the window that has run, and its gradients. */
final class HandCase {
  final CellRun run;
  private final Cell cell;
  private final float[] x;

  /**
   * A window, forward.
   *
   * @param make a cell of that layout
   * @param tensors weights by name; what is not there is zero
   * @param x [steps, I]
   * @param initial parts of the state before the window; what is not there is zero
   */
  HandCase(
      Function<Layout.Builder, Cell> make,
      Map<String, float[]> tensors,
      float[] x,
      float[]... initial) {
    Layout.Builder b = Layout.builder("parameters");
    this.cell = make.apply(b);
    this.x = x;
    Cells.Instance of = new Cells.Instance(cell, b.build());
    float[] p = of.layout().allocate();
    cell.pack(
        (name, shape) ->
            tensors.getOrDefault(name, new float[Arrays.stream(shape).reduce(1, (m, n) -> m * n)]),
        p);
    run = new CellRun(of, p, x.length / cell.inputs(), 1);
    run.start(initial);
    run.forward(x, 0);
  }

  /** The output after each step. */
  float[] y() {
    return run.states(0);
  }

  /** The gradient of the last output's first unit. */
  Map<String, float[]> gradientOfTheLast() {
    float[] dy = new float[run.steps * cell.outputs()];
    dy[(run.steps - 1) * cell.outputs()] = 1;
    return gradient(dy);
  }

  /** All gradients by name, for one of the outputs. */
  Map<String, float[]> gradient(float[] dy) {
    run.clear();
    run.above(dy, 0);
    Arrays.fill(run.dp, 0);
    run.backward(x, 0);
    Map<String, float[]> all = new HashMap<>();
    cell.unpack(run.dp, (name, values, shape) -> all.put(name, values));
    all.put("x", run.inputGradient());
    for (int part = 0; part < cell.state().size(); part++) {
      all.put(cell.state().get(part).name() + "0", run.before(part));
    }
    return all;
  }
}
