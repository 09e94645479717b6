package dev.cellwise.kernels;

import dev.cellwise.kernels.KernelCase.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Affine maps and their gradients on fixed inputs. */
final class AffineCases {
  private AffineCases() {}

  /** A shape: rows, inputs, gates, units, and whether outputs are row-major. */
  private record Shape(int rows, int k, int gates, int units, boolean rowMajor) {
    AffineOperands operands() {
      Panels p = gates == 1 ? Panels.dense(units) : Panels.gated(gates, units);
      return new AffineOperands(rows, k, p, rowMajor, 3, new Inputs(rows + k));
    }

    @Override
    public String toString() {
      return rows + "x" + k + "x" + gates + "x" + units + (rowMajor ? "r" : "");
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(1, 17, 4, 33, false),
          new Shape(1, 9, 3, 40, false),
          new Shape(7, 17, 4, 17, false),
          new Shape(11, 7, 3, 20, false),
          new Shape(13, 5, 1, 65, true),
          new Shape(65, 6, 1, 40, true));

  static List<KernelCase> all() {
    List<KernelCase> cases = new ArrayList<>();
    for (Shape s : SHAPES) {
      add(cases, "forward", s, twin -> call(s, (a, z) -> AffineTwins.forward(twin, a, z)));
      add(cases, "accumulate", s, twin -> call(s, (a, z) -> AffineTwins.accumulate(twin, a, z)));
      add(cases, "forwardBoth", s, twin -> call(s, (a, z) -> AffineTwins.forwardBoth(twin, a, z)));
      add(cases, "backwardInput", s, twin -> backwardInput(twin, s));
      add(cases, "backwardWeights", s, twin -> backwardWeights(twin, s));
      add(cases, "backwardBias", s, twin -> backwardBias(twin, s));
      add(cases, "lookup", s, twin -> lookup(s));
      add(cases, "backwardLookup", s, twin -> backwardLookup(s));
      add(cases, "interleave", s, twin -> interleave(s));
    }
    return cases;
  }

  private static void add(
      List<KernelCase> to, String kernel, Shape shape, Function<Twin, Call> setUp) {
    to.add(new KernelCase("affine/" + kernel + "/" + shape, setUp));
  }

  private static Call call(Shape s, BiConsumer<AffineOperands, float[]> kernel) {
    AffineOperands a = s.operands();
    float[] start = a.zValues(new Inputs(11));
    float[] z = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, z, 0, z.length);
          kernel.accept(a, z);
        },
        z);
  }

  private static Call backwardInput(Twin twin, Shape s) {
    AffineOperands a = s.operands();
    float[] dz = a.zValues(new Inputs(12));
    float[] start = a.dxValues(new Inputs(13));
    float[] dx = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, dx, 0, dx.length);
          AffineTwins.backwardInput(twin, a, dz, dx);
        },
        dx);
  }

  private static Call backwardWeights(Twin twin, Shape s) {
    AffineOperands a = s.operands();
    float[] x = a.interleaved();
    float[] dz = a.zValues(new Inputs(14));
    float[] start = a.dwValues(s.k(), 1, new Inputs(15));
    float[] dw = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, dw, 0, dw.length);
          AffineTwins.backwardWeights(twin, a, x, dz, dw, 1);
        },
        dw);
  }

  private static Call backwardBias(Twin twin, Shape s) {
    AffineOperands a = s.operands();
    float[] dz = a.zValues(new Inputs(16));
    float[] start = a.dwValues(1, 1, new Inputs(17));
    float[] db = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, db, 0, db.length);
          AffineTwins.backwardBias(twin, a, dz, db, 1);
        },
        db);
  }

  private static Call lookup(Shape s) {
    int[] index = new Inputs(18).indices(s.rows(), s.k());
    return call(
        s,
        (a, z) ->
            Affine.lookup(
                a.rows, a.k, a.panels, index, 0, a.w, a.wOff, a.b, a.bOff, z, a.zOff, a.zPanel,
                a.zRow));
  }

  private static Call backwardLookup(Shape s) {
    AffineOperands a = s.operands();
    int[] index = new Inputs(19).indices(s.rows(), s.k());
    float[] dz = a.zValues(new Inputs(20));
    float[] start = a.dwValues(s.k(), 1, new Inputs(21));
    float[] dw = start.clone();
    return new Call(
        () -> {
          System.arraycopy(start, 0, dw, 0, dw.length);
          Affine.backwardLookup(
              a.rows, a.k, a.panels, index, 0, dz, a.zOff, a.zPanel, a.zRow, dw, 1);
        },
        dw);
  }

  private static Call interleave(Shape s) {
    AffineOperands a = s.operands();
    float[] to = new float[s.rows() * s.k()];
    return new Call(
        () -> Affine.interleave(a.rows, a.k, a.x, a.xOff, a.xStride, 0, a.rows, to, 0), to);
  }
}
