package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.function.Function;

/** The twins that this JVM can run, and tests that hold for each of them or across both. */
final class Twins {
  /** Lengths around the multiples of 16 lanes and of the 4,096 elements of a block of a sum. */
  static final int[] SIZES = {
    0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 257, 1000, 4095, 4096,
    4097, 4111, 4112, 4113, 8191, 8192, 8193, 10_000, 16_384, 16_385, 20_479, 40_000
  };

  /** Offsets into arrays: aligned, one off, odd. */
  static final int[] OFFSETS = {0, 1, 16, 37};

  private Twins() {}

  /** Scalar always, vector where its module is; whichever of them {@link Kernels} has chosen. */
  static List<Twin> available() {
    return Machine.HERE.vectorModule() ? List.of(Twin.SCALAR, Twin.VECTOR) : List.of(Twin.SCALAR);
  }

  /** Runs the lambda with each twin and demands the same bits, any NaN being equal to any other. */
  static void assertSameBits(String what, Function<Twin, float[]> run) {
    float[] expected = run.apply(Twin.SCALAR);
    if (Machine.HERE.vectorModule()) {
      assertSameBits(what + ", " + Twin.VECTOR, expected, run.apply(Twin.VECTOR));
    }
  }

  /** The same for a kernel that returns a number. */
  static double assertSameDouble(String what, Function<Twin, Double> run) {
    double expected = run.apply(Twin.SCALAR);
    if (Machine.HERE.vectorModule()) {
      double actual = run.apply(Twin.VECTOR);
      if (Double.doubleToLongBits(expected) != Double.doubleToLongBits(actual)) {
        fail(what + ", " + Twin.VECTOR + ": expected " + expected + " but was " + actual);
      }
    }
    return expected;
  }

  /** Demands equal lengths and bits, any NaN being equal to any other. */
  static void assertSameBits(String what, float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      fail(what + ": " + expected.length + " against " + actual.length + " elements");
    }
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        fail(
            what
                + String.format(
                    ": element %d of %d: expected %a but was %a (%s against %s)",
                    i, expected.length, expected[i], actual[i], expected[i], actual[i]));
      }
    }
  }
}
