package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/** Cells to test: every kind, and every option that changes its course. */
final class Cells {
  private Cells() {}

  /** Makes a cell in a layout of parameters. */
  @FunctionalInterface
  interface Factory {
    Cell make(Layout.Builder parameters, int inputs, int hidden);
  }

  /** A kind of cell. */
  record Kind(String name, Factory factory) {
    Instance of(int inputs, int hidden) {
      Layout.Builder regions = Layout.builder("parameters");
      Cell cell = factory.make(regions, inputs, hidden);
      return new Instance(cell, regions.build());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A cell with the layout of its parameters. */
  record Instance(Cell cell, Layout layout) {
    /** Parameters uniform in ±1/√H, all of them, by the names that the cell takes. */
    float[] parameters(long seed) {
      float[] p = layout.allocate();
      float bound = (float) (1 / Math.sqrt(cell.outputs()));
      long[] next = {seed};
      cell.pack(
          (name, shape) -> {
            int n = 1;
            for (int d : shape) {
              n *= d;
            }
            return Nets.uniform(next[0]++, n, -bound, bound);
          },
          p);
      return p;
    }
  }

  static List<Kind> all() {
    return List.of(
        new Kind("lstm", (p, i, h) -> new LstmCell(p, "l0", i, h)),
        new Kind("gru", (p, i, h) -> new GruCell(p, "l0", i, h)),
        new Kind("rnn tanh", (p, i, h) -> new SimpleCell(p, "l0", i, h, Activation.tanh())),
        new Kind("rnn sigmoid", (p, i, h) -> new SimpleCell(p, "l0", i, h, Activation.sigmoid())),
        new Kind("rnn gelu", (p, i, h) -> new SimpleCell(p, "l0", i, h, Activation.gelu())));
  }
}
