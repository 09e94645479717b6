package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.tape.Layout;
import java.util.Objects;

/**
 * Options of a Jordan cell, the simple cell that sees its last output instead of its last hidden
 * state, and the cell that has them.
 *
 * <pre>{@code
 * a = b + W x + U y₋          one chain of fmas: b, then x, then y₋
 * h = f(a)
 * y = d + V h                 one chain of fmas: d, then h
 * }</pre>
 *
 * <p>The state, and what the layer above sees, is y with O units; h with H units is within the
 * step. Tensors by name: {@code weight_ih [H, I]}, {@code weight_hh [H, O]}, {@code bias_ih [H]},
 * {@code weight_hy [O, H]}, {@code bias_y [O]}.
 *
 * <p>Source: M. Jordan, Serial order: a parallel distributed processing approach, 1986.
 *
 * @param outputs O
 * @param activation f
 */
public record JordanOptions(int outputs, Activation activation) {

  /** Checks. */
  public JordanOptions {
    Objects.requireNonNull(activation, "activation");
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs: expected at least 1, got " + outputs);
    }
  }

  /**
   * The plain cell, with tanh.
   *
   * @param outputs O
   * @return no option taken
   */
  public static JordanOptions plain(int outputs) {
    return new JordanOptions(outputs, Activation.tanh());
  }

  /**
   * With another activation.
   *
   * @param f the function
   * @return a copy
   */
  public JordanOptions withActivation(Activation f) {
    return new JordanOptions(outputs, f);
  }

  /**
   * The cell.
   *
   * @param parameters layout under construction; the weights are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   * @return the cell, of the family {@code jordan}
   */
  public PassCell cell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    PassCell.Builder b = PassCell.builder(parameters, "jordan", suffix, inputs);
    Block y0 = b.state("y", outputs);
    Block h = b.activate(activation, b.product("weight_hh", y0, b.gate("h", hidden)));
    b.next("y", b.product("weight_hy", h, b.start("bias_y", "y", outputs)));
    return b.build();
  }
}
