package dev.cellwise.examples.files;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Mode;
import dev.cellwise.rnn.net.Network;
import dev.cellwise.rnn.net.Source;
import dev.cellwise.rnn.net.State;
import dev.cellwise.rnn.net.Unrolled;
import java.util.Arrays;

/** Runs some rows after others, each in windows one behind the other. */
final class NetworkWindow {
  private final Network network;
  private final Architecture architecture;
  private final float[] parameters;
  private final Steps x;
  private final NetworkRunner.Begin begin;

  /** Steps of a window. */
  private final int steps;

  /** [T, N, O] or [N, O]. */
  private final float[] y;

  private final State[] last;

  NetworkWindow(Network network, Steps x, NetworkRunner.Begin begin, int steps) {
    this.network = network;
    this.architecture = network.architecture();
    this.parameters = network.copyParameters();
    this.x = x;
    this.begin = begin;
    this.steps = steps;
    int times = architecture.last() ? 1 : x.steps;
    this.y = new float[Math.multiplyExact(times * x.rows, architecture.outputSize())];
    this.last = new State[x.rows];
  }

  TypedArray y() {
    int size = architecture.outputSize();
    return architecture.last()
        ? TypedArray.of(y, x.rows, size)
        : TypedArray.of(y, x.steps, x.rows, size);
  }

  /** The states of all rows after their last steps. */
  State[] last() {
    return last;
  }

  /** Runs the rows from one on. */
  void run(int first, int rows) {
    Packing packing = Packing.ragged(steps, rows, steps * rows);
    Unrolled unrolled =
        new Unrolled(network.layers(), source(rows), packing, Mode.inference(), null);
    begin(unrolled, first, rows);
    int longest = Arrays.stream(x.lengths(0, x.steps, first, rows)).max().orElse(0);
    for (int t = 0; t == 0 || t < longest; t += steps) {
      if (t > 0) {
        unrolled.carry(packing.steps());
      }
      packing.lengths(x.lengths(t, steps, first, rows));
      forward(unrolled, t, first);
      copy(unrolled, t, first);
    }
    for (int n = 0; n < rows; n++) {
      last[first + n] = network.newState();
      unrolled.state(n, last[first + n]);
    }
  }

  private Packing source(int rows) {
    if (!(architecture.source() instanceof Source.Sequence)) {
      return null;
    }
    int longest = ((NetworkRunner.OfSource) begin).rows().steps;
    return Packing.ragged(longest, rows, Math.multiplyExact(longest, rows));
  }

  private void begin(Unrolled unrolled, int first, int rows) {
    switch (begin) {
      case NetworkRunner.OfStates of -> {
        for (int n = 0; n < rows; n++) {
          unrolled.setState(n, of.states()[first + n]);
        }
      }
      case NetworkRunner.OfVector of -> {
        int size = architecture.source() instanceof Source.Vector v ? v.size() : 0;
        unrolled.vectors(of.values(), first * size);
      }
      case NetworkRunner.OfSource of -> {
        Steps rowsOf = of.rows();
        Packing packing = unrolled.encoder().packing();
        packing.lengths(rowsOf.lengths(0, rowsOf.steps, first, rows));
        if (rowsOf.isTokens()) {
          unrolled.encode(rowsOf.packedTokens(packing, 0, first), 0, parameters);
        } else {
          unrolled.encode(rowsOf.packedFeatures(packing, 0, first), 0, parameters);
        }
      }
    }
  }

  private void forward(Unrolled unrolled, int t, int first) {
    if (x.isTokens()) {
      unrolled.forward(x.packedTokens(unrolled.packing(), t, first), 0, parameters);
    } else {
      unrolled.forward(x.packedFeatures(unrolled.packing(), t, first), 0, parameters);
    }
  }

  /** Copies the outputs of a window to their places. */
  private void copy(Unrolled unrolled, int t0, int first) {
    float[] tape = unrolled.tape().data();
    int size = architecture.outputSize();
    Packing out = unrolled.outputPacking();
    for (int n = 0; n < out.rows(); n++) {
      for (int t = 0; t < out.length(n); t++) {
        int from = unrolled.output() + out.at(t, n) * unrolled.outputRow();
        int to = (architecture.last() ? first + n : (t0 + t) * x.rows + first + n) * size;
        System.arraycopy(tape, from, y, to, size);
      }
    }
  }
}
