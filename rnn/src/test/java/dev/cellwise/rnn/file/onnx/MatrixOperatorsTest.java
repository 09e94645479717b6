package dev.cellwise.rnn.file.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cellwise.rnn.file.TypedArray;
import dev.cellwise.rnn.net.Nets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Products, rows and reductions, by hand and against plain loops in double. */
class MatrixOperatorsTest {
  private static OperatorCase op(String operator) {
    return OperatorCase.of(operator);
  }

  private static TypedArray random(long seed, int... shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    return TypedArray.of(Nets.uniform(seed, size, -1, 1), shape);
  }

  /** [.., m, k] times [k, n], in double. */
  private static float[] product(TypedArray a, TypedArray b, int m, int k, int n) {
    float[] y = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int l = 0; l < k; l++) {
          sum += (double) a.floats()[i * k + l] * b.floats()[l * n + j];
        }
        y[i * n + j] = (float) sum;
      }
    }
    return y;
  }

  /**
   * Widths at and around what the kernels pad to, and more rows than are brought together at once.
   */
  @Test
  void products() {
    for (int n : new int[] {1, 15, 16, 17, 64, 65}) {
      for (int m : new int[] {1, 3, 300}) {
        TypedArray a = random(n, m, 7);
        TypedArray b = random(m, 7, n);
        op("MatMul").in(a).in(b).gives(new int[] {m, n}, product(a, b, m, 7, n));
      }
    }
    TypedArray a = random(1, 2, 3, 4, 5);
    TypedArray b = random(2, 5, 6);
    op("MatMul").in(a).in(b).gives(new int[] {2, 3, 4, 6}, product(a, b, 24, 5, 6));
  }

  @Test
  void productsOfVectorsAndOfManyMatrices() {
    op("MatMul").floats(1, 2).floats(3, 4).gives(new int[0], 11);
    op("MatMul").floats(1, 2).floats(1, 2, 3, 4).shape(2, 2).gives(7, 10);
    op("MatMul").floats(1, 2, 3, 4).shape(2, 2).floats(1, 2).gives(5, 11);
    // One matrix each, and one of the first for both of the second.
    op("MatMul")
        .floats(1, 2, 3, 4)
        .shape(2, 1, 2)
        .floats(1, 2, 3, 4)
        .shape(2, 2, 1)
        .gives(new int[] {2, 1, 1}, 5, 25);
    op("MatMul")
        .floats(1, 2)
        .shape(1, 2)
        .floats(1, 2, 3, 4)
        .shape(2, 2, 1)
        .gives(new int[] {2, 1, 1}, 5, 11);
    op("MatMul")
        .floats()
        .shape(2, 0)
        .floats()
        .shape(0, 3)
        .gives(new int[] {2, 3}, 0, 0, 0, 0, 0, 0);
    op("MatMul").floats().shape(0, 2).floats(1, 2).shape(2, 1).gives(new int[] {0, 1});
    op("MatMul").floats(1, 2).floats(1, 2, 3).fails("inputs: expected as many columns as rows");
    op("MatMul").floats(1).shape().floats(1).fails("at least one dimension each");
    op("MatMul").longs(1).longs(1).isRefused("expected one of type float, got int64");
  }

  @Test
  void gemm() {
    op("Gemm")
        .floats(1, 2)
        .shape(1, 2)
        .floats(1, 2, 3, 4)
        .shape(2, 2)
        .gives(new int[] {1, 2}, 7, 10);
    op("Gemm")
        .floats(1, 2)
        .shape(1, 2)
        .floats(1, 2, 3, 4)
        .shape(2, 2)
        .floats(10, 20)
        .gives(new int[] {1, 2}, 17, 30);
    op("Gemm")
        .floats(1, 2)
        .shape(2, 1)
        .floats(1, 2, 3, 4)
        .shape(2, 2)
        .floats(10)
        .shape()
        .with("transA", 1)
        .with("transB", 1)
        .gives(new int[] {1, 2}, 15, 21);
    op("Gemm")
        .floats(1, 2)
        .shape(2, 1)
        .floats(1, 2)
        .shape(1, 2)
        .floats(10, 20)
        .shape(2, 1)
        .with("alpha", 2f)
        .with("beta", 0.5f)
        .gives(new int[] {2, 2}, 7, 9, 14, 18);
    op("Gemm")
        .floats(1, 2)
        .shape(2, 1)
        .floats(1, 2)
        .shape(1, 2)
        .floats(1, 2, 3, 4)
        .shape(2, 2)
        .gives(new int[] {2, 2}, 2, 4, 5, 8);
    op("Gemm")
        .opset(9)
        .floats(1)
        .shape(1, 1)
        .floats(1)
        .shape(1, 1)
        .isRefused("inputs: expected at least 3");
    op("Gemm").floats(1).floats(1).shape(1, 1).fails("inputs: expected two matrices");
    op("Gemm")
        .floats(1)
        .shape(1, 1)
        .floats(1)
        .shape(1, 1)
        .with("transA", 2)
        .isRefused("attribute transA: expected 0 or 1, got 2");
    op("Gemm")
        .floats(1)
        .shape(1, 1)
        .floats(1)
        .shape(1, 1)
        .floats(1, 2)
        .fails("C: expected a shape that stretches");
  }

  /** A product and a sum that an exporter made of a dense layer have the bits of one. */
  @Test
  void aProductWithABiasIsOneChain() {
    TypedArray x = random(1, 3, 20);
    TypedArray w = random(2, 20, 18);
    TypedArray b = random(3, 18);
    OnnxModel apart =
        new Onnx()
            .input("x", Onnx.FLOAT, 3, 20)
            .initial("w", w)
            .initial("b", b)
            .node("MatMul", List.of("x", "w"), List.of("m"))
            .node("Add", List.of("b", "m"), List.of("y"))
            .output("y")
            .model();
    float[] y = apart.run(Map.of("x", x)).get("y").floats();
    float[] together = op("Gemm").in(x).in(w).in(b).run().getFirst().floats();
    Nets.assertSameBits("y", together, y);
    // Where somebody else reads the product, it is there.
    float[] m = apart.withOutputs("y", "m").run(Map.of("x", x)).get("m").floats();
    assertArrayEquals(product(x, w, 3, 20, 18), m, 1e-6f);
  }

  @Test
  void softmax() {
    op("Softmax")
        .floats(0, 0, 0, (float) Math.log(3))
        .shape(2, 2)
        .gives(new int[] {2, 2}, 0.5f, 0.5f, 0.25f, 0.75f);
    op("Softmax")
        .floats(0, 0, 0, (float) Math.log(3))
        .shape(2, 2)
        .with("axis", 0)
        .gives(new int[] {2, 2}, 0.5f, 0.25f, 0.5f, 0.75f);
    op("LogSoftmax").floats(0, (float) Math.log(3)).gives(-1.3862944f, -0.28768207f);
    // Before version 13 a row was all axes from the second on.
    op("Softmax")
        .opset(12)
        .floats(0, 0, 0, 0)
        .shape(1, 2, 2)
        .gives(new int[] {1, 2, 2}, 0.25f, 0.25f, 0.25f, 0.25f);
    op("Softmax")
        .floats(0, 0, 0, 0)
        .shape(1, 2, 2)
        .gives(new int[] {1, 2, 2}, 0.5f, 0.5f, 0.5f, 0.5f);
    op("Softmax").floats(1).with("axis", 1).fails("axis: expected -1 to 0, got 1");
    op("Softmax").opset(12).floats(1, 2).fails("axis: expected -1 to 0, got 1");
  }

  @Test
  void layerNormalisation() {
    float s = (float) (1 / Math.sqrt(1 + 1e-5));
    op("LayerNormalization")
        .floats(1, 3, -1, 1)
        .shape(2, 2)
        .floats(1, 2)
        .floats(0, 10)
        .gives(new int[] {2, 2}, -s, 2 * s + 10, -s, 2 * s + 10);
    op("LayerNormalization").floats(1, 3).floats(1, 1).gives(-s, s);
    float t = (float) (1 / Math.sqrt(1 + 3.0));
    op("LayerNormalization").floats(1, 3).floats(1, 1).with("epsilon", 3f).gives(-t, t);
    op("LayerNormalization")
        .floats(1, 3, 1, 3)
        .shape(1, 2, 2)
        .floats(1, 1, 1, 1)
        .shape(2, 2)
        .with("axis", 1)
        .gives(new int[] {1, 2, 2}, -s, s, -s, s);
    op("LayerNormalization")
        .floats(1, 3)
        .floats(1, 1)
        .outputs(2)
        .isRefused("outputs: expected at most 1");
    op("LayerNormalization")
        .floats(1, 3)
        .floats(1, 1)
        .with("stash_type", 10)
        .isRefused("attribute stash_type: expected 1");
    op("LayerNormalization").floats(1, 3).floats(1, 1, 1).fails("scale: expected 2 numbers");
    op("LayerNormalization").opset(16).floats(1, 3).floats(1, 1).isRefused("version 17 or later");
  }

  private static OperatorCase six(String operator) {
    return op(operator).floats(1, 2, 3, 4, 5, 6).shape(2, 3);
  }

  @Test
  void reductions() {
    six("ReduceSum").longs(1).gives(new int[] {2, 1}, 6, 15);
    six("ReduceSum").longs(0).with("keepdims", 0).gives(5, 7, 9);
    six("ReduceSum").opset(11).axes(-1).with("keepdims", 0).gives(6, 15);
    six("ReduceSum").gives(new int[] {1, 1}, 21);
    six("ReduceSum").with("noop_with_empty_axes", 1).gives(new int[] {2, 3}, 1, 2, 3, 4, 5, 6);
    six("ReduceMean").axes(1).gives(new int[] {2, 1}, 2, 5);
    six("ReduceMean").opset(18).longs(0, 1).with("keepdims", 0).gives(new int[0], 3.5f);
    six("ReduceMax").axes(0).with("keepdims", 0).gives(4, 5, 6);
    six("ReduceMin").axes(1).with("keepdims", 0).gives(1, 4);
    six("ReduceProd").axes(1).with("keepdims", 0).gives(6, 120);
    op("ReduceSum").longs(1, 2, 3).with("keepdims", 0).givesLongs(new int[0], 6);
    op("ReduceMax").longs(-5, -2).with("keepdims", 0).givesLongs(new int[0], -2);
    op("ReduceProd").longs(2, 3).with("keepdims", 0).givesLongs(new int[0], 6);
    op("ReduceSum").floats().shape(0, 2).longs(0).with("keepdims", 0).gives(0, 0);
    op("ReduceMax").floats().shape(0, 2).axes(0).fails("data: expected some elements");
    op("ReduceMean").longs(1).isRefused("expected one of type double, float");
    six("ReduceMean").longs(1).isRefused("inputs: expected at most 1, got 2");
    six("ReduceSum").axes(1).isRefused("attribute \"axes\": not known of ReduceSum");
    six("ReduceSum").with("keepdims", 2).isRefused("attribute keepdims: expected 0 or 1, got 2");
  }

  @Test
  void places() {
    op("ArgMax")
        .floats(1, 3, 3, 2, 0, 1)
        .shape(2, 3)
        .with("axis", 1)
        .givesLongs(new int[] {2, 1}, 1, 0);
    op("ArgMax")
        .floats(1, 3, 3, 2, 0, 1)
        .shape(2, 3)
        .with("axis", -1)
        .with("keepdims", 0)
        .givesLongs(1, 0);
    op("ArgMax").floats(1, 3, 3).with("select_last_index", 1).givesLongs(2);
    op("ArgMin").longs(3, 1, 1).givesLongs(1);
    op("ArgMax").floats(1, 2, 3, 4).shape(2, 2).with("keepdims", 0).givesLongs(1, 1);
    op("ArgMax").floats().shape(2, 0).with("axis", 1).fails("data: expected some elements");
    op("ArgMax").opset(11).floats(1).with("select_last_index", 1).isRefused("not known of ArgMax");
  }

  /** What may be given in a constant's place is not made part of what is computed. */
  @Test
  void constantsThatMayBeGiven() {
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.FLOAT, 2, 3)
            .input("two", Onnx.FLOAT)
            .input("w", Onnx.FLOAT, 3, 2)
            .input("b", Onnx.FLOAT, "K")
            .initial("w", new float[] {1, 0, 0, 1, 1, 1}, 3, 2)
            .initial("b", new float[] {1, 2}, 2)
            .initial("two", TypedArray.of(new float[] {1}))
            .node("Abs", List.of("x"), List.of("a"))
            .node("Add", List.of("a", "two"), List.of("s"))
            .node("Div", List.of("x", "s"), List.of("q"))
            .node("MatMul", List.of("q", "w"), List.of("m"))
            .node("Add", List.of("m", "b"), List.of("y"))
            .output("y");
    OnnxModel model = onnx.model();
    TypedArray x = TypedArray.of(new float[] {1, -1, 0, 2, 3, 4}, 2, 3);
    float[] plain = model.run(Map.of("x", x)).get("y").floats();
    assertEquals(1.5f, plain[0]);
    TypedArray two = TypedArray.of(new float[] {3});
    float[] other = model.run(Map.of("x", x, "two", two)).get("y").floats();
    assertEquals(1.25f, other[0]);
    TypedArray ten = TypedArray.of(new float[] {10}, 1);
    float[] moved = model.run(Map.of("x", x, "b", ten)).get("y").floats();
    assertArrayEquals(new float[] {plain[0] + 9, plain[1] + 8}, Arrays.copyOf(moved, 2), 1e-6f);
  }

  /** Before ONNX had an operator for it. */
  @Test
  void layerNormalisationInNineNodes() {
    TypedArray x = random(1, 4, 18);
    TypedArray g = random(2, 18);
    TypedArray b = random(3, 18);
    Onnx onnx =
        new Onnx()
            .opset(13)
            .input("x", Onnx.FLOAT, 4, 18)
            .initial("g", g)
            .initial("b", b)
            .initial("two", TypedArray.of(new float[] {2}))
            .initial("e", TypedArray.of(new float[] {1e-5f}))
            .node("ReduceMean", List.of("x"), List.of("m"), Onnx.with("axes", new long[] {-1}))
            .node("Sub", List.of("x", "m"), List.of("c"))
            .node("Pow", List.of("c", "two"), List.of("q"))
            .node("ReduceMean", List.of("q"), List.of("v"), Onnx.with("axes", new long[] {-1}))
            .node("Add", List.of("v", "e"), List.of("s"))
            .node("Sqrt", List.of("s"), List.of("r"))
            .node("Div", List.of("c", "r"), List.of("n"))
            .node("Mul", List.of("n", "g"), List.of("h"))
            .node("Add", List.of("h", "b"), List.of("y"))
            .output("y");
    float[] one = op("LayerNormalization").in(x).in(g).in(b).run().getFirst().floats();
    Nets.assertSameBits("fused", one, onnx.model().run(Map.of("x", x)).get("y").floats());
    Map<String, TypedArray> all = onnx.model().withOutputs("y", "c", "n").run(Map.of("x", x));
    assertArrayEquals(one, all.get("y").floats(), 2e-6f);
    assertEquals(3, all.size());
  }

  /** As many numbers as a row has, but one for each row. */
  @Test
  void gainsOfRowsAreRefused() {
    op("LayerNormalization")
        .floats(1, 3, 5, 9)
        .shape(2, 2)
        .floats(1, 2)
        .shape(2, 1)
        .fails("scale: expected 2 numbers in shape [2], or one");
    op("LayerNormalization")
        .with("axis", 0)
        .floats(-1, 1)
        .shape(1, 2)
        .floats(2, 4)
        .gives(new int[] {1, 2}, -2 / (float) Math.sqrt(1 + 1e-5), 4 / (float) Math.sqrt(1 + 1e-5));
  }

  @Test
  void productsOverNothing() {
    op("MatMul").floats().shape(2, 0).floats().shape(0, 3).gives(new int[] {2, 3}, new float[6]);
    op("Gemm")
        .floats()
        .shape(2, 0)
        .floats()
        .shape(0, 3)
        .floats(1, 2, 3)
        .gives(new int[] {2, 3}, 1, 2, 3, 1, 2, 3);
  }

  /** A constant that gives the result an axis more than the function has. */
  @Test
  void constantsOfMoreAxes() {
    Onnx onnx =
        new Onnx()
            .input("x", Onnx.FLOAT, 2)
            .initial("c", new float[] {1}, 1, 1)
            .node("Abs", List.of("x"), List.of("a"))
            .node("Add", List.of("a", "c"), List.of("s"))
            .node("Div", List.of("x", "s"), List.of("y"))
            .output("y");
    TypedArray pair = TypedArray.of(new float[] {1, -3}, 2);
    TypedArray got = onnx.model().run(Map.of("x", pair)).get("y");
    assertEquals(TypedArray.of(new float[] {0.5f, -0.75f}, 1, 2), got);
  }
}
