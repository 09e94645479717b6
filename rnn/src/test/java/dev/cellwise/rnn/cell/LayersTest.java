package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Nets;
import dev.cellwise.rnn.tape.Layout;
import java.util.Arrays;
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
    e.backward(2, 2, tokens, 1, dy, 0, dp);
    // Token 2 stands at (0, 0) and (1, 0): slots (1, 0) and (0, 0).
    assertEquals(3 + 1, dp[e.table() + 2 * 16]);
    assertEquals(4, dp[e.table()]);
    assertEquals(2, dp[e.table() + 3 * 16 + 2]);
    assertEquals(0, dp[e.table() + 16]);
    Nets.assertRefused("token", () -> e.forward(1, new int[] {4}, 0, p, y, 0));
    Nets.assertRefused("token", () -> e.backward(1, 1, new int[] {-1}, 0, dy, 0, dp));
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
    e.backward(3, 1, new int[3], 0, dy, 0, dp);
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
    d.backwardWeights(2, 1, x, 0, 2, dy, 0, 16, new float[d.scratchSize(2)], 0, dp);
    float[] dw = new float[6];
    float[] db = new float[3];
    d.panels().unpack(2, 0, dp, d.weights(), dw, 0);
    d.panels().unpack(1, 0, dp, d.bias(), db, 0);
    Nets.assertSameBits("dW", new float[] {2, 3, 2, -2, -1, -4}, dw);
    Nets.assertSameBits("db", new float[] {1, 2, 0}, db);
  }

  @Test
  void dropoutDropsItsShareAndScalesTheRest() {
    Layout.Builder b = Layout.builder("tape");
    Layout.Builder work = Layout.builder("workspace");
    LstmCell cell = new LstmCell(Layout.builder("parameters"), "l0", 3, 100);
    CellWindow below = cell.window(b, work, "", 20, 5, Below.FEATURES);
    Dropout dropout = new Dropout(b, 1, below, 20, 5);
    float[] data = b.build().allocate();
    Arrays.fill(data, below.h(1), below.h(20) + 5 * below.hRow(), 2);
    RandomMasks masks = new RandomMasks(42, 5);
    dropout.forward(20, 0.25f, masks, below.h(1), data);
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
    dropout.backward(20, data, d, 0);
    int slot = 5 * below.hRow();
    for (int t = 0; t < 20; t++) {
      for (int i = 0; i < slot; i++) {
        assertEquals(data[dropout.output() + t * slot + i], d[(19 - t) * slot + i]);
      }
    }
    // The mask of a step can be drawn again from anywhere.
    float[] first = Arrays.copyOfRange(data, dropout.output() + 7 * slot, dropout.output() + n);
    masks.advance(7);
    dropout.forward(13, 0.25f, masks, below.h(1), data);
    float[] again = Arrays.copyOfRange(data, dropout.output(), dropout.output() + 13 * slot);
    Nets.assertSameBits("again", first, again);
  }
}
