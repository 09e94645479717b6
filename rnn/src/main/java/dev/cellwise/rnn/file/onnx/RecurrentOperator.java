package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.onnx.RecurrentAttributes.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * RNN, GRU or LSTM: cells of the library over windows of time steps. Where ONNX's text leaves
 * something open it is as ONNX Runtime does it: with {@code input_forget} f = 1 - i, and the final
 * states of a row of no steps are zero.
 */
final class RecurrentOperator implements Operator {
  /** Places of the inputs. */
  static final int X = 0;

  private static final int W = 1;
  private static final int R = 2;
  private static final int B = 3;
  static final int LENGTHS = 4;
  static final int H = 5;
  private static final int C = 6;
  static final int P = 7;

  /** Of the outputs. */
  private static final int Y = 0;

  private final RecurrentAttributes of;

  /** Inputs that are there. */
  private final boolean[] given;

  /** Outputs that are wanted. */
  private final boolean[] wanted;

  /** Null where the weights are known only in a run. */
  private final Packed packed;

  /** The weights, and each direction with them. */
  private record Packed(RecurrentWeights weights, List<Recurrence> directions) {}

  private RecurrentOperator(
      RecurrentAttributes of, boolean[] given, boolean[] wanted, Packed packed) {
    this.of = of;
    this.given = given;
    this.wanted = wanted;
    this.packed = packed;
  }

  static void addTo(Map<String, Maker> all) {
    for (Kind kind : Kind.values()) {
      all.put(kind.name(), node -> make(node, kind));
    }
  }

  private static Operator make(Making node, Kind kind) {
    boolean lstm = kind == Kind.LSTM;
    node.inputs(3, lstm ? P + 1 : H + 1);
    boolean[] given = new boolean[P + 1];
    for (int i = 0; i < given.length; i++) {
      given[i] = node.hasInput(i);
    }
    boolean[] wanted = new boolean[lstm ? 3 : 2];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = node.hasOutput(i);
    }
    return new RecurrentOperator(RecurrentAttributes.of(node, kind), given, wanted, null);
  }

  RecurrentAttributes attributes() {
    return of;
  }

  @Override
  public OnnxType[] types(OnnxType[] in) {
    for (int i = 0; i < in.length; i++) {
      if (in[i] != null) {
        Operator.check(i, in, i == LENGTHS ? Types.LENGTHS : Types.FLOAT);
      }
    }
    OnnxType[] out = new OnnxType[wanted.length];
    Arrays.fill(out, OnnxType.FLOAT);
    return out;
  }

  private static Value input(Value[] in, int i) {
    return i < in.length ? in[i] : null;
  }

  /** The weights among the inputs; null if some are not there yet. */
  RecurrentWeights weights(Value[] in) {
    for (int i : new int[] {W, R, B, P}) {
      if (given[i] && input(in, i) == null) {
        return null;
      }
    }
    return new RecurrentWeights(of, in[W], in[R], input(in, B), input(in, P));
  }

  @Override
  public Operator with(Value[] constants, Room room) {
    RecurrentWeights weights = weights(constants);
    return weights == null ? this : new RecurrentOperator(of, given, wanted, pack(weights, room));
  }

  private Packed pack(RecurrentWeights weights, Room room) {
    Recurrence first = new Recurrence(weights, 0, room);
    return new Packed(
        weights,
        of.directions() == 1 ? List.of(first) : List.of(first, new Recurrence(weights, 1, room)));
  }

  @Override
  public Value[] run(Value[] in, Room room) {
    Packed now = packed == null ? pack(weights(in), room) : packed;
    Value[] out = run(in, now, room);
    if (packed == null) {
      now.directions.forEach(direction -> room.give(direction.bytes()));
    }
    return out;
  }

  private Value[] run(Value[] in, Packed now, Room room) {
    Value x = in[X];
    int inputs = now.weights.inputs();
    if (x.rank() != 3 || x.shape[2] != inputs) {
      throw new Refusal("X", "three dimensions, the last of " + inputs, x);
    }
    int steps = x.shape[of.batchFirst() ? 1 : 0];
    int rows = x.shape[of.batchFirst() ? 0 : 1];
    int hidden = now.weights.hidden();
    int directions = of.directions();
    int[] states =
        of.batchFirst() ? ints(rows, directions, hidden) : ints(directions, rows, hidden);
    int[] lengths = lengths(input(in, LENGTHS), steps, rows);
    float[][] start = new float[wanted.length - 1][];
    for (int part = 0; part < start.length; part++) {
      start[part] = start(part == 0 ? "initial_h" : "initial_c", input(in, H + part), states);
    }
    Value[] out = new Value[wanted.length];
    if (wanted[Y]) {
      out[Y] =
          of.batchFirst()
              ? room.floats(rows, steps, directions, hidden)
              : room.floats(steps, directions, rows, hidden);
    }
    float[][] end = new float[start.length][];
    for (int part = 0; part < end.length; part++) {
      if (wanted[part + 1]) {
        out[part + 1] = room.floats(states);
        end[part] = out[part + 1].floats();
      }
    }
    float[] y = wanted[Y] ? out[Y].floats() : null;
    for (int d = 0; d < directions && steps > 0 && rows > 0; d++) {
      Recurrence.Places at = new Recurrence.Places(steps, rows, directions, d, of.batchFirst());
      now.directions.get(d).run(at, x.floats(), lengths, start, y, end, room);
    }
    return out;
  }

  private static int[] ints(int... all) {
    return all;
  }

  private static int[] lengths(Value given, int steps, int rows) {
    if (given == null) {
      return null;
    }
    RecurrentWeights.shape("sequence_lens", given, rows);
    int[] lengths = (int[]) given.data;
    for (int length : lengths) {
      if (length < 0 || length > steps) {
        throw new Refusal("sequence_lens", "0 to " + steps, length);
      }
    }
    return lengths;
  }

  private static float[] start(String name, Value given, int[] shape) {
    if (given == null) {
      return null;
    }
    if (!given.hasShape(shape)) {
      throw new Refusal(name, "shape " + Arrays.toString(shape), given);
    }
    return given.floats();
  }
}
