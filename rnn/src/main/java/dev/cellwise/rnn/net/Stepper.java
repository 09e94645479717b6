package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.EmbeddingLayer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The workspace that steps a network: one for each thread, handed from one to the next as you like.
 * Nothing is allocated or locked, and nothing kept between calls that a result depends on;
 * overlapping calls are refused, and so is a state that is in use elsewhere, with an {@link
 * IllegalStateException}: nothing is modified then. Arrays that are read must not change during a
 * call.
 *
 * <p>{@code run} gives the bits of as many {@code step}s. It is the faster way: the input's half of
 * the products is made for many time steps at once.
 *
 * <p>A recording of Flight Recorder that asks for it gets an event {@code dev.cellwise.Step} for
 * each call of a length: see the package.
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
  private final Precision precision;
  private final float[] p;
  private final LayerStep[] stack;
  private final LayerStep top;
  private final EmbeddingLayer embedding;

  /** Whether the input is tokens. */
  private final boolean takesTokens;

  /** V or I. */
  private final int inputs;

  /** O. */
  private final int outputs;

  /** Most time steps at once. */
  private final int chunk;

  private final float[] embedded;
  private final int[] one = new int[1];
  private boolean busy;
  private int elapsed;

  Stepper(Network network) {
    this(checkNoSource(network), new ArrayList<>(), CHUNK);
  }

  /**
   * Of a {@link Decoder}, which tells the attention layers what to read.
   *
   * @param attentions gets them, in order
   * @param chunk most time steps at once
   */
  Stepper(Network network, List<LayerStep.OfAttention> attentions, int chunk) {
    this.chunk = chunk;
    this.layers = network.layers();
    this.precision = network.precision();
    this.p = network.stepParameters();
    checkStreams(network.architecture());
    this.takesTokens = layers.tokens();
    this.inputs = network.architecture().input().size();
    this.outputs = network.architecture().outputSize();
    List<LayerStep> made = LayerStep.of(layers.stack(), chunk, network.halves(), attentions);
    if (layers.head() != null) {
      made.add(new LayerStep.OfDense(layers.head(), chunk, network.halves()));
    }
    this.stack = made.toArray(LayerStep[]::new);
    this.top = stack[stack.length - 1];
    this.embedding = layers.embedding();
    this.embedded = new float[embedding == null ? 0 : chunk * embedding.row()];
  }

  static Network checkNoSource(Network network) {
    Source source = network.architecture().source();
    if (source != null) {
      throw new IllegalArgumentException(
          "network: expected one without a source (take a Decoder), got one behind " + source);
    }
    return network;
  }

  /** Refuses a network that no stepper takes. */
  static void checkStreams(Architecture a) {
    if (a.reversed()) {
      throw new IllegalArgumentException(
          "network: expected layers that go forward in time, for a step needs no later input, got "
              + a.stack());
    }
    if (a.last()) {
      throw new IllegalArgumentException(
          "network: expected an output at every step, got only the last of a sequence: "
              + a.stack());
    }
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
    Object event = FlightEvents.step();
    begin(state, 1, "out", out);
    try {
      if (token < 0 || token >= inputs) {
        throw new IndexOutOfBoundsException(
            "token: expected 0 to " + (inputs - 1) + ", got " + token);
      }
      one[0] = token;
      part(state, 1, one, 0, out, 0);
    } finally {
      end(state);
    }
    if (event != null) {
      FlightEvents.stepped(event, layers, precision, 1, 1);
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
    Object event = FlightEvents.step();
    begin(state, steps, output, y);
    try {
      for (int t = 0; t < steps; t += chunk) {
        part(state, Math.min(chunk, steps - t), x, t * size, y, t * outputs);
      }
    } finally {
      end(state);
    }
    if (event != null) {
      FlightEvents.stepped(event, layers, precision, 1, steps);
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
    Object event = FlightEvents.step();
    begin(state, steps, "y", y);
    try {
      checkTokens(tokens, steps);
      for (int t = 0; t < steps; t += chunk) {
        int n = Math.min(chunk, steps - t);
        part(state, n, tokens, t, y, t * outputs);
      }
    } finally {
      end(state);
    }
    if (event != null) {
      FlightEvents.stepped(event, layers, precision, 1, steps);
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

  /** Some steps, a chunk at most, of a state that the caller has taken; nothing is checked. */
  void part(State state, int steps, float[] x, int xOff, float[] y, int yOff) {
    upward(stack[0].run(elapsed, steps, state, x, xOff, inputs, p), state, steps, y, yOff);
  }

  /** The same on tokens. */
  void part(State state, int steps, int[] tokens, int tOff, float[] y, int yOff) {
    float[] out;
    if (embedding == null) {
      out = stack[0].run(elapsed, steps, state, tokens, tOff, p);
    } else {
      embedding.forward(steps, tokens, tOff, p, embedded, 0);
      out = stack[0].run(elapsed, steps, state, embedded, 0, embedding.row(), p);
    }
    upward(out, state, steps, y, yOff);
  }

  /** From what the first layer gives to the output. */
  private void upward(float[] first, State state, int steps, float[] y, int yOff) {
    float[] out = first;
    for (int l = 1; l < stack.length; l++) {
      LayerStep below = stack[l - 1];
      out = stack[l].run(elapsed, steps, state, out, below.at, below.row, p);
    }
    elapsed += steps;
    for (int t = 0; t < steps; t++) {
      System.arraycopy(out, top.at + t * top.row, y, yOff + t * outputs, outputs);
    }
  }

  private void begin(State state, int steps, String output, float[] y) {
    if (state == null) {
      throw new IllegalArgumentException("state: expected a state, got none");
    }
    state.check(layers.shape());
    check(output, y.length, steps, outputs);
    if (!BUSY.compareAndSet(this, false, true)) {
      throw new IllegalStateException(
          "stepper: expected one call at a time, got a second while the first runs; take a stepper"
              + " for each thread");
    }
    if (!state.take()) {
      BUSY.setRelease(this, false);
      throw State.overlap("state");
    }
  }

  private void end(State state) {
    state.release();
    BUSY.setRelease(this, false);
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
