package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.tape.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a network that begins from a {@link Source}: reads the source once, then goes on step by
 * step, or searches for the likeliest sequence. One for each thread; what it reads is an {@link
 * Encoding}, which all may share.
 *
 * <pre>{@code
 * Decoder decoder = new Decoder(network);
 * Encoding source = decoder.encode(tokens);
 * int[] answer = decoder.decode(source, Decoding.greedy(begin, end, 50)).getFirst().tokens();
 * }</pre>
 *
 * <p>A step allocates nothing but the first one on the longest source so far, and has the bits that
 * the same steps have in a window of {@link Unrolled}.
 */
public final class Decoder {
  /** Steps up to which a longer source makes room for half as many again. */
  private static final int ROOM = 1 << 12;

  private final Network network;
  private final Layers layers;
  private final float[] p;
  private final List<LayerStep.OfAttention> attentions = new ArrayList<>();
  private final Stepper stepper;

  /** Over windows of the longest source so far; null without an encoder. */
  private Unrolled encoder;

  /**
   * A decoder.
   *
   * @param network one with a source
   * @throws IllegalArgumentException if it has none
   */
  public Decoder(Network network) {
    if (network.architecture().source() == null) {
      throw new IllegalArgumentException(
          "network: expected one with a source (take a Stepper), got " + network.architecture());
    }
    this.network = network;
    this.layers = network.layers();
    this.p = network.parameters();
    this.stepper = new Stepper(network, attentions, 1);
  }

  /**
   * Reads a source of tokens.
   *
   * @param tokens [S] — may be empty. Not modified.
   * @return what sequences can begin from
   * @throws IllegalArgumentException if the network has no encoder of tokens
   * @throws IndexOutOfBoundsException if a token is outside the encoder's vocabulary
   */
  public Encoding encode(int[] tokens) {
    if (layers.encoder() == null || !layers.encoder().tokens()) {
      throw new IllegalArgumentException(
          "tokens: expected a network with an encoder of tokens, got one behind "
              + network.architecture().source());
    }
    window(tokens.length).forward(tokens, 0, p);
    return encoding(tokens.length);
  }

  /**
   * Reads a source of features; or takes a vector, where the network begins from one.
   *
   * @param x [S, I] — dense, may be empty; or [size], the vector. Not modified.
   * @return what sequences can begin from
   * @throws IllegalArgumentException if these are no whole steps, or the network reads tokens, or a
   *     number is not finite
   */
  public Encoding encode(float[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        throw new IllegalArgumentException("x[" + i + "]: expected a finite number, got " + x[i]);
      }
    }
    if (network.architecture().source() instanceof Source.Vector v) {
      if (x.length != v.size()) {
        throw new IllegalArgumentException(
            "x: expected a vector of " + v.size() + " floats, got " + x.length);
      }
      return Encoding.of(p, start(Arrays.copyOf(x, Panels.padded(x.length))), 1);
    }
    int size = layers.encoder().architecture().input().size();
    if (layers.encoder().tokens() || x.length % size != 0) {
      throw new IllegalArgumentException(
          layers.encoder().tokens()
              ? "x: expected tokens, the encoder has no features"
              : "x: expected whole steps of " + size + " features, got " + x.length + " floats");
    }
    window(x.length / size).forward(x, 0, p);
    return encoding(x.length / size);
  }

  /** Set to a length, remade where it is the longest so far. */
  private Unrolled window(int length) {
    int room = encoder == null ? 0 : encoder.packing().maxSteps();
    if (room < length || room == 0) {
      // Room to grow, while that is little.
      int more = room < ROOM ? room + room / 2 : 0;
      int most = Math.max(Math.max(length, 16), more);
      encoder = new Unrolled(layers.encoder(), Packing.dense(most, 1), Mode.inference());
    }
    encoder.resetState();
    encoder.packing().steps(length);
    return encoder;
  }

  /** After the encoder's forward pass. */
  private Encoding encoding(int length) {
    State ended = new State(layers.encoder().shape());
    encoder.state(length, 0, ended);
    State start =
        layers.bridge().isEmpty()
            ? copied(ended)
            : start(Arrays.copyOf(ended.toArray(), Panels.padded(ended.toArray().length)));
    if (attentions.isEmpty() || length == 0) {
      return Encoding.of(p, start, length);
    }
    return read(start, length);
  }

  private State copied(State from) {
    State start = new State(layers.shape());
    start.fromArray(from.toArray());
    return start;
  }

  /** {@code s = f(b + W e)}. */
  private State start(float[] e) {
    State start = new State(layers.shape());
    for (int l = 0; l < layers.bridge().size(); l++) {
      for (int i = 0; i < layers.bridge().get(l).size(); i++) {
        DenseLayer layer = layers.bridge().get(l).get(i);
        float[] y = new float[layer.panels().columns()];
        layer.forward(1, e, 0, 0, p, y, 0, y.length);
        System.arraycopy(y, 0, start.values, layers.shape().at(l, i), layer.outputs());
      }
    }
    return start;
  }

  /** The encoder's outputs, packed, and the keys of additive layers. */
  private Encoding read(State start, int length) {
    Layout.Builder layout = Layout.builder("encoding");
    int m = layers.encoder().architecture().outputSize();
    Memory memory = Memory.ofLength(layout, m, length);
    int[] keys = new int[attentions.size()];
    for (int i = 0; i < keys.length; i++) {
      Laid.Attention of = attentions.get(i).of;
      keys[i] = -1;
      if (!of.dot()) {
        keys[i] = layout.add("keys" + i, length, of.key().panels().columns());
      }
    }
    float[] data = layout.build().allocate();
    float[] from = encoder.tape().data();
    memory.begin(length);
    for (int s = 0; s < length; s++) {
      memory.put(s, from, encoder.output() + s * encoder.outputRow(), data);
    }
    memory.done(data);
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] >= 0) {
        DenseLayer key = attentions.get(i).of.key();
        int columns = key.panels().columns();
        key.forward(length, from, encoder.output(), encoder.outputRow(), p, data, keys[i], columns);
      }
    }
    return new Encoding(p, start, length, memory, keys, data);
  }

  /**
   * One step.
   *
   * @param encoding of this decoder, or of another over the same network
   * @param state of a sequence, at first {@link Encoding#newState}. Modified.
   * @param token 0 to V - 1
   * @param out [O] — the output. Modified.
   * @throws IllegalArgumentException if the encoding or the state is of another network, or there
   *     is no room for the output; nothing is modified
   * @throws IndexOutOfBoundsException if the token is outside the vocabulary; nothing is modified
   */
  public void step(Encoding encoding, State state, int token, float[] out) {
    read(encoding);
    stepper.step(state, token, out);
  }

  /**
   * One step.
   *
   * @param encoding of this decoder, or of another over the same network
   * @param state of a sequence, at first {@link Encoding#newState}. Modified.
   * @param in [I] — features. Not modified.
   * @param out [O] — the output. Modified.
   */
  public void step(Encoding encoding, State state, float[] in, float[] out) {
    read(encoding);
    stepper.step(state, in, out);
  }

  private void read(Encoding encoding) {
    if (encoding.parameters != p) {
      throw new IllegalArgumentException(
          "encoding: expected one of this network, got one of another, or of other weights");
    }
    for (int i = 0; i < attentions.size(); i++) {
      attentions.get(i).read(encoding);
    }
  }

  /**
   * The weights with which an attention layer read the source at the last step.
   *
   * @param layer its index among the attention layers
   * @param to one for each step of the source, of sum 1. Modified.
   * @return how many
   * @throws IllegalStateException if there was no step
   * @throws IndexOutOfBoundsException if there is no such layer, or the array has less room
   */
  public int attention(int layer, float[] to) {
    if (layer < 0 || layer >= attentions.size()) {
      throw new IndexOutOfBoundsException(
          "layer: expected one of " + attentions.size() + " that are attention, got " + layer);
    }
    return attentions.get(layer).weights(to);
  }

  /**
   * Searches for the likeliest sequence: greedily, or with a beam.
   *
   * @param encoding of this decoder, or of another over the same network
   * @param how tokens that begin and end it, its length, the beam
   * @return the best first, at least one, at most as many as the beam is wide
   * @throws IllegalArgumentException if outputs are not the logits of the tokens that come in, or
   *     begin or end is none of them, or the encoding is of another network, or logits are NaN or
   *     none of them is finite
   */
  public List<Hypothesis> decode(Encoding encoding, Decoding how) {
    int outputs = network.architecture().outputSize();
    int tokens = layers.tokens() ? network.architecture().input().size() : 0;
    if (outputs > tokens) {
      throw new IllegalArgumentException(
          "network: expected outputs that are tokens to go on with, got "
              + outputs
              + " outputs and "
              + tokens
              + " tokens");
    }
    if (how.begin() >= tokens || how.end() >= outputs) {
      throw new IllegalArgumentException(
          "begin, end: expected less than "
              + tokens
              + " and "
              + outputs
              + ", got "
              + how.begin()
              + " and "
              + how.end());
    }
    return new BeamSearch(this, encoding, how, outputs).run();
  }
}
