package dev.cellwise.examples.files;

import dev.cellwise.rnn.file.ModelFileException;
import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How near two files that should be the same network come to each other on random inputs.
 *
 * @param rows for each output both give: its name, its shape, and what differs
 * @param scaled the largest difference of a number to the greater of 1 and that number
 */
record Agreement(List<Map<String, Object>> rows, double scaled) {
  /**
   * Runs both on the same inputs.
   *
   * @param network what both should be
   */
  static Agreement of(Network network, Side first, Side second) {
    int steps = agreed(first.steps(), second.steps(), GraphSide.STEPS);
    int rows = agreed(first.rows(), second.rows(), GraphSide.ROWS);
    Map<String, TypedArray> given =
        Samples.of(network.architecture(), Side.shared(network, first, second), steps, rows);
    Map<String, TypedArray> of = first.run(given);
    Map<String, TypedArray> other = second.run(given);
    TypedArray lengths = given.get(Steps.Names.NETWORK.lengths());
    List<Map<String, Object>> table = new ArrayList<>();
    double scaled = 0;
    for (Port output : new NetworkRunner(network).outputs()) {
      TypedArray a = of.get(output.name());
      TypedArray b = other.get(output.name());
      if (a != null && b != null) {
        Difference d = Difference.of(valid(a, lengths), valid(b, lengths));
        scaled = Math.max(scaled, d.scaled());
        table.add(row(output.name(), a, d));
      }
    }
    if (table.isEmpty()) {
      throw new ModelFileException("expected an output of the network's shape, got none");
    }
    return new Agreement(table, scaled);
  }

  private static int agreed(int one, int other, int any) {
    if (one == 0 || other == 0) {
      return one + other == 0 ? any : one + other;
    }
    if (one != other) {
      throw new ModelFileException("expected files of one size, got " + one + " and " + other);
    }
    return one;
  }

  /** With zeros beyond the rows' lengths, where outputs mean nothing. */
  private static TypedArray valid(TypedArray array, TypedArray lengths) {
    int[] shape = array.shape();
    if (lengths == null || shape.length < 3 || shape[1] != lengths.size()) {
      return array;
    }
    float[] values = array.floats().clone();
    for (int i = 0; i < values.length; i++) {
      int row = i / shape[2] % shape[1];
      if (i / shape[2] / shape[1] >= lengths.ints()[row]) {
        values[i] = 0;
      }
    }
    return TypedArray.of(values, shape);
  }

  private static Map<String, Object> row(String name, TypedArray of, Difference d) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("output", name);
    row.put("shape", ArrayRow.shape(of.shape()));
    row.put("bits", d.bits() ? "the same" : "differ");
    row.put("largest_difference", d.largest());
    row.put("relative", d.relative());
    return row;
  }
}
