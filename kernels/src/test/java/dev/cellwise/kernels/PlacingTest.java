package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Arrays that are larger than they need to be, and how many there are. */
@Tag("cold")
class PlacingTest {
  @Test
  void anArrayIsEnlargedWhileThereIsRoom() {
    Placing placing = new Placing(100, 1000, 2999);
    float[] a = placing.make(40);
    float[] b = placing.make(99);
    assertEquals(100, a.length);
    assertEquals(100, b.length);
    assertEquals(40, placing.make(40).length);
    assertEquals(2, placing.there().size());
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
  }

  @Test
  void aLongArrayIsAsLongAsItIs() {
    assertEquals(100, new Placing(100, 1, 0).make(100).length);
    assertEquals(101, new Placing(100, 1, 1 << 20).make(101).length);
    assertEquals(7, new Placing(0, 0, 1 << 20).make(7).length);
  }

  @Test
  void whatIsGoneDoesNotCount() {
    Placing placing = new Placing(100, 1000, 2000);
    placing.make(40);
    placing.make(40);
    assertEquals(40, placing.make(40).length);
    // As the collector does once an array cannot be reached.
    placing.there().getFirst().enqueue();
    assertEquals(100, placing.make(40).length);
    assertEquals(40, placing.make(40).length);
  }

  @Test
  void whichArraysArePlaced() {
    int placed = Floats.placed(4096);
    assertEquals(511, Floats.allocateWeights(511).length);
    assertEquals(placed == 4096 ? 512 : placed, Floats.allocateWeights(512).length);
    assertEquals(placed, Floats.allocateWeights(4096).length);
    assertEquals(4095, Floats.allocate(4095).length);
    assertEquals(placed, Floats.allocate(4096).length);
  }
}
