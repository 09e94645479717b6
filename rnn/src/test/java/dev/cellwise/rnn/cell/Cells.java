package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.testing.GruReferenceCell;
import dev.cellwise.testing.LstmReferenceCell;
import dev.cellwise.testing.ReferenceCell;
import dev.cellwise.testing.SimpleReferenceCell;
import java.util.ArrayList;
import java.util.List;

/** Cells to test: every kind, and every option that changes its course. */
final class Cells {
  private Cells() {}

  /** Makes a cell in a layout of parameters. */
  @FunctionalInterface
  interface Factory {
    Cell make(Layout.Builder parameters, int inputs, int hidden);
  }

  /** Makes the reference of a cell. */
  @FunctionalInterface
  interface Reference {
    ReferenceCell make(int inputs, int hidden);
  }

  /** A kind of cell. */
  record Kind(String name, int gates, Factory factory, Reference reference) {
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

  /** Some kinds: each cell, an activation from its output and one from its input. */
  static List<Kind> few() {
    return all().stream()
        .filter(k -> List.of("lstm", "gru", "rnn tanh", "rnn sigmoid", "rnn gelu").contains(k.name))
        .toList();
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

  /** Every kind. */
  static List<Kind> all() {
    List<Kind> all = new ArrayList<>();
    all.add(
        new Kind(
            "lstm",
            4,
            (p, i, h) -> new LstmCell(p, "l0", i, h),
            (i, h) -> LstmReferenceCell.of(i, h).build()));
    all.add(
        new Kind(
            "gru",
            3,
            (p, i, h) -> new GruCell(p, "l0", i, h),
            (i, h) -> GruReferenceCell.resetAfter(i, h).build()));
    for (String f : ACTIVATIONS) {
      all.add(
          new Kind(
              "rnn " + f,
              1,
              (p, i, h) -> new SimpleCell(p, "l0", i, h, Activation.parse(f)),
              (i, h) -> SimpleReferenceCell.of(i, h).activation(f).build()));
    }
    return all;
  }

  private static final List<String> ACTIVATIONS =
      List.of(
          "tanh",
          "relu",
          "sigmoid",
          "identity",
          "affine(0.5, 0.25)",
          "leakyRelu(0.1)",
          "leakyRelu(-0.25)",
          "elu(1)",
          "softplus",
          "gelu",
          "softsign",
          "hardSigmoid(0.25, 0.5)",
          "scaledTanh(1.75, 0.625)",
          "thresholdedRelu(0.25)",
          "thresholdedRelu(-0.5)");
}
