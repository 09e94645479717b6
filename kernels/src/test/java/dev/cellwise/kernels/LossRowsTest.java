package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.kernels.LossCall.Arguments;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every loss: rows, weights, pads, refusals. */
@Tag("cold")
class LossRowsTest {
  @ParameterizedTest
  @EnumSource
  void aRowIsTheSameAloneAndInABatchAndInPlace(LossCall loss) {
    Arguments batch = new Arguments();
    loss.run(batch);
    Arguments alone = new Arguments().inPlace();
    alone.rows = 1;
    for (int r = 0; r < 3; r++) {
      alone.xOff = alone.dOff = 1 + r * batch.xStride;
      alone.targetOff = 3 + r * batch.targetStride;
      alone.classesOff = alone.rowWeightsOff = r;
      // The pad would run into the next row.
      alone.dStride = batch.columns;
      alone.lossOff = 0;
      loss.run(alone);
      assertEquals(batch.loss[1 + r], alone.loss[0]);
      Twins.assertSameBits(loss + ", row " + r, row(batch, r), row(alone, 0));
    }
  }

  private static float[] row(Arguments a, int r) {
    int from = a.dOff + r * a.dStride;
    return Arrays.copyOfRange(a.d, from, from + a.columns);
  }

  @ParameterizedTest
  @EnumSource
  void aRowOfWeightZeroIsSkippedWhateverItHolds(LossCall loss) {
    for (float zero : new float[] {0f, -0f}) {
      for (boolean inPlace : new boolean[] {false, true}) {
        Arguments whole = new Arguments();
        loss.run(whole);
        Arguments a = new Arguments();
        Arrays.fill(a.x, a.xOff + a.xStride, a.xOff + 2 * a.xStride, Float.NaN);
        int target = a.targetOff + a.targetStride;
        Arrays.fill(a.target, target, target + a.columns, Float.NaN);
        a.classes[1] = -100;
        a.rowWeights[1] = zero;
        if (inPlace) {
          a.inPlace();
        } else {
          Arrays.fill(a.d, 7f);
        }
        Arrays.fill(a.loss, 7f);
        loss.run(a);
        assertArrayEquals(new float[] {7, whole.loss[1], 0, whole.loss[3]}, a.loss);
        Twins.assertSameBits("skipped", new float[a.columns], row(a, 1));
        Twins.assertSameBits("before", row(whole, 0), row(a, 0));
        Twins.assertSameBits("behind", row(whole, 2), row(a, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noWeightsAreWeightsOfOne(LossCall loss) {
    Arguments ones = new Arguments();
    Arrays.fill(ones.rowWeights, 1f);
    loss.run(ones);
    Arguments none = new Arguments();
    none.rowWeights = null;
    none.rowWeightsOff = -1;
    loss.run(none);
    Twins.assertSameBits("gradient", ones.d, none.d);
    Twins.assertSameBits("loss", ones.loss, none.loss);
  }

  /** By powers of two, which round nothing. */
  @ParameterizedTest
  @EnumSource
  void weightsGoIntoBothAndTheScaleIntoTheGradientOnly(LossCall loss) {
    Arguments before = new Arguments();
    loss.run(before);
    Arguments after = new Arguments();
    after.scale *= -0.5f;
    for (int r = 0; r < 3; r++) {
      after.rowWeights[r] *= 8;
    }
    loss.run(after);
    for (int i = 0; i < before.d.length; i++) {
      assertEquals(-4 * before.d[i] + 0f, after.d[i] + 0f);
    }
    for (int i = 0; i < 4; i++) {
      assertEquals(8 * before.loss[i], after.loss[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePadIsSetToZeroAndNothingElseIsTouched(LossCall loss) {
    for (int more : new int[] {0, 3, 11, 12, 19}) {
      Arguments a = new Arguments();
      a.rowWeights[2] = 0;
      a.dStride = a.columns + more;
      Arrays.fill(a.d, 7);
      loss.run(a);
      for (int i = 0; i < a.d.length; i++) {
        int column = Math.floorMod(i - a.dOff, a.dStride);
        boolean within = i >= a.dOff && i < a.dOff + 3 * a.dStride;
        if (!within || column >= 32) {
          assertEquals(7, a.d[i], loss + ", + " + more + ", element " + i);
        } else if (column >= a.columns) {
          assertEquals(0, Float.floatToRawIntBits(a.d[i]), loss + ", + " + more + ", " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noRowsAreNoWork(LossCall loss) {
    Arguments a = new Arguments();
    a.rows = 0;
    a.x = a.d = a.loss = a.target = a.rowWeights = new float[0];
    a.xOff = a.dOff = a.lossOff = a.targetOff = 0;
    a.classes = new int[0];
    loss.run(a);
  }

  @ParameterizedTest
  @EnumSource
  void wrongArgumentsAreRefusedBeforeAnythingIsWritten(LossCall loss) {
    refused(loss, IllegalArgumentException.class, a -> a.rows = -1);
    refused(loss, IllegalArgumentException.class, a -> a.columns = -1);
    refused(loss, IllegalArgumentException.class, a -> a.dStride = a.columns - 1);
    refused(loss, IllegalArgumentException.class, a -> a.xStride = -1);
    refused(loss, IndexOutOfBoundsException.class, a -> a.rows = 4);
    refused(loss, IndexOutOfBoundsException.class, a -> a.x = new float[71]);
    refused(loss, IndexOutOfBoundsException.class, a -> a.xOff = -1);
    // Room for the last row, but not for its pad.
    refused(loss, IndexOutOfBoundsException.class, a -> a.d = new float[2 + 80 + 31]);
    refused(loss, IndexOutOfBoundsException.class, a -> a.loss = new float[3]);
    refused(loss, IndexOutOfBoundsException.class, a -> a.rowWeights = new float[2]);
    refused(loss, NullPointerException.class, a -> a.x = null);
    refused(loss, NullPointerException.class, a -> a.d = null);
    refused(loss, NullPointerException.class, a -> a.loss = null);
    for (float bad : new float[] {-1f, Float.NaN, Float.POSITIVE_INFINITY, -Float.MIN_VALUE}) {
      Exception e = refused(loss, IllegalArgumentException.class, a -> a.rowWeights[2] = bad);
      assertEquals("rowWeights[2]: expected a finite weight >= 0, got " + bad, e.getMessage());
    }
    if (loss.ofNumbers()) {
      refused(loss, IllegalArgumentException.class, a -> a.targetStride = -1);
      refused(loss, IndexOutOfBoundsException.class, a -> a.target = new float[69]);
      refused(loss, NullPointerException.class, a -> a.target = null);
      Exception e = refused(loss, IllegalArgumentException.class, a -> a.dStride = 20);
      String name = loss.name().startsWith("BINARY") ? "dX" : "dY";
      assertEquals(name + ": expected a stride >= 21, got 20", e.getMessage());
    }
  }

  static Exception refused(
      LossCall loss, Class<? extends Exception> type, Consumer<Arguments> spoil) {
    Arguments a = new Arguments();
    spoil.accept(a);
    Exception refusal = assertThrows(type, () -> loss.run(a));
    if (a.d != null) {
      assertArrayEquals(new float[a.d.length], a.d);
    }
    if (a.loss != null) {
      assertArrayEquals(new float[a.loss.length], a.loss);
    }
    return refusal;
  }
}
