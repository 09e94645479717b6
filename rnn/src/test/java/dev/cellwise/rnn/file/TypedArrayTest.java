package dev.cellwise.rnn.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.net.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** No vectors here, so one mode is enough. */
@Tag("reference")
class TypedArrayTest {
  private static String refusal(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void handsOutWhatItHolds() {
    float[] floats = {1, 2};
    double[] doubles = {1, 2};
    int[] ints = {1, 2};
    long[] longs = {1, 2};
    assertSame(floats, TypedArray.of(floats, 2).floats());
    assertSame(floats, TypedArray.of(floats, 2).roundedFloats());
    assertSame(floats, TypedArray.of(Tensor.of(floats, 1, 2)).tensor().values());
    assertSame(doubles, TypedArray.of(doubles, 2).doubles());
    assertSame(ints, TypedArray.of(ints, 2).ints());
    assertSame(longs, TypedArray.of(longs, 2).longs());
    assertEquals(Tensor.of(floats, 1, 2), TypedArray.of(floats, 1, 2).tensor());
  }

  @Test
  void givesNumbersInOtherForms() {
    assertArrayEquals(new double[] {1, 2}, TypedArray.of(new float[] {1, 2}, 2).doubles());
    assertArrayEquals(new int[] {-1, 1}, TypedArray.of(new byte[] {-1, 1}, 2).ints());
    assertArrayEquals(new int[] {-9, 1}, TypedArray.of(new short[] {-9, 1}, 2).ints());
    assertArrayEquals(new int[] {255, 1}, TypedArray.ofUnsigned(new byte[] {-1, 1}, 2).ints());
    assertArrayEquals(
        new float[] {65535, 1}, TypedArray.ofUnsigned(new short[] {-1, 1}, 2).floats());
    assertArrayEquals(new long[] {0xFFFFFFFFL}, TypedArray.ofUnsigned(new int[] {-1}, 1).longs());
    assertArrayEquals(new float[] {0, 1}, TypedArray.of(new boolean[] {false, true}, 2).floats());
    assertArrayEquals(
        new float[] {0.1f, -0f, Float.NaN, Float.NEGATIVE_INFINITY},
        TypedArray.of(new double[] {0.1f, -0.0, Double.NaN, Double.NEGATIVE_INFINITY}, 4).floats());
  }

  @Test
  void roundsToHalvesOnlyByName() {
    float[] values = {0.1f, 65519, 65520, 1e-8f, -0f, Float.NaN};
    assertArrayEquals(
        new float[] {0.0999755859375f, 65504, Float.POSITIVE_INFINITY, 0, -0f, Float.NaN},
        TypedArray.roundedToFloat16(values, 6).floats());
    assertArrayEquals(
        new float[] {0x1.9ap-4f, 65536, 65536, 0x1.58p-27f, -0f, Float.NaN},
        TypedArray.roundedToBfloat16(values, 6).floats());
    assertEquals(0.1f, values[0]);
  }

  @Test
  void refusesToRoundUnasked() {
    TypedArray doubles = TypedArray.of(new double[] {1, 0.1, 1e300}, 3);
    assertEquals(
        "values[1]: expected a number that a float holds, got 0.1", refusal(doubles::floats));
    assertEquals(refusal(doubles::floats), refusal(doubles::tensor));
    assertArrayEquals(new float[] {1, 0.1f, Float.POSITIVE_INFINITY}, doubles.roundedFloats());
    TypedArray longs = TypedArray.of(new long[] {1L << 62, Long.MIN_VALUE, (1L << 53) + 1}, 3);
    assertEquals(
        "values[2]: expected a number that a float holds, got 9007199254740993",
        refusal(longs::floats));
    assertEquals(
        "values[2]: expected a number that a double holds, got 9007199254740993",
        refusal(longs::doubles));
    assertArrayEquals(new double[] {0x1p62, -0x1p63, 0x1p53}, longs.roundedDoubles());
    assertArrayEquals(new float[] {0x1p62f, -0x1p63f, 0x1p53f}, longs.roundedFloats());
    TypedArray ints = TypedArray.of(new int[] {(1 << 24) + 1}, 1);
    refusal(ints::floats);
    assertArrayEquals(new double[] {(1 << 24) + 1}, ints.doubles());
    TypedArray unsigned = TypedArray.ofUnsigned(new long[] {-1}, 1);
    assertEquals(
        "values[0]: expected a number that a float holds, got 18446744073709551615",
        refusal(unsigned::floats));
    assertEquals("values[0]: expected a long, got 18446744073709551615", refusal(unsigned::longs));
    assertEquals("values[0]: expected an int, got 18446744073709551615", refusal(unsigned::ints));
    assertArrayEquals(
        new double[] {0x1p63}, TypedArray.ofUnsigned(new long[] {Long.MIN_VALUE}, 1).doubles());
  }

  @Test
  void refusesWholeNumbersOfWhatHasNone() {
    TypedArray floats = TypedArray.of(new float[] {1}, 1);
    assertEquals("type: expected whole numbers, got FLOAT32", refusal(floats::ints));
    refusal(TypedArray.of(new double[] {1}, 1)::longs);
    assertEquals(
        "values[0]: expected an int, got 1099511627776",
        refusal(TypedArray.of(new long[] {1L << 40}, 1)::ints));
    assertEquals(
        "values[0]: expected an int, got 4294967295",
        refusal(TypedArray.ofUnsigned(new int[] {-1}, 1)::ints));
  }

  /** Against exact decimal numbers: whether a whole number is held, and which is the nearest. */
  @Test
  void roundsWholeNumbersToTheNearest() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      value &= -1L << random.nextInt(64);
      check(TypedArray.of(new long[] {value}, 1), BigInteger.valueOf(value));
      BigInteger unsigned = new BigInteger(Long.toUnsignedString(value));
      check(TypedArray.ofUnsigned(new long[] {value}, 1), unsigned);
      check(TypedArray.of(new int[] {(int) value}, 1), BigInteger.valueOf((int) value));
    }
  }

  private static void check(TypedArray array, BigInteger value) {
    assertEquals(value.floatValue(), array.roundedFloats()[0]);
    assertEquals(value.doubleValue(), array.roundedDoubles()[0]);
    assertEquals(same(value, value.floatValue()), holds(array::floats), () -> value + "");
    assertEquals(same(value, value.doubleValue()), holds(array::doubles), () -> value + "");
  }

  private static boolean same(BigInteger value, double rounded) {
    return new BigDecimal(rounded).compareTo(new BigDecimal(value)) == 0;
  }

  private static boolean holds(Executable call) {
    try {
      call.execute();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void comparesTypesShapesAndBits() {
    float[] held = {1, 2};
    assertEquals("FLOAT64[3]", TypedArray.of(new double[3], 3).toString());
    assertEquals(TypedArray.of(held, 2).hashCode(), TypedArray.of(held.clone(), 2).hashCode());
    assertEquals(TypedArray.of(held, 2), TypedArray.of(held.clone(), 2));
    assertNotEquals(TypedArray.of(held, 2), TypedArray.of(held, 1, 2));
    assertNotEquals(TypedArray.of(held, 2), TypedArray.roundedToFloat16(held, 2));
    assertNotEquals(TypedArray.of(new int[] {1}, 1), TypedArray.ofUnsigned(new int[] {1}, 1));
  }

  @Test
  void refusesValuesOfAnotherShape() {
    assertEquals(
        "values: expected 6 for shape [2, 3], got 5",
        refusal(() -> TypedArray.of(new int[5], 2, 3)));
    refusal(() -> TypedArray.of(new int[1], -1, -1));
    refusal(() -> TypedArray.of(new int[0], 1 << 16, 1 << 16));
    int[] ones = new int[65];
    Arrays.fill(ones, 1);
    assertTrue(
        refusal(() -> TypedArray.of(new int[1], ones)).startsWith("shape: expected at most 64"));
    assertEquals(64, TypedArray.of(new int[1], Arrays.copyOf(ones, 64)).shape().length);
  }
}
