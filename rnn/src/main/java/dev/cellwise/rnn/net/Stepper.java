package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellStream;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.tape.Layout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The workspace that steps a network: one for each thread, handed from one to the next as you like.
 * Nothing is allocated or locked, and nothing kept between calls that a result depends on;
 * overlapping calls are refused.
 *
 * <p>{@code run} gives the bits of as many {@code step}s. It is the faster way: the input's half of
 * the products is made for many time steps at once.
 */
public final class Stepper {
  /** Time steps whose input products are made at once. */
  static final int CHUNK = 64;

  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Stepper.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Layers layers;
  private final float[] p;
  private final CellStream[] cells;

  /** Whether the input is tokens. */
  private final boolean takesTokens;

  /** V or I. */
  private final int inputs;

  /** O. */
  private final int outputs;

  private final float[] work;
  private final int input;
  private final int hidden;
  private final int hiddenRow;
  private final int output;
  private final int[] one = new int[1];
  private boolean busy;
  private int elapsed;

  Stepper(Network network) {
    this.layers = network.layers();
    this.p = network.parameters();
    this.takesTokens = layers.tokens();
    this.inputs = network.architecture().input().size();
    this.outputs = network.architecture().outputSize();
    this.cells = layers.cells().stream().map(c -> c.stream(CHUNK)).toArray(CellStream[]::new);
    Layout.Builder regions = Layout.builder("stepper");
    hiddenRow = layers.cells().stream().mapToInt(Cell::outputs).map(Panels::padded).max().orElse(0);
    EmbeddingLayer e = layers.embedding();
    input = e == null ? -1 : regions.add("embedded", CHUNK, e.row());
    hidden = regions.add("h", CHUNK, hiddenRow);
    output = regions.add("output", Panels.padded(outputs));
    work = regions.build().allocate();
  }

  /**
   * One step.
   *
   * @param state of a network of this architecture. Modified.
   * @param in [I] — features. Not modified.
   * @param out [O] — the output. Modified.
   */
  public void step(State state, float[] in, float[] out) {
    run(state, "in", in, 1, "out", out);
  }

  /**
   * One step.
   *
   * @param state of a network of this architecture. Modified.
   * @param token 0 to V - 1
   * @param out [O] — the output. Modified.
   * @throws IndexOutOfBoundsException if the token is outside the vocabulary; nothing is modified
   */
  public void step(State state, int token, float[] out) {
    checkTakesTokens("token");
    begin(state, 1, "out", out);
    try {
      if (token < 0 || token >= inputs) {
        throw new IndexOutOfBoundsException(
            "token: expected 0 to " + (inputs - 1) + ", got " + token);
      }
      one[0] = token;
      chunk(state, 1, one, 0, out, 0);
    } finally {
      BUSY.setRelease(this, false);
    }
  }

  /**
   * Some steps at once.
   *
   * @param state of a network of this architecture. Modified.
   * @param x [steps, I] — features. Not modified.
   * @param steps time steps, at least 0
   * @param y [steps, O] — the outputs; another array than {@code x}. Modified.
   */
  public void run(State state, float[] x, int steps, float[] y) {
    run(state, "x", x, steps, "y", y);
  }

  private void run(State state, String input, float[] x, int steps, String output, float[] y) {
    if (takesTokens) {
      throw new IllegalArgumentException(input + ": expected a token, got features");
    }
    int size = inputs;
    check(input, x.length, steps, size);
    if (x == y) {
      throw new IllegalArgumentException(
          output + ": expected another array than " + input + ", got the same");
    }
    begin(state, steps, output, y);
    try {
      for (int t = 0; t < steps; t += CHUNK) {
        int n = Math.min(CHUNK, steps - t);
        layer(0, state, n, x, t * size, size);
        upward(state, n, y, t * outputs);
      }
    } finally {
      BUSY.setRelease(this, false);
    }
  }

  /**
   * Some steps at once.
   *
   * @param state of a network of this architecture. Modified.
   * @param tokens [steps] — 0 to V - 1 each. Not modified.
   * @param steps time steps, at least 0
   * @param y [steps, O] — the outputs. Modified.
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary; nothing is modified
   */
  public void run(State state, int[] tokens, int steps, float[] y) {
    checkTakesTokens("tokens");
    check("tokens", tokens.length, steps, 1);
    begin(state, steps, "y", y);
    try {
      checkTokens(tokens, steps);
      for (int t = 0; t < steps; t += CHUNK) {
        int n = Math.min(CHUNK, steps - t);
        chunk(state, n, tokens, t, y, t * outputs);
      }
    } finally {
      BUSY.setRelease(this, false);
    }
  }

  private void checkTakesTokens(String name) {
    if (!takesTokens) {
      throw new IllegalArgumentException(name + ": expected features, the network has no tokens");
    }
  }

  /** All of them before the first step, so that a refused run leaves the state as it was. */
  private void checkTokens(int[] tokens, int steps) {
    for (int t = 0; t < steps; t++) {
      if (tokens[t] < 0 || tokens[t] >= inputs) {
        throw new IndexOutOfBoundsException(
            "tokens[" + t + "]: expected 0 to " + (inputs - 1) + ", got " + tokens[t]);
      }
    }
  }

  private void chunk(State state, int steps, int[] tokens, int tOff, float[] y, int yOff) {
    EmbeddingLayer e = layers.embedding();
    if (e == null) {
      cells[0].input(steps, tokens, tOff, p);
      recur(0, state, steps);
    } else {
      e.forward(steps, tokens, tOff, p, work, input);
      layer(0, state, steps, work, input, e.row());
    }
    upward(state, steps, y, yOff);
  }

  /**
   * From the first layer's hidden states to the output. Those of one step are read in the state, of
   * several in the workspace.
   */
  private void upward(State state, int steps, float[] y, int yOff) {
    float[] h = steps == 1 ? state.layer(0)[0] : work;
    int at = steps == 1 ? 0 : hidden;
    for (int l = 1; l < cells.length; l++) {
      layer(l, state, steps, h, at, hiddenRow);
      h = steps == 1 ? state.layer(l)[0] : work;
    }
    elapsed += steps;
    DenseLayer head = layers.head();
    for (int t = 0; t < steps; t++) {
      if (head == null) {
        System.arraycopy(h, at + t * hiddenRow, y, yOff + t * outputs, outputs);
      } else {
        head.forward(1, h, at + t * hiddenRow, 0, p, work, output, 0);
        System.arraycopy(work, output, y, yOff + t * outputs, outputs);
      }
    }
  }

  /** One layer with its input [steps, I]; the hidden states of several may replace the input. */
  private void layer(int l, State state, int steps, float[] x, int xOff, int xRow) {
    if (steps == 1) {
      cells[l].step(elapsed, x, xOff, p, state.layer(l));
    } else {
      cells[l].input(steps, x, xOff, xRow, p);
      recur(l, state, steps);
    }
  }

  /** The recurrence of one layer; its hidden states replace the ones below. */
  private void recur(int l, State state, int steps) {
    float[][] s = state.layer(l);
    for (int t = 0; t < steps; t++) {
      cells[l].step(elapsed + t, t, p, s);
      System.arraycopy(s[0], 0, work, hidden + t * hiddenRow, s[0].length);
    }
  }

  private void begin(State state, int steps, String output, float[] y) {
    state.check(layers.state());
    check(output, y.length, steps, outputs);
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "stepper: expected one call at a time, got a second while the first runs; take a stepper"
              + " for each thread");
    }
  }

  private static void check(String name, int length, int steps, int size) {
    if (steps < 0) {
      throw new IllegalArgumentException("steps: expected at least 0, got " + steps);
    }
    if (length < (long) steps * size) {
      throw new IllegalArgumentException(
          name + ": expected at least " + (long) steps * size + " elements, got " + length);
    }
  }
}
