package dev.cellwise.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Collects the layers of a {@link SequenceNetwork}, from the input up. Recurrent layers are counted
 * from 0, those inside a residual too; the other layers have names, which their parameters carry.
 */
public final class SequenceStack {
  private final List<SequenceLayer> layers = new ArrayList<>();
  private final boolean inside;
  private final IntSupplier recurrentLayers;
  private int width;
  private InitialState initial;
  private Optional<SequenceSource> source;

  private SequenceStack(
      int width,
      boolean inside,
      InitialState initial,
      Optional<SequenceSource> source,
      IntSupplier recurrentLayers) {
    this.width = width;
    this.inside = inside;
    this.initial = initial;
    this.source = source;
    this.recurrentLayers = recurrentLayers;
  }

  /** A stack over inputs of {@code width} numbers a step. */
  static SequenceStack over(int width) {
    int[] count = {0};
    return new SequenceStack(width, false, InitialState.ZERO, Optional.empty(), () -> count[0]++);
  }

  /** The layers so far. */
  List<SequenceLayer> layers() {
    return List.copyOf(layers);
  }

  /** What the network begins from, if it has been told. */
  Optional<SequenceSource> source() {
    return source;
  }

  /**
   * What the network begins from: its cells, which go forward only, begin with what the source's
   * bridge makes, and with an encoder there may be attention. To be told before all layers.
   *
   * @param source vector or encoder, with a bridge
   * @return this
   * @throws IllegalStateException if there is a layer, a source or an initial state already
   */
  public SequenceStack from(SequenceSource source) {
    if (inside || !layers.isEmpty() || this.source.isPresent() || initial != InitialState.ZERO) {
      throw new IllegalStateException(
          "source: expected to be told first, there is a layer, a source or an initial state");
    }
    this.source = Optional.of(source);
    return this;
  }

  /**
   * What the recurrent layers that follow begin with; {@link InitialState#ZERO} unless told. GIVEN
   * and LEARNED states are parameters {@code h0_lK}, {@code c0_lK}, …, in reverse with {@code
   * _reverse} behind.
   *
   * @param initial what they begin with
   * @return this
   * @throws IllegalStateException if a source says so
   */
  public SequenceStack initial(InitialState initial) {
    if (source.isPresent()) {
      throw new IllegalStateException("initial: expected none, the source says so");
    }
    this.initial = initial;
    return this;
  }

  /**
   * Adds a recurrent layer.
   *
   * @param cell its cell
   * @return this
   * @throws IllegalArgumentException if the cell reads another number of inputs
   */
  public SequenceStack recurrent(ReferenceCell cell) {
    return directions(cell, Merge.CONCAT, false);
  }

  /**
   * Adds a recurrent layer in reverse time: it takes a row's valid steps from the last to the
   * first; each output stands at the time of its input.
   *
   * @param cell its cell
   * @return this
   * @throws IllegalArgumentException if the cell reads another number of inputs
   */
  public SequenceStack reversed(ReferenceCell cell) {
    return directions(cell, Merge.CONCAT, true);
  }

  /**
   * Adds a recurrent layer in both directions, each with parameters of its own.
   *
   * @param cell the cell of either direction
   * @param merge how two outputs become one
   * @return this
   * @throws IllegalArgumentException if the cell reads another number of inputs
   */
  public SequenceStack bidirectional(ReferenceCell cell, Merge merge) {
    return directions(cell, merge, false, true);
  }

  /**
   * Reads only the last step of the recurrent layer below: the output after the last step that each
   * direction took, which in reverse is the row's first valid one, merged as the layer merges. What
   * follows has one step; a row without valid steps has none.
   *
   * @return this
   * @throws IllegalStateException if the layer below is not recurrent, or this is inside a residual
   */
  public SequenceStack last() {
    if (inside || layers.isEmpty() || !(layers.getLast() instanceof RecurrentSequenceLayer)) {
      throw new IllegalStateException(
          "last: expected a recurrent layer right below and no residual around, got "
              + (inside ? "a residual around" : layers.isEmpty() ? "no layer" : "another layer"));
    }
    RecurrentSequenceLayer below = (RecurrentSequenceLayer) layers.removeLast();
    return add(new RecurrentSequenceLayer(below.directions(), below.merge(), true));
  }

  /**
   * Adds {@code y = V x + d} at each step.
   *
   * @param name NAME of V {@code NAME.weight} [O, I] and d {@code NAME.bias} [O]
   * @param outputs O
   * @return this
   * @throws IllegalArgumentException if {@code outputs} is less than 1
   */
  public SequenceStack dense(String name, int outputs) {
    return dense(name, outputs, "identity");
  }

  /**
   * Adds {@code y = f(V x + d)} at each step.
   *
   * @param name NAME of V {@code NAME.weight} [O, I] and d {@code NAME.bias} [O]
   * @param outputs O
   * @param activation f, as {@link ReferenceActivation#parse} reads it
   * @return this
   * @throws IllegalArgumentException if {@code outputs} is less than 1, or there is no such f
   */
  public SequenceStack dense(String name, int outputs, String activation) {
    checkOutputs(outputs);
    ReferenceActivation f = ReferenceActivation.parse(activation);
    return add(new DenseSequenceLayer(name, width, outputs, f, false));
  }

  /**
   * Adds {@code y = a where a > 0, else s a} at each step, {@code a = V x + d}. At 0 the derivative
   * is the slope.
   *
   * @param name NAME of V {@code NAME.weight} [O, I], d {@code NAME.bias} [O] and s {@code
   *     NAME.slope} [O]
   * @param outputs O
   * @return this
   * @throws IllegalArgumentException if {@code outputs} is less than 1
   */
  public SequenceStack densePrelu(String name, int outputs) {
    checkOutputs(outputs);
    ReferenceActivation none = ReferenceActivation.parse("identity");
    return add(new DenseSequenceLayer(name, width, outputs, none, true));
  }

  private static void checkOutputs(int outputs) {
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs: expected at least 1, got " + outputs);
    }
  }

  /**
   * Adds layer normalisation at each step, {@code y = g (x - mean) / sqrt(variance + 1e-5) + d},
   * mean and biased variance over the numbers of the step.
   *
   * @param name NAME of g {@code NAME.gain} and d {@code NAME.bias}, [I] both
   * @return this
   */
  public SequenceStack layerNorm(String name) {
    return add(new NormSequenceLayer(name, width));
  }

  /**
   * Adds dropout under a mask that the problem gives, {@code y = m x}.
   *
   * @param name name of the mask [T, N, I]; T is 1 above {@link #last}
   * @return this
   */
  public SequenceStack dropout(String name) {
    return add(new DropoutSequenceLayer(name, width));
  }

  /**
   * Adds attention to the encoder's outputs m_s by their products with the query q_t, what the
   * layer below hands on at step t: {@code y_t = [c_t ; q_t]}, {@code c_t} the sum of {@code a_ts
   * m_s} and {@code a_t} the softmax of {@code e_ts = q_t · m_s}, over the row's valid source
   * steps; if there are none, {@code c_t} is zeros. M + Q outputs.
   *
   * @param name NAME of the weights a_ts ({@link SequenceTrace#attention})
   * @return this
   * @throws IllegalStateException if there is no encoder
   * @throws IllegalArgumentException if query and memory differ in size
   */
  public SequenceStack dotAttention(String name) {
    checkEncoder();
    int memory = source.orElseThrow().memory();
    if (width != memory) {
      throw new IllegalArgumentException(
          "attention: expected a query of " + memory + " numbers, got one of " + width);
    }
    return add(new AttentionSequenceLayer(name, width, memory, 0));
  }

  /**
   * Adds attention as {@link #dotAttention} does, but with the scores {@code e_ts = v · tanh(W_q
   * q_t + b + W_m m_s)} of U units.
   *
   * @param name NAME of W_q {@code NAME.query.weight} [U, Q], b {@code NAME.query.bias} [U], W_m
   *     {@code NAME.memory.weight} [U, M], v {@code NAME.score.weight} [1, U] and the weights a_ts
   * @param units U
   * @return this
   * @throws IllegalStateException if there is no encoder
   * @throws IllegalArgumentException if {@code units} is less than 1
   */
  public SequenceStack additiveAttention(String name, int units) {
    checkEncoder();
    if (units < 1) {
      throw new IllegalArgumentException("units: expected at least 1, got " + units);
    }
    return add(new AttentionSequenceLayer(name, width, source.orElseThrow().memory(), units));
  }

  private void checkEncoder() {
    if (source.flatMap(SequenceSource::encoder).isEmpty()) {
      throw new IllegalStateException(
          "attention: expected an encoder, got " + (source.isPresent() ? "a vector" : "no source"));
    }
  }

  /**
   * Adds layers with a connection around them, {@code y = x + f(x)}.
   *
   * @param layers adds the layers f to the stack that it is given
   * @return this
   * @throws IllegalArgumentException if f has not as many outputs as inputs
   */
  public SequenceStack residual(Consumer<SequenceStack> layers) {
    SequenceStack f = new SequenceStack(width, true, initial, source, recurrentLayers);
    layers.accept(f);
    if (f.width != width) {
      throw new IllegalArgumentException(
          "residual: expected layers with " + width + " outputs, got " + f.width);
    }
    return add(new ResidualSequenceLayer(width, f.layers()));
  }

  private SequenceStack directions(ReferenceCell cell, Merge merge, boolean... reverse) {
    if (cell.inputs() != width) {
      throw new IllegalArgumentException(
          "cell: expected one of " + width + " inputs, got one of " + cell.inputs());
    }
    if (source.isPresent() && (reverse.length > 1 || reverse[0])) {
      throw new IllegalArgumentException(
          "cell: expected one that goes forward after a source, got one in reverse");
    }
    int index = recurrentLayers.getAsInt();
    List<RecurrentDirection> directions = new ArrayList<>();
    for (boolean way : reverse) {
      directions.add(new RecurrentDirection(index, cell, way, initial));
    }
    return add(new RecurrentSequenceLayer(List.copyOf(directions), merge, false));
  }

  private SequenceStack add(SequenceLayer layer) {
    layers.add(layer);
    width = layer.outputs();
    return this;
  }
}
