package dev.cellwise.testing;

/**
 * One LSTM layer: the equations and nothing else.
 *
 * <pre>
 *   i = sigmoid(W_i x + U_i h' + b_i)      input gate
 *   f = sigmoid(W_f x + U_f h' + b_f)      forget gate
 *   g = tanh   (W_g x + U_g h' + b_g)      candidate
 *   o = sigmoid(W_o x + U_o h' + b_o)      output gate
 *   c = f c' + i g                         cell state, from c' of the step before
 *   h = o tanh(c)                          output, from h' of the step before
 * </pre>
 *
 * <p>Source: PyTorch's documentation of {@code torch.nn.LSTM}; F. Gers, J. Schmidhuber and F.
 * Cummins, Learning to forget, Neural Computation 12 (2000), without peepholes.
 */
final class LstmLayer {
  private final int index;
  private final int inputs;
  private final int hidden;

  LstmLayer(int index, int inputs, int hidden) {
    this.index = index;
    this.inputs = inputs;
    this.hidden = hidden;
  }

  int hidden() {
    return hidden;
  }

  void addWeights(Layout.Builder layout) {
    layout.add("lstm.weight_ih_l" + index, 4 * hidden, inputs);
    layout.add("lstm.weight_hh_l" + index, 4 * hidden, hidden);
    layout.add("lstm.bias_ih_l" + index, 4 * hidden);
  }

  void addStates(Layout.Builder layout, int N) {
    layout.add("h0_l" + index, N, hidden);
    layout.add("c0_l" + index, N, hidden);
  }

  /**
   * Runs the layer over a sequence.
   *
   * @param input what W multiplies at each position
   * @param T steps
   * @param N rows
   * @param layout places of the parameters
   * @param p parameters
   * @param h [T+1, N, H] outputs, the initial state in front; modified
   * @param c [T+1, N, H] cell states, the initial state in front; modified
   */
  void forward(
      Input input, int T, int N, Layout layout, ComplexArray p, ComplexArray h, ComplexArray c) {
    int H = hidden;
    Weights w = weights(layout, p);
    p.copy(layout.offset("h0_l" + index), h, 0, N * H);
    p.copy(layout.offset("c0_l" + index), c, 0, N * H);
    for (int r = 0;
        r < T * N;
        r++) { // r = t N + n; the step before is at the same place of h and c
      for (int j = 0; j < H; j++) {
        Complex i = w.affine(j, input, r, h).sigmoid();
        Complex f = w.affine(H + j, input, r, h).sigmoid();
        Complex g = w.affine(2 * H + j, input, r, h).tanh();
        Complex o = w.affine(3 * H + j, input, r, h).sigmoid();
        Complex ct = f.times(c.get(r * H + j)).plus(i.times(g));
        c.set((r + N) * H + j, ct);
        h.set((r + N) * H + j, o.times(ct.tanh()));
      }
    }
  }

  private Weights weights(Layout layout, ComplexArray p) {
    return new Weights(
        p,
        layout.offset("lstm.weight_ih_l" + index),
        layout.offset("lstm.weight_hh_l" + index),
        layout.offset("lstm.bias_ih_l" + index),
        inputs,
        hidden);
  }

  private record Weights(ComplexArray p, int w, int u, int b, int I, int H) {
    /** Row {@code k} of {@code W x + U h' + b} at position {@code r}. */
    Complex affine(int k, Input x, int r, ComplexArray h) {
      Complex wx = x.product(p, w + k * I, I, r);
      Complex uh = ComplexArray.dot(H, p, u + k * H, h, r * H);
      return p.get(b + k).plus(wx).plus(uh);
    }
  }

  /** What a weight matrix is multiplied with at position {@code r = t N + n}. */
  @FunctionalInterface
  interface Input {
    /** The sum over k of {@code p[row + k] x[r, k]}, for I inputs. */
    Complex product(ComplexArray p, int row, int I, int r);

    /** Numbers: x [T, N, I], beginning at {@code xOff}. */
    static Input dense(ComplexArray x, int xOff) {
      return (p, row, I, r) -> ComplexArray.dot(I, p, row, x, xOff + r * I);
    }

    /** Tokens [T, N]: each stands for a vector that is 1 at the token and 0 elsewhere. */
    static Input index(int[] tokens) {
      return (p, row, I, r) -> p.get(row + tokens[r]);
    }
  }
}
