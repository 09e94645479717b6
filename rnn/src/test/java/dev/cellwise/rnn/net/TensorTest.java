package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void holdsItsShapeAndTheCallersValues() {
    int[] shape = {2, 3};
    float[] values = {1, 2, 3, 4, 5, 6};
    Tensor t = new Tensor(shape, values);
    shape[0] = 99;
    t.shape()[0] = 99;
    assertArrayEquals(new int[] {2, 3}, t.shape());
    assertSame(values, t.values());
    assertEquals(2, t.rank());
    assertTrue(t.hasShape(2, 3));
    assertFalse(t.hasShape(3, 2));
    assertEquals("Tensor[2, 3]", t.toString());
  }

  @Test
  void aSingleValueHasNoDimensionAndAnEmptyTensorNoValue() {
    assertEquals(0, Tensor.of(new float[] {7}).rank());
    assertTrue(Tensor.of(new float[0], 4, 0, 2).hasShape(4, 0, 2));
    assertTrue(
        Tensor.of(new float[0], Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0)
            .hasShape(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 0));
  }

  @Test
  void refusesAShapeThatIsNotTheValues() {
    float[] six = new float[6];
    assertEquals(
        "values: expected 4 for shape [2, 2], got 6",
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(six, 2, 2)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(six, -2, -3));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(six, 0, -3));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[0]));
    // 2^32 and 2^64 are 0 in arithmetic that wraps.
    float[] none = new float[0];
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(none, 1 << 16, 1 << 16));
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(none, 1 << 30, 1 << 30, 16));
  }

  @Test
  void equalMeansTheSameShapeAndBits() {
    Tensor t = Tensor.of(new float[] {0f, Float.NaN}, 2);
    assertEquals(t, Tensor.of(new float[] {0f, Float.NaN}, 2));
    assertEquals(t.hashCode(), Tensor.of(new float[] {0f, Float.NaN}, 2).hashCode());
    assertNotEquals(t, Tensor.of(new float[] {-0f, Float.NaN}, 2));
    assertNotEquals(t, Tensor.of(new float[] {0f, Float.NaN}, 1, 2));
  }
}
