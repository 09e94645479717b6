package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.tape.Layout;
import dev.cellwise.rnn.tape.Tape;

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
  private final Packing packing;
  private final int rows;
  private final Tape tape;
  private final float[] work;
  private final long bytes;
  private final InputWindow input;
  private final CellWindow[] windows;
  private final LayerWindow[] stack;
  private final LayerWindow top;
  private final AttentionWindow[] attentions;
  private final SourceWindow source;
  private final WindowStates states;
  private final LastForward last;

  /** What the message on a token begins with: that of an encoder is a source's. */
  private final String tokensName;

  /** Whether any parameters were. */
  private boolean prepared;

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
    this(layers, Packing.dense(steps, rows), Mode.inference());
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
    this(layers, Packing.dense(steps, rows), Mode.training(seed).withDropout(dropout));
  }

  /**
   * A tape and a workspace for windows of a shape.
   *
   * @param layers the layers
   * @param packing the shape of the windows: rows of one length, or of different ones. Kept:
   *     whoever made it may change it between two windows.
   * @param mode for inference or training
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, Packing packing, Mode mode) {
    this(layers, packing, mode, null);
  }

  /**
   * The same for several threads: rows of a batch go through time side by side, outputs of weight
   * gradients are divided.
   *
   * @param layers the layers
   * @param packing the shape of the windows. Kept.
   * @param mode for inference or training
   * @param team shares the passes; null for the caller alone. Kept, and closed by its owner only.
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats
   */
  public Unrolled(Layers layers, Packing packing, Mode mode, Team team) {
    this(layers, null, packing, mode, team);
  }

  /**
   * The same for a network with an encoder. Each window begins from a source of its own: {@link
   * #encode} comes before {@link #forward}, and no state is carried.
   *
   * @param layers the layers
   * @param source the shape of the rows that the encoder reads, as many as the others. Kept.
   * @param packing the shape of the windows. Kept.
   * @param mode for inference or training
   * @param team shares the passes; null for the caller alone. Kept, and closed by its owner only.
   * @throws IllegalArgumentException if the tape would have more than 2^31 - 1 floats, or the
   *     network has no encoder
   */
  public Unrolled(Layers layers, Packing source, Packing packing, Mode mode, Team team) {
    this(layers, source, packing, mode, team, new RandomMasks(mode.seed(), packing.rows()), 0);
  }

  private Unrolled(
      Layers layers,
      Packing source,
      Packing packing,
      Mode mode,
      Team team,
      RandomMasks masks,
      int firstMask) {
    SourceWindow.check(layers, source, packing);
    this.tokensName = firstMask < Windows.ENCODER ? "tokens" : "source tokens";
    this.packing = packing;
    this.rows = packing.rows();
    Unrolled encoder =
        source == null
            ? null
            : new Unrolled(
                layers.encoder(), null, source, mode, team, masks, firstMask + Windows.ENCODER);
    LayerWindow memory = encoder == null ? null : encoder.top;
    Windows made = new Windows(layers, packing, mode, masks, firstMask, team, memory);
    input = made.input;
    windows = made.cells;
    stack = made.stack.toArray(LayerWindow[]::new);
    top = made.top();
    attentions = made.attentions.toArray(AttentionWindow[]::new);
    tape = new Tape(made.tape.build());
    Layout workspace = made.work.build();
    work = workspace.allocate();
    this.source = new SourceWindow(encoder, made, rows);
    bytes = tape.layout().bytes() + workspace.bytes() + this.source.bytes();
    last = new LastForward(packing);
    states = new WindowStates(layers, packing, windows, masks, last, tape.data(), work);
  }

  /**
   * The shape of the windows.
   *
   * @return not a copy; change it between two windows
   */
  public Packing packing() {
    return packing;
  }

  /**
   * Runs a window of tokens forward, its rows all of one length.
   *
   * @param steps time steps, at most T
   * @param tokens [steps, N] — must not be changed before the backward pass. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary
   */
  public void forward(int steps, int[] tokens, int tOff, float[] p) {
    setSteps(steps);
    forward(tokens, tOff, p);
  }

  /**
   * Runs a window of tokens forward, of the shape that the packing has now.
   *
   * @param tokens [R] — packed; must not be changed before the backward pass. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters. Not modified.
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary
   */
  public void forward(int[] tokens, int tOff, float[] p) {
    last.forget();
    if (!(input instanceof InputWindow.Tokens given)) {
      throw new IllegalArgumentException("tokens: expected features, the network has no tokens");
    }
    given.check(tokensName, tokens, tOff);
    given.set(tokens, tOff);
    forward(p);
  }

  /**
   * Runs a window of features forward, its rows all of one length.
   *
   * @param steps time steps, at most T
   * @param x [steps, N, I] — dense; must not be changed before the backward pass. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   */
  public void forward(int steps, float[] x, int xOff, float[] p) {
    setSteps(steps);
    forward(x, xOff, p);
  }

  /**
   * Runs a window of features forward, of the shape that the packing has now.
   *
   * @param x [R, I] — packed; must not be changed before the backward pass. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   */
  public void forward(float[] x, int xOff, float[] p) {
    last.forget();
    if (!(input instanceof InputWindow.Features given)) {
      throw new IllegalArgumentException("x: expected tokens, the network has no features");
    }
    given.check(x, xOff);
    given.set(x, xOff);
    forward(p);
  }

  /**
   * Runs the encoder over tokens, of the shape that its packing has now. The window that comes
   * begins from what it ends in; naming rows, setting or restoring states before it needs it again.
   *
   * @param tokens [R] — packed by {@code encoder().packing()}; must not be changed before the
   *     backward pass. Not modified.
   * @param tOff start in {@code tokens}
   * @param p parameters, those of the window that comes. Not modified.
   * @throws IllegalArgumentException if the network has no encoder of tokens, or the lengths of its
   *     rows were not set
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary, or the array has less
   */
  public void encode(int[] tokens, int tOff, float[] p) {
    last.forget();
    source.encoder("tokens").forward(tokens, tOff, p);
  }

  /**
   * Runs the encoder over features, of the shape that its packing has now.
   *
   * @param x [R, I] — packed by {@code encoder().packing()}; must not be changed before the
   *     backward pass. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters, those of the window that comes. Not modified.
   * @throws IllegalArgumentException if the network has no encoder of features, or the lengths of
   *     its rows were not set
   * @throws IndexOutOfBoundsException if the array has less
   */
  public void encode(float[] x, int xOff, float[] p) {
    last.forget();
    source.encoder("x").forward(x, xOff, p);
  }

  /**
   * Gives the vectors that the window that comes begins from: one-to-many.
   *
   * @param v [N, size] — dense; copied
   * @param vOff start in {@code v}
   * @throws IllegalArgumentException if the network does not begin from vectors
   * @throws IndexOutOfBoundsException if the array has less
   */
  public void vectors(float[] v, int vOff) {
    last.forget();
    source.vectors(v, vOff, tape.data());
  }

  private void setSteps(int steps) {
    last.forget();
    checkSteps(steps);
    packing.steps(steps);
  }

  private void forward(float[] p) {
    float[] data = tape.data();
    states.begin(p);
    source.forward(p, data);
    input.forward(p, data);
    for (LayerWindow w : stack) {
      w.forward(p, data);
    }
    last.made();
  }

  /**
   * Runs the window of the last forward pass backward, once. {@link #outputGradient()} must hold
   * the gradient of the outputs, written after {@link #clear()}, and {@link #prepare} must have
   * seen these parameters.
   *
   * @param steps time steps of that window, of its longest row
   * @param p parameters of the forward pass. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated.
   * @throws IllegalArgumentException if the last forward pass was refused or had other steps, or
   *     the state before it has been overwritten since
   * @throws IllegalStateException if no parameters have been prepared
   */
  public void backward(int steps, float[] p, float[] dp) {
    last.checkSteps(steps);
    source.checkUnchanged();
    if (!prepared) {
      throw new IllegalStateException(
          "prepare: expected before the first backward pass, and after each change of parameters,"
              + " got none");
    }
    backwardFrom(stack.length - 1, p, dp);
  }

  /**
   * The same where only the last output of each row goes on, and not from this window: nothing
   * comes from there, and the layers above it are passed by, not given zeros.
   */
  void backwardBelowLast(float[] p, float[] dp) {
    int i = stack.length - 1;
    while (!(stack[i] instanceof LastWindow)) {
      i--;
    }
    backwardFrom(i - 1, p, dp);
  }

  private void backwardFrom(int highest, float[] p, float[] dp) {
    float[] data = tape.data();
    for (int i = highest; i >= 0; i--) {
      stack[i].backward(p, data, work, dp);
    }
    input.backward(p, data, work, dp);
    states.backward(dp);
    source.backward(p, data, work, dp);
  }

  /**
   * Clears the gradients of a window: nothing from above, nothing from the window behind.
   *
   * @param steps time steps of the window
   */
  public void clear(int steps) {
    checkSteps(steps);
    if (steps != packing.steps()) {
      packing.steps(steps);
    }
    clear();
  }

  /**
   * Clears the gradients of a window of the shape that the packing has now: after it was set for
   * the window, since what another shape left elsewhere stays.
   */
  public void clear() {
    input.clear(work);
    for (LayerWindow w : stack) {
      w.clear(work);
    }
    source.clear();
  }

  /**
   * Takes parameters for the backward pass: packs their transposes. Needed after every change of
   * them.
   *
   * @param p parameters. Not modified.
   */
  public void prepare(float[] p) {
    prepared = true;
    for (LayerWindow w : stack) {
      w.prepare(p, work);
    }
    source.prepare(p, work);
  }

  /**
   * Carries the state after a window in front of the next. The backward pass of the window must be
   * done by then: it needs the state before it. A layer that goes backward in time starts each
   * window as it did the first: what comes behind a window is not known. Where sequences begin from
   * a source no state is carried: the next window needs a source of its own.
   *
   * @param steps time steps of the window, or of its first part
   * @throws IllegalArgumentException if the last forward pass was refused or had fewer steps, or
   *     its state has been carried or set since
   */
  public void carry(int steps) {
    last.checkPart(steps);
    last.forget();
    if (source.isThere()) {
      states.skip(source.leave(steps));
    } else {
      states.carry(steps);
    }
  }

  /**
   * Names the rows of the windows to come: random masks follow a row's id and not its place. At
   * first the ids are 0 to N - 1.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    states.rowIds(ids);
    source.forget();
  }

  /**
   * Sets a row's state before the window that comes: a new sequence, with random masks of its own.
   *
   * @param row 0 to N - 1
   * @param state the state, of a network of this architecture; not kept
   * @throws IllegalArgumentException if sequences begin from a source, of which their states come
   * @throws IllegalStateException if the state is being changed; nothing is changed here then
   */
  public void setState(int row, State state) {
    if (source.isThere()) {
      throw new IllegalArgumentException(
          "state: expected to come of the source that the network begins from, got one set");
    }
    states.set(row, state);
    forget();
  }

  /** What stands before the window has changed: no pass can be gone back through. */
  private void forget() {
    last.forget();
    source.forget();
  }

  /**
   * Sets all states before the window that comes to those that sequences begin with: zero, or the
   * learned ones.
   */
  public void resetState() {
    for (int n = 0; n < rows; n++) {
      resetState(n);
    }
  }

  /**
   * Sets a row's state before the window that comes to the one that sequences begin with: zero, or
   * the learned one.
   *
   * @param row 0 to N - 1
   */
  public void resetState(int row) {
    states.reset(row);
    forget();
  }

  /**
   * What the window that comes starts from: states of all rows, and counters of random masks. Of a
   * row that begins with the learned first state it is {@link Carried#fresh} that counts: what is
   * in {@link Carried#states} is what {@link #state(int, int, State)} reads.
   *
   * @return copies
   */
  public Carried carried() {
    return states.carried();
  }

  /**
   * Goes on from what was carried: the window that comes has the bits that it would have had then.
   *
   * @param carried of a network of this architecture with as many rows; not kept
   * @throws IllegalArgumentException if it is of another size; nothing is changed then
   */
  public void restore(Carried carried) {
    states.restore(carried);
    forget();
  }

  /**
   * Copies a row's state at some step of the window. A layer that goes backward in time counts its
   * own steps: its state after one step is that at the row's last valid step.
   *
   * <p>A learned first state is among the parameters, which only the forward pass is given: where a
   * row begins with it, it is the state before the window from that pass on. Before the pass that
   * state is zero, or where an earlier pass has begun with it and the row still has to, the one of
   * the parameters then.
   *
   * @param t 0 for the state before the window, to the row's length for the one after it
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalArgumentException if t is above 0 and there is no forward pass, or its state has
   *     been carried or set since: carried, it is the state before the window that comes
   * @throws IndexOutOfBoundsException if there is no such step or row
   * @throws IllegalStateException if {@code to} is in use; it is not modified then
   */
  public void state(int t, int row, State to) {
    states.get(t, row, to);
  }

  /**
   * Copies a row's state after the window, as {@code h_n} of PyTorch: that of its last valid step;
   * in a layer that goes backward in time, of its first.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalArgumentException as {@link #state(int, int, State)}
   * @throws IllegalStateException if {@code to} is in use; it is not modified then
   */
  public void state(int row, State to) {
    states.get(row, to);
  }

  /**
   * Copies a part of a cell's state after every step of the window.
   *
   * @param cell its index in {@link Layers#cells}
   * @param part its name, such as {@code c}
   * @param to [R, H] — packed rows, [T, N, H] where all are of one length; without padding. A layer
   *     that goes backward in time counts its own steps. Modified.
   * @param toOff start in {@code to}
   * @throws IllegalArgumentException if the cell has no such part, or as {@link #state(int, int,
   *     State)}
   * @throws IndexOutOfBoundsException if there is no such cell, or no room; nothing is modified
   */
  public void states(int cell, String part, float[] to, int toOff) {
    states.get(cell, part, to, toOff);
  }

  /**
   * Copies the gradient of a row's state before the window, as the backward pass left it. What
   * comes from above to the state's own outputs is no part of it: given to {@link
   * #setStateGradient} of the window before, it makes two windows have the bits of one.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalStateException if {@code to} is in use; it is not modified then
   */
  public void stateGradient(int row, State to) {
    states.gradient(row, to);
  }

  /**
   * Sets the gradient of a row's state after the window, as the steps behind it give it, for the
   * backward pass that comes: after {@link #clear}, which sets it to zero. Of a layer that goes
   * backward in time it is the gradient of the state that it ends in, at the row's first step.
   *
   * @param row 0 to N - 1
   * @param from a state of a network of this architecture; not kept
   * @throws IllegalStateException if it is being changed; nothing is changed here then
   */
  public void setStateGradient(int row, State from) {
    states.setGradient(row, from);
  }

  /**
   * Room for what stands before a window.
   *
   * @return to be filled by {@link #save}
   */
  public Checkpoint newCheckpoint() {
    return states.newCheckpoint();
  }

  /**
   * Keeps what stands before the window: states, which of them are the learned ones, and the place
   * of the random masks. The backward pass may still come. The learned ones are not kept: the
   * window that comes after {@link #restore(Checkpoint)} takes them from its own parameters.
   *
   * @param to of a network of this architecture and as many rows. Modified.
   * @throws IllegalStateException if one of its states is in use; nothing is modified then
   */
  public void save(Checkpoint to) {
    states.save(to);
  }

  /**
   * Goes to where a checkpoint was kept: the window that comes has the bits of the one that came
   * then, random masks and all. The row ids stay as they are.
   *
   * @param from of a network of this architecture and as many rows. Not modified.
   * @throws IllegalStateException if one of its states is being changed; nothing is changed then
   */
  public void restore(Checkpoint from) {
    states.restore(from);
    forget();
  }

  private void checkSteps(int steps) {
    if (steps < 1 || steps > packing.maxSteps()) {
      throw new IllegalArgumentException(
          "steps: expected 1 to " + packing.maxSteps() + ", got " + steps);
    }
  }

  /**
   * The encoder: its shape, its tape, its states, and the gradient of its features.
   *
   * @return not a copy; null where the network has none
   */
  public Unrolled encoder() {
    return source.encoder();
  }

  LastForward last() {
    return last;
  }

  WindowStates states() {
    return states;
  }

  /**
   * Where the gradient of the source vectors starts in the workspace after the backward pass: [N,
   * E'], {@link #vectorRow} floats a row.
   *
   * @return the index in {@link #workspace()}
   * @throws IllegalStateException if the network does not begin from vectors
   */
  public int vectorGradient() {
    return source.ofVectors().dVectors();
  }

  /**
   * Floats from a row of the gradient of the source vectors to the next.
   *
   * @return their size padded to a multiple of 16
   */
  public int vectorRow() {
    return source.ofVectors().dRow();
  }

  /**
   * Attention layers.
   *
   * @return how many
   */
  public int attentions() {
    return attentions.length;
  }

  /**
   * Copies the weights with which an attention layer read the source at a step.
   *
   * @param layer its index among the attention layers
   * @param t 0 to the row's length - 1
   * @param row 0 to N - 1
   * @param to one for each step of the row's source, of sum 1. Modified.
   * @return how many
   * @throws IllegalArgumentException if there is no forward pass, or the encoder has been run since
   * @throws IndexOutOfBoundsException if there is no such layer, row or step, or the array has less
   *     room
   */
  public int attention(int layer, int t, int row, float[] to) {
    last.check();
    source.checkUnchanged();
    Bounds.checkIndex("layer, of those that are attention", layer, attentions.length);
    return attentions[layer].weights(t, row, tape.data(), to);
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
   * Where a cell's regions lie on the tape and in the workspace.
   *
   * @param cell its index in {@link Layers#cells}: that of the layer, where none is bidirectional
   * @return the window
   */
  public CellWindow window(int cell) {
    return windows[cell];
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
   * Size of tape and workspace, as they are laid out: an array may be longer than its layout where
   * that puts it on a cache line.
   *
   * @return their bytes
   */
  public long bytes() {
    return bytes;
  }

  /**
   * The shape of what comes out: that of the windows, or one step of all rows where only the last
   * output of each goes on.
   *
   * @return not a copy
   */
  public Packing outputPacking() {
    return top.packing;
  }

  /**
   * Where the outputs start on the tape: [R, O'], {@link #outputRow()} floats a row; [N, O'] where
   * only the last of each row goes on.
   *
   * @return the index in {@code tape().data()}
   */
  public int output() {
    return top.output();
  }

  /**
   * Floats from a row of outputs, or of their gradients, to the next.
   *
   * @return outputs padded to a multiple of 16
   */
  public int outputRow() {
    return top.row;
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
   * Where the gradient of the outputs of a time step starts: of the rows that have it, in order,
   * [·, O'] from there, padding zero.
   *
   * @param steps time steps of the window
   * @param t 0 to steps - 1
   * @return the index in {@link #outputGradient()}
   */
  public int outputGradient(int steps, int t) {
    if (steps != top.packing.steps()) {
      throw new IllegalArgumentException(
          "steps: expected " + top.packing.steps() + ", those of the outputs, got " + steps);
    }
    return top.dOutput() + top.packing.reversed(t) * top.row;
  }

  /**
   * Where the gradient of the features starts in the workspace after the backward pass: [R, I'] in
   * reverse time.
   *
   * @return the index in {@link #workspace()}
   * @throws IllegalStateException if it is not wanted: {@link Mode#withInputGradient}
   */
  public int inputGradient() {
    if (!(input instanceof InputWindow.Features f) || f.dOutput() < 0) {
      throw new IllegalStateException(
          "inputGradient: expected features, and a mode with their gradient");
    }
    return f.dOutput();
  }
}
