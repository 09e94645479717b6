package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;

/** Affine maps with an activation, and their gradients, on fixed inputs. */
final class AffineActivationCases {
  private AffineActivationCases() {}

  /** A shape: rows, inputs, units, and whether outputs are row-major. */
  private record Shape(int rows, int k, int units, boolean rowMajor) {
    AffineOperands operands() {
      return new AffineOperands(rows, k, Panels.dense(units), rowMajor, 3, new Inputs(rows + k));
    }

    @Override
    public String toString() {
      return rows + "x" + k + "x" + units + (rowMajor ? "r" : "");
    }
  }

  private static final List<Shape> SHAPES =
      List.of(new Shape(1, 17, 65, false), new Shape(13, 5, 65, true), new Shape(65, 6, 40, false));

  private static final List<Activation> FUNCTIONS =
      List.of(Activation.tanh(), Activation.relu(), Activation.gelu());

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (Shape s : SHAPES) {
      for (Activation f : FUNCTIONS) {
        String name = "affineActivation/" + s + "/" + f;
        cases.add(new KernelCase(name + "/forward", twin -> forward(twin, s, f)));
        cases.add(new KernelCase(name + "/backward", twin -> backward(twin, s, f)));
      }
    }
    return cases;
  }

  private static Call forward(Twin twin, Shape s, Activation f) {
    AffineOperands o = s.operands();
    float[] a = o.guarded();
    float[] y = o.guarded();
    float[] both = o.guarded();
    return new Call(
        () -> {
          AffineActivationTwins.forward(twin, o, f, a, y);
          AffineActivationTwins.accumulate(twin, o, f, a, y);
          AffineActivationTwins.forwardBoth(twin, o, f, both, both);
        },
        a,
        y,
        both);
  }

  private static Call backward(Twin twin, Shape s, Activation f) {
    AffineOperands o = s.operands();
    float[] saved = o.zValues(new Inputs(11));
    float[] dy = o.zValues(new Inputs(12));
    float[] start = o.dxValues(new Inputs(13));
    float[] da = new float[AffineActivationTwins.daLength(o)];
    float[] dx = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, dx, 0, dx.length);
          AffineActivationTwins.backward(twin, o, f, saved, dy, da, dx);
        },
        da,
        dx);
  }
}
