package dev.cellwise.rnn.file;

import dev.cellwise.rnn.file.GateNames.Way;
import dev.cellwise.rnn.file.gate.GateBlocks;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The weights of a recurrent layer in one direction, in a network's layout: between the layouts of
 * {@link GateLayout}.
 *
 * @param from the layout that they came from
 * @param inputs I
 * @param hidden H
 * @param input [G·H, I]
 * @param recurrent [G·H, P]
 * @param biasInput [G·H]; null without biases
 * @param biasRecurrent [G·H]; null without biases
 * @param peephole [3H] of i, f, o; null without
 * @param projection [P, H]; null without, then P is H
 */
record GateWeights(
    GateLayout from,
    int inputs,
    int hidden,
    float[] input,
    float[] recurrent,
    float[] biasInput,
    float[] biasRecurrent,
    float[] peephole,
    float[] projection) {
  private static final String PEEPHOLES = "ifo";

  private String order() {
    return from.cell().gates;
  }

  private int gates() {
    return order().length();
  }

  /** The same, with zeros where there are no biases. */
  GateWeights withBiases() {
    return biasInput != null
        ? this
        : new GateWeights(
            from,
            inputs,
            hidden,
            input,
            recurrent,
            new float[gates() * hidden],
            new float[gates() * hidden],
            peephole,
            projection);
  }

  /** Takes a layer of a layout in: every tensor must have its shape, none be left over. */
  static GateWeights read(GateLayout from, Map<String, Tensor> tensors) {
    Reader reader = new Reader(from, tensors);
    GateWeights weights = reader.weights();
    reader.checkNoneLeft();
    return weights;
  }

  /** Reads one layer's tensors. */
  private static final class Reader {
    private final GateLayout from;
    private final GateNames names;
    private final int gates;
    private final Map<String, Tensor> left;

    Reader(GateLayout from, Map<String, Tensor> tensors) {
      this.from = from;
      this.names = from.names;
      this.gates = from.gates.length();
      this.left = new LinkedHashMap<>(tensors);
    }

    GateWeights weights() {
      Tensor w = left.get(names.input);
      int[] shape = w == null ? new int[0] : w.shape();
      int rank = names.way == Way.GATE_COLUMNS ? 3 : 2;
      if (shape.length != rank || hidden(shape) * (long) inputs(shape) == 0) {
        throw refuse(names.input, "shape " + form() + ", each at least 1", w);
      }
      int hidden = hidden(shape);
      int inputs = inputs(shape);
      float[] input = matrix(take(names.input, names.matrix(gates, hidden, inputs)), inputs);
      float[] projection = projection(hidden);
      int outputs = projection == null ? hidden : projection.length / hidden;
      float[] peephole = names.peepholeColumns() ? new float[3 * hidden] : peephole(hidden);
      float[] recurrent =
          names.peepholeColumns()
              ? graves(hidden, peephole)
              : matrix(take(names.recurrent, names.matrix(gates, hidden, outputs)), outputs);
      float[][] biases = biases(hidden);
      return new GateWeights(
          from, inputs, hidden, input, recurrent, biases[0], biases[1], peephole, projection);
    }

    private int hidden(int[] shape) {
      return switch (names.way) {
        case ROWS -> shape[0] % gates == 0 ? shape[0] / gates : 0;
        case COLUMNS -> shape[1] % gates == 0 ? shape[1] / gates : 0;
        case GATE_COLUMNS -> shape[1] == gates ? shape[2] : 0;
      };
    }

    private int inputs(int[] shape) {
      return names.way == Way.ROWS ? shape[1] : shape[0];
    }

    private String form() {
      return switch (names.way) {
        case ROWS -> "[" + gates + "H, I]";
        case COLUMNS -> "[I, " + gates + "H]";
        case GATE_COLUMNS -> "[I, " + gates + ", H]";
      };
    }

    private float[] take(String name, int... shape) {
      Tensor tensor = left.remove(name);
      if (tensor == null || !tensor.hasShape(shape)) {
        throw refuse(name, "shape " + Arrays.toString(shape), tensor);
      }
      return tensor.values();
    }

    /** Of [inputs, G·H] or [G·H, inputs] in the layout's order, [G·H, inputs] in the cell's. */
    private float[] matrix(float[] stored, int columns) {
      int rows = stored.length / columns;
      float[] byRows = names.way == Way.ROWS ? stored : transposed(stored, columns, rows);
      return blocks(byRows, from.gates, from.cell().gates);
    }

    private float[] projection(int hidden) {
      Tensor tensor = names.projection == null ? null : left.remove(names.projection);
      if (tensor == null) {
        return null;
      }
      boolean byRows = names.way == Way.ROWS;
      int[] shape = tensor.shape();
      int outputs = shape.length == 2 ? shape[byRows ? 0 : 1] : 0;
      if (outputs == 0 || shape[byRows ? 1 : 0] != hidden) {
        String form = byRows ? "[P, " + hidden + "]" : "[" + hidden + ", P]";
        throw refuse(names.projection, "shape " + form, tensor);
      }
      float[] values = tensor.values();
      return byRows ? values.clone() : transposed(values, hidden, outputs);
    }

    private float[] peephole(int hidden) {
      if (names.peephole == null || !left.containsKey(names.peephole)) {
        return null;
      }
      boolean flat = names.way == Way.ROWS;
      float[] stored = take(names.peephole, flat ? new int[] {3 * hidden} : new int[] {3, hidden});
      return blocks(stored, names.peepholes, PEEPHOLES);
    }

    /** A recurrent matrix [H, 4H + 3] whose last columns are peepholes: these are filled in. */
    private float[] graves(int hidden, float[] peephole) {
      int all = gates * hidden;
      float[] stored = take(names.recurrent, hidden, all + 3);
      float[] matrix = new float[hidden * all];
      float[] columns = new float[3 * hidden];
      for (int k = 0; k < hidden; k++) {
        System.arraycopy(stored, k * (all + 3), matrix, k * all, all);
        for (int j = 0; j < 3; j++) {
          columns[j * hidden + k] = stored[k * (all + 3) + all + j];
        }
      }
      System.arraycopy(blocks(columns, names.peepholes, PEEPHOLES), 0, peephole, 0, 3 * hidden);
      return matrix(matrix, hidden);
    }

    /** Of the input and of the recurrent product; both null where there are none. */
    private float[][] biases(int hidden) {
      String[] called = names.biases();
      boolean two = from.biases == GateBiases.TWO || from.biases == GateBiases.EITHER;
      boolean any = left.containsKey(called[0]) || (two && left.containsKey(called[1]));
      if (!any && !names.alwaysBiased()) {
        return new float[2][];
      }
      int[] shape = from.biases.shape(gates, hidden);
      int size = gates * hidden;
      return switch (from.biases) {
        case TWO -> pair(take(called[0], shape), take(called[1], shape));
        case EITHER -> pair(orZero(called[0], shape), orZero(called[1], shape));
        case STACKED, ROWS -> {
          float[] both = take(called[0], shape);
          yield pair(Arrays.copyOf(both, size), Arrays.copyOfRange(both, size, 2 * size));
        }
        case ONE, ROW, GATES -> pair(take(called[0], shape), new float[size]);
        case LBR -> {
          float[] four = take(called[0], shape);
          float[] second = new float[size];
          System.arraycopy(four, size, second, size - hidden, hidden);
          yield pair(Arrays.copyOf(four, size), second);
        }
      };
    }

    private float[] orZero(String name, int[] shape) {
      return left.containsKey(name) ? take(name, shape) : new float[shape[0]];
    }

    private float[][] pair(float[] first, float[] second) {
      return new float[][] {bias(first), bias(second)};
    }

    private float[] bias(float[] stored) {
      return blocks(stored, from.gates, from.cell().gates);
    }

    void checkNoneLeft() {
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(
            new TreeSet<>(left.keySet()).first()
                + ": expected none but the tensors of "
                + from
                + ", got "
                + left.keySet());
      }
    }

    private IllegalArgumentException refuse(String name, String expected, Tensor got) {
      return new IllegalArgumentException(
          name
              + ": expected "
              + expected
              + " in "
              + from
              + ", got "
              + (got == null ? "no such tensor" : Arrays.toString(got.shape())));
    }
  }

  /** Gives the layer out in a layout of its cell. */
  Map<String, Tensor> write(GateLayout target) {
    GateNames names = target.names;
    int outputs = recurrent.length / (gates() * hidden);
    checkPlace(target);
    Map<String, Tensor> to = new LinkedHashMap<>();
    to.put(names.input, matrix(target, input, inputs));
    if (names.peepholeColumns()) {
      to.put(names.recurrent, graves(target));
    } else {
      to.put(names.recurrent, matrix(target, recurrent, outputs));
    }
    if (biasInput != null || names.alwaysBiased()) {
      withBiases().putBiases(target, to);
    }
    if (peephole != null && names.peephole != null) {
      float[] values = blocks(peephole, PEEPHOLES, names.peepholes);
      to.put(
          names.peephole,
          names.way == Way.ROWS ? Tensor.of(values, 3 * hidden) : Tensor.of(values, 3, hidden));
    }
    if (projection != null) {
      to.put(
          names.projection,
          names.way == Way.ROWS
              ? Tensor.of(projection.clone(), outputs, hidden)
              : Tensor.of(transposed(projection, outputs, hidden), hidden, outputs));
    }
    return to;
  }

  private void checkPlace(GateLayout target) {
    if (peephole != null && target.names.peepholes.isEmpty()) {
      String name = from.names.peephole;
      throw homeless(name == null ? from.names.recurrent : name, "peepholes", target);
    }
    if (projection != null && target.names.projection == null) {
      throw homeless(from.names.projection, "a projection", target);
    }
  }

  private static IllegalArgumentException homeless(String name, String what, GateLayout target) {
    return new IllegalArgumentException(
        name + ": expected none, since " + target + " has no place for it, got " + what);
  }

  private Tensor matrix(GateLayout target, float[] byRows, int columns) {
    float[] ordered = blocks(byRows, order(), target.gates);
    int rows = gates() * hidden;
    float[] values = target.names.way == Way.ROWS ? ordered : transposed(ordered, rows, columns);
    return new Tensor(target.names.matrix(gates(), hidden, columns), values);
  }

  private Tensor graves(GateLayout target) {
    int all = gates() * hidden;
    float[] matrix = matrix(target, recurrent, hidden).values();
    float[] columns =
        peephole == null
            ? new float[3 * hidden]
            : blocks(peephole, PEEPHOLES, target.names.peepholes);
    float[] values = new float[hidden * (all + 3)];
    for (int k = 0; k < hidden; k++) {
      System.arraycopy(matrix, k * all, values, k * (all + 3), all);
      for (int j = 0; j < 3; j++) {
        values[k * (all + 3) + all + j] = columns[j * hidden + k];
      }
    }
    return Tensor.of(values, hidden, all + 3);
  }

  private void putBiases(GateLayout target, Map<String, Tensor> to) {
    String[] called = target.names.biases();
    int[] shape = target.biases.shape(gates(), hidden);
    float[] first = blocks(biasInput, order(), target.gates);
    float[] second = blocks(biasRecurrent, order(), target.gates);
    switch (target.biases) {
      case TWO, EITHER -> {
        to.put(called[0], new Tensor(shape, first));
        to.put(called[1], new Tensor(shape, second));
      }
      case STACKED, ROWS -> to.put(called[0], new Tensor(shape, joined(first, second)));
      case ONE, ROW, GATES -> {
        add(first, second, first.length);
        to.put(called[0], new Tensor(shape, first));
      }
      case LBR -> {
        // The last gate is n: r stands between its two.
        int merged = first.length - hidden;
        add(first, second, merged);
        float[] own = Arrays.copyOfRange(second, merged, second.length);
        to.put(called[0], new Tensor(shape, joined(first, own)));
      }
    }
  }

  /** The sum of two biases; where the second is zero, the first one's bits, a zero's sign too. */
  private static void add(float[] first, float[] second, int count) {
    for (int j = 0; j < count; j++) {
      first[j] = second[j] == 0 ? first[j] : first[j] + second[j];
    }
  }

  private static float[] joined(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** A block for each gate, of rows or of a bias, in another order; a copy. */
  private static float[] blocks(float[] a, String from, String to) {
    return GateBlocks.between(from, to).ordered(a, 0, a.length / from.length());
  }

  private static float[] transposed(float[] a, int rows, int columns) {
    float[] t = new float[a.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = a[i * columns + j];
      }
    }
    return t;
  }
}
