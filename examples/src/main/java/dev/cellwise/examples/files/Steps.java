package dev.cellwise.examples.files;

import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.net.Architecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Time steps of N rows that a network, or the encoder in front of it, reads: {@code x [T, N, I]} or
 * {@code tokens [T, N]}, and {@code lengths [N]} if the rows are not all of T steps.
 */
final class Steps {
  /**
   * Names of the arrays.
   *
   * @param time of the dimension of time steps
   */
  record Names(String features, String tokens, String lengths, String time) {
    static final Names NETWORK = new Names("x", "tokens", "lengths", "T");
    static final Names ENCODER = new Names("source_x", "source_tokens", "source_lengths", "S");

    Port input(Architecture.Input input) {
      return input instanceof Architecture.Features f
          ? Port.of(features, NetworkRunner.FLOAT, time, NetworkRunner.ROWS, f.size())
          : Port.of(tokens, NetworkRunner.WHOLE, time, NetworkRunner.ROWS);
    }

    Port lengthsPort() {
      return Port.of(lengths, NetworkRunner.WHOLE, NetworkRunner.ROWS).orNone();
    }

    List<Port> ports(Architecture.Input input) {
      return new ArrayList<>(List.of(input(input), lengthsPort()));
    }
  }

  /** T. */
  final int steps;

  /** N. */
  final int rows;

  /** Valid time steps of each row. */
  final int[] lengths;

  /** [T, N, I]; null where it is tokens. */
  private final float[] x;

  /** [T, N]; null where it is features. */
  private final int[] tokens;

  private final int size;

  /** Takes the arrays. */
  Steps(Architecture.Input input, Names names, Given given) {
    Port port = names.input(input);
    boolean features = input instanceof Architecture.Features;
    x = features ? given.floats(port) : null;
    tokens = features ? null : given.ints(port);
    steps = given.size(names.time);
    rows = given.size(NetworkRunner.ROWS);
    size = input.size();
    if (steps == 0 || rows == 0) {
      throw given.refuse(
          port.name(),
          "expected a step and a row at least, got " + port.kind() + " of " + steps + ", " + rows);
    }
    lengths = lengths(names, given);
    if (!features) {
      checkTokens(port, given);
    }
  }

  private int[] lengths(Names names, Given given) {
    int[] all = given.ints(names.lengthsPort());
    if (all == null) {
      all = new int[rows];
      Arrays.fill(all, steps);
    }
    for (int n = 0; n < rows; n++) {
      if (all[n] < 0 || all[n] > steps) {
        throw given.refuse(
            names.lengths + "[" + n + "]", "expected 0 to " + steps + ", got " + all[n]);
      }
    }
    return all;
  }

  private void checkTokens(Port port, Given given) {
    for (int t = 0; t < steps; t++) {
      for (int n = 0; n < rows; n++) {
        int token = tokens[t * rows + n];
        if (t < lengths[n] && (token < 0 || token >= size)) {
          String place = port.name() + "[" + t + ", " + n + "]";
          throw given.refuse(place, "expected 0 to " + (size - 1) + ", got " + token);
        }
      }
    }
  }

  /** Whether it is tokens. */
  boolean isTokens() {
    return tokens != null;
  }

  /**
   * Features of a window, packed.
   *
   * @param firstStep, firstRow where the window begins
   */
  float[] packedFeatures(Packing packing, int firstStep, int firstRow) {
    float[] packed = new float[packing.total() * size];
    for (int n = 0; n < packing.rows(); n++) {
      for (int t = 0; t < packing.length(n); t++) {
        int from = (firstStep + t) * rows + firstRow + n;
        System.arraycopy(x, from * size, packed, packing.at(t, n) * size, size);
      }
    }
    return packed;
  }

  /** Tokens of a window, packed. */
  int[] packedTokens(Packing packing, int firstStep, int firstRow) {
    int[] packed = new int[packing.total()];
    for (int n = 0; n < packing.rows(); n++) {
      for (int t = 0; t < packing.length(n); t++) {
        packed[packing.at(t, n)] = tokens[(firstStep + t) * rows + firstRow + n];
      }
    }
    return packed;
  }

  /** The steps of each row within a window. */
  int[] lengths(int firstStep, int mostSteps, int firstRow, int count) {
    int[] within = new int[count];
    for (int n = 0; n < count; n++) {
      within[n] = Math.clamp(lengths[firstRow + n] - firstStep, 0, mostSteps);
    }
    return within;
  }
}
