package dev.cellwise.rnn.file.onnx;

import dev.cellwise.rnn.file.gate.GateBlocks;
import dev.cellwise.rnn.file.onnx.RecurrentAttributes.Kind;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a recurrent node: checked, and brought from ONNX's order of gates to the
 * library's. ONNX has i, o, f, c of an LSTM and z, r, h of a GRU; here they are i, f, g, o and r,
 * z, n.
 *
 * @param of what the attributes say
 * @param w W [D, G·H, I]
 * @param r R [D, G·H, H]
 * @param b B [D, 2·G·H]; null for zeros
 * @param p P [D, 3·H]; null without peepholes
 */
record RecurrentWeights(RecurrentAttributes of, Value w, Value r, Value b, Value p) {
  private static final GateBlocks LSTM = GateBlocks.between("iofg", "ifgo");

  /** Without f, which is one minus i. */
  private static final GateBlocks COUPLED = GateBlocks.between("iofg", "igo");

  private static final GateBlocks GRU = GateBlocks.between("zrn", "rzn");
  private static final GateBlocks RNN = GateBlocks.between("h", "h");
  private static final GateBlocks PEEPHOLES = GateBlocks.between("iof", "ifo");
  private static final GateBlocks COUPLED_PEEPHOLES = GateBlocks.between("iof", "io");

  /** Checks the shapes. */
  RecurrentWeights {
    int d = of.directions();
    int g = of.kind().gates();
    if (w.rank() != 3 || r.rank() != 3 || r.shape[2] < 1 || w.shape[2] < 1) {
      throw new Refusal("W, R", "[D, G·H, I] and [D, G·H, H], I and H at least 1", w + " and " + r);
    }
    int h = r.shape[2];
    if (of.hidden() != 0 && of.hidden() != h) {
      throw new Refusal(Making.attribute("hidden_size"), h + ", as R has it", of.hidden());
    }
    long rows = (long) g * h;
    shape("W", w, d, rows, w.shape[2]);
    shape("R", r, d, rows, h);
    if (b != null) {
      shape("B", b, d, 2 * rows);
    }
    if (p != null) {
      shape("P", p, d, 3L * h);
    }
  }

  static void shape(String name, Value value, long... expected) {
    boolean fits = value.rank() == expected.length;
    for (int i = 0; fits && i < expected.length; i++) {
      fits = value.shape[i] == expected[i];
    }
    if (!fits) {
      throw new Refusal(name, "shape " + Arrays.toString(expected), value);
    }
  }

  /** I. */
  int inputs() {
    return w.shape[2];
  }

  /** H. */
  int hidden() {
    return r.shape[2];
  }

  /** Bytes of all of them. */
  long bytes() {
    return w.bytes() + r.bytes() + (b == null ? 0 : b.bytes()) + (p == null ? 0 : p.bytes());
  }

  /** The layer of a direction. */
  Architecture.Recurrent layer(int d) {
    return of.layer(d, hidden(), p != null);
  }

  /** The tensors of a direction, by the names that its cell takes. */
  Map<String, Tensor> tensors(int d) {
    boolean coupled = of.kind() == Kind.LSTM && of.flag();
    GateBlocks gates =
        switch (of.kind()) {
          case RNN -> RNN;
          case GRU -> GRU;
          case LSTM -> coupled ? COUPLED : LSTM;
        };
    int h = hidden();
    int g = of.kind().gates();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight_ih", blocks(w, d * g * h * inputs(), gates, h, inputs()));
    tensors.put("weight_hh", blocks(r, d * g * h * h, gates, h, h));
    tensors.put("bias_ih", bias(2 * d * g * h, gates));
    tensors.put("bias_hh", bias((2 * d + 1) * g * h, gates));
    if (p != null) {
      tensors.put(
          "weight_peephole", blocks(p, d * 3 * h, coupled ? COUPLED_PEEPHOLES : PEEPHOLES, h, 0));
    }
    return tensors;
  }

  private Tensor bias(int at, GateBlocks gates) {
    return b == null
        ? new Tensor(new int[] {gates.count() * hidden()}, new float[gates.count() * hidden()])
        : blocks(b, at, gates, hidden(), 0);
  }

  /** Blocks of H rows each in another order; of a vector where there are no columns. */
  private static Tensor blocks(Value of, int at, GateBlocks order, int rows, int columns) {
    float[] values = order.ordered(of.floats(), at, rows * Math.max(columns, 1));
    int all = order.count() * rows;
    return new Tensor(columns == 0 ? new int[] {all} : new int[] {all, columns}, values);
  }
}
