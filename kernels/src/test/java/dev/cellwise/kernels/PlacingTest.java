package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arrays that are larger than they need to be, and how many there are. */
@Tag("cold")
class PlacingTest {
  @Test
  void anArrayIsEnlargedWhileThereIsRoom() {
    Placing placing = new Placing(100, 2 * 4 * 60);
    float[] a = placing.make(40);
    float[] b = placing.make(41);
    float[] c = placing.make(40);
    assertEquals(100, a.length);
    assertEquals(100, b.length);
    assertEquals(40, c.length);
    assertEquals(100, placing.make(99).length);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
  }

  @Test
  void aLongArrayIsAsLongAsItIs() {
    assertEquals(100, new Placing(100, 0).make(100).length);
    assertEquals(101, new Placing(100, 1 << 20).make(101).length);
    assertEquals(7, new Placing(0, 1 << 20).make(7).length);
  }

  /** As many as fit one after the other, many times over: what has gone makes room. */
  @Test
  void whatIsGoneDoesNotCount() {
    Placing placing = new Placing(100, 4 * 60);
    int enlarged = 0;
    // The collector says when, the test only that it can: it fails if no collection ever does.
    for (int i = 0; i < 200 && enlarged < 3; i++) {
      if (placing.make(40).length == 100) {
        enlarged++;
      }
      System.gc();
    }
    assertTrue(enlarged >= 3, () -> "room was never made again");
  }

  @Test
  void smallArraysAreLeftAlone() {
    assertEquals(511, Floats.allocateWeights(511).length);
    assertEquals(4095, Floats.allocate(4095).length);
    assertTrue(Floats.allocateWeights(512).length >= 512);
    assertTrue(Floats.allocate(4096).length >= 4096);
  }
}
