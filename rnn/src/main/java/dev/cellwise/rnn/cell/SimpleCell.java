package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Activation;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.List;

/**
 * The simple (Elman) recurrent cell, with any activation.
 *
 * <pre>{@code
 * a = b + W x + U h₋          one chain of fmas: b, then x, then h₋
 * h = f(a)
 * }</pre>
 *
 * <p>Derivation of the backward pass: {@code docs/cells/simple.md}. Source: J. Elman, Finding
 * structure in time, 1990.
 *
 * <p>Weights are packed ({@link Panels#dense}). By name they are PyTorch's: {@code weight_ih [H,
 * I]}, {@code weight_hh [H, H]}, {@code bias_ih [H]}, {@code bias_hh [H]}; the two biases are added
 * when they are taken in and come out as b and 0.
 */
public final class SimpleCell implements Cell {
  private final Activation activation;
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
   * @param activation f
   */
  public SimpleCell(
      Layout.Builder parameters, String suffix, int inputs, int hidden, Activation activation) {
    this.activation = activation;
    this.hidden = hidden;
    this.panels = Panels.dense(hidden);
    int w = parameters.add("rnn.weight_ih_" + suffix, panels.size(inputs));
    int u = parameters.add("rnn.weight_hh_" + suffix, panels.size(hidden));
    int b = parameters.add("rnn.bias_" + suffix, panels.size(1));
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

  /**
   * f.
   *
   * @return the activation
   */
  public Activation activation() {
    return activation;
  }

  @Override
  public List<StatePart> state() {
    return List.of(new StatePart("h", hidden));
  }

  @Override
  public String family() {
    return "rnn";
  }

  @Override
  public List<CellTensor> tensors() {
    String[] gates = {"h"};
    return List.of(
        CellTensor.of("weight_ih", inputs(), hidden, false, gates),
        CellTensor.of("weight_hh", hidden, hidden, false, gates),
        CellTensor.of("bias_ih", 0, hidden, false, gates),
        CellTensor.of("bias_hh", 0, hidden, true, gates));
  }

  @Override
  public void unpack(float[] p, TensorSink to) {
    float[] w = new float[hidden * inputs()];
    float[] u = new float[hidden * hidden];
    float[] b = new float[hidden];
    panels.unpack(inputs(), 0, p, input.w, w, 0);
    panels.unpack(hidden, 0, p, recurrent.u, u, 0);
    panels.unpack(1, 0, p, input.b, b, 0);
    to.put("weight_ih", w, hidden, inputs());
    to.put("weight_hh", u, hidden, hidden);
    to.put("bias_ih", b, hidden);
    to.put("bias_hh", new float[hidden], hidden);
  }

  @Override
  public void pack(TensorSource from, float[] p) {
    float[] w = from.take("weight_ih", hidden, inputs());
    float[] u = from.take("weight_hh", hidden, hidden);
    float[] b = Gates.sum(from.take("bias_ih", hidden), from.take("bias_hh", hidden));
    panels.pack(inputs(), 0, w, 0, p, input.w);
    panels.pack(hidden, 0, u, 0, p, recurrent.u);
    panels.pack(1, 0, b, 0, p, input.b);
  }

  @Override
  public SimpleWindow window(
      Layout.Builder tape, Layout.Builder work, String prefix, Packing packing, Below below) {
    return new SimpleWindow(this, tape, work, prefix, packing, below);
  }

  @Override
  public CellStream stream(int steps) {
    return new SimpleStream(this, steps, input, recurrent);
  }

  @Override
  public List<Matrix> matrices(boolean onIndex) {
    return onIndex ? List.of(recurrent.matrix()) : List.of(input.matrix(), recurrent.matrix());
  }

  @Override
  public CellStream stream(int steps, Halves halves) {
    return new SimpleStream(this, steps, input.over(halves), recurrent.over(halves));
  }
}
