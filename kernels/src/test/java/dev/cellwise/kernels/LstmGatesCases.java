package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** The gate math of the LSTM on fixed inputs. */
final class LstmGatesCases {
  private static final int[][] SHAPES = {{1, 1}, {3, 1}, {1, 32}, {3, 5}};

  private LstmGatesCases() {}

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (int[] s : SHAPES) {
      String shape = s[0] + "x" + s[1];
      cases.add(new KernelCase("lstm/forward/" + shape, twin -> forward(twin, s[0], s[1])));
      cases.add(new KernelCase("lstm/backward/" + shape, twin -> backward(twin, s[0], s[1])));
    }
    return cases;
  }

  private static Call forward(Twin twin, int blocks, int rows) {
    Inputs random = new Inputs(blocks + 10L * rows);
    int state = rows * 16;
    int gates = rows * 64;
    float[] a = random.uniform(blocks * gates, -6, 6);
    float[] z = a.clone();
    float[] before = random.uniform(blocks * state, -2, 2);
    float[] c = new float[blocks * state];
    float[] tanhC = new float[blocks * state];
    float[] h = new float[blocks * state];
    int row = blocks * 16;
    return new Call(
        () -> {
          System.arraycopy(a, 0, z, 0, z.length);
          if (twin == Twin.SCALAR) {
            ScalarLstmGates.forward(
                blocks, rows, z, 0, gates, before, 0, c, 0, state, tanhC, 0, h, 0, row);
          } else {
            VectorLstmGates.forward(
                blocks, rows, z, 0, gates, before, 0, c, 0, state, tanhC, 0, h, 0, row);
          }
        },
        z,
        c,
        tanhC,
        h);
  }

  private static Call backward(Twin twin, int blocks, int rows) {
    Inputs random = new Inputs(blocks + 10L * rows);
    int state = rows * 16;
    int gates = rows * 64;
    float[] z = random.uniform(blocks * gates, -1, 1);
    float[] before = random.uniform(blocks * state, -2, 2);
    float[] tanhC = random.uniform(blocks * state, -1, 1);
    float[] dh = random.uniform(blocks * state, -1, 1);
    float[] behind = random.uniform(blocks * state, -1, 1);
    float[] dc = behind.clone();
    float[] dz = new float[blocks * gates];
    int row = blocks * 16;
    return new Call(
        () -> {
          System.arraycopy(behind, 0, dc, 0, dc.length);
          if (twin == Twin.SCALAR) {
            ScalarLstmGates.backward(
                blocks, rows, z, 0, gates, before, 0, tanhC, 0, state, dh, 0, row, dc, 0, dz, 0,
                gates);
          } else {
            VectorLstmGates.backward(
                blocks, rows, z, 0, gates, before, 0, tanhC, 0, state, dh, 0, row, dc, 0, dz, 0,
                gates);
          }
        },
        dc,
        dz);
  }
}
