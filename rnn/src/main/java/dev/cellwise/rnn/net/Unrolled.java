package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.Below;
import dev.cellwise.rnn.cell.Cell;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Dropout;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.rnn.tape.Tape;
import java.util.Arrays;
import java.util.List;

/**
 * A network unrolled over a window of time steps: forward onto a tape, and back (backpropagation
 * through time).
 *
 * <p>The parameters are given to each call, so that who trains may change them in between. The
 * state after a window is carried in front of the next one by {@link #carry}: truncated
 * backpropagation with a carried state. Everything is allocated at construction. Not thread-safe.
 *
 * <p>Outputs lie in time order; their gradients, like all that the backward pass writes, in reverse
 * time: see the {@linkplain dev.cellwise.rnn.cell package of cells}.
 */
public final class Unrolled {
  private static final String NO_FORWARD =
      "steps: expected a forward pass before, got none, or one that was refused, carried or"
          + " overwritten";

  private final Layers layers;
  private final Packing packing;
  private final int rows;
  private final Tape tape;
  private final CellWindow[] windows;
  private final Dropout[] dropouts;
  private final float rate;
  private final RandomMasks masks;
  private final int embedded;
  private final int output;
  private final int outputRow;

  /** What the head's f' is taken from: the outputs, or pre-activations in a region of their own. */
  private final int saved;

  private final float[] work;
  private final int dOutput;
  private final int dEmbedded;
  private final int headT;
  private final int scratch;
  private final State zero;
  private int forwarded;
  private int[] tokens;
  private int tokensOff;
  private float[] features;
  private int featuresOff;

  /**
   * A tape and a workspace for windows of a size, without random masks: dropout and zoneout inside
   * cells in their inference form.
   *
   * @param layers the layers
   * @param steps T, the most time steps of a window
   * @param rows N, rows of the batch
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, int steps, int rows) {
    this(layers, Packing.dense(steps, rows), 0, 0, false);
  }

  /**
   * A tape and a workspace for windows of a size, for training: with dropout on the output of every
   * recurrent layer that another layer reads, and the random masks of the cells that have any.
   *
   * <p>Masks are counted by the time steps that {@link #carry} goes on by: until then a window that
   * is run again has the same ones. So carry before {@link #resetState} too, for new ones.
   *
   * @param layers the layers
   * @param steps T, the most time steps of a window
   * @param rows N, rows of the batch
   * @param dropout share of the units dropped, at least 0 and less than 1; 0: none
   * @param seed of the masks
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, int steps, int rows, float dropout, long seed) {
    this(layers, Packing.dense(steps, rows), dropout, seed, true);
  }

  private Unrolled(Layers layers, Packing packing, float dropout, long seed, boolean training) {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected at least 0 and less than 1, got " + dropout);
    }
    this.rate = dropout;
    this.layers = layers;
    this.packing = packing;
    this.rows = packing.rows();
    int window = packing.capacity();
    masks = new RandomMasks(seed, rows);
    List<Cell> cells = layers.cells();
    Layout.Builder regions = Layout.builder("tape");
    Layout.Builder back = Layout.builder("workspace");
    EmbeddingLayer e = layers.embedding();
    embedded = e == null ? -1 : regions.add("embedded", window, e.row());
    windows = new CellWindow[cells.size()];
    dropouts = new Dropout[cells.size()];
    for (int l = 0; l < cells.size(); l++) {
      windows[l] = cells.get(l).window(regions, back, "l" + l + ".", packing, below(l));
      if (training) {
        windows[l].drawMasks(l, masks);
      }
      boolean consumed = l < cells.size() - 1 || layers.head() != null;
      dropouts[l] =
          dropout > 0 && consumed ? new Dropout(regions, l, windows[l].hRow(), packing) : null;
    }
    outputRow = Panels.padded(layers.architecture().outputSize());
    CellWindow top = windows[cells.size() - 1];
    output = layers.head() == null ? top.output() : regions.add("output", window, outputRow);
    boolean inPlace = layers.head() == null || layers.head().fromOutput();
    saved = inPlace ? output : regions.add("pre_output", window, outputRow);
    tape = new Tape(regions.build());
    dOutput = layers.head() == null ? -1 : back.add("d_output", window, outputRow);
    dEmbedded = e == null ? -1 : back.add("d_embedded", window, e.row());
    headT =
        layers.head() == null ? -1 : back.add("head_transposed", layers.head().transposedSize());
    scratch = layers.head() == null ? -1 : back.add("scratch", layers.head().scratchSize(window));
    work = back.build().allocate();
    zero = new State(layers.state());
  }

  private Below below(int layer) {
    if (layer > 0 || layers.embedding() != null) {
      return Below.LAYER;
    }
    return layers.tokens() ? Below.TOKENS : Below.FEATURES;
  }

  /**
   * Runs a window of tokens forward.
   *
   * @param steps time steps, at most T
   * @param tokens [steps, N] — must not be changed before the backward pass. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary
   */
  public void forward(int steps, int[] tokens, int tOff, float[] p) {
    forwarded = 0;
    checkSteps(steps);
    if (!layers.tokens()) {
      throw new IllegalArgumentException("tokens: expected features, the network has no tokens");
    }
    if (tOff < 0 || tokens.length - tOff < steps * rows) {
      throw new IndexOutOfBoundsException(
          "tokens: expected "
              + steps * rows
              + " elements from "
              + tOff
              + ", got an array of "
              + tokens.length);
    }
    checkTokens(steps, tokens, tOff);
    float[] data = tape.data();
    EmbeddingLayer e = layers.embedding();
    if (e == null) {
      windows[0].input(tokens, tOff, p, data);
    } else {
      e.forward(steps * rows, tokens, tOff, p, data, embedded);
      windows[0].input(data, embedded, e.row(), p, data);
    }
    this.tokens = tokens;
    this.tokensOff = tOff;
    forwardFromFirst(steps, p);
  }

  /**
   * Runs a window of features forward.
   *
   * @param steps time steps, at most T
   * @param x [steps, N, I] — dense; must not be changed before the backward pass. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   */
  public void forward(int steps, float[] x, int xOff, float[] p) {
    forwarded = 0;
    checkSteps(steps);
    if (layers.tokens()) {
      throw new IllegalArgumentException("x: expected tokens, the network has no features");
    }
    windows[0].input(x, xOff, layers.cells().getFirst().inputs(), p, tape.data());
    this.features = x;
    this.featuresOff = xOff;
    forwardFromFirst(steps, p);
  }

  private void forwardFromFirst(int steps, float[] p) {
    float[] data = tape.data();
    for (int l = 0; l < windows.length; l++) {
      if (l > 0) {
        windows[l].input(data, above(l - 1), windows[l - 1].hRow(), p, data);
      }
      windows[l].forward(p, data);
      if (dropouts[l] != null) {
        dropouts[l].forward(rate, masks, windows[l].output(), data);
      }
    }
    if (layers.head() != null) {
      int top = windows.length - 1;
      int row = windows[top].hRow();
      layers
          .head()
          .forward(steps * rows, data, above(top), row, p, data, saved, data, output, outputRow);
    }
    forwarded = steps;
  }

  /** Where the layer above finds the output of layer {@code l}: [T, N, H']. */
  private int above(int l) {
    return dropouts[l] == null ? windows[l].output() : dropouts[l].output();
  }

  /**
   * Runs the window of the last forward pass backward. {@link #outputGradient()} must hold the
   * gradient of the outputs, and {@link #prepare} must have seen these parameters.
   *
   * @param steps time steps of that window
   * @param p parameters of the forward pass. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IllegalArgumentException if the last forward pass was refused or had other steps, or
   *     the state before it has been overwritten since
   */
  public void backward(int steps, float[] p, float[] dp) {
    if (steps < 1 || steps != forwarded) {
      throw new IllegalArgumentException(
          forwarded == 0
              ? NO_FORWARD
              : "steps: expected " + forwarded + ", those of the last forward pass, got " + steps);
    }
    int top = windows.length - 1;
    float[] data = tape.data();
    if (layers.head() != null) {
      backwardHead(steps, top, p, dp);
    }
    for (int l = top; l >= 0; l--) {
      CellWindow w = windows[l];
      if (dropouts[l] != null) {
        dropouts[l].backward(data, work, w.dOutput());
      }
      w.backward(p, data, work, dp);
      if (l > 0) {
        CellWindow to = windows[l - 1];
        w.backwardInputWeights(data, above(l - 1), to.hRow(), work, dp);
        w.backwardInput(work, work, to.dOutput(), to.hRow());
      }
    }
    backwardInput(steps, dp);
  }

  /** The head: its activation and weights, and the gradient of the top layer's output. */
  private void backwardHead(int steps, int top, float[] p, float[] dp) {
    DenseLayer head = layers.head();
    CellWindow w = windows[top];
    int row = w.hRow();
    head.backwardActivation(packing, tape.data(), saved, p, work, dOutput, dp);
    head.backward(steps * rows, work, dOutput, outputRow, work, headT, work, w.dOutput(), row);
    head.backwardWeights(
        packing, tape.data(), above(top), row, work, dOutput, outputRow, work, scratch, dp);
  }

  /** The weights of the first layer, and the embedding below it. */
  private void backwardInput(int steps, float[] dp) {
    CellWindow first = windows[0];
    EmbeddingLayer e = layers.embedding();
    if (e != null) {
      first.backwardInputWeights(tape.data(), embedded, e.row(), work, dp);
      first.backwardInput(work, work, dEmbedded, e.row());
      e.backward(packing, tokens, tokensOff, work, dEmbedded, dp);
    } else if (layers.tokens()) {
      first.backwardInputWeights(tokens, tokensOff, work, dp);
    } else {
      int inputs = layers.cells().getFirst().inputs();
      first.backwardInputWeights(features, featuresOff, inputs, work, dp);
    }
  }

  /**
   * Clears the gradients of a window: nothing from above, nothing from the window behind.
   *
   * @param steps time steps of the window
   */
  public void clear(int steps) {
    checkSteps(steps);
    for (CellWindow w : windows) {
      w.clearAbove(work);
      w.clearState(work);
    }
    if (dOutput >= 0) {
      Arrays.fill(work, dOutput, dOutput + steps * rows * outputRow, 0);
    }
    if (dEmbedded >= 0) {
      Arrays.fill(work, dEmbedded, dEmbedded + steps * rows * layers.embedding().row(), 0);
    }
  }

  /**
   * Takes parameters for the backward pass: packs their transposes. Needed after every change of
   * them.
   *
   * @param p parameters. Not modified.
   */
  public void prepare(float[] p) {
    for (CellWindow w : windows) {
      w.prepare(p, work);
    }
    if (layers.head() != null) {
      layers.head().transpose(p, work, headT);
    }
  }

  /**
   * Carries the state after a window in front of the next. The backward pass of the window must be
   * done by then: it needs the state before it.
   *
   * @param steps time steps of the window, or of its first part
   * @throws IllegalArgumentException if the last forward pass was refused or had fewer steps, or
   *     its state has been carried or set since
   */
  public void carry(int steps) {
    if (steps < 1 || steps > forwarded) {
      throw new IllegalArgumentException(
          forwarded == 0
              ? NO_FORWARD
              : "steps: expected 1 to "
                  + forwarded
                  + ", those of the last forward pass, got "
                  + steps);
    }
    forwarded = 0;
    for (CellWindow w : windows) {
      w.carry(steps, tape.data());
    }
    masks.advance(steps);
  }

  /**
   * Names the rows of the windows to come: random masks follow a row's id and not its place. At
   * first the ids are 0 to N - 1.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    masks.rowIds(ids);
  }

  /**
   * Sets a row's state before the window that comes: a new sequence, with random masks of its own.
   *
   * @param row 0 to N - 1
   * @param state the state, of a network of this architecture; not kept
   */
  public void setState(int row, State state) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row: expected 0 to " + (rows - 1) + ", got " + row);
    }
    state.check(layers.state());
    forwarded = 0;
    masks.restart(row);
    for (int l = 0; l < windows.length; l++) {
      for (int part = 0; part < state.layer(l).length; part++) {
        windows[l].setState(part, row, state.layer(l)[part], tape.data());
      }
    }
  }

  /** Sets all states before the window that comes to zero. */
  public void resetState() {
    for (int n = 0; n < rows; n++) {
      setState(n, zero);
    }
  }

  private void checkTokens(int steps, int[] tokens, int tOff) {
    int end = layers.architecture().input().size();
    for (int i = tOff; i < tOff + steps * rows; i++) {
      if (tokens[i] < 0 || tokens[i] >= end) {
        throw new IndexOutOfBoundsException(
            "tokens[" + i + "]: expected 0 to " + (end - 1) + ", got " + tokens[i]);
      }
    }
  }

  private void checkSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "steps: expected 1 to " + packing.maxSteps() + ", got " + steps);
    }
    packing.steps(steps);
  }

  /**
   * The tape: every gate and state of the last window.
   *
   * @return not a copy
   */
  public Tape tape() {
    return tape;
  }

  /**
   * Where a layer's regions lie on the tape and in the workspace.
   *
   * @param layer 0 to layers - 1
   * @return the window
   */
  public CellWindow window(int layer) {
    return windows[layer];
  }

  /**
   * The gradients of the last window's states and pre-activations, with those of the state before
   * it.
   *
   * @return not a copy
   */
  public float[] workspace() {
    return work;
  }

  /**
   * Where the outputs start on the tape: [T, N, O'], {@link #outputRow()} floats a row.
   *
   * @return the index in {@code tape().data()}
   */
  public int output() {
    return output;
  }

  /**
   * Floats from a row of outputs, or of their gradients, to the next.
   *
   * @return outputs padded to a multiple of 16
   */
  public int outputRow() {
    return outputRow;
  }

  /**
   * The array that takes the gradient of the outputs. Where the head has an activation, the
   * backward pass leaves that of its pre-activations there instead.
   *
   * @return not a copy
   */
  public float[] outputGradient() {
    return work;
  }

  /**
   * Where the gradient of the outputs of a time step starts: [N, O'] from there, padding zero.
   *
   * @param steps time steps of the window
   * @param t 0 to steps - 1
   * @return the index in {@link #outputGradient()}
   */
  public int outputGradient(int steps, int t) {
    int slot = steps - 1 - t;
    int start = dOutput < 0 ? windows[windows.length - 1].dOutput() : dOutput;
    return start + slot * rows * outputRow;
  }
}
