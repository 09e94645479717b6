package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/**
 * The LSTM.
 *
 * <pre>{@code
 * a = b + W x + U h₋                        one chain of fmas: b, then x, then h₋
 * i = σ(a_i)   f = σ(a_f)   o = σ(a_o)   g = tanh(a_g)
 * c = fma(f, c₋, i·g)
 * h = o · tanh(c)
 * }</pre>
 *
 * <p>Derivation of the backward pass: {@code docs/cells/lstm.md}. Source: Hochreiter and
 * Schmidhuber 1997; Gers, Schmidhuber and Cummins 2000.
 *
 * <p>Weights are packed ({@link Panels}, gates i, f, o, g). By name they are PyTorch's: {@code
 * weight_ih [4H, I]}, {@code weight_hh [4H, H]}, {@code bias_ih [4H]}, {@code bias_hh [4H]} with
 * gates i, f, g, o; the two biases are added when they are taken in and come out as b and 0.
 */
public final class LstmCell implements Cell {
  /** Packed order is i, f, o, g; the place of each in PyTorch's i, f, g, o. */
  private static final int[] BLOCKS = {0, 1, 3, 2};

  private final int hidden;
  private final Panels panels;
  final InputMap input;
  final RecurrentMap recurrent;

  /**
   * A cell with its place among the parameters.
   *
   * @param parameters layout under construction; W, U and b are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   */
  public LstmCell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    this.hidden = hidden;
    this.panels = Panels.gated(LstmGates.GATES, hidden);
    int w = parameters.add("lstm.weight_ih_" + suffix, panels.size(inputs));
    int u = parameters.add("lstm.weight_hh_" + suffix, panels.size(hidden));
    int b = parameters.add("lstm.bias_" + suffix, panels.size(1));
    this.input = new InputMap(inputs, panels, w, b);
    this.recurrent = new RecurrentMap(hidden, panels, u);
  }

  @Override
  public int inputs() {
    return input.inputs;
  }

  @Override
  public int outputs() {
    return hidden;
  }

  @Override
  public List<StatePart> state() {
    return List.of(new StatePart("h", hidden), new StatePart("c", hidden));
  }

  @Override
  public String family() {
    return "lstm";
  }

  @Override
  public List<CellTensor> tensors() {
    String[] gates = {"i", "f", "g", "o"};
    return List.of(
        CellTensor.of("weight_ih", inputs(), hidden, false, gates),
        CellTensor.of("weight_hh", hidden, hidden, false, gates),
        CellTensor.of("bias_ih", 0, hidden, false, gates),
        CellTensor.of("bias_hh", 0, hidden, true, gates));
  }

  @Override
  public void unpack(float[] p, TensorSink to) {
    int rows = LstmGates.GATES * hidden;
    float[] w = new float[rows * inputs()];
    float[] u = new float[rows * hidden];
    float[] b = new float[rows];
    Gates.unpack(panels, inputs(), p, input.w, w, BLOCKS);
    Gates.unpack(panels, hidden, p, recurrent.u, u, BLOCKS);
    Gates.unpack(panels, 1, p, input.b, b, BLOCKS);
    to.put("weight_ih", w, rows, inputs());
    to.put("weight_hh", u, rows, hidden);
    to.put("bias_ih", b, rows);
    to.put("bias_hh", new float[rows], rows);
  }

  @Override
  public void pack(TensorSource from, float[] p) {
    int rows = LstmGates.GATES * hidden;
    float[] w = from.take("weight_ih", rows, inputs());
    float[] u = from.take("weight_hh", rows, hidden);
    float[] b = Gates.sum(from.take("bias_ih", rows), from.take("bias_hh", rows));
    Gates.pack(panels, inputs(), w, p, input.w, BLOCKS);
    Gates.pack(panels, hidden, u, p, recurrent.u, BLOCKS);
    Gates.pack(panels, 1, b, p, input.b, BLOCKS);
  }

  @Override
  public LstmWindow window(
      Layout.Builder tape, Layout.Builder work, String prefix, Packing packing, Below below) {
    return new LstmWindow(this, tape, work, prefix, packing, below);
  }

  @Override
  public CellStream stream(int steps) {
    return new LstmStream(this, steps, input, recurrent, true);
  }

  @Override
  public List<Matrix> matrices(boolean onIndex) {
    return onIndex ? List.of(recurrent.matrix()) : List.of(input.matrix(), recurrent.matrix());
  }

  @Override
  public CellStream stream(int steps, Halves halves) {
    return new LstmStream(this, steps, input.over(halves), recurrent.over(halves), false);
  }

  /**
   * Geometry of the weights.
   *
   * @return four gates a panel
   */
  public Panels panels() {
    return panels;
  }
}
