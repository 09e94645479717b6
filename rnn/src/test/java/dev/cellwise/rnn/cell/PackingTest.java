package dev.cellwise.rnn.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cellwise.rnn.net.Nets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where packed rows lie, against the definition written out: steps, and in a step rows. */
@Tag("mutation")
class PackingTest {
  @Test
  void theExampleOfTheDocumentation() {
    Packing k = Packing.ragged(5, 4, 20);
    k.lengths(2, 4, 0, 3);
    assertEquals(4, k.steps());
    assertEquals(9, k.total());
    assertEquals(List.of(0, 3, 6, 8, 9), List.of(k.at(0), k.at(1), k.at(2), k.at(3), k.at(4)));
    assertEquals(8, k.at(3, 1));
    assertEquals(7, k.at(2, 3));
    assertEquals(3, k.spans());
    assertEquals(0, k.reversed(3));
    assertEquals(1, k.reversed(2));
    assertEquals(3, k.reversed(1));
    assertEquals(6, k.reversed(0));
  }

  @Property(tries = 300, seed = "20261122")
  void packedRowsLieStepByStep(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(max = 7) Integer> given) {
    int[] lengths = given.stream().mapToInt(i -> i).toArray();
    int rows = lengths.length;
    Packing k = Packing.ragged(7, rows, 7 * rows);
    k.lengths(lengths);
    List<int[]> packed = packed(lengths);
    assertEquals(packed.size(), k.total());
    int longest = Arrays.stream(lengths).max().orElse(0);
    assertEquals(longest, k.steps());
    for (int i = 0; i < packed.size(); i++) {
      int t = packed.get(i)[0];
      assertEquals(i, k.at(t, packed.get(i)[1]));
    }
    int states = states(k, packed);
    assertEquals(true, states <= k.stateRows());
    int behind = 0;
    for (int t = longest - 1; t >= 0; t--) {
      assertEquals(behind, k.reversed(t));
      behind += k.active(t);
      assertEquals(packed.size() - behind, k.at(t));
    }
  }

  /** Every state has a place of its own, behind those before the window, in front of copies. */
  private static int states(Packing k, List<int[]> packed) {
    for (int n = 0; n < k.rows(); n++) {
      assertEquals(n, k.state(0, n));
    }
    for (int i = 0; i < packed.size(); i++) {
      assertEquals(k.rows() + i, k.state(packed.get(i)[0] + 1, packed.get(i)[1]));
    }
    int end = k.rows() + k.capacity();
    for (int i = 0; i < k.spans(); i++) {
      Packing.Span g = k.span(i);
      if (!g.whole) {
        assertEquals(true, g.before >= end);
        end = g.before + g.rows;
      }
    }
    return end;
  }

  private static List<int[]> packed(int[] lengths) {
    List<int[]> all = new ArrayList<>();
    for (int t = 0; t < 7; t++) {
      for (int n = 0; n < lengths.length; n++) {
        if (t < lengths[n]) {
          all.add(new int[] {t, n});
        }
      }
    }
    return all;
  }

  /** The rows of a thread begin where those before have their share of all time steps. */
  @Property(tries = 300, seed = "20261122")
  void rowsAreCutByTheirSteps(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 7) Integer> given,
      @ForAll @IntRange(min = 1, max = 9) int parts) {
    int[] lengths = given.stream().mapToInt(i -> i).toArray();
    Packing k = Packing.ragged(7, lengths.length, 7 * lengths.length);
    // What another shape left is of no account.
    k.steps(7);
    k.lengths(lengths);
    for (int part = 0; part < parts; part++) {
      long share = (long) k.total() * part / parts;
      int row = 0;
      for (long before = 0; row < lengths.length && before < share; row++) {
        before += lengths[row];
      }
      assertEquals(row, k.firstRow(part, parts));
      for (int i = 0; i < k.spans(); i++) {
        int from = 0;
        while (from < k.span(i).rows && k.row(k.span(i), from) < row) {
          from++;
        }
        assertEquals(from, k.from(k.span(i), part, parts));
      }
    }
    assertEquals(lengths.length, k.firstRow(parts, parts));
  }

  @Test
  void rowsOfOneLengthAreOneSpan() {
    for (Packing k : new Packing[] {Packing.dense(5, 3), Packing.ragged(5, 3, 15)}) {
      k.steps(4);
      assertEquals(4, k.steps());
      assertEquals(12, k.total());
      assertEquals(1, k.spans());
      assertEquals(7, k.at(2, 1));
      assertEquals(10, k.state(3, 1));
      k.steps(0);
      assertEquals(0, k.total());
      assertEquals(0, k.spans());
    }
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void whatThereIsNoRoomForIsRefusedAndNothingChanged() {
    Packing k = Packing.ragged(5, 3, 9);
    k.lengths(3, 0, 5);
    refused("lengths: expected 3, one for each row, got 2", () -> k.lengths(1, 2));
    refused("lengths[1]: expected 0 to 5, got 6", () -> k.lengths(1, 6, 1));
    refused("lengths[2]: expected 0 to 5, got -1", () -> k.lengths(1, 1, -1));
    refused("lengths: expected at most 9 time steps of all rows, got 10", () -> k.lengths(5, 0, 5));
    refused("steps: expected at most 9 time steps of all rows, got 4 of 3", () -> k.steps(4));
    refused("steps: expected 0 to 5, got 6", () -> k.steps(6));
    refused("steps: expected 0 to 5, got -1", () -> k.steps(-1));
    assertEquals(8, k.total());
    assertEquals(5, k.length(2));
    assertThrows(IndexOutOfBoundsException.class, () -> k.at(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> k.at(0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> k.at(0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> k.at(6));
    assertThrows(IndexOutOfBoundsException.class, () -> k.reversed(5));
    Packing dense = Packing.dense(2, 1);
    assertThrows(IllegalStateException.class, () -> dense.lengths(1));
    Nets.assertRefused("steps, rows", () -> Packing.dense(0, 1));
    Nets.assertRefused("steps, rows", () -> Packing.dense(1 << 20, 1 << 20));
    Nets.assertRefused("steps, rows, total", () -> Packing.ragged(2, 2, 5));
  }
}
