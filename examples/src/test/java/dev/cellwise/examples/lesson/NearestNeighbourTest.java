package dev.cellwise.examples.lesson;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NearestNeighbourTest {
  @Test
  void theNearestDecidesAndTheFirstOfTwo() {
    float[][] samples = {{0, 0}, {2, 0}, {0, 5}, {2, 0}};
    NearestNeighbour nearest = new NearestNeighbour(samples, new int[] {7, 8, 9, 6});
    assertArrayEquals(
        new int[] {7, 8, 9, 7},
        nearest.classify(
            new float[] {0, 1}, new float[] {2, 2}, new float[] {1, 4}, new float[] {1, 0}));
  }

  /** The difference is behind the first look at the distance. */
  @Test
  void allOfASampleCounts() {
    float[][] samples = new float[2][40];
    samples[0][39] = 3;
    samples[1][0] = 2;
    NearestNeighbour nearest = new NearestNeighbour(samples, new int[] {0, 1});
    assertEquals(1, nearest.classify(new float[40]));
  }

  @Test
  void aSequenceIsStretchedAlongStraightLines() {
    float[] x = {0, 10, 2, 20, 4, 0};
    assertArrayEquals(
        new float[] {0, 10, 1, 15, 2, 20, 3, 10, 4, 0}, NearestNeighbour.resampled(x, 2, 5));
    assertArrayEquals(x, NearestNeighbour.resampled(x, 2, 3));
    assertArrayEquals(new float[] {0, 10, 4, 0}, NearestNeighbour.resampled(x, 2, 2));
    assertArrayEquals(
        new float[] {1, 2, 1, 2}, NearestNeighbour.resampled(new float[] {1, 2}, 2, 2));
  }
}
