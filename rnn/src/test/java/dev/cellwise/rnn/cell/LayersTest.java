package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Activation;
import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The layers around the cells: embedding, dense, dropout. */
@Tag("cold")
class LayersTest {
  @Test
  void embeddingTakesRowsAndGivesThemTheirGradient() {
    Layout.Builder b = Layout.builder("parameters");
    EmbeddingLayer e = new EmbeddingLayer(b, 4, 3);
    Layout layout = b.build();
    assertEquals(4, e.vocabulary());
    assertEquals(3, e.size());
    assertEquals(16, e.row());
    float[] p = layout.allocate();
    for (int v = 0; v < 4; v++) {
      for (int i = 0; i < 3; i++) {
        p[e.table() + v * e.row() + i] = 10 * v + i;
      }
    }
    int[] tokens = {9, 2, 0, 2, 3};
    float[] y = new float[1 + 4 * 16];
    Arrays.fill(y, 7);
    e.forward(4, tokens, 1, p, y, 1);
    assertEquals(7, y[0]);
    for (int r = 0; r < 4; r++) {
      assertEquals(10 * tokens[1 + r] + 1, y[1 + r * 16 + 1]);
      assertEquals(0, y[1 + r * 16 + 3], "padding");
    }
    // Two steps of two rows, the gradient in reverse time: rows of size 1, 2, 3, 4.
    float[] dy = new float[4 * 16];
    for (int r = 0; r < 4; r++) {
      Arrays.fill(dy, r * 16, r * 16 + 3, r + 1);
    }
    float[] dp = layout.allocate();
    e.backward(Packing.dense(2, 2), tokens, 1, dy, 0, dp);
    // Token 2 stands at (0, 0) and (1, 0): slots (1, 0) and (0, 0).
    assertEquals(3 + 1, dp[e.table() + 2 * 16]);
    assertEquals(4, dp[e.table()]);
    assertEquals(2, dp[e.table() + 3 * 16 + 2]);
    assertEquals(0, dp[e.table() + 16]);
    Nets.assertRefused("token", () -> e.forward(1, new int[] {4}, 0, p, y, 0));
    Nets.assertRefused(
        "token", () -> e.backward(Packing.dense(1, 1), new int[] {-1}, 0, dy, 0, dp));
  }

  /** A row that a token takes twice gets its gradients in reverse time: small ones are not lost. */
  @Test
  void embeddingSumsInReverseTime() {
    Layout.Builder b = Layout.builder("parameters");
    EmbeddingLayer e = new EmbeddingLayer(b, 1, 1);
    float[] dp = b.build().allocate();
    float[] dy = new float[3 * 16];
    dy[0] = 0x1p-24f; // the last step comes first
    dy[16] = 0x1p-24f;
    dy[32] = 1;
    e.backward(Packing.dense(3, 1), new int[3], 0, dy, 0, dp);
    assertEquals(1 + 0x1p-23f, dp[e.table()]);
  }

  @Test
  void denseIsLinear() {
    Layout.Builder b = Layout.builder("parameters");
    DenseLayer d = new DenseLayer(b, "head", 2, 3);
    Layout layout = b.build();
    assertEquals(2, d.inputs());
    assertEquals(3, d.outputs());
    float[] p = layout.allocate();
    d.panels().pack(2, 0, new float[] {1, 2, 3, 4, 5, 6}, 0, p, d.weights());
    d.panels().pack(1, 0, new float[] {10, 20, 30}, 0, p, d.bias());
    float[] x = {1, -1, 2, 3};
    float[] y = new float[2 * 16];
    d.forward(2, x, 0, 2, p, y, 0, 16);
    Nets.assertSameBits("row 0", new float[] {9, 19, 29}, Arrays.copyOf(y, 3));
    Nets.assertSameBits("row 1", new float[] {18, 38, 58}, Arrays.copyOfRange(y, 16, 19));

    float[] wT = new float[d.transposedSize()];
    d.transpose(p, wT, 0);
    float[] dy = new float[2 * 16];
    System.arraycopy(new float[] {1, 0, -1}, 0, dy, 0, 3);
    System.arraycopy(new float[] {0, 2, 1}, 0, dy, 16, 3);
    float[] dx = new float[2 * 16];
    dx[0] = 100;
    d.backward(2, dy, 0, 16, wT, 0, dx, 0, 16);
    Nets.assertSameBits("dx 0", new float[] {96, -4}, Arrays.copyOf(dx, 2));
    Nets.assertSameBits("dx 1", new float[] {11, 14}, Arrays.copyOfRange(dx, 16, 18));
    // One row of two steps: dy lies in reverse time, so its row 0 belongs to the second row of x.
    float[] dp = layout.allocate();
    d.backwardWeights(Packing.dense(2, 1), x, 0, 2, dy, 0, 16, new float[d.scratchSize(2)], 0, dp);
    float[] dw = new float[6];
    float[] db = new float[3];
    d.panels().unpack(2, 0, dp, d.weights(), dw, 0);
    d.panels().unpack(1, 0, dp, d.bias(), db, 0);
    Nets.assertSameBits("dW", new float[] {2, 3, 2, -2, -1, -4}, dw);
    Nets.assertSameBits("db", new float[] {1, 2, 0}, db);
  }

  private static final List<Activation> ACTIVATIONS =
      List.of(
          Activation.identity(),
          Activation.affine(0.5f, -0.25f),
          Activation.tanh(),
          Activation.scaledTanh(1.7159f, 0.6667f),
          Activation.sigmoid(),
          Activation.hardSigmoid(0.25f, 0.5f),
          Activation.softsign(),
          Activation.relu(),
          Activation.thresholdedRelu(-0.5f),
          Activation.leakyRelu(-0.25f),
          Activation.elu(0.7f),
          Activation.softplus(),
          Activation.gelu());

  /** The layer is the affine map with the activation behind it, with the same bits. */
  @Test
  void denseAppliesItsActivation() {
    for (Activation f : ACTIVATIONS) {
      for (int outputs : new int[] {1, 15, 16, 17, 33, 100}) {
        Layout.Builder b = Layout.builder("parameters");
        DenseLayer plain = new DenseLayer(Layout.builder("parameters"), "head", 7, outputs);
        DenseLayer d = new DenseLayer(b, "head", 7, outputs, f);
        assertEquals(f, d.activation());
        float[] p = b.build().allocate();
        d.panels().pack(7, 0, Nets.uniform(1, outputs * 7, -1, 1), 0, p, d.weights());
        d.panels().pack(1, 0, Nets.uniform(2, outputs, -1, 1), 0, p, d.bias());
        check(f, plain, d, p, f + ", outputs " + outputs);
      }
    }
  }

  private static void check(Activation f, DenseLayer plain, DenseLayer d, float[] p, String what) {
    int steps = 3;
    int rows = 2;
    int row = d.panels().columns();
    int step = rows * row;
    int n = steps * step;
    float[] x = Nets.uniform(3, 1 + steps * rows * 8, -1, 1);
    float[] a = new float[3 + n];
    plain.forward(steps * rows, x, 1, 8, p, a, 3, row);
    float[] y = new float[3 + n];
    f.forward(n, a, 3, y, 3);
    float[] actual = new float[3 + n];
    d.forward(steps * rows, x, 1, 8, p, actual, 3, row);
    Nets.assertSameBits(what, y, actual);
    float[] apart = f.equals(Activation.identity()) ? a : new float[3 + n];
    d.forward(steps * rows, x, 1, 8, p, apart, 3, actual, 3, row);
    Nets.assertSameBits(what + ", a", a, apart);
    Nets.assertSameBits(what + ", y apart", y, actual);
    // dy lies in reverse time, what was saved does not.
    float[] saved = f.fromOutput() ? y : a;
    float[] dy = Nets.uniform(4, 5 + n, -1, 1);
    float[] da = dy.clone();
    for (int t = 0; t < steps; t++) {
      int slot = 5 + (2 - t) * step;
      f.backward(step, saved, 3 + t * step, dy, slot, da, slot);
    }
    d.backwardActivation(Packing.dense(steps, rows), saved, 3, p, dy, 5, p.clone());
    Nets.assertSameBits(what + ", da", da, dy);
  }

  /**
   * y, da and dslope by the formulas, bit for bit; the slopes' gradients go on from what is there,
   * in reverse time. Whatever the padding of dy holds, it stays there.
   */
  @Test
  void denseLearnsItsSlopes() {
    for (int outputs : new int[] {1, 15, 16, 17, 33, 100}) {
      Layout.Builder b = Layout.builder("parameters");
      DenseLayer plain = new DenseLayer(Layout.builder("parameters"), "head", 7, outputs);
      DenseLayer d = DenseLayer.withPrelu(b, "head", 7, outputs);
      assertTrue(d.prelu() && !d.fromOutput());
      float[] p = b.build().allocate();
      d.panels().pack(7, 0, Nets.uniform(1, outputs * 7, -1, 1), 0, p, d.weights());
      d.panels().pack(1, 0, Nets.uniform(2, outputs, -1, 1), 0, p, d.bias());
      d.panels().pack(1, 0, Nets.uniform(6, outputs, -1, 1), 0, p, d.slopes());
      checkPrelu(plain, d, p, "outputs " + outputs);
    }
  }

  private static void checkPrelu(DenseLayer plain, DenseLayer d, float[] p, String what) {
    int steps = 3;
    int rows = 2;
    int row = d.panels().columns();
    int n = steps * rows;
    float[] x = Nets.uniform(3, 1 + n * 8, -1, 1);
    float[] a = new float[3 + n * row];
    plain.forward(n, x, 1, 8, p, a, 3, row);
    float[] dy = Nets.uniform(4, 5 + n * row, -1, 1);
    float[] dp = Nets.uniform(5, p.length, -1, 1);
    float[] y = a.clone();
    float[] da = dy.clone();
    float[] expected = dp.clone();
    for (int t = steps - 1; t >= 0; t--) {
      for (int i = 0; i < rows * row; i++) {
        int from = 3 + t * rows * row + i;
        int slot = 5 + (steps - 1 - t) * rows * row + i;
        int slope = d.slopes() + i % row;
        if (i % row < d.outputs() && a[from] <= 0) {
          y[from] = a[from] * p[slope];
          da[slot] = dy[slot] * p[slope];
          expected[slope] = Math.fma(a[from], dy[slot], expected[slope]);
        }
      }
    }
    float[] actual = new float[3 + n * row];
    d.forward(n, x, 1, 8, p, actual, 3, row);
    Nets.assertSameBits(what + ", y", y, actual);
    float[] apart = new float[3 + n * row];
    d.forward(n, x, 1, 8, p, apart, 3, actual, 3, row);
    Nets.assertSameBits(what + ", a", a, apart);
    Nets.assertSameBits(what + ", y apart", y, actual);
    d.backwardActivation(Packing.dense(steps, rows), a, 3, p, dy, 5, dp);
    Nets.assertSameBits(what + ", da", da, dy);
    Nets.assertSameBits(what + ", dslope", expected, dp);
  }

  @Test
  void dropoutDropsItsShareAndScalesTheRest() {
    Layout.Builder b = Layout.builder("tape");
    Layout.Builder work = Layout.builder("workspace");
    LstmCell cell = new LstmCell(Layout.builder("parameters"), "l0", 3, 100);
    Packing packing = Packing.dense(20, 5);
    CellWindow below = cell.window(b, work, "", packing, Below.FEATURES);
    Dropout dropout = new Dropout(b, 1, below.hRow(), packing);
    float[] data = b.build().allocate();
    Arrays.fill(data, below.output(), below.output() + 100 * below.hRow(), 2);
    RandomMasks masks = new RandomMasks(42, 5);
    dropout.forward(0.25f, masks, 100, data, below.output(), below.hRow(), data);
    int n = 20 * 5 * below.hRow();
    int zeros = 0;
    for (int i = 0; i < n; i++) {
      float y = data[dropout.output() + i];
      assertTrue(y == 0 || y == 2 / 0.75f, "y " + y);
      zeros += y == 0 ? 1 : 0;
    }
    assertEquals(0.25, (double) zeros / n, 4 * Math.sqrt(0.25 * 0.75 / n));
    // Backward: the same mask, in reverse time.
    float[] d = new float[n];
    Arrays.fill(d, 2);
    dropout.backward(data, d, 0);
    int slot = 5 * below.hRow();
    for (int t = 0; t < 20; t++) {
      for (int i = 0; i < slot; i++) {
        assertEquals(data[dropout.output() + t * slot + i], d[(19 - t) * slot + i]);
      }
    }
    // The mask of a step can be drawn again from anywhere.
    float[] first = Arrays.copyOfRange(data, dropout.output() + 7 * slot, dropout.output() + n);
    masks.advance(7);
    packing.steps(13);
    dropout.forward(0.25f, masks, 100, data, below.output(), below.hRow(), data);
    float[] again = Arrays.copyOfRange(data, dropout.output(), dropout.output() + 13 * slot);
    Nets.assertSameBits("again", first, again);
  }
}
