package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Dropout;
import dev.cellwise.rnn.cell.EmbeddingLayer;
import dev.cellwise.rnn.cell.LstmCell;
import dev.cellwise.rnn.cell.LstmTape;
import dev.cellwise.rnn.cell.LstmWorkspace;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.rnn.tape.Tape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

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
  private final Layers layers;
  private final int maxSteps;
  private final int rows;
  private final Tape tape;
  private final LstmTape[] cellTapes;
  private final Dropout[] dropouts;
  private final float rate;
  private final long seed;
  private final int embedded;
  private final int output;
  private final int outputRow;
  private final LstmWorkspace[] workspaces;
  private final float[] work;
  private final int dOutput;
  private final int dEmbedded;
  private final int headT;
  private final int scratch;
  private int elapsed;
  private int forwarded;
  private int[] tokens;
  private int tokensOff;
  private float[] features;
  private int featuresOff;

  /**
   * A tape and a workspace for windows of a size.
   *
   * @param layers the layers
   * @param steps T, the most time steps of a window
   * @param rows N, rows of the batch
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, int steps, int rows) {
    this(layers, steps, rows, 0, 0);
  }

  /**
   * A tape and a workspace for windows of a size, with dropout on the output of every LSTM layer
   * that another layer reads.
   *
   * @param layers the layers
   * @param steps T, the most time steps of a window
   * @param rows N, rows of the batch
   * @param dropout share of the units dropped, at least 0 and less than 1; 0: none
   * @param seed of the masks
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, int steps, int rows, float dropout, long seed) {
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected at least 0 and less than 1, got " + dropout);
    }
    this.rate = dropout;
    this.seed = seed;
    if (steps < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "steps, rows: expected at least 1, got " + steps + " and " + rows);
    }
    this.layers = layers;
    this.maxSteps = steps;
    this.rows = rows;
    if ((long) steps * rows > Integer.MAX_VALUE / 64) {
      throw new IllegalArgumentException(
          "steps, rows: expected a tape of at most 2^31 - 17 floats, got "
              + steps
              + " time steps of "
              + rows
              + " rows with 64 floats or more: take fewer a window, or checkpointing");
    }
    int window = steps * rows;
    List<LstmCell> cells = layers.cells();
    Layout.Builder regions = Layout.builder("tape");
    EmbeddingLayer e = layers.embedding();
    embedded = e == null ? -1 : regions.add("embedded", steps, rows, e.row());
    cellTapes = new LstmTape[cells.size()];
    workspaces = new LstmWorkspace[cells.size()];
    dropouts = new Dropout[cells.size()];
    for (int l = 0; l < cells.size(); l++) {
      LstmCell cell = cells.get(l);
      cellTapes[l] = new LstmTape(regions, "l" + l + ".", cell.hidden(), steps, rows);
      workspaces[l] =
          new LstmWorkspace(
              cell, steps, rows, l > 0 || e != null, l == 0 && layers.tokens() && e == null);
      boolean consumed = l < cells.size() - 1 || layers.head() != null;
      dropouts[l] =
          dropout > 0 && consumed ? new Dropout(regions, l, cellTapes[l], steps, rows) : null;
    }
    outputRow = Panels.padded(layers.architecture().outputSize());
    LstmTape top = cellTapes[cells.size() - 1];
    output = layers.head() == null ? top.h(1) : regions.add("output", steps, rows, outputRow);
    tape = new Tape(regions.build());
    Layout.Builder back = Layout.builder("workspace");
    dOutput = layers.head() == null ? -1 : back.add("d_output", steps, rows, outputRow);
    dEmbedded = e == null ? -1 : back.add("d_embedded", steps, rows, e.row());
    headT =
        layers.head() == null ? -1 : back.add("head_transposed", layers.head().transposedSize());
    scratch = layers.head() == null ? -1 : back.add("scratch", layers.head().scratchSize(window));
    work = back.build().allocate();
  }

  /**
   * Runs a window of tokens forward.
   *
   * @param steps time steps, at most T
   * @param tokens [steps, N] — must not be changed before the backward pass. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   */
  public void forward(int steps, int[] tokens, int tOff, float[] p) {
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
    forwarded = 0;
    float[] data = tape.data();
    EmbeddingLayer e = layers.embedding();
    LstmCell first = layers.cells().getFirst();
    if (e == null) {
      first.input(steps, tokens, tOff, p, cellTapes[0], data);
    } else {
      e.forward(steps * rows, tokens, tOff, p, data, embedded);
      first.input(steps, data, embedded, e.row(), p, cellTapes[0], data);
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
    checkSteps(steps);
    if (layers.tokens()) {
      throw new IllegalArgumentException("x: expected tokens, the network has no features");
    }
    forwarded = 0;
    LstmCell first = layers.cells().getFirst();
    first.input(steps, x, xOff, first.inputs(), p, cellTapes[0], tape.data());
    this.features = x;
    this.featuresOff = xOff;
    forwardFromFirst(steps, p);
  }

  private void forwardFromFirst(int steps, float[] p) {
    float[] data = tape.data();
    List<LstmCell> cells = layers.cells();
    for (int l = 0; l < cells.size(); l++) {
      LstmTape own = cellTapes[l];
      if (l > 0) {
        cells.get(l).input(steps, data, above(l - 1), cellTapes[l - 1].hRow(), p, own, data);
      }
      cells.get(l).forward(steps, p, own, data);
      if (dropouts[l] != null) {
        dropouts[l].forward(steps, rate, seed, elapsed, own.h(1), data);
      }
    }
    if (layers.head() != null) {
      int top = cells.size() - 1;
      int row = cellTapes[top].hRow();
      layers.head().forward(steps * rows, data, above(top), row, p, data, output, outputRow);
    }
    forwarded = steps;
  }

  /** Where the layer above finds the output of layer {@code l}: [T, N, H']. */
  private int above(int l) {
    return dropouts[l] == null ? cellTapes[l].h(1) : dropouts[l].output();
  }

  /**
   * Runs the window of the last forward pass backward. {@link #outputGradient()} must hold the
   * gradient of the outputs, and {@link #prepare} must have seen these parameters.
   *
   * @param steps time steps of that window
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IllegalArgumentException if the last forward pass was refused or had other steps, or
   *     the state before it has been overwritten since
   */
  public void backward(int steps, float[] dp) {
    if (steps < 1 || steps != forwarded) {
      throw new IllegalArgumentException(
          "steps: expected " + forwarded + ", those of the last forward pass, got " + steps);
    }
    List<LstmCell> cells = layers.cells();
    int top = cells.size() - 1;
    float[] data = tape.data();
    if (layers.head() != null) {
      backwardHead(steps, top, dp);
    }
    for (int l = top; l >= 0; l--) {
      LstmWorkspace w = workspaces[l];
      if (dropouts[l] != null) {
        dropouts[l].backward(steps, data, w.data(), w.dh(0));
      }
      cells.get(l).backward(steps, cellTapes[l], data, w);
      cells.get(l).backwardRecurrentWeights(steps, cellTapes[l], data, w, dp);
      if (l > 0) {
        LstmWorkspace to = workspaces[l - 1];
        int row = cellTapes[l - 1].hRow();
        cells.get(l).backwardInputWeights(steps, rows, data, above(l - 1), row, w, dp);
        cells.get(l).backwardInput(steps, rows, w, to.data(), to.dh(0), to.hRow());
      }
    }
    backwardInput(steps, dp);
  }

  /** The head: its weights, and the gradient of the top layer's output. */
  private void backwardHead(int steps, int top, float[] dp) {
    DenseLayer head = layers.head();
    LstmWorkspace w = workspaces[top];
    int row = cellTapes[top].hRow();
    float[] data = tape.data();
    head.backward(steps * rows, work, dOutput, outputRow, work, headT, w.data(), w.dh(0), w.hRow());
    head.backwardWeights(
        steps, rows, data, above(top), row, work, dOutput, outputRow, work, scratch, dp);
  }

  /** The weights of the first layer, and the embedding below it. */
  private void backwardInput(int steps, float[] dp) {
    LstmCell first = layers.cells().getFirst();
    LstmWorkspace w = workspaces[0];
    EmbeddingLayer e = layers.embedding();
    if (e != null) {
      first.backwardInputWeights(steps, rows, tape.data(), embedded, e.row(), w, dp);
      first.backwardInput(steps, rows, w, work, dEmbedded, e.row());
      e.backward(steps, rows, tokens, tokensOff, work, dEmbedded, dp);
    } else if (layers.tokens()) {
      first.backwardInputWeights(steps, rows, tokens, tokensOff, w, dp);
    } else {
      first.backwardInputWeights(steps, rows, features, featuresOff, first.inputs(), w, dp);
    }
  }

  /**
   * Clears the gradients of a window: nothing from above, nothing from the window behind.
   *
   * @param steps time steps of the window
   */
  public void clear(int steps) {
    checkSteps(steps);
    for (LstmWorkspace w : workspaces) {
      w.clear(steps);
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
    for (int l = 0; l < workspaces.length; l++) {
      layers.cells().get(l).transpose(p, workspaces[l]);
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
          "steps: expected 1 to " + forwarded + ", those of the last forward pass, got " + steps);
    }
    forwarded = 0;
    for (LstmTape t : cellTapes) {
      t.carry(tape.data(), steps);
    }
    elapsed += steps;
  }

  /**
   * Sets a row's state before the window that comes.
   *
   * @param row 0 to N - 1
   * @param state the state, of a network of this architecture; not kept
   */
  public void setState(int row, State state) {
    Objects.checkIndex(row, rows);
    state.checkSizes(layers.architecture().hidden());
    forwarded = 0;
    for (int l = 0; l < cellTapes.length; l++) {
      for (int u = 0; u < layers.cells().get(l).hidden(); u++) {
        tape.data()[cellTapes[l].h(0, row, u)] = state.hidden(l)[u];
        tape.data()[cellTapes[l].c(0, row, u)] = state.cell(l)[u];
      }
    }
  }

  /** Sets all states before the window that comes to zero. */
  public void resetState() {
    forwarded = 0;
    float[] data = tape.data();
    for (int l = 0; l < cellTapes.length; l++) {
      for (int n = 0; n < rows; n++) {
        for (int u = 0; u < layers.cells().get(l).hidden(); u++) {
          data[cellTapes[l].h(0, n, u)] = 0;
          data[cellTapes[l].c(0, n, u)] = 0;
        }
      }
    }
  }

  private void checkSteps(int steps) {
    if (steps < 1 || steps > maxSteps) {
      throw new IllegalArgumentException("steps: expected 1 to " + maxSteps + ", got " + steps);
    }
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
   * Where a layer's gates and states lie on the tape.
   *
   * @param layer 0 to layers - 1
   * @return the places
   */
  public LstmTape cellTape(int layer) {
    return cellTapes[layer];
  }

  /**
   * A layer's gradients after a backward pass, with those of the state before the window.
   *
   * @param layer 0 to layers - 1
   * @return the workspace
   */
  public LstmWorkspace workspace(int layer) {
    return workspaces[layer];
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
   * The array that takes the gradient of the outputs.
   *
   * @return not a copy
   */
  public float[] outputGradient() {
    return dOutput < 0 ? workspaces[workspaces.length - 1].data() : work;
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
    int start = dOutput < 0 ? workspaces[workspaces.length - 1].dh(0) : dOutput;
    return start + slot * rows * outputRow;
  }
}
