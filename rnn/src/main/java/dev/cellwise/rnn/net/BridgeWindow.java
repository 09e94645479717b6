package dev.cellwise.rnn.net;

import dev.cellwise.kernels.Panels;
import dev.cellwise.rnn.cell.CellWindow;
import dev.cellwise.rnn.cell.DenseLayer;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.StatePart;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;

/** A {@link Bridge} over a window: from the source to the states before the first step. */
final class BridgeWindow {
  /** Null where the source is a vector; else read before the first pass. */
  private Unrolled encoder;

  /** One step of all rows. */
  private final Packing rows;

  private final CellWindow[] cells;
  private final int[][] sizes;

  /** Dense layers, a state part each; none where states are copied. */
  private final DenseLayer[][] layers;

  /** Regions of each: outputs, what f' is taken from, gradients, transposes, scratch. */
  private final int[][] y;

  private final int[][] saved;
  private final int[][] dy;
  private final int[][] transposed;
  private final int[][] scratch;

  /** E, floats of what comes over, and from a row to the next. */
  private final int size;

  private final int row;
  private final int x;
  private final int dx;

  /** A part of a row's state in the encoder, each after the other. */
  private final int[][] encoderSizes;

  /** Adds its regions. */
  BridgeWindow(Layers of, CellWindow[] cells, Layout.Builder tape, Layout.Builder work) {
    this.cells = cells;
    this.rows = Packing.dense(1, cells[0].packing().rows());
    this.sizes = sizes(of.state());
    this.encoderSizes = of.encoder() == null ? new int[0][] : sizes(of.encoder().state());
    this.size =
        of.architecture().source() instanceof Source.Vector v
            ? v.size()
            : of.encoder().shape().numbers;
    this.row = Panels.padded(size);
    x = tape.add("bridge.x", rows.rows(), row);
    dx = work.add("bridge.dx", rows.rows(), row);
    layers = layers(of.bridge());
    y = new int[layers.length][];
    saved = new int[layers.length][];
    dy = new int[layers.length][];
    transposed = new int[layers.length][];
    scratch = new int[layers.length][];
    for (int l = 0; l < layers.length; l++) {
      add(l, of.state().get(l), tape, work);
    }
  }

  /** Whose final states come over; null where vectors do. */
  void read(Unrolled from) {
    encoder = from;
  }

  private void add(int l, List<StatePart> parts, Layout.Builder tape, Layout.Builder work) {
    int n = layers[l].length;
    y[l] = new int[n];
    saved[l] = new int[n];
    dy[l] = new int[n];
    transposed[l] = new int[n];
    scratch[l] = new int[n];
    for (int i = 0; i < n; i++) {
      DenseLayer layer = layers[l][i];
      String name = "bridge." + parts.get(i).name() + "_l" + l;
      int columns = layer.panels().columns();
      y[l][i] = tape.add(name, rows.rows(), columns);
      saved[l][i] = layer.fromOutput() ? y[l][i] : tape.add(name + ".a", rows.rows(), columns);
      dy[l][i] = work.add(name + ".dy", rows.rows(), columns);
      transposed[l][i] = work.add(name + ".transposed", layer.transposedSize());
      scratch[l][i] = work.add(name + ".scratch", layer.scratchSize(rows.rows()));
    }
  }

  private static DenseLayer[][] layers(List<List<DenseLayer>> of) {
    return of.stream().map(l -> l.toArray(DenseLayer[]::new)).toArray(DenseLayer[][]::new);
  }

  private static int[][] sizes(List<List<StatePart>> of) {
    return of.stream()
        .map(l -> l.stream().mapToInt(StatePart::size).toArray())
        .toArray(int[][]::new);
  }

  /** Floats of a vector. */
  int size() {
    return size;
  }

  /** Takes the vectors, [N, E] dense. */
  void vectors(float[] v, int off, float[] data) {
    for (int n = 0; n < rows.rows(); n++) {
      System.arraycopy(v, off + n * size, data, x + n * row, size);
    }
  }

  /** Where the gradient of the source vectors starts, {@link #dRow} floats a row. */
  int dVectors() {
    return dx;
  }

  int dRow() {
    return row;
  }

  void prepare(float[] p, float[] d) {
    for (int l = 0; l < layers.length; l++) {
      for (int i = 0; i < layers[l].length; i++) {
        layers[l][i].transpose(p, d, transposed[l][i]);
      }
    }
  }

  /** The states before the first step: {@code s = f(b + W e)}, or e as it is. */
  void forward(float[] p, float[] data) {
    if (encoder != null) {
      gather(data);
    }
    for (int l = 0; l < layers.length; l++) {
      for (int i = 0; i < layers[l].length; i++) {
        int columns = layers[l][i].panels().columns();
        int n = rows.rows();
        layers[l][i].forward(n, data, x, row, p, data, saved[l][i], data, y[l][i], columns);
        start(l, i, y[l][i], columns, data);
      }
    }
    if (layers.length == 0) {
      copy(data);
    }
  }

  private void copy(float[] data) {
    int at = x;
    for (int l = 0; l < sizes.length; l++) {
      for (int i = 0; i < sizes[l].length; i++) {
        start(l, i, at, row, data);
        at += sizes[l][i];
      }
    }
  }

  private void start(int l, int i, int from, int fromRow, float[] data) {
    for (int n = 0; n < rows.rows(); n++) {
      cells[l].setState(i, n, data, from + n * fromRow, data);
    }
  }

  /** The encoder's final states, one after the other. */
  private void gather(float[] data) {
    float[] from = encoder.tape().data();
    for (int n = 0; n < rows.rows(); n++) {
      int t = encoder.packing().length(n);
      int to = x + n * row;
      for (int l = 0; l < encoderSizes.length; l++) {
        CellWindow cell = encoder.window(l);
        for (int i = 0; i < encoderSizes[l].length; i++) {
          for (int u = 0; u < encoderSizes[l][i]; u++) {
            data[to++] = from[cell.state(i, t, n, u)];
          }
        }
      }
    }
  }

  /** After the sweep back: adds to the gradient of the encoder's final states. */
  void backward(float[] p, float[] data, float[] d, float[] dp) {
    Arrays.fill(d, dx, dx + rows.rows() * row, 0);
    for (int l = 0; l < layers.length; l++) {
      for (int i = 0; i < layers[l].length; i++) {
        backward(l, i, p, data, d, dp);
      }
    }
    if (layers.length == 0) {
      backwardCopy(d);
    }
    if (encoder != null) {
      scatter(d);
    }
  }

  private void backward(int l, int i, float[] p, float[] data, float[] d, float[] dp) {
    DenseLayer layer = layers[l][i];
    int columns = layer.panels().columns();
    int at = dy[l][i];
    ended(l, i, d, at, columns);
    layer.backwardActivation(rows, data, saved[l][i], p, d, at, dp);
    layer.backward(rows.rows(), d, at, columns, d, transposed[l][i], d, dx, row);
    layer.backwardWeights(rows, data, x, row, d, at, columns, d, scratch[l][i], dp);
  }

  private void backwardCopy(float[] d) {
    int at = dx;
    for (int l = 0; l < sizes.length; l++) {
      for (int i = 0; i < sizes[l].length; i++) {
        ended(l, i, d, at, row);
        at += sizes[l][i];
      }
    }
  }

  /** The gradient of the states before the first step. */
  private void ended(int l, int i, float[] d, int to, int toRow) {
    for (int n = 0; n < rows.rows(); n++) {
      for (int u = 0; u < sizes[l][i]; u++) {
        d[to + n * toRow + u] = d[cells[l].dState(i, n, u)];
      }
    }
  }

  private void scatter(float[] d) {
    float[] to = encoder.workspace();
    for (int n = 0; n < rows.rows(); n++) {
      int from = dx + n * row;
      for (int l = 0; l < encoderSizes.length; l++) {
        CellWindow cell = encoder.window(l);
        for (int i = 0; i < encoderSizes[l].length; i++) {
          for (int u = 0; u < encoderSizes[l][i]; u++) {
            to[cell.dState(i, n, u)] += d[from++];
          }
        }
      }
    }
  }
}
