package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Bf16;
import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.cell.Halves;
import dev.cellwise.rnn.cell.Matrix;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A network with its weights. Immutable, shared by all threads and streams.
 *
 * <p>The same network and input give the same bits: step by step, as a sequence, one row or a
 * batch, on every machine.
 */
public final class Network {
  private final Layers layers;
  private final float[] parameters;

  /** Parameters as steps read them; null before the first stepper. */
  private float[] placed;

  /** Matrices in half the bytes; null where steps read them among the parameters. */
  private final Halves halves;

  private final Fingerprint fingerprint;

  private Network(Layers layers, float[] parameters) {
    this(layers, parameters, null);
  }

  private Network(Layers layers, float[] parameters, Halves halves) {
    this.layers = layers;
    this.parameters = parameters;
    this.halves = halves;
    this.fingerprint = new Fingerprint(layers, parameters);
    FlightEvents.made(this);
  }

  /**
   * A network with random weights: {@link Initialisation#standard}.
   *
   * @param architecture the architecture
   * @param seed the same seed gives the same bits everywhere
   * @return the network
   */
  public static Network initialise(Architecture architecture, long seed) {
    return initialise(architecture, Initialisation.standard(), seed);
  }

  /**
   * A network with random weights. Recurrent layers start as told, a dense layer uniform in ±1/√k
   * with k its inputs, an embedding uniform in ±1.
   *
   * @param architecture the architecture
   * @param start how recurrent layers start
   * @param seed the same seed gives the same bits everywhere
   * @return the network
   */
  public static Network initialise(Architecture architecture, Initialisation start, long seed) {
    Layers layers = new Layers(architecture);
    return of(layers, Initialiser.tensors(layers, start, seed));
  }

  /**
   * A network of given weights.
   *
   * @param architecture the architecture
   * @param tensors by name, in PyTorch's layouts, as {@link #tensors} gives them; copied. The two
   *     biases of a layer are added.
   * @return the network
   * @throws IllegalArgumentException if a tensor is missing, superfluous or of another shape
   */
  public static Network of(Architecture architecture, Map<String, Tensor> tensors) {
    return of(new Layers(architecture), tensors);
  }

  /**
   * A network of given weights, its layers laid out before.
   *
   * @param layers the layers
   * @param tensors as above; copied
   * @return the network
   * @throws IllegalArgumentException if a tensor is missing, superfluous or of another shape
   */
  public static Network of(Layers layers, Map<String, Tensor> tensors) {
    return new Network(layers, PackedTensors.pack(layers, tensors));
  }

  /**
   * A network of packed parameters.
   *
   * @param layers the layers
   * @param packed their parameters as {@link Layers#parameters} lays them out; copied
   * @return the network
   */
  public static Network of(Layers layers, float[] packed) {
    if (packed.length < layers.parameters().length()) {
      throw new IllegalArgumentException(
          "packed: expected at least "
              + layers.parameters().length()
              + " floats, got "
              + packed.length);
    }
    float[] copy = layers.parameters().allocate();
    System.arraycopy(packed, 0, copy, 0, layers.parameters().length());
    return new Network(layers, copy);
  }

  /**
   * The weights by name, in PyTorch's layouts: {@code embedding.weight}, {@code lstm.weight_ih_l0},
   * {@code lstm.weight_hh_l0}, {@code lstm.bias_ih_l0}, {@code lstm.bias_hh_l0} (zero: the biases
   * are one) and so on for each layer, {@code gru.} and {@code rnn.} where it is one, {@code
   * head.weight}, {@code head.bias}, {@code head.slope} if that is learned.
   *
   * @return copies, in that order
   */
  public Map<String, Tensor> tensors() {
    return PackedTensors.unpack(layers, parameters);
  }

  /**
   * Packed parameters, or their gradients, by name: see {@link #tensors()}.
   *
   * @param layers the layers
   * @param packed [layers.parameters().length()]
   * @return copies
   */
  public static Map<String, Tensor> tensors(Layers layers, float[] packed) {
    return PackedTensors.unpack(layers, packed);
  }

  /**
   * The architecture.
   *
   * @return as given
   */
  public Architecture architecture() {
    return layers.architecture();
  }

  /**
   * The layers and their places among the parameters.
   *
   * @return the layers
   */
  public Layers layers() {
    return layers;
  }

  /**
   * A copy of the packed parameters, for a trainer to go on from.
   *
   * @return [layers().parameters().length()] floats or more
   */
  public float[] copyParameters() {
    return parameters.clone();
  }

  /** The packed parameters themselves; nobody writes to them. */
  float[] parameters() {
    return parameters;
  }

  /**
   * The same for the steps of streams. A small network is copied once, by its first stepper, to
   * where its weights lie on cache lines; one that never steps takes no such place.
   */
  synchronized float[] stepParameters() {
    if (placed == null) {
      int length = layers.parameters().length();
      float[] copy = Floats.allocateWeights(length);
      System.arraycopy(parameters, 0, copy, 0, length);
      placed = copy.length > parameters.length ? copy : parameters;
    }
    return placed;
  }

  /**
   * The network with its matrices in another precision, for steppers and sessions. The matrices of
   * its cells, dense layers and head are rounded; biases, embeddings, the columns that an index
   * looks up, attention, a bridge and an encoder are not. Windows, trainers and files see floats,
   * the rounded ones, and steps have the bits of those: from {@code BF16} back to {@code F32}
   * nothing but the time of a step changes.
   *
   * @param precision how steps are to read them
   * @return this network, if that is what it does; else one of its own
   * @throws IllegalArgumentException if there is none, or no stepper takes the network
   */
  public Network to(Precision precision) {
    if (precision == null) {
      throw new IllegalArgumentException("precision: expected F32 or BF16, got null");
    }
    if (precision == precision()) {
      return this;
    }
    if (precision == Precision.F32) {
      return new Network(layers, parameters);
    }
    Stepper.checkStreams(architecture());
    float[] rounded = parameters.clone();
    List<Matrix> matrices = layers.matrices();
    for (Matrix m : matrices) {
      Bf16.round(m.panels().size(m.inputs()), rounded, m.at());
    }
    return new Network(layers, rounded, Halves.of(matrices, rounded));
  }

  /**
   * How steps read the matrices.
   *
   * @return {@link Precision#F32} unless changed by {@link #to}
   */
  public Precision precision() {
    return halves == null ? Precision.F32 : Precision.BF16;
  }

  /** Matrices in half the bytes; null where steps read them among the parameters. */
  Halves halves() {
    return halves;
  }

  /**
   * Learned numbers, padding left out, the biases of a layer counted once.
   *
   * @return their count
   */
  public long parameterCount() {
    return layers.parts().stream().mapToLong(Part::learned).sum();
  }

  /**
   * What the network is made of and what it takes, as a table to be read: each layer with the shape
   * that comes out of it and its learned numbers; bytes of weights, tape, workspace and state.
   *
   * @param steps T, time steps of a window, and of an encoder's rows
   * @param rows N, rows of the batch
   * @return some lines
   * @throws IllegalArgumentException if there is no such window
   */
  public String summary(int steps, int rows) {
    return Summary.of(layers, halves, steps, rows);
  }

  /**
   * What tells networks apart: a SHA-256 over the architecture and the exact weights. Networks of
   * the same one give the same bits, whatever file they came from, whatever machine they run on;
   * one in {@link Precision#BF16} has that of the network with its rounded weights in {@link
   * Precision#F32}. Of a cell of one's own the name, the sizes and the weights count, not what it
   * computes. Made when it is first asked for, once, in a pass over all weights.
   *
   * @return 64 digits in hexadecimal
   */
  public String fingerprint() {
    return HexFormat.of().formatHex(fingerprint.bytes());
  }

  /**
   * A state as bytes, to be kept or sent and taken up again by {@link #newState(byte[])}, in
   * another JVM and on another machine too: the stream goes on with the same bits. They hold the
   * fingerprint of this network and a check sum, and are 48 more than four for each number of the
   * state.
   *
   * @param state of this network. Not modified.
   * @return a format of Cellwise's own, which later versions read or refuse by name
   * @throws IllegalArgumentException if the state has other parts than this network's
   * @throws IllegalStateException if the state is being changed
   */
  public byte[] toBytes(State state) {
    if (state == null) {
      throw new IllegalArgumentException("state: expected a state, got none");
    }
    state.check(layers.shape());
    return StateBytes.write(fingerprint.bytes(), state);
  }

  /**
   * The state that {@link #toBytes} made these bytes of.
   *
   * @param bytes from a network of this fingerprint. Not modified, not kept.
   * @return a new state
   * @throws IllegalArgumentException if they are anything else: of another length or version,
   *     damaged, or of another network, be it that only a weight differs. A state can be handed to
   *     one knowingly, by {@link State#toArray} and {@link State#fromArray}.
   */
  public State newState(byte[] bytes) {
    if (bytes == null) {
      throw new IllegalArgumentException("bytes: expected a state's bytes, got none");
    }
    return StateBytes.read(fingerprint.bytes(), layers.shape(), bytes);
  }

  /**
   * A state at the start of a stream: zeros, or the learned first state.
   *
   * @return a new state
   */
  public State newState() {
    State state = new State(layers.shape());
    // By index: an iterator may be garbage, and there may be many streams.
    for (int l = 0; l < layers.directed().size(); l++) {
      Laid.Directed of = layers.directed().get(l);
      for (int part = 0; part < of.start().length; part++) {
        int size = of.cell().state().get(part).size();
        System.arraycopy(
            parameters, of.start()[part], state.values, layers.shape().at(of.number(), part), size);
      }
    }
    return state;
  }

  /**
   * A workspace for one thread.
   *
   * @return a new stepper
   * @throws IllegalArgumentException if the network cannot be stepped: it has layers that go
   *     backward in time, gives only the last output of a sequence, or begins from a source
   */
  public Stepper newStepper() {
    return new Stepper(this);
  }

  /**
   * A workspace for one thread in which many streams step together: the weights are read once for
   * some of them, not for each.
   *
   * @param rows most streams of a call, at least 1
   * @return a new batch stepper
   * @throws IllegalArgumentException if the rows are too many or less than 1, or the network cannot
   *     be stepped: see {@link #newStepper}
   */
  public BatchStepper newBatchStepper(int rows) {
    return new BatchStepper(this, rows);
  }

  /**
   * One stream with a workspace of its own.
   *
   * @return a new session at the start of a stream
   */
  public Session newSession() {
    return new Session(this);
  }

  /**
   * Steps through the network until the JVM has compiled its kernels, so that the first steps of a
   * stream take no milliseconds and make no garbage: until the steps have not got faster for a
   * second, one to four in all, at most ten and a chunk of steps. Needed once a process and size;
   * changes nothing.
   *
   * @return what it came to
   * @throws IllegalArgumentException if the network cannot be stepped: see {@link #newStepper}
   */
  public WarmUp warmUp() {
    return warmUp(WARM_UP);
  }

  /**
   * Warms up as {@link #warmUp()} does, within a time of the caller's: for a service that must be
   * ready by then, or one that would rather wait until all is compiled. Single steps and runs take
   * turns, so the kernels of both are compiled; those of batches ({@link #warmUp(int, Duration)}),
   * windows and training are not. Changes nothing.
   *
   * @param budget how long at most; a run of 64 time steps may go beyond it. Zero makes no step.
   * @return steps made, the time that they took, and whether they came to rest within the budget
   * @throws IllegalArgumentException if the budget is negative or missing, or the network cannot be
   *     stepped: see {@link #newStepper}
   */
  public WarmUp warmUp(Duration budget) {
    checkBudget(budget);
    Object event = FlightEvents.warmUp();
    return warm(event, 1, budget, Warming.ofSteps(this, System::nanoTime));
  }

  /**
   * Warms up what a {@link BatchStepper} calls, as {@link #warmUp(Duration)} does for a stepper:
   * calls of many streams and of few take turns. Changes nothing.
   *
   * @param rows most streams of a call, as of {@link #newBatchStepper}
   * @param budget how long at most; a call may go beyond it. Zero makes none.
   * @return calls made, the time that they took, and whether they came to rest within the budget
   * @throws IllegalArgumentException if the budget is negative or missing, or there is no such
   *     batch stepper
   */
  public WarmUp warmUp(int rows, Duration budget) {
    checkBudget(budget);
    Object event = FlightEvents.warmUp();
    return warm(event, rows, budget, Warming.ofBatches(this, rows, System::nanoTime));
  }

  private static void checkBudget(Duration budget) {
    if (budget == null || budget.isNegative()) {
      throw new IllegalArgumentException("budget: expected at least PT0S, got " + budget);
    }
  }

  private WarmUp warm(Object event, int rows, Duration budget, Warming warming) {
    // A budget of more than 292 years is one of 292 years.
    WarmUp done = warming.run(TimeUnit.NANOSECONDS.convert(budget));
    if (event != null) {
      FlightEvents.warmedUp(event, this, rows, budget, done);
    }
    return done;
  }

  private static final Duration WARM_UP = Duration.ofSeconds(10);
}
