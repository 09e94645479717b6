package dev.cellwise.rnn.file.onnx;

import dev.cellwise.kernels.Softmax;
import java.util.Arrays;
import java.util.Map;

/** Operators that work on rows: softmax, and layer normalisation. */
final class RowOperators {
  private RowOperators() {}

  static void addTo(Map<String, Operator.Maker> all) {
    all.put("Softmax", node -> softmax(node, false));
    all.put("LogSoftmax", node -> softmax(node, true));
    all.put("LayerNormalization", RowOperators::layerNorm);
  }

  /** Up to version 12 rows are all axes from one on; from 13 on they are one axis. */
  private static Operator softmax(Making node, boolean log) {
    node.inputs(1, 1);
    boolean joined = node.opset() < 13;
    long axis = node.number("axis", joined ? 1L : -1L);
    return Operator.of(
        Operator.same(Types.FLOAT),
        (in, room) -> {
          int rank = in[0].rank();
          int at = Axes.of(axis, rank);
          if (joined || at == rank - 1) {
            int n = Axes.product(in[0].shape, at, rank);
            return softmax(in[0], n, log, room);
          }
          int[] swap = swap(rank, at);
          Value turned = MoveOperators.transposed(in[0], swap, room);
          room.hold(turned);
          Value y = softmax(turned, in[0].shape[at], log, room);
          room.hold(y);
          room.drop(turned);
          Value back = MoveOperators.transposed(y, swap, room);
          room.drop(y);
          return back;
        });
  }

  /** An axis in the place of the last one, and that one in its place. */
  private static int[] swap(int rank, int axis) {
    int[] swap = new int[rank];
    Arrays.setAll(swap, i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i);
    return swap;
  }

  private static Value softmax(Value x, int n, boolean log, Room room) {
    Value y = room.floats(x.shape);
    if (y.size == 0) {
      return y;
    }
    int rows = y.size / n;
    if (!log) {
      Softmax.softmax(rows, n, x.floats(), 0, n, y.floats(), 0, n);
      return y;
    }
    for (int r = 0; r < rows; r++) {
      double sum = Softmax.logSumExp(n, x.floats(), r * n, y.floats(), r * n);
      for (int i = r * n; i < (r + 1) * n; i++) {
        y.floats()[i] = (float) (x.floats()[i] - sum);
      }
    }
    return y;
  }

  private static Operator layerNorm(Making node) {
    node.since(17);
    node.inputs(2, 3);
    long axis = node.number("axis", -1L);
    float epsilon = node.number("epsilon", 1e-5f);
    long stash = node.number("stash_type", 1L);
    if (stash != 1) {
      throw new Refusal(Making.attribute("stash_type"), "1, float", stash);
    }
    if (!(epsilon >= 0)) {
      throw new Refusal(Making.attribute("epsilon"), "at least 0", epsilon);
    }
    return new LayerNormOperator(axis, epsilon);
  }
}
