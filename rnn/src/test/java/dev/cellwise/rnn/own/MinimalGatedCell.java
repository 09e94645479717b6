package dev.cellwise.rnn.own;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.cell.Block;
import dev.cellwise.rnn.cell.Frame;
import dev.cellwise.rnn.cell.Pass;
import dev.cellwise.rnn.cell.PassCell;
import dev.cellwise.rnn.tape.Layout;

/** f = σ(b_f + W_f x + U_f h₋), n = bump(b_n + W_n x + U_n (f h₋)), h = f n + (1 - f) h₋. */
public final class MinimalGatedCell {
  private MinimalGatedCell() {}

  public static PassCell cell(Layout.Builder parameters, String suffix, int inputs, int units) {
    PassCell.Builder b = PassCell.builder(parameters, "minimal", suffix, inputs);
    Block h = b.state("h", units);
    Block f = b.activate(Activation.sigmoid(), b.product("weight_hh", h, b.gate("f", units)));
    Block a = b.product("weight_hh", b.multiply("fh", f, h), b.gate("n", units));
    Block n = b.block("n", units);
    b.pass(new Bump(a, n), n, a);
    b.next("h", b.blend("h", f, n, h));
    return b.build();
  }

  /** A pass of one's own: y = x / (1 + x²). */
  record Bump(Block x, Block y) implements Pass {
    @Override
    public void forward(Frame f) {
      float[] data = f.data();
      for (int i = 0; i < f.length(x); i++) {
        float v = data[f.at(x) + i];
        data[f.at(y) + i] = v / (1 + v * v);
      }
    }

    @Override
    public void backward(Frame f) {
      float[] d = f.gradients();
      for (int i = 0; i < f.length(x); i++) {
        float v = f.data()[f.at(x) + i];
        float s = 1 + v * v;
        d[f.gradient(x) + i] += d[f.gradient(y) + i] * (1 - v * v) / (s * s);
      }
    }
  }
}
