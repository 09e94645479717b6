package dev.cellwise.kernels;

import static dev.cellwise.kernels.VectorShape.F;
import static dev.cellwise.kernels.VectorShape.L;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The vector twin of {@link Prelu}, a row at a time. */
final class VectorPrelu {
  private VectorPrelu() {}

  static void forward(
      int units, float[] a, int aOff, float[] slope, int slopeOff, float[] y, int yOff) {
    int bound = F.loopBound(units);
    for (int u = 0; u < bound; u += L) {
      FloatVector x = fromArray(F, a, aOff + u);
      FloatVector below = x.mul(fromArray(F, slope, slopeOff + u));
      below.blend(x, x.compare(VectorOperators.GT, 0f)).intoArray(y, yOff + u);
    }
    ScalarPrelu.forward(units - bound, a, aOff + bound, slope, slopeOff + bound, y, yOff + bound);
  }

  static void backward(
      int units,
      float[] a,
      int aOff,
      float[] slope,
      int slopeOff,
      float[] dy,
      int dyOff,
      float[] da,
      int daOff,
      float[] dslope,
      int dslopeOff) {
    int bound = F.loopBound(units);
    for (int u = 0; u < bound; u += L) {
      FloatVector x = fromArray(F, a, aOff + u);
      FloatVector dyu = fromArray(F, dy, dyOff + u);
      FloatVector sum = fromArray(F, dslope, dslopeOff + u);
      VectorMask<Float> above = x.compare(VectorOperators.GT, 0f);
      x.fma(dyu, sum).blend(sum, above).intoArray(dslope, dslopeOff + u);
      dyu.mul(fromArray(F, slope, slopeOff + u))
          .blend(dyu, above)
          .blend(x, x.compare(VectorOperators.NE, x))
          .intoArray(da, daOff + u);
    }
    ScalarPrelu.backward(
        units - bound,
        a,
        aOff + bound,
        slope,
        slopeOff + bound,
        dy,
        dyOff + bound,
        da,
        daOff + bound,
        dslope,
        dslopeOff + bound);
  }
}
