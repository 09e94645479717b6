package dev.cellwise.rnn.file;

import dev.cellwise.rnn.net.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a framework lays out the weights of a recurrent layer in one direction: its order of gates,
 * its names, whether a row or a column is an output, and how many biases it keeps. A layer of one
 * layout is converted to another, and to the tensors of a {@link dev.cellwise.rnn.net.Network}:
 *
 * <pre>{@code
 * Map<String, Tensor> keras = Map.of(
 *     "kernel", Tensor.of(kernel, inputs, 4 * units),
 *     "recurrent_kernel", Tensor.of(recurrent, units, 4 * units),
 *     "bias", Tensor.of(bias, 4 * units));
 * Map<String, Tensor> named = GateLayout.KERAS_LSTM.toNetwork(0, false, keras);  // lstm.weight_ih_l0 …
 * Network network = Network.of(Architecture.builder().features(inputs).lstm(units).build(), named);
 * }</pre>
 *
 * <p>I inputs, H hidden units, G gates, P the size of a projected h (H without one); all values
 * row-major. Gates by their letters in {@code docs/cells}: i, f, o and g, the candidate, of an
 * LSTM; r, z and n of a GRU, where z multiplies the h of before.
 *
 * <table>
 * <caption>Tensors of a layer</caption>
 * <tr><th>layouts</th><th>gates</th><th>tensors; those in brackets may be absent</th></tr>
 * <tr><td>{@code PYTORCH_*}</td><td>i f g o; r z n</td><td>{@code weight_ih [G·H, I]}, {@code
 * weight_hh [G·H, P]}, ({@code bias_ih [G·H]}, {@code bias_hh [G·H]} both), ({@code weight_hr [P,
 * H]})</td></tr>
 * <tr><td>{@code CELLWISE_*}</td><td>the same</td><td>the same, ({@code weight_peephole [3H]} of i,
 * f, o)</td></tr>
 * <tr><td>{@code ONNX_*}</td><td>i o f g; z r n</td><td>{@code W [G·H, I]}, {@code R [G·H, H]},
 * ({@code B [2·G·H]}), ({@code P [3H]} of i, o, f): one direction's, see {@link #unstack}</td></tr>
 * <tr><td>{@code KERAS_*}</td><td>i f g o; z r n</td><td>{@code kernel [I, G·H]}, {@code
 * recurrent_kernel [H, G·H]}, ({@code bias [G·H]}; {@code [2, G·H]} with the reset after)</td></tr>
 * <tr><td>{@code ONEDNN_*}</td><td>i f g o; z r n</td><td>{@code weights_layer [I, G, H]}, {@code
 * weights_iter [P, G, H]}, {@code bias [G, H]} ({@code [4, H]} of z, r, n and n's recurrent one in
 * {@code lbr_gru}), ({@code weights_peephole [3, H]} of i, f, o), ({@code weights_projection [H,
 * P]}): of one layer and direction, see {@link #unstack}</td></tr>
 * <tr><td>{@code CUDNN_*}</td><td>i f g o; r z n</td><td>the linear layers of x and those of h, each
 * stacked by their numbers: {@code W [G·H, I]}, {@code R [G·H, P]}, ({@code bW [G·H]}), ({@code bR
 * [G·H]}) as the bias mode says, ({@code projection [P, H]})</td></tr>
 * <tr><td>{@code DL4J_*}</td><td>g f o i</td><td>{@code W [I, G·H]}, {@code RW [H, G·H]} ({@code [H,
 * 4H + 3]} of GravesLSTM, its last columns the peepholes of f, o, i), {@code b [1, G·H]}</td></tr>
 * <tr><td>{@code HASTE_*}</td><td>i g f o; z r n</td><td>{@code kernel [I, G·H]}, {@code
 * recurrent_kernel [H, G·H]}, {@code bias [G·H]}, of a GRU {@code recurrent_bias [G·H]}</td></tr>
 * </table>
 *
 * <p>Weights are moved, never changed. Where two biases become one they are added as floats, which
 * is what a network does with them: it has the same bits either way. The two of a candidate whose
 * reset gate comes after the product are never added, since {@code r} stands between them. A
 * missing bias is zero where the other layout has one. So a layer that goes to another layout and
 * back has its bits again, but for biases that were added: those come back as their sum and zero.
 *
 * <p>Refused by name are a tensor that is missing, superfluous or of another shape, one for which
 * the other layout has no place, and another cell, which the two forms of a GRU are to each other.
 *
 * <p>Sources: documentation and code of PyTorch 2, ONNX 1.22 (operators LSTM, GRU, RNN), Keras 3,
 * oneDNN 3.11, cuDNN 9, Deeplearning4j 1.0.0-M2.1 and Haste 0.4. Keras's GRU is {@code reset_after}
 * unless told otherwise; ONNX's with {@code linear_before_reset} not 0. Papers with {@code z} and
 * {@code 1 - z} exchanged convert by negating the weights and biases of z.
 */
public enum GateLayout {
  /** {@code torch.nn.LSTM}, a projection with it. */
  PYTORCH_LSTM(Cell.LSTM, "ifgo", GateNames.PYTORCH, GateBiases.TWO),
  /** {@code torch.nn.GRU}. */
  PYTORCH_GRU(Cell.GRU_RESET_AFTER, "rzn", GateNames.PYTORCH, GateBiases.TWO),
  /** {@code torch.nn.RNN}, whatever its activation. */
  PYTORCH_RNN(Cell.RNN, "h", GateNames.PYTORCH, GateBiases.TWO),
  /** A network's LSTM: PyTorch's, and peepholes. */
  CELLWISE_LSTM(Cell.LSTM, "ifgo", GateNames.CELLWISE, GateBiases.TWO),
  /** A network's GRU with the reset gate before the product. */
  CELLWISE_GRU_RESET_BEFORE(Cell.GRU_RESET_BEFORE, "rzn", GateNames.CELLWISE, GateBiases.TWO),
  /** ONNX's LSTM. */
  ONNX_LSTM(Cell.LSTM, "iofg", GateNames.ONNX, GateBiases.STACKED),
  /** ONNX's GRU with {@code linear_before_reset} not 0. */
  ONNX_GRU_RESET_AFTER(Cell.GRU_RESET_AFTER, "zrn", GateNames.ONNX, GateBiases.STACKED),
  /** ONNX's GRU with {@code linear_before_reset} 0, the default. */
  ONNX_GRU_RESET_BEFORE(Cell.GRU_RESET_BEFORE, "zrn", GateNames.ONNX, GateBiases.STACKED),
  /** ONNX's RNN. */
  ONNX_RNN(Cell.RNN, "h", GateNames.ONNX, GateBiases.STACKED),
  /** Keras's LSTM. */
  KERAS_LSTM(Cell.LSTM, "ifgo", GateNames.KERAS, GateBiases.ONE),
  /** Keras's GRU with {@code reset_after=True}, the default. */
  KERAS_GRU_RESET_AFTER(Cell.GRU_RESET_AFTER, "zrn", GateNames.KERAS, GateBiases.ROWS),
  /** Keras's GRU with {@code reset_after=False}. */
  KERAS_GRU_RESET_BEFORE(Cell.GRU_RESET_BEFORE, "zrn", GateNames.KERAS, GateBiases.ONE),
  /** Keras's SimpleRNN. */
  KERAS_RNN(Cell.RNN, "h", GateNames.KERAS, GateBiases.ONE),
  /** oneDNN's {@code vanilla_lstm}, weights in {@code ldigo}, a projection in {@code ldio}. */
  ONEDNN_LSTM(Cell.LSTM, "ifgo", GateNames.ONEDNN, GateBiases.GATES),
  /** oneDNN's {@code lbr_gru}: the reset gate after the product. */
  ONEDNN_LBR_GRU(Cell.GRU_RESET_AFTER, "zrn", GateNames.ONEDNN, GateBiases.LBR),
  /** oneDNN's {@code vanilla_gru}: the reset gate before the product. */
  ONEDNN_GRU(Cell.GRU_RESET_BEFORE, "zrn", GateNames.ONEDNN, GateBiases.GATES),
  /** oneDNN's {@code vanilla_rnn}. */
  ONEDNN_RNN(Cell.RNN, "h", GateNames.ONEDNN, GateBiases.GATES),
  /** cuDNN's {@code CUDNN_LSTM}, any bias mode. */
  CUDNN_LSTM(Cell.LSTM, "ifgo", GateNames.CUDNN, GateBiases.EITHER),
  /** cuDNN's {@code CUDNN_GRU}, any bias mode. */
  CUDNN_GRU(Cell.GRU_RESET_AFTER, "rzn", GateNames.CUDNN, GateBiases.EITHER),
  /** cuDNN's {@code CUDNN_RNN_TANH} and {@code CUDNN_RNN_RELU}, any bias mode. */
  CUDNN_RNN(Cell.RNN, "h", GateNames.CUDNN, GateBiases.EITHER),
  /** Deeplearning4j's LSTM. */
  DL4J_LSTM(Cell.LSTM, "gfoi", GateNames.DL4J, GateBiases.ROW),
  /** Deeplearning4j's GravesLSTM: with peepholes. */
  DL4J_GRAVES_LSTM(Cell.LSTM, "gfoi", GateNames.DL4J_GRAVES, GateBiases.ROW),
  /** Deeplearning4j's SimpleRnn. */
  DL4J_RNN(Cell.RNN, "h", GateNames.DL4J, GateBiases.ROW),
  /** Haste's LSTM. */
  HASTE_LSTM(Cell.LSTM, "igfo", GateNames.HASTE, GateBiases.ONE),
  /** Haste's GRU. */
  HASTE_GRU(Cell.GRU_RESET_AFTER, "zrn", GateNames.HASTE, GateBiases.TWO);

  /** What is computed with the weights: only layouts of one cell convert to each other. */
  public enum Cell {
    /** i, f, o, g. */
    LSTM("lstm", "ifgo"),
    /** {@code n = tanh(W x + b + r (U h₋ + b'))}. */
    GRU_RESET_AFTER("gru", "rzn"),
    /** {@code n = tanh(W x + U (r h₋) + b)}. */
    GRU_RESET_BEFORE("gru", "rzn"),
    /** {@code h = f(W x + U h₋ + b)}. */
    RNN("rnn", "h");

    private final String family;

    /** The order in which {@link GateWeights} has them: a network's. */
    final String gates;

    Cell(String family, String gates) {
      this.family = family;
      this.gates = gates;
    }

    /**
     * The first part of the names of a network's tensors.
     *
     * @return lstm, gru or rnn
     */
    public String family() {
      return family;
    }

    private GateLayout network() {
      return switch (this) {
        case LSTM -> CELLWISE_LSTM;
        case GRU_RESET_AFTER -> PYTORCH_GRU;
        case GRU_RESET_BEFORE -> CELLWISE_GRU_RESET_BEFORE;
        case RNN -> PYTORCH_RNN;
      };
    }
  }

  private final Cell cell;

  /** The gates' letters in the order in which they are stored. */
  final String gates;

  final GateNames names;
  final GateBiases biases;

  GateLayout(Cell cell, String gates, GateNames names, GateBiases biases) {
    this.cell = cell;
    this.gates = gates;
    this.names = names;
    this.biases = biases;
  }

  /**
   * What is computed with the weights.
   *
   * @return the cell
   */
  public Cell cell() {
    return cell;
  }

  /**
   * The gates in the order in which they are stored.
   *
   * @return a letter each, such as {@code ifgo}
   */
  public String gates() {
    return gates;
  }

  /**
   * A layer of this layout in another.
   *
   * @param target layout of the same cell
   * @param tensors of one layer and direction by this layout's names. Not modified.
   * @return the same layer by the other's names; copies
   * @throws IllegalArgumentException if the cell is another, a tensor is missing, superfluous or of
   *     another shape, or the other layout has no place for it
   */
  public Map<String, Tensor> to(GateLayout target, Map<String, Tensor> tensors) {
    if (target.cell != cell) {
      throw new IllegalArgumentException(
          "target: expected a layout of " + this + "'s cell, " + cell + ", got " + why(target));
    }
    return GateWeights.read(this, tensors).write(target);
  }

  private String why(GateLayout target) {
    String got = target + " of " + target.cell;
    return cell.family.equals(target.cell.family)
        ? got + ": r multiplies before the product in one and after it in the other"
        : got;
  }

  /**
   * A layer of this layout as the tensors of a network.
   *
   * @param layer its number among the network's recurrent layers, from 0
   * @param reverse whether it is of the direction backward in time
   * @param tensors of one layer and direction by this layout's names. Not modified.
   * @return by the names of {@link dev.cellwise.rnn.net.Network#tensors}, such as {@code
   *     lstm.weight_ih_l0}; copies, with both biases
   * @throws IllegalArgumentException if a tensor is missing, superfluous or of another shape
   */
  public Map<String, Tensor> toNetwork(int layer, boolean reverse, Map<String, Tensor> tensors) {
    String suffix = suffix(layer, reverse);
    Map<String, Tensor> named = new LinkedHashMap<>();
    GateWeights.read(this, tensors)
        .withBiases()
        .write(cell.network())
        .forEach((name, tensor) -> named.put(cell.family + "." + name + suffix, tensor));
    return named;
  }

  /**
   * A layer of a network in this layout.
   *
   * @param layer its number among the network's recurrent layers, from 0
   * @param reverse whether the direction backward in time is asked for
   * @param tensors of a network: {@link dev.cellwise.rnn.net.Network#tensors}. Not modified; those
   *     of other layers are left alone.
   * @return the layer by this layout's names; copies
   * @throws IllegalArgumentException if there is no such layer of this layout's family, or this
   *     layout has no place for one of its tensors
   */
  public Map<String, Tensor> fromNetwork(int layer, boolean reverse, Map<String, Tensor> tensors) {
    String prefix = cell.family + ".";
    String suffix = suffix(layer, reverse);
    Map<String, Tensor> own = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      String name = entry.getKey();
      if (name.startsWith(prefix) && name.endsWith(suffix)) {
        own.put(name.substring(prefix.length(), name.length() - suffix.length()), entry.getValue());
      }
    }
    if (own.isEmpty()) {
      throw new IllegalArgumentException(
          "tensors: expected some of "
              + prefix
              + "*"
              + suffix
              + ", got none among "
              + tensors.keySet());
    }
    return GateWeights.read(cell.network(), own).write(this);
  }

  private static String suffix(int layer, boolean reverse) {
    if (layer < 0) {
      throw new IllegalArgumentException("layer: expected at least 0, got " + layer);
    }
    return "_l" + layer + (reverse ? "_reverse" : "");
  }

  /**
   * Takes the first dimension off: ONNX's of directions ({@code W [D, G·H, I]}), oneDNN's of layers
   * and then of directions ({@code weights_layer [L, D, I, G, H]}).
   *
   * @param tensors by name, their first dimensions equal. Not modified.
   * @return a map for each index of the first dimension; copies
   * @throws IllegalArgumentException if a tensor has no dimension, or the first ones differ
   */
  public static List<Map<String, Tensor>> unstack(Map<String, Tensor> tensors) {
    List<Map<String, Tensor>> parts = new ArrayList<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      int count = tensor.rank() == 0 ? 0 : tensor.shape()[0];
      if (count == 0 || (!parts.isEmpty() && count != parts.size())) {
        throw new IllegalArgumentException(
            entry.getKey()
                + ": expected a first dimension "
                + (parts.isEmpty() ? "of at least 1" : "of " + parts.size() + " as the others")
                + ", got shape "
                + Arrays.toString(tensor.shape()));
      }
      while (parts.size() < count) {
        parts.add(new LinkedHashMap<>());
      }
      int[] shape = Arrays.copyOfRange(tensor.shape(), 1, tensor.rank());
      int size = tensor.values().length / count;
      for (int i = 0; i < count; i++) {
        float[] values = Arrays.copyOfRange(tensor.values(), i * size, (i + 1) * size);
        parts.get(i).put(entry.getKey(), new Tensor(shape, values));
      }
    }
    return parts;
  }

  /**
   * Puts a first dimension on: the inverse of {@link #unstack}.
   *
   * @param parts maps of the same names and shapes; at least one. Not modified.
   * @return tensors of one more dimension; copies
   * @throws IllegalArgumentException if there is none, or names or shapes differ
   */
  public static Map<String, Tensor> stack(List<Map<String, Tensor>> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts: expected at least one, got none");
    }
    Map<String, Tensor> stacked = new LinkedHashMap<>();
    for (String name : parts.getFirst().keySet()) {
      stacked.put(name, stacked(name, parts));
    }
    return stacked;
  }

  private static Tensor stacked(String name, List<Map<String, Tensor>> parts) {
    Tensor first = parts.getFirst().get(name);
    int size = first.values().length;
    int[] shape = new int[first.rank() + 1];
    shape[0] = parts.size();
    System.arraycopy(first.shape(), 0, shape, 1, first.rank());
    float[] values = new float[Math.multiplyExact(parts.size(), size)];
    for (int i = 0; i < parts.size(); i++) {
      Tensor part = parts.get(i).get(name);
      if (!parts.get(i).keySet().equals(parts.getFirst().keySet())
          || !part.hasShape(first.shape())) {
        throw new IllegalArgumentException(
            "parts["
                + i
                + "]: expected names and shapes of "
                + parts.getFirst()
                + ", got "
                + parts.get(i));
      }
      System.arraycopy(part.values(), 0, values, i * size, size);
    }
    return new Tensor(shape, values);
  }
}
