package dev.cellwise.examples.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.examples.Draws;
import dev.cellwise.examples.Draws.Purpose;
import dev.cellwise.rnn.net.Architecture;
import dev.cellwise.rnn.net.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {
  @Test
  void numbersAreWithinBoundsAndEven() {
    Draws draws = new Draws(3, Purpose.TRAINING);
    int[] counts = new int[7];
    double sum = 0;
    for (int i = 0; i < 7000; i++) {
      counts[draws.below(7)]++;
      float unit = draws.unit();
      assertTrue(unit >= 0 && unit < 1);
      sum += unit;
    }
    assertEquals(0.5, sum / 7000, 0.02);
    for (int count : counts) {
      assertEquals(1000, count, 150);
    }
  }

  @Test
  void seedAndPurposeDecide() {
    float first = new Draws(3, Purpose.TEST).unit();
    assertEquals(first, new Draws(3, Purpose.TEST).unit());
    assertNotEquals(first, new Draws(4, Purpose.TEST).unit());
    assertNotEquals(first, new Draws(3, Purpose.VALIDATION).unit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru"})
  void gatesStartAtAllTimeScalesUpToTheWait(String cell) {
    int units = 20;
    Architecture a = Cells.layer(Architecture.builder().index(4), cell, units).dense(3).build();
    Network plain = Network.initialise(a, 1);
    Network chrono = Chrono.start(plain, cell, units, 100, new Draws(1, Purpose.START));
    String name = cell + ".bias_ih_l0";
    float[] before = plain.tensors().get(name).values();
    float[] bias = chrono.tensors().get(name).values();
    float largest = 0;
    for (int j = 0; j < units; j++) {
      float keeps = bias[units + j];
      assertTrue(keeps >= 0 && keeps <= Math.log(99), "b " + keeps);
      largest = Math.max(largest, keeps);
      assertEquals(cell.equals("lstm") ? -keeps : before[j], bias[j]);
      assertEquals(before[2 * units + j], bias[2 * units + j]);
    }
    assertTrue(largest > Math.log(50));
    plain
        .tensors()
        .forEach(
            (other, tensor) -> {
              if (!other.equals(name)) {
                assertEquals(tensor, chrono.tensors().get(other));
              }
            });
  }
}
