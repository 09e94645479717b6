package dev.cellwise.kernels;

import static dev.cellwise.kernels.Panels.BLOCK;
import static dev.cellwise.kernels.Panels.WIDTH;
import static dev.cellwise.kernels.Threefry.ROTATION_A;
import static dev.cellwise.kernels.Threefry.ROTATION_B;
import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.I;
import static dev.cellwise.kernels.VectorShape.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The vector twin of {@link Threefry}: a lane is a block. */
final class VectorThreefry {
  private VectorThreefry() {}

  private static final IntVector LANE = IntVector.zero(I).addIndex(1);

  static void mask(
      int k0,
      int k1,
      int k2,
      int c0,
      int c1,
      int c2,
      int units,
      int below,
      float keep,
      float[] mask,
      int mOff) {
    for (int u = 0; u < units; u += WIDTH) {
      int words = Math.min(4, (units - u) / BLOCK);
      for (int i = 0; i < BLOCK; i += L) {
        blocks(k0, k1, k2, c0, c1, c2, u + i, words, below, keep, mask, mOff + u + i);
      }
    }
  }

  /** The blocks of L counters after each other, and what their words give. */
  private static void blocks(
      int k0,
      int k1,
      int k2,
      int c0,
      int c1,
      int c2,
      int c3,
      int words,
      int below,
      float keep,
      float[] mask,
      int mOff) {
    int k4 = Threefry.PARITY ^ k0 ^ k1 ^ k2;
    IntVector x0 = IntVector.broadcast(I, c0);
    IntVector x1 = IntVector.broadcast(I, c1);
    IntVector x2 = IntVector.broadcast(I, c2);
    IntVector x3 = LANE.add(c3);
    for (int s = 0; s < 5; s++) {
      x0 = IntVector.broadcast(I, Threefry.key(s, k0, k1, k2, 0, k4)).add(x0);
      x1 = IntVector.broadcast(I, Threefry.key(s + 1, k0, k1, k2, 0, k4)).add(x1);
      x2 = IntVector.broadcast(I, Threefry.key(s + 2, k0, k1, k2, 0, k4)).add(x2);
      x3 = IntVector.broadcast(I, Threefry.key(s + 3, k0, k1, k2, 0, k4) + s).add(x3);
      int r = (s & 1) * 4;
      x0 = x0.add(x1);
      x1 = x1.lanewise(VectorOperators.ROL, ROTATION_A[r]).lanewise(VectorOperators.XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(VectorOperators.ROL, ROTATION_B[r]).lanewise(VectorOperators.XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(VectorOperators.ROL, ROTATION_A[r + 1]).lanewise(VectorOperators.XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(VectorOperators.ROL, ROTATION_B[r + 1]).lanewise(VectorOperators.XOR, x2);
      x0 = x0.add(x1);
      x1 = x1.lanewise(VectorOperators.ROL, ROTATION_A[r + 2]).lanewise(VectorOperators.XOR, x0);
      x2 = x2.add(x3);
      x3 = x3.lanewise(VectorOperators.ROL, ROTATION_B[r + 2]).lanewise(VectorOperators.XOR, x2);
      x0 = x0.add(x3);
      x3 = x3.lanewise(VectorOperators.ROL, ROTATION_A[r + 3]).lanewise(VectorOperators.XOR, x0);
      x2 = x2.add(x1);
      x1 = x1.lanewise(VectorOperators.ROL, ROTATION_B[r + 3]).lanewise(VectorOperators.XOR, x2);
    }
    x0 = x0.add(Threefry.key(5, k0, k1, k2, 0, k4));
    x1 = x1.add(Threefry.key(6, k0, k1, k2, 0, k4));
    x2 = x2.add(Threefry.key(7, k0, k1, k2, 0, k4));
    x3 = x3.add(Threefry.key(8, k0, k1, k2, 0, k4) + 5);
    FloatVector kept = FloatVector.broadcast(F, keep);
    for (int w = 0; w < words; w++) {
      IntVector x = w == 0 ? x0 : w == 1 ? x1 : w == 2 ? x2 : x3;
      kept.blend(0f, x.lanewise(VectorOperators.LSHR, 8).lt(below).cast(F))
          .intoArray(mask, mOff + w * BLOCK);
    }
  }
}
