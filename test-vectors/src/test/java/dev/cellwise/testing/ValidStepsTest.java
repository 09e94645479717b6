package dev.cellwise.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ValidStepsTest {
  private final ValidSteps lengths = ValidSteps.lengths(3, 2, 0, 3);
  private final ValidSteps holes = ValidSteps.of(3, 2, true, false, false, false, true, false);

  @Test
  void rowsHaveLengths() {
    assertEquals("3 steps of 3 rows: 11. ... 111", lengths.toString());
    assertEquals("3 steps of 3 rows: .11 ... 111", ValidSteps.leftPadded(3, 2, 0, 3).toString());
    assertEquals("2 steps of 3 rows: 11 11 11", ValidSteps.all(2, 3).toString());
    assertEquals(3, lengths.steps());
    assertEquals(3, lengths.rows());
    assertArrayEquals(new int[] {2, 0, 3}, lengths.counts());
    assertEquals(5, lengths.count());
  }

  @Test
  void masksAreTimeMajor() {
    assertEquals("3 steps of 2 rows: 1.1 ...", holes.toString());
    assertArrayEquals(new int[] {0, 2}, holes.ofRow(0));
    assertArrayEquals(new int[0], holes.ofRow(1));
    assertTrue(holes.at(2, 0));
    assertFalse(holes.at(2, 1));
    assertEquals("1 steps of 2 rows: 1 .", holes.last().toString());
  }

  @Test
  void arraysAreCopies() {
    boolean[] valid = {true, false};
    ValidSteps steps = ValidSteps.of(2, 1, valid);
    valid[0] = false;
    steps.toArray()[0] = false;
    assertTrue(steps.at(0, 0));
  }

  @Test
  void equalsByContent() {
    assertEquals(lengths, ValidSteps.lengths(3, 2, 0, 3));
    assertEquals(lengths.hashCode(), ValidSteps.lengths(3, 2, 0, 3).hashCode());
    assertNotEquals(lengths, ValidSteps.leftPadded(3, 2, 0, 3));
    assertNotEquals(ValidSteps.all(2, 3), ValidSteps.all(3, 2));
  }

  @Test
  void refusesWhatCannotBe() {
    refused("lengths[1]: expected 0 to 3, got 4", () -> ValidSteps.lengths(3, 1, 4));
    refused("lengths[0]: expected 0 to 3, got -1", () -> ValidSteps.leftPadded(3, -1));
    refused(
        "steps and rows: expected at least 1 of each, got 3 and 0", () -> ValidSteps.lengths(3));
    refused(
        "steps and rows: expected at least 1 of each, got 0 and 1", () -> ValidSteps.lengths(0, 0));
    refused("steps and rows: expected at least 1 of each, got 2 and 0", () -> ValidSteps.all(2, 0));
    refused("valid: expected 4 elements, got 3", () -> ValidSteps.of(2, 2, true, true, true));
    assertThrows(IndexOutOfBoundsException.class, () -> holes.at(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> holes.at(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> holes.ofRow(-1));
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
