package dev.cellwise.rnn.net;

import dev.cellwise.rnn.cell.Packing;
import java.util.List;
import java.util.Objects;

/**
 * Backpropagation through a long sequence with a short tape (Chen, Xu, Zhang and Guestrin 2016;
 * Gruslys et al. 2016). The sequence runs forward in segments of s steps, of which only the state
 * before each is kept; then, from the last segment to the first, each is run again and gone back
 * through, and the gradient of its first state is handed to the one before it. The last segment is
 * still on the tape, so it is not run again.
 *
 * <p>Outputs, gradients and states have the bits of one window over the whole sequence, random
 * masks and all: sums over time go on where the segment behind left them. Memory grows with s + T /
 * s, so with √T where {@code s = ⌈√T⌉}; time by one more forward pass.
 *
 * <p>Rows may be of different length. Where only the last output of each row goes on, they must be
 * of one. Everything is allocated at construction. Not thread-safe.
 */
public final class Checkpointed {
  /** I, floats of a row of features. */
  private final int inputs;

  /** Whether only the last output of each row goes on. */
  private final boolean onlyLast;

  /** The shape of the sequence. */
  private final Packing sequence;

  private final int segment;

  /** The shape of a segment. */
  private final Packing packing;

  private final Unrolled unrolled;

  /** What stands before each segment, and behind the last. */
  private final Checkpoint[] kept;

  private final double[] losses;

  /** Of each row, on its way from a segment to the one before. */
  private final State[] gradients;

  private final int[] lengths;

  /** The input. */
  private int[] tokens;

  private float[] features;
  private int inputOff;

  /** Segments of the last sequence; -1 if none has been gone through to its end. */
  private int gone = -1;

  /** The most steps of a sequence that was begun since the last one was carried. */
  private int drawn;

  /**
   * With segments of {@code ⌈√T⌉} steps.
   *
   * @param layers the layers
   * @param sequence the shape of the sequences, T their most steps. Kept: the caller may change it
   *     between two of them.
   * @param mode for inference or training
   * @throws IllegalArgumentException if a layer goes backward in time: it begins at the end of the
   *     sequence, so no segment can be run without those behind it
   */
  public Checkpointed(Layers layers, Packing sequence, Mode mode) {
    this(layers, sequence, segment(sequence.maxSteps()), mode);
  }

  /**
   * With segments of a given size.
   *
   * @param layers the layers
   * @param sequence the shape of the sequences, T their most steps. Kept: the caller may change it
   *     between two of them.
   * @param segment s, time steps of a segment, 1 to T
   * @param mode for inference or training
   * @throws IllegalArgumentException if a layer goes backward in time: it begins at the end of the
   *     sequence, so no segment can be run without those behind it
   */
  public Checkpointed(Layers layers, Packing sequence, int segment, Mode mode) {
    int most = sequence.maxSteps();
    if (segment < 1 || segment > most) {
      throw new IllegalArgumentException("segment: expected 1 to " + most + ", got " + segment);
    }
    check(layers.architecture(), sequence, mode);
    int rows = sequence.rows();
    this.inputs = layers.architecture().input().size();
    this.onlyLast = layers.architecture().last();
    this.sequence = sequence;
    this.segment = segment;
    this.packing =
        sequence.isDense()
            ? Packing.dense(segment, rows)
            : Packing.ragged(segment, rows, most((long) segment * rows, sequence.capacity()));
    this.unrolled = new Unrolled(layers, packing, mode);
    int segments = (most - 1) / segment + 1;
    this.kept = new Checkpoint[segments + 1];
    for (int i = 0; i <= segments; i++) {
      kept[i] = unrolled.newCheckpoint();
    }
    this.losses = new double[segments];
    this.gradients = new State[rows];
    for (int n = 0; n < rows; n++) {
      gradients[n] = new State(layers.shape());
    }
    this.lengths = new int[rows];
  }

  private static int most(long segment, int capacity) {
    return (int) Math.min(segment, capacity);
  }

  /**
   * As many steps as there are segments: {@code ⌈√T⌉}. A step of the tape takes more than a kept
   * state, so somewhat shorter segments need less memory still.
   *
   * @param steps T, at least 1
   * @return its steps
   */
  public static int segment(int steps) {
    return (int) Math.ceil(Math.sqrt(steps));
  }

  private static void check(Architecture a, Packing sequence, Mode mode) {
    checkForward(a);
    if (!a.last()) {
      return;
    }
    if (!sequence.isDense()) {
      throw new IllegalArgumentException(
          "sequence: expected rows of one length where only the last output of each goes on, since"
              + " these must come out of one segment, got rows of different length");
    }
    if (mode.training() && drops(a.stack().subList(last(a), a.stack().size()))) {
      throw new IllegalArgumentException(
          "layers: expected no dropout above the last output of a row, whose mask is that of the"
              + " first step of a window, got "
              + a.stack());
    }
  }

  static void checkForward(Architecture a) {
    if (a.source() != null) {
      throw new IllegalArgumentException(
          "layers: expected a network without a source, whose windows go on from one another, got"
              + " one behind "
              + a.source());
    }
    if (a.reversed()) {
      throw new IllegalArgumentException(
          "layers: expected such as go forward in time, for one that goes backward begins at the"
              + " end of the sequence, and no part can be run without those behind it, got "
              + a.stack());
    }
  }

  private static int last(Architecture a) {
    int i = 0;
    while (!(a.stack().get(i) instanceof Layer.Last)) {
      i++;
    }
    return i;
  }

  private static boolean drops(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            l -> l instanceof Layer.Dropout || l instanceof Layer.Residual r && drops(r.layers()));
  }

  /**
   * The loss of a sequence of tokens and its gradient. The state before the sequence stays where it
   * is: see {@link #carry}.
   *
   * @param given [R] — packed; not changed before the call returns. Not modified.
   * @param tOff start in {@code given}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated; where the loss throws, in part.
   * @param loss asked once for each segment, from the last to the first; where only the last output
   *     of each row goes on, for the last alone
   * @return the losses of all segments, added from the first to the last
   * @throws IndexOutOfBoundsException if a token is outside the vocabulary
   */
  public double gradient(int[] given, int tOff, float[] p, float[] dp, SegmentLoss loss) {
    tokens = Objects.requireNonNull(given, "given");
    features = null;
    inputOff = tOff;
    return run(p, dp, loss);
  }

  /**
   * The loss of a sequence of features and its gradient. The state before the sequence stays where
   * it is: see {@link #carry}.
   *
   * @param x [R, I] — packed; not changed before the call returns. Not modified.
   * @param xOff start in {@code x}
   * @param p parameters. Not modified.
   * @param dp gradients of the parameters. Modified: accumulated; where the loss throws, in part.
   * @param loss asked once for each segment, from the last to the first; where only the last output
   *     of each row goes on, for the last alone
   * @return the losses of all segments, added from the first to the last
   */
  public double gradient(float[] x, int xOff, float[] p, float[] dp, SegmentLoss loss) {
    tokens = null;
    features = Objects.requireNonNull(x, "x");
    inputOff = xOff;
    return run(p, dp, loss);
  }

  private double run(float[] p, float[] dp, SegmentLoss loss) {
    gone = -1;
    drawn = Math.max(drawn, sequence.steps());
    int segments = segments();
    unrolled.prepare(p);
    unrolled.save(kept[0]);
    try {
      forward(segments, p);
      backward(segments, p, dp, loss);
    } finally {
      unrolled.restore(kept[0]);
      tokens = null;
      features = null;
    }
    gone = segments;
    double all = 0;
    for (int i = 0; i < segments; i++) {
      all += losses[i];
    }
    return all;
  }

  /** Segments of the sequence as it is now. */
  private int segments() {
    return (sequence.steps() + segment - 1) / segment;
  }

  private void forward(int segments, float[] p) {
    for (int i = 0; i < segments; i++) {
      forwardSegment(i, p);
      if (i + 1 < segments) {
        unrolled.carry(packing.steps());
        unrolled.save(kept[i + 1]);
      }
    }
  }

  private void forwardSegment(int i, float[] p) {
    int first = i * segment;
    shape(first);
    int before = sequence.at(first);
    if (tokens != null) {
      unrolled.forward(tokens, inputOff + before, p);
    } else {
      unrolled.forward(features, inputOff + before * inputs, p);
    }
  }

  /** What of each row lies in a segment. */
  private void shape(int first) {
    if (packing.isDense()) {
      packing.steps(Math.min(segment, sequence.steps() - first));
      return;
    }
    for (int n = 0; n < lengths.length; n++) {
      lengths[n] = Math.clamp(sequence.length(n) - first, 0, segment);
    }
    packing.lengths(lengths);
  }

  private void backward(int segments, float[] p, float[] dp, SegmentLoss loss) {
    unrolled.clear();
    for (int i = segments - 1; i >= 0; i--) {
      boolean last = i == segments - 1;
      if (!last) {
        unrolled.restore(kept[i]);
        forwardSegment(i, p);
      }
      handOver();
      losses[i] = 0;
      if (last || !onlyLast) {
        losses[i] = loss.apply(unrolled, 0, i * segment);
        unrolled.backward(packing.steps(), p, dp);
      } else {
        unrolled.backwardBelowLast(p, dp);
      }
      loss.done(unrolled, 0, i * segment);
      if (last) {
        unrolled.carry(packing.steps());
        unrolled.save(kept[segments]);
      }
    }
  }

  /** The gradient of the state before the segment behind is that of the one after this segment. */
  private void handOver() {
    for (int n = 0; n < gradients.length; n++) {
      unrolled.stateGradient(n, gradients[n]);
    }
    unrolled.clear();
    for (int n = 0; n < gradients.length; n++) {
      unrolled.setStateGradient(n, gradients[n]);
    }
  }

  /**
   * Carries the state after the sequence in front of the next.
   *
   * @throws IllegalStateException if no sequence has been gone through since the state was carried
   *     or set
   */
  public void carry() {
    checkGone();
    unrolled.restore(kept[gone]);
    gone = -1;
    drawn = 0;
  }

  private void checkGone() {
    if (gone < 0) {
      throw new IllegalStateException(
          "sequence: expected one that has been gone through, got none, or one that was refused or"
              + " carried, or its state set since");
    }
  }

  /**
   * Copies a row's state after the sequence.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalStateException if no sequence has been gone through since the state was carried
   *     or set, or {@code to} is in use
   */
  public void state(int row, State to) {
    checkGone();
    to.set(kept[gone].state(row));
  }

  /**
   * Copies the gradient of a row's state before the sequence.
   *
   * @param row 0 to N - 1
   * @param to a state of a network of this architecture. Modified.
   * @throws IllegalStateException if no sequence has been gone through since the state was carried
   *     or set, or {@code to} is in use
   */
  public void stateGradient(int row, State to) {
    checkGone();
    unrolled.stateGradient(row, to);
  }

  /** So that no mask is drawn twice: the sequence that comes begins behind all that began here. */
  private void leave() {
    unrolled.states().skip(drawn);
    drawn = 0;
    gone = -1;
  }

  /**
   * Sets a row's state before the sequence that comes, with random masks of its own.
   *
   * @param row 0 to N - 1
   * @param state of a network of this architecture; not kept
   * @throws IllegalStateException if the state is being changed; nothing is changed here then
   */
  public void setState(int row, State state) {
    // Refused, if it is, before anything is left behind.
    unrolled.states().check(row, state);
    state.beginRead("state");
    try {
      leave();
      unrolled.setState(row, state);
    } finally {
      state.endRead();
    }
  }

  /** Sets all states before the sequence that comes to those that sequences begin with. */
  public void resetState() {
    leave();
    unrolled.resetState();
  }

  /**
   * Names the rows of the sequences to come: random masks follow a row's id and not its place.
   *
   * @param ids one for each row; copied
   */
  public void rowIds(int... ids) {
    unrolled.rowIds(ids);
  }

  /**
   * The shape of the sequences.
   *
   * @return not a copy; change it between two of them
   */
  public Packing packing() {
    return sequence;
  }

  /**
   * Size of tape, workspace and all that is kept.
   *
   * @return bytes, the headers of arrays and objects left out
   */
  public long bytes() {
    return unrolled.bytes() + kept.length * kept[0].bytes();
  }

  /** The network over a segment. */
  Unrolled unrolled() {
    return unrolled;
  }
}
