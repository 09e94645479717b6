package dev.cellwise.examples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.file.TypedArray;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void theLargestStandsAtItsPlace() {
    TypedArray a = TypedArray.of(new float[] {1, 2, 3, 4, 5, 600}, 2, 3);
    TypedArray b = TypedArray.of(new float[] {1, 2, 3.5f, 4, 5, 601}, 2, 3);
    Difference d = Difference.of(a, b);
    assertFalse(d.bits());
    assertEquals(2, d.count());
    assertEquals(1, d.largest());
    assertEquals(List.of(1, 2), d.at(a.shape()));
    assertEquals(0.5 / 3.5, d.relative());
    assertEquals(0.5 / 3, d.scaled());
  }

  @Test
  void theSameBitsDifferInNothing() {
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, -0f, Float.MIN_VALUE};
    Difference d = Difference.of(TypedArray.of(odd, 4), TypedArray.of(odd.clone(), 4));
    assertTrue(d.bits());
    assertEquals(0, d.count());
    assertEquals(0, d.relative());
  }

  @Test
  void theSignOfAZeroIsABit() {
    Difference d =
        Difference.of(TypedArray.of(new float[] {0}, 1), TypedArray.of(new float[] {-0f}, 1));
    assertFalse(d.bits());
    assertEquals(0, d.count());
  }

  @Test
  void aNumberAgainstNoneIsAsFarAsCanBe() {
    for (float other : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1}) {
      Difference d =
          Difference.of(
              TypedArray.of(new float[] {Float.POSITIVE_INFINITY}, 1),
              TypedArray.of(new float[] {other}, 1));
      assertEquals(Double.POSITIVE_INFINITY, d.largest());
      assertEquals(Double.POSITIVE_INFINITY, d.relative());
      assertEquals(Double.POSITIVE_INFINITY, d.scaled());
    }
  }

  @Test
  void typesAreBitsToo() {
    Difference d =
        Difference.of(TypedArray.of(new float[] {1}, 1), TypedArray.of(new double[] {1}, 1));
    assertFalse(d.bits());
    assertEquals(0, d.count());
  }
}
