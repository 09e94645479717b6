package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Affine;
import dev.cellwise.kernels.Elementwise;
import dev.cellwise.kernels.LstmGates;
import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;

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
 * <p>Weights are packed ({@link Panels}, gates i, f, o, g). PyTorch's two biases are one here.
 */
public final class LstmCell {
  private final int inputs;
  private final int hidden;
  private final Panels panels;
  private final Panels descending;
  private final Panels inputPanels;
  private final Panels hiddenPanels;
  private final Panels hiddenDescending;
  private final int w;
  private final int u;
  private final int b;

  /**
   * A cell with its place among the parameters.
   *
   * @param parameters layout under construction; W, U and b are added
   * @param suffix of the parameter names, such as {@code l0}
   * @param inputs I
   * @param hidden H
   */
  public LstmCell(Layout.Builder parameters, String suffix, int inputs, int hidden) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.panels = Panels.gated(LstmGates.GATES, hidden);
    this.inputPanels = Panels.dense(inputs);
    this.hiddenPanels = Panels.dense(hidden);
    this.descending = panels.descending();
    this.hiddenDescending = hiddenPanels.descending();
    this.w = parameters.add("lstm.weight_ih_" + suffix, panels.size(inputs));
    this.u = parameters.add("lstm.weight_hh_" + suffix, panels.size(hidden));
    this.b = parameters.add("lstm.bias_" + suffix, panels.size(1));
  }

  /**
   * Input half of the chains for all time steps: {@code a = b + W x}.
   *
   * @param steps time steps of the window
   * @param x [steps, N, I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param tape places on the tape
   * @param data the tape. Modified: gates.
   */
  public void input(
      int steps, float[] x, int xOff, int xRow, float[] p, LstmTape tape, float[] data) {
    tape.checkSteps(steps);
    input(steps * tape.rows, x, xOff, xRow, p, data, tape.gates, tape.gatesPanel);
  }

  /**
   * Input half of the chains for rows that stand anywhere: {@code a = b + W x}.
   *
   * @param rows rows
   * @param x [rows, I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param p parameters. Not modified.
   * @param a [P, rows, 4, 16] — pre-activations. Modified.
   * @param aOff start in {@code a}
   * @param aPanel floats from a panel of {@code a} to the next
   */
  public void input(
      int rows, float[] x, int xOff, int xRow, float[] p, float[] a, int aOff, int aPanel) {
    int row = panels.width();
    Affine.forward(rows, inputs, panels, x, xOff, xRow, p, w, p, b, a, aOff, aPanel, row);
  }

  /**
   * Input half of the chains for an input given by its index: {@code a = b + W[:, token]}.
   *
   * @param steps time steps of the window
   * @param tokens [steps, N] — indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param tape places on the tape
   * @param data the tape. Modified: gates.
   */
  public void input(int steps, int[] tokens, int tOff, float[] p, LstmTape tape, float[] data) {
    tape.checkSteps(steps);
    input(steps * tape.rows, tokens, tOff, p, data, tape.gates, tape.gatesPanel);
  }

  /**
   * Input half of the chains for rows given by their index: {@code a = b + W[:, token]}.
   *
   * @param rows rows
   * @param tokens [rows] — indices 0 to I - 1. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @param a [P, rows, 4, 16] — pre-activations. Modified.
   * @param aOff start in {@code a}
   * @param aPanel floats from a panel of {@code a} to the next
   */
  public void input(int rows, int[] tokens, int tOff, float[] p, float[] a, int aOff, int aPanel) {
    int row = panels.width();
    Affine.lookup(rows, inputs, panels, tokens, tOff, p, w, p, b, a, aOff, aPanel, row);
  }

  /**
   * The recurrence over a window: {@code a += U h₋}, gates, states, step by step.
   *
   * @param steps time steps of the window
   * @param p parameters. Not modified.
   * @param tape places on the tape
   * @param data the tape: gates hold the input half; c and h hold the states before the window.
   *     Modified: gates, c, tanh c, h.
   */
  public void forward(int steps, float[] p, LstmTape tape, float[] data) {
    tape.checkSteps(steps);
    for (int t = 0; t < steps; t++) {
      int a = tape.gates + t * tape.rows * panels.width();
      int c = tape.c + t * tape.cStep;
      int tanhC = tape.tanhC + t * tape.cStep;
      if (tape.rows == 1) {
        int h = tape.h(t);
        int cNext = c + tape.cStep;
        int hNext = tape.h(t + 1);
        step(
            t,
            p,
            data,
            a,
            tape.gatesPanel,
            data,
            h,
            data,
            c,
            data,
            cNext,
            data,
            tanhC,
            data,
            hNext);
      } else {
        stepRows(t, p, tape, data, a, tape.h(t), c, tanhC, tape.h(t + 1));
      }
    }
  }

  /**
   * One step of one row, its input half made before: all panels' products first, then each gate
   * pass over all of them. The states after the step may take the place of those before it.
   *
   * @param t time step, of whatever origin: even ones go through the panels upwards, odd ones
   *     downwards
   * @param p parameters. Not modified.
   * @param a [P, 4, 16] — pre-activations with the input half; gate values after. Modified.
   * @param aOff start in {@code a}
   * @param aPanel floats from a panel of {@code a} to the next
   * @param hPrev [H'] — hidden state before the step. Not modified, unless it is {@code h}.
   * @param hPrevOff start in {@code hPrev}
   * @param cPrev [H'] — cell state before the step. Not modified, unless it is {@code c}.
   * @param cPrevOff start in {@code cPrev}
   * @param c [H'] — cell state after the step. Modified.
   * @param cOff start in {@code c}
   * @param tanhC [H'] — tanh(c). Modified.
   * @param tanhCOff start in {@code tanhC}
   * @param h [H'] — hidden state after the step. Modified.
   * @param hOff start in {@code h}
   */
  public void step(
      int t,
      float[] p,
      float[] a,
      int aOff,
      int aPanel,
      float[] hPrev,
      int hPrevOff,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff) {
    int row = panels.width();
    Affine.accumulate(1, hidden, order(t), hPrev, hPrevOff, 0, p, u, a, aOff, aPanel, row);
    gates(a, aOff, aPanel, cPrev, cPrevOff, c, cOff, tanhC, tanhCOff, h, hOff);
  }

  /**
   * One step of one row with its input: {@link #input} and {@link #step}, panel by panel.
   *
   * @param t time step, of whatever origin: even ones go through the panels upwards, odd ones
   *     downwards
   * @param x [I] — input. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   * @param a [P, 4, 16] — gate values. Modified.
   * @param aOff start in {@code a}
   * @param aPanel floats from a panel of {@code a} to the next
   * @param h [H'] — hidden state. Modified.
   * @param c [H'] — cell state. Modified.
   * @param tanhC [H'] — tanh(c). Modified.
   * @param tanhCOff start in {@code tanhC}
   */
  public void step(
      int t,
      float[] x,
      int xOff,
      float[] p,
      float[] a,
      int aOff,
      int aPanel,
      float[] h,
      float[] c,
      float[] tanhC,
      int tanhCOff) {
    int row = panels.width();
    Affine.forward(
        1, order(t), inputs, x, xOff, 0, p, w, hidden, h, 0, 0, p, u, p, b, a, aOff, aPanel, row);
    gates(a, aOff, aPanel, c, 0, c, 0, tanhC, tanhCOff, h, 0);
  }

  private Panels order(int t) {
    return t % 2 == 0 ? panels : descending;
  }

  private void gates(
      float[] a,
      int aOff,
      int aPanel,
      float[] cPrev,
      int cPrevOff,
      float[] c,
      int cOff,
      float[] tanhC,
      int tanhCOff,
      float[] h,
      int hOff) {
    LstmGates.forward(
        panels.count(),
        1,
        a,
        aOff,
        aPanel,
        cPrev,
        cPrevOff,
        c,
        cOff,
        Panels.BLOCK,
        tanhC,
        tanhCOff,
        h,
        hOff,
        0);
  }

  /** One step of N rows, panel by panel: the gate math finds its block in the first-level cache. */
  private void stepRows(
      int t, float[] p, LstmTape tape, float[] data, int a, int h, int c, int tanhC, int hNext) {
    int n = tape.rows;
    int hRow = tape.hRow;
    int row = panels.width();
    int block = n * Panels.BLOCK;
    int last = panels.count() - 1;
    for (int i = 0; i <= last; i++) {
      int q = t % 2 == 0 ? i : last - i;
      int aq = a + q * tape.gatesPanel;
      int uq = u + q * row * hidden;
      int cq = c + q * block;
      int tq = tanhC + q * block;
      Affine.accumulate(n, hidden, ONE, data, h, hRow, p, uq, data, aq, 0, row);
      LstmGates.forward(
          1,
          n,
          data,
          aq,
          0,
          data,
          cq,
          data,
          cq + tape.cStep,
          0,
          data,
          tq,
          data,
          hNext + q * Panels.BLOCK,
          hRow);
    }
  }

  private static final Panels ONE = Panels.gated(LstmGates.GATES, Panels.BLOCK);

  /**
   * The recurrence backward over a window, from its last step to its first: {@code da} of every
   * step and {@code dh₋ = dh₋ + Uᵀ da}, the product first, as one chain from zero. See {@link
   * LstmGates#backward} for the gates.
   *
   * @param steps time steps of the window
   * @param tape places on the tape
   * @param data the tape. Not modified.
   * @param work {@code dh} holds the gradient of h from above, {@code dh_state} and {@code dc}
   *     those of the state behind the window. Modified: {@code da}; {@code dh} becomes the whole
   *     gradient, {@code dh_state} and {@code dc} those of the state before the window.
   */
  public void backward(int steps, LstmTape tape, float[] data, LstmWorkspace work) {
    tape.checkSteps(steps);
    work.check(steps, tape.rows);
    int n = tape.rows;
    int row = panels.width();
    float[] d = work.data;
    for (int s = 0; s < steps; s++) {
      int t = steps - 1 - s;
      int a = tape.gates + t * n * row;
      int c = tape.c + t * tape.cStep;
      int tanhC = tape.tanhC + t * tape.cStep;
      int da = work.da + s * n * row;
      int dh = work.dh(s);
      int block = n * Panels.BLOCK;
      Elementwise.add(work.dhSlot, d, work.dhState, d, dh);
      LstmGates.backward(
          panels.count(),
          n,
          data,
          a,
          tape.gatesPanel,
          data,
          c,
          data,
          tanhC,
          block,
          d,
          dh,
          work.hRow,
          d,
          work.dc,
          d,
          da,
          work.daPanel);
      Arrays.fill(d, work.dhState, work.dhState + work.dhSlot, 0);
      Affine.backwardInput(
          n,
          panels,
          s % 2 == 0 ? hiddenPanels : hiddenDescending,
          d,
          da,
          work.daPanel,
          row,
          d,
          work.uT,
          d,
          work.dhState,
          work.hRow);
    }
  }

  /**
   * Gradients of the recurrent weights and the bias: {@code dU += da h₋ᵀ}, {@code db += da}.
   *
   * @param steps time steps of the window
   * @param tape places on the tape
   * @param data the tape. Not modified.
   * @param work {@code da} of the window. Modified: scratch.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backwardRecurrentWeights(
      int steps, LstmTape tape, float[] data, LstmWorkspace work, float[] dp) {
    tape.checkSteps(steps);
    work.check(steps, tape.rows);
    int rows = steps * tape.rows;
    int row = panels.width();
    float[] d = work.data;
    ReverseTime.interleave(
        steps, tape.rows, hidden, data, tape.h(0), tape.hRow, d, work.interleaved);
    Affine.backwardWeights(
        rows, hidden, panels, d, work.interleaved, d, work.da, work.daPanel, row, dp, u);
    Affine.backwardBias(rows, panels, d, work.da, work.daPanel, row, dp, b);
  }

  /**
   * Gradient of the input weights: {@code dW += da xᵀ}.
   *
   * @param steps time steps of the window
   * @param rows N
   * @param x [steps, N, I] — the input of the forward pass, in time order. Not modified.
   * @param xOff start in {@code x}
   * @param xRow floats from a row of {@code x} to the next
   * @param work {@code da} of the window. Modified: scratch.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backwardInputWeights(
      int steps, int rows, float[] x, int xOff, int xRow, LstmWorkspace work, float[] dp) {
    work.check(steps, rows);
    float[] d = work.data;
    ReverseTime.interleave(steps, rows, inputs, x, xOff, xRow, d, work.interleaved);
    Affine.backwardWeights(
        steps * rows,
        inputs,
        panels,
        d,
        work.interleaved,
        d,
        work.da,
        work.daPanel,
        panels.width(),
        dp,
        w);
  }

  /**
   * Gradient of the input weights for an input given by its index: {@code dW[:, token] += da}.
   *
   * @param steps time steps of the window
   * @param rows N
   * @param tokens [steps, N] — the input of the forward pass, in time order. Not modified.
   * @param tOff start in {@code tokens}
   * @param work {@code da} of the window. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   */
  public void backwardInputWeights(
      int steps, int rows, int[] tokens, int tOff, LstmWorkspace work, float[] dp) {
    work.check(steps, rows);
    for (int s = 0; s < steps; s++) {
      int t = steps - 1 - s;
      int da = work.da + s * rows * panels.width();
      Affine.backwardLookup(
          rows,
          inputs,
          panels,
          tokens,
          tOff + t * rows,
          work.data,
          da,
          work.daPanel,
          panels.width(),
          dp,
          w);
    }
  }

  /**
   * Gradient of the input: {@code dx += Wᵀ da}.
   *
   * @param steps time steps of the window
   * @param rows N
   * @param work {@code da} of the window. Not modified.
   * @param dx [steps, N, I'] — gradient of the input in reverse time, I padded to a multiple of 16.
   *     Modified: accumulated.
   * @param dxOff start in {@code dx}
   * @param dxRow floats from a row of {@code dx} to the next
   */
  public void backwardInput(
      int steps, int rows, LstmWorkspace work, float[] dx, int dxOff, int dxRow) {
    work.check(steps, rows);
    float[] d = work.data;
    Affine.backwardInput(
        steps * rows,
        panels,
        inputPanels,
        d,
        work.da,
        work.daPanel,
        panels.width(),
        d,
        work.wT,
        dx,
        dxOff,
        dxRow);
  }

  /**
   * Packs the transposes of the weights anew: needed before a backward pass after the parameters
   * have changed.
   *
   * @param p parameters. Not modified.
   * @param work Modified: the transposes.
   */
  public void transpose(float[] p, LstmWorkspace work) {
    panels.transpose(hiddenPanels, p, u, work.data, work.uT);
    if (work.inputGradient) {
      panels.transpose(inputPanels, p, w, work.data, work.wT);
    }
  }

  /**
   * I.
   *
   * @return inputs
   */
  public int inputs() {
    return inputs;
  }

  /**
   * H.
   *
   * @return hidden units
   */
  public int hidden() {
    return hidden;
  }

  /**
   * Geometry of the weights.
   *
   * @return four gates a panel
   */
  public Panels panels() {
    return panels;
  }

  /**
   * Where W lies among the parameters.
   *
   * @return start of the packed input weights
   */
  public int inputWeights() {
    return w;
  }

  /**
   * Where U lies among the parameters.
   *
   * @return start of the packed recurrent weights
   */
  public int recurrentWeights() {
    return u;
  }

  /**
   * Where b lies among the parameters.
   *
   * @return start of the packed bias
   */
  public int bias() {
    return b;
  }
}
