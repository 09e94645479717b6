package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The workspace that steps many streams together, some of them or all in a call: one for each
 * thread, handed from one to the next as you like. Each stream gets the bits that it would have
 * from a {@link Stepper}, whoever else is in the call and at whatever place. Weights are read once
 * for several of them; where a call has only one, it is stepped as a stepper would.
 *
 * <pre>{@code
 * BatchStepper together = network.newBatchStepper(32);
 * together.step(states, n, in, out);       // states[i] with row i of [n, I] gives row i of [n, O]
 * }</pre>
 *
 * <p>It holds room for the gates and states of its rows; nothing is allocated or locked in a call,
 * and nothing kept between calls that a result depends on. Overlapping calls are refused, and so is
 * a state that is in use elsewhere, or given twice. Where a call is refused no state is modified.
 * Arrays that are read must not change during a call, nor are they let go before the next one.
 *
 * <p>A recording of Flight Recorder that asks for it gets an event {@code dev.cellwise.Step} for
 * each call of a length, with as many rows: see the package.
 *
 * <p>Of two streams or more windows of one time step do the work, over floats: of a network in
 * {@link Precision#BF16} over the rounded ones, so that the bits are the same. One alone reads its
 * weights in half the bytes there.
 */
public final class BatchStepper {
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(BatchStepper.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** With 64 floats a row or more, what an array can hold. */
  private static final int MOST_ROWS = Integer.MAX_VALUE / 64;

  private final Layers layers;
  private final Precision precision;
  private final StateShape shape;
  private final float[] p;

  /** V or I. */
  private final int inputs;

  /** O. */
  private final int outputs;

  /** One time step; the rows that take part are the first ones. */
  private final Packing packing;

  /** What {@link #packing} is given: 1 for each row that takes part. */
  private final int[] lengths;

  private final InputWindow input;
  private final CellWindow[] cells;
  private final LayerWindow[] stack;
  private final LayerWindow top;
  private final float[] data;

  /** Steps the stream of a call that has no other: sooner than a window of one row. */
  private final Stepper single;

  /** The states of a call, taken by it: the caller's array may change meanwhile. */
  private final State[] taken;

  private int count;

  /** Rows of the last call that had any. */
  private int active;

  private boolean busy;

  BatchStepper(Network network, int rows) {
    Architecture a = Stepper.checkNoSource(network).architecture();
    Stepper.checkStreams(a);
    if (rows < 1 || rows > MOST_ROWS) {
      throw new IllegalArgumentException("rows: expected 1 to " + MOST_ROWS + ", got " + rows);
    }
    this.layers = network.layers();
    this.precision = network.precision();
    this.shape = layers.shape();
    this.p = network.parameters();
    this.inputs = a.input().size();
    this.outputs = a.outputSize();
    this.packing = Packing.ragged(1, rows, rows);
    this.lengths = new int[rows];
    RandomMasks none = new RandomMasks(0, rows);
    // What the way back would need is laid out too, but its floats are never allocated.
    Windows made = new Windows(layers, packing, Mode.inference(), none, 0, null, null);
    this.input = made.input;
    this.cells = made.cells;
    this.stack = made.stack.toArray(LayerWindow[]::new);
    this.top = made.top();
    this.data = made.tape.build().allocate();
    this.single = new Stepper(network, new ArrayList<>(), 1);
    this.taken = new State[rows];
  }

  /**
   * Most streams of a call.
   *
   * @return as given
   */
  public int rows() {
    return taken.length;
  }

  /**
   * One step of each of some streams.
   *
   * @param states [n] — of a network of this architecture, each once; more may follow. Modified.
   * @param n streams, 0 to {@link #rows()}
   * @param in [n, I] — features. Not modified.
   * @param out [n, O] — the outputs; another array than {@code in}. Modified.
   * @throws IllegalArgumentException if there are too many streams or too few elements, the network
   *     takes tokens, or a state is of other parts or given twice; nothing is modified
   * @throws IllegalStateException if a state is in use elsewhere, or a call runs; nothing is
   *     modified
   */
  public void step(State[] states, int n, float[] in, float[] out) {
    if (!(input instanceof InputWindow.Features features)) {
      throw new IllegalArgumentException("in: expected tokens, got features");
    }
    check(states, n, "in", in.length, inputs, out);
    if (in == out) {
      throw new IllegalArgumentException("out: expected another array than in, got the same");
    }
    Object event = FlightEvents.step();
    begin();
    try {
      take(states, n);
      if (n == 1) {
        single.part(taken[0], 1, in, 0, out, 0);
      } else {
        features.set(in, 0);
        run(out);
      }
    } finally {
      end();
    }
    if (event != null) {
      FlightEvents.stepped(event, layers, precision, n, 1);
    }
  }

  /**
   * One step of each of some streams.
   *
   * @param states [n] — of a network of this architecture, each once; more may follow. Modified.
   * @param n streams, 0 to {@link #rows()}
   * @param tokens [n] — 0 to V - 1 each. Not modified.
   * @param out [n, O] — the outputs. Modified.
   * @throws IllegalArgumentException if there are too many streams or too few elements, the network
   *     takes features, or a state is of other parts or given twice; nothing is modified
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary; nothing is modified
   * @throws IllegalStateException if a state is in use elsewhere, or a call runs; nothing is
   *     modified
   */
  public void step(State[] states, int n, int[] tokens, float[] out) {
    if (!(input instanceof InputWindow.Tokens given)) {
      throw new IllegalArgumentException("tokens: expected features, the network has no tokens");
    }
    check(states, n, "tokens", tokens.length, 1, out);
    Object event = FlightEvents.step();
    begin();
    try {
      checkTokens(tokens, n);
      take(states, n);
      if (n == 1) {
        single.part(taken[0], 1, tokens, 0, out, 0);
      } else {
        given.set(tokens, 0);
        run(out);
      }
    } finally {
      end();
    }
    if (event != null) {
      FlightEvents.stepped(event, layers, precision, n, 1);
    }
  }

  private void check(State[] states, int n, String name, int length, int size, float[] out) {
    if (n < 0 || n > taken.length) {
      throw new IllegalArgumentException("n: expected 0 to " + taken.length + ", got " + n);
    }
    if (states.length < n) {
      throw new IllegalArgumentException(
          "states: expected at least " + n + " states, got " + states.length);
    }
    checkRoom(name, length, n, size);
    checkRoom("out", out.length, n, outputs);
  }

  private static void checkRoom(String name, int length, int n, int size) {
    if (length < (long) n * size) {
      throw new IllegalArgumentException(
          name + ": expected at least " + (long) n * size + " elements, got " + length);
    }
  }

  private void checkTokens(int[] tokens, int n) {
    for (int i = 0; i < n; i++) {
      if (tokens[i] < 0 || tokens[i] >= inputs) {
        throw new IndexOutOfBoundsException(
            "tokens[" + i + "]: expected 0 to " + (inputs - 1) + ", got " + tokens[i]);
      }
    }
  }

  private void begin() {
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "stepper: expected one call at a time, got a second while the first runs; take a stepper"
              + " for each thread");
    }
  }

  /** Gives back all that {@link #take} got, be it not all that it should. */
  private void end() {
    for (int i = 0; i < count; i++) {
      taken[i].release();
    }
    // The streams are the caller's: none is kept from the collector.
    Arrays.fill(taken, 0, count, null);
    count = 0;
    BUSY.setRelease(this, false);
  }

  private void take(State[] states, int n) {
    for (int i = 0; i < n; i++) {
      State state = states[i];
      if (state == null) {
        throw new IllegalArgumentException("states[" + i + "]: expected a state, got none");
      }
      if (!state.fits(shape)) {
        throw state.misfit("states[" + i + "]", shape);
      }
      if (!state.take()) {
        throw refused(state, i);
      }
      taken[i] = state;
      count = i + 1;
    }
  }

  /** A state that is in use, by this call or by another. */
  private RuntimeException refused(State state, int at) {
    for (int i = 0; i < at; i++) {
      if (taken[i] == state) {
        return new IllegalArgumentException(
            "states[" + at + "]: expected each state once, got that of states[" + i + "] again");
      }
    }
    return State.overlap("states[" + at + "]");
  }

  /** States in, the windows, states and outputs out. */
  private void run(float[] out) {
    if (count == 0) {
      return;
    }
    pack();
    for (int n = 0; n < count; n++) {
      bring(n, taken[n].values);
    }
    input.forward(p, data);
    for (LayerWindow w : stack) {
      w.forward(p, data);
    }
    for (int n = 0; n < count; n++) {
      fetch(n, taken[n].values);
      System.arraycopy(data, top.output() + n * top.row, out, n * outputs, outputs);
    }
  }

  private void pack() {
    if (count != active) {
      Arrays.fill(lengths, 0, count, 1);
      Arrays.fill(lengths, count, lengths.length, 0);
      packing.lengths(lengths);
      active = count;
    }
  }

  private void bring(int row, float[] values) {
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        cells[l].setState(part, row, values, shape.at(l, part), data);
      }
    }
  }

  private void fetch(int row, float[] values) {
    for (int l = 0; l < cells.length; l++) {
      for (int part = 0; part < shape.parts(l); part++) {
        int size = shape.size(l, part);
        cells[l].getState(part, 1, row, size, data, values, shape.at(l, part));
      }
    }
  }
}
