package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.cell.StatePart;
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
      "steps: expected a forward pass before, got none, or one that was refused, carried,"
          + " overwritten or of another shape than the packing has now";

  private final Layers layers;
  private final StateShape shape;
  private final Packing packing;
  private final int rows;
  private final Tape tape;
  private final InputWindow input;
  private final CellWindow[] windows;

  /**
   * Their cells: an array, since a list has an iterator, which is garbage where it is not inlined.
   */
  private final Laid.Directed[] directed;

  private final LayerWindow[] stack;

  private final LayerWindow top;

  /** Null where the network has none. */
  private final Unrolled encoder;

  /** From the source to the first states; null where the network has no source. */
  private final BridgeWindow bridge;

  private final AttentionWindow[] attentions;

  /** Whether source vectors were given for the window that comes. */
  private boolean vectors;

  /** Forward passes so far, and those of the encoder at the last of them. */
  private long passes;

  private long encoderPasses;

  /** Whether any parameters were. */
  private boolean prepared;

  /** What the message on a token begins with: that of an encoder is a source's. */
  private final String argument;

  private final RandomMasks masks;
  private final float[] work;
  private final long bytes;
  private final State zero;

  /** Rows whose first state is the learned one. */
  private final boolean[] fresh;

  /** The same of the layers that go backward in time, which begin each window anew. */
  private final boolean[] freshReverse;

  /** Whether sequences begin with a learned first state. */
  private final boolean learnedStart;

  /** Time steps of the last forward pass that can be gone back through; -1 if there is none. */
  private int forwarded = -1;

  /** Which shape it had. */
  private int forwardedShape;

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
    checkSource(layers, source, packing);
    this.argument = firstMask < Windows.ENCODER ? "" : "source ";
    this.layers = layers;
    this.shape = layers.shape();
    this.packing = packing;
    this.rows = packing.rows();
    this.masks = masks;
    encoder =
        source == null
            ? null
            : new Unrolled(
                layers.encoder(), null, source, mode, team, masks, firstMask + Windows.ENCODER);
    LayerWindow memory = encoder == null ? null : encoder.top;
    Windows made = new Windows(layers, packing, mode, masks, firstMask, team, memory);
    input = made.input;
    windows = made.cells;
    directed = layers.directed().toArray(Laid.Directed[]::new);
    stack = made.stack.toArray(LayerWindow[]::new);
    top = made.top();
    bridge = made.bridge;
    tape = new Tape(made.tape.build());
    Layout workspace = made.work.build();
    work = workspace.allocate();
    bytes = tape.layout().bytes() + workspace.bytes() + (encoder == null ? 0 : encoder.bytes());
    attentions = made.attentions.toArray(AttentionWindow[]::new);
    if (encoder != null) {
      bridge.read(encoder);
      made.attentions.forEach(a -> a.read(encoder.tape.data(), encoder.work));
    }
    zero = new State(shape);
    fresh = new boolean[rows];
    freshReverse = new boolean[rows];
    learnedStart = layers.architecture().learnedStart();
    Arrays.fill(fresh, learnedStart);
    Arrays.fill(freshReverse, learnedStart);
  }

  private static void checkSource(Layers layers, Packing source, Packing packing) {
    if ((layers.encoder() == null) != (source == null)) {
      throw new IllegalArgumentException(
          source == null
              ? "source: expected the shape of the rows that the encoder reads, got none"
              : "source: expected none, for the network has no encoder, got one");
    }
    if (source != null && source.rows() != packing.rows()) {
      throw new IllegalArgumentException(
          "source: expected " + packing.rows() + " rows, as in the windows, got " + source.rows());
    }
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
    forwarded = -1;
    if (!layers.tokens()) {
      throw new IllegalArgumentException("tokens: expected features, the network has no tokens");
    }
    if (tOff < 0 || tokens.length - tOff < packing.total()) {
      throw new IndexOutOfBoundsException(
          "tokens: expected "
              + packing.total()
              + " elements from "
              + tOff
              + ", got an array of "
              + tokens.length);
    }
    checkTokens(tokens, tOff);
    if (input instanceof InputWindow.Index index) {
      index.set(tokens, tOff);
    } else if (input instanceof InputWindow.Embedded embedded) {
      embedded.set(tokens, tOff);
    }
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
    forwarded = -1;
    if (!(input instanceof InputWindow.Features features)) {
      throw new IllegalArgumentException("x: expected tokens, the network has no features");
    }
    long size = (long) packing.total() * features.size;
    if (xOff < 0 || x.length - xOff < size) {
      throw new IndexOutOfBoundsException(
          "x: expected " + size + " elements from " + xOff + ", got an array of " + x.length);
    }
    features.set(x, xOff);
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
    forwarded = -1;
    checkEncoder("tokens").forward(tokens, tOff, p);
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
    forwarded = -1;
    checkEncoder("x").forward(x, xOff, p);
  }

  private Unrolled checkEncoder(String argument) {
    if (encoder == null) {
      throw new IllegalArgumentException(
          argument + ": expected none, for the network has no encoder, got some");
    }
    if (!encoder.packing.isSet()) {
      throw new IllegalArgumentException(
          "source: expected the lengths of its rows to be set, got none");
    }
    return encoder;
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
    forwarded = -1;
    if (!(layers.architecture().source() instanceof Source.Vector)) {
      throw new IllegalArgumentException(
          "v: expected none, for the network does not begin from vectors, got some");
    }
    long size = (long) rows * bridge.size();
    if (vOff < 0 || v.length - vOff < size) {
      throw new IndexOutOfBoundsException(
          "v: expected " + size + " elements from " + vOff + ", got an array of " + v.length);
    }
    bridge.vectors(v, vOff, tape.data());
    vectors = true;
  }

  private void setSteps(int steps) {
    forwarded = -1;
    checkSteps(steps);
    packing.steps(steps);
  }

  private void forward(float[] p) {
    startFresh(p);
    float[] data = tape.data();
    if (bridge != null) {
      checkBegun();
      bridge.forward(p, data);
    }
    input.forward(p, data);
    for (LayerWindow w : stack) {
      w.forward(p, data);
    }
    forwarded = packing.steps();
    forwardedShape = packing.changes();
    passes++;
    encoderPasses = encoder == null ? 0 : encoder.passes;
  }

  private void checkBegun() {
    boolean begun = encoder == null ? vectors : encoder.isForwarded();
    if (!begun) {
      throw new IllegalArgumentException(
          encoder == null
              ? "vectors: expected some for each window, got none since the last was carried"
              : "source: expected to be encoded before each window, in the shape that its packing"
                  + " has now; it was not, or was refused, or the last window has been carried, or"
                  + " rows were named or states set since");
    }
  }

  private boolean isForwarded() {
    return forwarded >= 0 && forwardedShape == packing.changes();
  }

  /** Refuses an encoder that has been run, or set to another shape, since the forward pass. */
  private void checkEncoded() {
    if (encoder != null && !(encoder.isForwarded() && encoder.passes == encoderPasses)) {
      throw new IllegalArgumentException(
          "source: expected the encoder as the last forward pass left it, got one that was run, set"
              + " to another shape, or whose rows were named or states set, since");
    }
  }

  /** The learned first state of rows that begin with it: the parameters may have changed. */
  private void startFresh(float[] p) {
    for (int n = 0; n < rows && learnedStart; n++) {
      for (Laid.Directed of : directed) {
        if (isFresh(of, n)) {
          startFresh(of, n, p);
        }
      }
    }
  }

  private boolean isFresh(Laid.Directed of, int row) {
    return of.reverse() ? freshReverse[row] : fresh[row];
  }

  private void startFresh(Laid.Directed of, int row, float[] p) {
    for (int part = 0; part < of.start().length; part++) {
      windows[of.number()].setState(part, row, p, of.start()[part], tape.data());
    }
  }

  /** Their gradient: a chain over the rows that began with it. */
  private void startBackward(float[] dp) {
    for (int n = 0; n < rows && learnedStart; n++) {
      for (Laid.Directed of : directed) {
        if (isFresh(of, n)) {
          startBackward(of, n, dp);
        }
      }
    }
  }

  private void startBackward(Laid.Directed of, int row, float[] dp) {
    for (int part = 0; part < of.start().length; part++) {
      for (int u = 0; u < shape.size(of.number(), part); u++) {
        dp[of.start()[part] + u] += work[windows[of.number()].dState(part, row, u)];
      }
    }
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
    if (forwarded < 0 || steps != forwarded || forwardedShape != packing.changes()) {
      throw new IllegalArgumentException(
          forwarded < 0 || forwardedShape != packing.changes()
              ? NO_FORWARD
              : "steps: expected " + forwarded + ", those of the last forward pass, got " + steps);
    }
    checkEncoded();
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
    startBackward(dp);
    if (bridge != null) {
      bridge.backward(p, data, work, dp);
    }
    if (encoder != null) {
      encoder.backward(encoder.packing.steps(), p, dp);
    }
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
    if (encoder != null) {
      encoder.clear();
    }
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
    if (bridge != null) {
      bridge.prepare(p, work);
    }
    if (encoder != null) {
      encoder.prepare(p);
    }
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
    if (steps < 1 || steps > forwarded || forwardedShape != packing.changes()) {
      throw new IllegalArgumentException(
          forwarded < 0 || forwardedShape != packing.changes()
              ? NO_FORWARD
              : "steps: expected 1 to "
                  + forwarded
                  + ", those of the last forward pass, got "
                  + steps);
    }
    forwarded = -1;
    if (bridge != null) {
      leaveSource(steps);
      return;
    }
    for (Laid.Directed of : directed) {
      if (!of.reverse()) {
        windows[of.number()].carry(steps, tape.data());
      }
    }
    for (int n = 0; n < rows; n++) {
      // A row that had no step has yet to begin.
      fresh[n] &= packing.length(n) == 0;
    }
    masks.advance(steps);
  }

  /** No mask is drawn twice, on either side. */
  private void leaveSource(int steps) {
    vectors = false;
    int most = steps;
    if (encoder != null) {
      encoder.forwarded = -1;
      most = Math.max(steps, encoder.packing.steps());
    }
    masks.advance(most);
  }

  /**
   * Names the rows of the windows to come: random masks follow a row's id and not its place. At
   * first the ids are 0 to N - 1.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    masks.rowIds(ids);
    forgetEncoding();
  }

  /** The encoder's masks would be those of other sequences. */
  private void forgetEncoding() {
    if (encoder != null) {
      encoder.forwarded = -1;
    }
  }

  /**
   * Sets a row's state before the window that comes: a new sequence, with random masks of its own.
   *
   * @param row 0 to N - 1
   * @param state the state, of a network of this architecture; not kept
   * @throws IllegalArgumentException if sequences begin from a source, of which their states come
   */
  public void setState(int row, State state) {
    if (bridge != null) {
      throw new IllegalArgumentException(
          "state: expected to come of the source that the network begins from, got one set");
    }
    putState(row, state);
  }

  /** Refuses a row or state that is none of this network's. */
  void checkState(int row, State state) {
    checkRow(row);
    state.check(shape);
  }

  private void putState(int row, State state) {
    checkState(row, state);
    forwarded = -1;
    forgetEncoding();
    fresh[row] = false;
    freshReverse[row] = false;
    masks.restart(row);
    for (int l = 0; l < windows.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        windows[l].setState(part, row, state.values, shape.at(l, part), tape.data());
      }
    }
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
    putState(row, zero);
    fresh[row] = learnedStart;
    freshReverse[row] = fresh[row];
  }

  /**
   * What the window that comes starts from: states of all rows, and counters of random masks. Of a
   * row that begins with the learned first state it is {@link Carried#fresh} that counts: what is
   * in {@link Carried#states} is what {@link #state(int, int, State)} reads.
   *
   * @return copies
   */
  public Carried carried() {
    State state = new State(shape);
    int size = state.toArray().length;
    float[] states = new float[Math.multiplyExact(rows, size)];
    for (int n = 0; n < rows; n++) {
      state(0, n, state);
      System.arraycopy(state.toArray(), 0, states, n * size, size);
    }
    boolean[] begins = Arrays.copyOf(fresh, 2 * rows);
    System.arraycopy(freshReverse, 0, begins, rows, rows);
    return new Carried(states, begins, masks.elapsed(), masks.began(), masks.rowIds());
  }

  /**
   * Goes on from what was carried: the window that comes has the bits that it would have had then.
   *
   * @param carried of a network of this architecture with as many rows; not kept
   * @throws IllegalArgumentException if it is of another size; nothing is changed then
   */
  public void restore(Carried carried) {
    State state = new State(shape);
    int size = state.toArray().length;
    carried.check(rows, size);
    for (int n = 0; n < rows; n++) {
      state.fromArray(Arrays.copyOfRange(carried.states(), n * size, (n + 1) * size));
      putState(n, state);
    }
    System.arraycopy(carried.fresh(), 0, fresh, 0, rows);
    System.arraycopy(carried.fresh(), rows, freshReverse, 0, rows);
    masks.restore(carried.elapsed(), carried.began(), carried.rowIds());
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
   */
  public void state(int t, int row, State to) {
    to.check(shape);
    checkRow(row);
    checkForwarded(t);
    for (int l = 0; l < windows.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int size = shape.size(l, part);
        windows[l].getState(part, t, row, size, tape.data(), to.values, shape.at(l, part));
      }
    }
  }

  /**
   * Copies a row's state after the window, as {@code h_n} of PyTorch: that of its last valid step;
   * in a layer that goes backward in time, of its first.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalArgumentException as {@link #state(int, int, State)}
   */
  public void state(int row, State to) {
    checkForwarded(1);
    checkRow(row);
    state(packing.length(row), row, to);
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
   */
  public void states(int cell, String part, float[] to, int toOff) {
    checkForwarded(1);
    int of = part(cell, part);
    int size = layers.state().get(cell).get(of).size();
    for (int n = 0; n < rows; n++) {
      for (int t = 0; t < packing.length(n); t++) {
        int at = toOff + packing.at(t, n) * size;
        for (int u = 0; u < size; u++) {
          to[at + u] = tape.data()[windows[cell].state(of, t + 1, n, u)];
        }
      }
    }
  }

  /** The index of a part of a cell's state. */
  int part(int cell, String name) {
    List<StatePart> parts = layers.state().get(cell);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("part: expected one of " + parts + ", got " + name);
  }

  private void checkForwarded(int t) {
    if (t > 0 && !isForwarded()) {
      throw new IllegalArgumentException(NO_FORWARD);
    }
  }

  private void checkRow(int row) {
    checkIndex("row", row, rows);
  }

  /**
   * Copies the gradient of a row's state before the window, as the backward pass left it. What
   * comes from above to the state's own outputs is no part of it: given to {@link
   * #setStateGradient} of the window before, it makes two windows have the bits of one.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   */
  public void stateGradient(int row, State to) {
    to.check(shape);
    checkRow(row);
    for (int l = 0; l < windows.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int at = shape.at(l, part);
        for (int u = 0; u < shape.size(l, part); u++) {
          to.values[at + u] = work[windows[l].dState(part, row, u)];
        }
      }
    }
  }

  /**
   * Sets the gradient of a row's state after the window, as the steps behind it give it, for the
   * backward pass that comes: after {@link #clear}, which sets it to zero. Of a layer that goes
   * backward in time it is the gradient of the state that it ends in, at the row's first step.
   *
   * @param row 0 to N - 1
   * @param from a state of a network of this architecture; not kept
   */
  public void setStateGradient(int row, State from) {
    from.check(shape);
    checkRow(row);
    for (int l = 0; l < windows.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int at = shape.at(l, part);
        for (int u = 0; u < shape.size(l, part); u++) {
          work[windows[l].dState(part, row, u)] = from.values[at + u];
        }
      }
    }
  }

  /**
   * Room for what stands before a window.
   *
   * @return to be filled by {@link #save}
   */
  public Checkpoint newCheckpoint() {
    return new Checkpoint(shape, rows);
  }

  /**
   * Keeps what stands before the window: states, which of them are the learned ones, and the place
   * of the random masks. The backward pass may still come. The learned ones are not kept: the
   * window that comes after {@link #restore(Checkpoint)} takes them from its own parameters.
   *
   * @param to of a network of this architecture and as many rows. Modified.
   */
  public void save(Checkpoint to) {
    to.check(shape, rows);
    for (int n = 0; n < rows; n++) {
      state(0, n, to.states[n]);
    }
    System.arraycopy(fresh, 0, to.fresh, 0, rows);
    System.arraycopy(freshReverse, 0, to.fresh, rows, rows);
    masks.save(to.masks);
  }

  /** Goes on by some steps of random masks, which nobody draws any more; the states stay. */
  void skipMasks(int steps) {
    masks.advance(steps);
  }

  /**
   * Goes to where a checkpoint was kept: the window that comes has the bits of the one that came
   * then, random masks and all. The row ids stay as they are.
   *
   * @param from of a network of this architecture and as many rows. Not modified.
   */
  public void restore(Checkpoint from) {
    from.check(shape, rows);
    for (int n = 0; n < rows; n++) {
      putState(n, from.states[n]);
    }
    System.arraycopy(from.fresh, 0, fresh, 0, rows);
    System.arraycopy(from.fresh, rows, freshReverse, 0, rows);
    masks.restore(from.masks);
  }

  private void checkTokens(int[] tokens, int tOff) {
    int end = layers.architecture().input().size();
    for (int i = tOff; i < tOff + packing.total(); i++) {
      if (tokens[i] < 0 || tokens[i] >= end) {
        throw new IndexOutOfBoundsException(
            argument + "tokens[" + i + "]: expected 0 to " + (end - 1) + ", got " + tokens[i]);
      }
    }
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
    return encoder;
  }

  /**
   * Where the gradient of the source vectors starts in the workspace after the backward pass: [N,
   * E'], {@link #vectorRow} floats a row.
   *
   * @return the index in {@link #workspace()}
   * @throws IllegalStateException if the network does not begin from vectors
   */
  public int vectorGradient() {
    if (bridge == null || encoder != null) {
      throw new IllegalStateException("vectorGradient: expected a network that begins from them");
    }
    return bridge.dVectors();
  }

  /**
   * Floats from a row of the gradient of the source vectors to the next.
   *
   * @return their size padded to a multiple of 16
   */
  public int vectorRow() {
    vectorGradient();
    return bridge.dRow();
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
    checkForwarded(1);
    checkEncoded();
    checkRow(row);
    checkIndex("layer, of those that are attention", layer, attentions.length);
    checkIndex("t", t, packing.length(row));
    int length = attentions[layer].length(row);
    if (to.length < length) {
      throw new IndexOutOfBoundsException(
          "to: expected room for " + length + " weights, got " + to.length);
    }
    attentions[layer].weights(t, row, tape.data(), to);
    return length;
  }

  private static void checkIndex(String name, int index, int count) {
    if (index < 0 || index >= count) {
      String expected = count == 0 ? "none, for there are none" : "0 to " + (count - 1);
      throw new IndexOutOfBoundsException(name + ": expected " + expected + ", got " + index);
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
