package dev.cellwise.rnn.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.kernels.Floats;
import dev.cellwise.rnn.tape.Layout.Region;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Regions of a flat array. */
@Tag("cold")
class LayoutTest {
  @Test
  void prefixIsThatOfTheNamesToCome() {
    Layout.Builder b = Layout.builder("x");
    b.add("one", 1);
    b.prefix("of.");
    b.add("one", 1);
    b.prefix("");
    b.add("two", 1);
    assertEquals(
        List.of("one", "of.one", "two"), b.build().regions().stream().map(Region::name).toList());
    assertThrows(IllegalArgumentException.class, () -> b.add("two", 1));
  }

  @Test
  void regionsLieOneBehindTheOtherOnMultiplesOf16() {
    Layout.Builder b = Layout.builder("x");
    int one = b.add("one", 3, 7);
    int none = b.add("none", 0, 5);
    int scalar = b.add("scalar");
    int two = b.add("two", 16);
    Layout layout = b.build();
    assertEquals(Floats.BASE, one);
    assertEquals(Floats.BASE + 32, none);
    assertEquals(Floats.BASE + 32, scalar);
    assertEquals(Floats.BASE + 48, two);
    assertEquals(Floats.BASE + 64, layout.length());
    assertEquals(4L * layout.length(), layout.bytes());
    assertEquals(new Region("one", one, List.of(3, 7)), layout.region("one"));
    assertEquals(21, layout.region("one").length());
    assertEquals(0, layout.region("none").length());
    assertEquals(1, layout.region("scalar").length());
    assertEquals(
        List.of("one", "none", "scalar", "two"),
        layout.regions().stream().map(Region::name).toList());
    float[] a = layout.allocate();
    assertTrue(a.length >= layout.length());
    assertArrayEquals(new float[a.length], a);
  }

  @Test
  void aLayoutDoesNotChangeAnyMore() {
    Layout.Builder b = Layout.builder("x");
    b.add("one", 3);
    Layout layout = b.build();
    b.add("two", 3);
    assertEquals(1, layout.regions().size());
    assertThrows(
        UnsupportedOperationException.class, () -> layout.regions().add(layout.region("one")));
    assertThrows(UnsupportedOperationException.class, () -> layout.region("one").shape().set(0, 4));
  }

  @Test
  void aTapeIsItsArray() {
    Layout.Builder b = Layout.builder("x");
    b.add("one", 3);
    Tape tape = new Tape(b.build());
    assertTrue(tape.data().length >= tape.layout().length());
    assertSame(tape.data(), tape.data());
  }

  @Test
  void whatMakesNoSenseIsRefusedByName() {
    Layout.Builder b = Layout.builder("tape of x");
    b.add("one", 3);
    refused("tape of x: region 'one' was added before", () -> b.add("one", 3));
    refused("two: expected dimensions >= 0, got -3", () -> b.add("two", 3, -3));
    refused("name: no region 'three' in [one]", () -> b.build().region("three"));
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    for (int[] shape :
        new int[][] {
          {Integer.MAX_VALUE},
          {1 << 16, 1 << 16},
          {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE}
        }) {
      Layout.Builder b = Layout.builder("tape");
      RuntimeException e = assertThrows(RuntimeException.class, () -> b.add("big", shape));
      assertTrue(e instanceof IllegalArgumentException, e.toString());
      assertTrue(e.getMessage().startsWith("tape: region 'big'"), e.getMessage());
      assertTrue(e.getMessage().contains("a window"), e.getMessage());
    }
    Layout.Builder b = Layout.builder("tape");
    b.add("half", 1 << 30);
    assertThrows(IllegalArgumentException.class, () -> b.add("other half", 1 << 30));
  }

  private static void refused(String message, Runnable call) {
    RuntimeException e = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, e.getMessage());
  }
}
