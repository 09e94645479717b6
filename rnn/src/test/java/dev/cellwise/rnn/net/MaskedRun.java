package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.Padded;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.testing.Floats;
import dev.cellwise.testing.ValidSteps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * A network over arrays [T, N, ·] of which some steps are valid: packed, run forward and back, and
 * put in their places again, with the names that the double reference has.
 */
@SuppressWarnings("exports") // the tests of this module are all that sees it
public final class MaskedRun {
  /** Network, valid steps and the window under test. */
  public final Network network;

  public final ValidSteps valid;
  public final Unrolled unrolled;

  /** What the window begins from; null where the network has no encoder. */
  public final MaskedRun encoder;

  private final Layers layers;

  /** What the names of an encoder have in front, else nothing. */
  private final String prefix;

  private final Packing packing;
  private final Padded padded;
  private final int rows;
  private final int inputs;
  private final int outputs;

  /** The packing is dense or ragged; a dense one is for rows that are all valid. */
  public MaskedRun(Network network, Mode mode, Packing packing, ValidSteps valid, Team team) {
    this(network, new Unrolled(network.layers(), packing, mode, team), null, valid);
  }

  /**
   * Over a window of this network that there is; its packings get the lengths of the valid steps.
   *
   * @param source the valid steps of what the encoder reads; null without an encoder
   */
  public MaskedRun(Network network, Unrolled unrolled, ValidSteps source, ValidSteps valid) {
    this(
        network,
        network.layers(),
        "",
        unrolled,
        valid,
        source == null
            ? null
            : new MaskedRun(
                network, network.layers().encoder(), "encoder.", unrolled.encoder(), source, null));
  }

  private MaskedRun(
      Network network,
      Layers layers,
      String prefix,
      Unrolled unrolled,
      ValidSteps valid,
      MaskedRun encoder) {
    this.network = network;
    this.layers = layers;
    this.prefix = prefix;
    this.unrolled = unrolled;
    this.valid = valid;
    this.encoder = encoder;
    this.packing = unrolled.packing();
    this.rows = valid.rows();
    this.inputs = layers.architecture().input().size();
    this.outputs = layers.architecture().outputSize();
    this.padded = packing.isDense() ? null : new Padded(packing);
    if (padded != null) {
      padded.mask(valid.steps(), valid.toArray());
    }
  }

  /** Over rows of different length. */
  public static MaskedRun ragged(Network network, Mode mode, ValidSteps valid) {
    return ragged(network, mode, null, valid);
  }

  /** Of a network with a source; its valid steps are null where it is a vector. */
  public static MaskedRun ragged(Network network, Mode mode, ValidSteps source, ValidSteps valid) {
    Packing read = source == null ? null : packing(source);
    Unrolled u = new Unrolled(network.layers(), read, packing(valid), mode, null);
    return new MaskedRun(network, u, source, valid);
  }

  /** Room for rows of different length. */
  public static Packing packing(ValidSteps valid) {
    return Packing.ragged(valid.steps(), valid.rows(), Math.max(1, valid.count()));
  }

  /** Over rows that are all valid. */
  public static MaskedRun dense(Network network, Mode mode, int steps, int rows) {
    Packing packing = Packing.dense(steps, rows);
    return new MaskedRun(network, mode, packing, ValidSteps.all(steps, rows), null);
  }

  /** The reference's name of a tensor of ours. */
  public static String plain(String name) {
    return name.replaceAll("^(encoder\\.)?(norm\\d+)\\.weight$", "$1$2.gain")
        .replaceAll("^(encoder\\.)?(?!encoder|embedding|bridge|head|dense|norm)[a-z]+\\.", "$1")
        .replaceAll("^(encoder\\.)?start_([a-z]+)_l", "$1$20_l");
  }

  /** {@code _l0}, {@code _l0_reverse} and so on of the cells, in their order. */
  private List<String> suffixes() {
    return layers.parts().stream()
        .filter(part -> part instanceof Part.OfCell)
        .map(part -> ((Part.OfCell) part).suffix())
        .toList();
  }

  /** A part of a cell's state. */
  interface Each {
    void of(int cell, int part, int size, String name, String suffix);
  }

  private void states(Each each) {
    List<String> suffixes = suffixes();
    for (int c = 0; c < suffixes.size(); c++) {
      List<StatePart> parts = layers.state().get(c);
      for (int part = 0; part < parts.size(); part++) {
        StatePart of = parts.get(part);
        each.of(c, part, of.size(), of.name(), suffixes.get(c));
      }
    }
  }

  /**
   * Sets initial states {@code h0_l0} [N, H] and so on, of an encoder {@code encoder.h0_l0}; all of
   * them, if any.
   */
  public void start(Map<String, double[]> named) {
    for (int n = 0; n < rows; n++) {
      State state = new State(layers.shape());
      int row = n;
      states(
          (cell, part, size, name, suffix) -> {
            float[] all = Floats.exact(named.get(prefix + name + "0" + suffix));
            System.arraycopy(all, row * size, state.values, layers.shape().at(cell, part), size);
          });
      unrolled.setState(n, state);
    }
  }

  /** x is [T, N, I]. */
  public void forward(float[] x) {
    unrolled.forward(packed(x), 0, network.parameters());
  }

  /** Tokens are [T, N]. */
  public void forward(int[] tokens) {
    unrolled.forward(packed(tokens), 0, network.parameters());
  }

  /** What the encoder reads is [S, N, I]. */
  public void encode(float[] x) {
    unrolled.encode(encoder.packed(x), 0, network.parameters());
  }

  /** What the encoder reads is [S, N]. */
  public void encode(int[] tokens) {
    unrolled.encode(encoder.packed(tokens), 0, network.parameters());
  }

  /** [T, N, I] as packed rows. */
  public float[] packed(float[] x) {
    float[] packed = x;
    if (padded != null) {
      packed = new float[packing.capacity() * inputs];
      padded.pack(inputs, x, 0, packed, 0, inputs);
    }
    return packed;
  }

  /** [T, N] as packed rows. */
  public int[] packed(int[] of) {
    int[] packed = of;
    if (padded != null) {
      packed = new int[packing.capacity()];
      padded.pack(of, 0, packed);
    }
    return packed;
  }

  /** [T, N, O], or [1, N, O] where only the last outputs come out; zeros at masked steps. */
  public float[] outputs() {
    float[] data = unrolled.tape().data();
    if (padded == null || layers.architecture().last()) {
      return Nets.outputs(unrolled, unrolled.outputPacking().steps(), rows, outputs);
    }
    float[] y = new float[valid.steps() * rows * outputs];
    Padded.Rule zero = Padded.Rule.ZERO;
    padded.unpack(outputs, data, unrolled.output(), unrolled.outputRow(), y, 0, zero);
    return y;
  }

  /** {@code h_n_l0} and so on, [N, H] each. */
  public Map<String, float[]> finals() {
    return states("_n", packing::length);
  }

  /** {@code h0_l0} and so on, [N, H] each: what the cells began with. */
  public Map<String, float[]> firsts() {
    return states("0", n -> 0);
  }

  private Map<String, float[]> states(String mark, IntUnaryOperator step) {
    Map<String, float[]> all = new LinkedHashMap<>();
    states(
        (cell, part, size, name, suffix) -> {
          float[] of = new float[rows * size];
          for (int i = 0; i < of.length; i++) {
            int n = i / size;
            int at = unrolled.window(cell).state(part, step.applyAsInt(n), n, i % size);
            of[i] = unrolled.tape().data()[at];
          }
          all.put(prefix + name + mark + suffix, of);
        });
    return all;
  }

  /** {@code attention0} and so on, [T, N, S] each; zeros at masked steps of either side. */
  public Map<String, float[]> attention() {
    Map<String, float[]> all = new LinkedHashMap<>();
    for (int i = 0; i < unrolled.attentions(); i++) {
      int read = encoder.valid.steps();
      float[] of = new float[valid.steps() * rows * read];
      float[] some = new float[read];
      for (int n = 0; n < rows; n++) {
        int[] times = valid.ofRow(n);
        for (int k = 0; k < times.length; k++) {
          int length = unrolled.attention(i, k, n, some);
          for (int j = 0; j < length; j++) {
            of[(times[k] * rows + n) * read + encoder.valid.ofRow(n)[j]] = some[j];
          }
        }
      }
      all.put("attention" + i, of);
    }
    return all;
  }

  /** Back from the gradients of outputs ({@code y}) and final states by name. */
  public Map<String, float[]> backward(Map<String, double[]> from) {
    float[] p = network.parameters();
    unrolled.prepare(p);
    unrolled.clear();
    outputGradient(Floats.exact(from.get("y")));
    float[] d = unrolled.workspace();
    states(
        (cell, part, size, name, suffix) -> {
          float[] all = Floats.exact(from.get(name + "_n" + suffix));
          for (int i = 0; i < all.length; i++) {
            d[unrolled.window(cell).dState(part, i / size, i % size)] = all[i];
          }
        });
    float[] dp = network.layers().parameters().allocate();
    unrolled.backward(packing.steps(), p, dp);
    Map<String, float[]> all = named(Network.tensors(network.layers(), dp));
    all.putAll(inputGradients());
    return all;
  }

  /** Of what comes in: first states, features, source vectors, and those of the encoder. */
  public Map<String, float[]> inputGradients() {
    Map<String, float[]> all = new LinkedHashMap<>();
    Source source = layers.architecture().source();
    if (source instanceof Source.Vector v) {
      all.put("source", vectorGradient(v.size()));
    } else if (encoder != null) {
      all.putAll(encoder.inputGradients());
    }
    if (source == null && !layers.architecture().learnedStart()) {
      all.putAll(stateGradients());
    }
    if (!layers.tokens()) {
      all.put(prefix + "x", inputGradient());
    }
    return all;
  }

  /** [N, size]. */
  private float[] vectorGradient(int size) {
    float[] all = new float[rows * size];
    for (int n = 0; n < rows; n++) {
      int from = unrolled.vectorGradient() + n * unrolled.vectorRow();
      System.arraycopy(unrolled.workspace(), from, all, n * size, size);
    }
    return all;
  }

  /** By the reference's names. Biases that are one here have the sum's gradient each. */
  public static Map<String, float[]> named(Map<String, Tensor> tensors) {
    Map<String, float[]> all = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          float[] values = tensor.values();
          String first = name.replace("bias_hh", "bias_ih");
          if (!first.equals(name)) {
            float[] b = tensors.get(first).values();
            int one = name.matches("(encoder\\.)?gru\\..*") ? b.length / 3 * 2 : b.length;
            System.arraycopy(b, 0, values, 0, one);
          }
          all.put(plain(name), values);
        });
    return all;
  }

  private void outputGradient(float[] y) {
    Packing out = unrolled.outputPacking();
    for (int n = 0; n < rows; n++) {
      for (int k = 0; k < out.length(n); k++) {
        int t = layers.architecture().last() ? 0 : valid.ofRow(n)[k];
        int to =
            unrolled.outputGradient(out.steps(), k)
                + (out.at(k, n) - out.at(k)) * unrolled.outputRow();
        System.arraycopy(y, (t * rows + n) * outputs, unrolled.outputGradient(), to, outputs);
      }
    }
  }

  /** Gradients of the first states. */
  public Map<String, float[]> stateGradients() {
    Map<String, float[]> all = new LinkedHashMap<>();
    states(
        (cell, part, size, name, suffix) -> {
          float[] of = new float[rows * size];
          CellWindow w = unrolled.window(cell);
          for (int i = 0; i < of.length; i++) {
            of[i] = unrolled.workspace()[w.dState(part, i / size, i % size)];
          }
          all.put(prefix + name + "0" + suffix, of);
        });
    return all;
  }

  /** [T, N, I], zeros at masked steps. */
  private float[] inputGradient() {
    float[] dx = new float[valid.steps() * rows * inputs];
    int row = Panels.padded(inputs);
    int at = unrolled.inputGradient();
    if (padded != null) {
      padded.unpackReversed(inputs, unrolled.workspace(), at, row, dx, 0);
      return dx;
    }
    for (int i = 0; i < valid.steps() * rows; i++) {
      int from = at + packing.slot(i / rows, i % rows) * row;
      System.arraycopy(unrolled.workspace(), from, dx, i * inputs, inputs);
    }
    return dx;
  }
}
