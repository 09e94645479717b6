package dev.cellwise.rnn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cellwise.rnn.cell.LstmOptions;
import dev.cellwise.rnn.cell.Packing;
import dev.cellwise.rnn.cell.RandomMasks;
import dev.cellwise.rnn.cell.SimpleOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is carried from window to window, read and set again. */
class CarriedTest {
  private static final Architecture ALL =
      Architecture.builder()
          .embedding(5, 3)
          .lstm(17, LstmOptions.plain().withProjection(5).withZoneout(0.25f, 0.5f))
          .gru(33)
          .rnn(4, SimpleOptions.plain().withLags(2, 3))
          .reverse(new Architecture.Gru(3))
          .dense(5)
          .learnStart()
          .build();

  private static final int[] LENGTHS = {3, 0, 2};

  private static Unrolled unrolled() {
    Packing packing = Packing.ragged(4, 3, 12);
    return new Unrolled(Nets.initialise(ALL, 1).layers(), packing, Mode.training(3));
  }

  private static void window(Unrolled u, float[] p, int i) {
    u.packing().lengths(i % 2 == 0 ? LENGTHS : new int[] {4, 4, 4});
    u.forward(Nets.tokens(i, 12, 5), 0, p);
    u.carry(u.packing().steps());
    if (i == 1) {
      u.resetState(2);
    }
  }

  private static float[] outputs(Unrolled u) {
    int from = u.output();
    int to = from + u.outputPacking().total() * u.outputRow();
    return Arrays.copyOfRange(u.tape().data(), from, to);
  }

  /** Every cell's state, a learned start, rows of different length, masks, ids of rows. */
  @Test
  void aWindowGoesOnWithTheSameBits() {
    float[] p = Nets.initialise(ALL, 1).copyParameters();
    for (int windows = 0; windows < 4; windows++) {
      Unrolled one = unrolled();
      one.rowIds(7, 3, 5);
      for (int i = 0; i < windows; i++) {
        window(one, p, i);
      }
      Unrolled two = unrolled();
      window(two, p, 9);
      two.restore(one.carried());
      for (int i = windows; i < windows + 3; i++) {
        window(one, p, i);
        window(two, p, i);
        Nets.assertSameBits("outputs", outputs(one), outputs(two));
      }
    }
  }

  @Test
  @Tag("cold")
  void whatIsReadIsWhatStatesAre() {
    Network network = Nets.initialise(ALL, 1);
    Unrolled u = unrolled();
    State state = Nets.state(network, 4);
    u.setState(1, state);
    Carried c = u.carried();
    float[] all = state.toArray();
    assertArrayEquals(all, Arrays.copyOfRange(c.states(), all.length, 2 * all.length));
    assertArrayEquals(new boolean[] {true, false, true, true, false, true}, c.fresh());
    assertEquals(0, c.elapsed());
    window(u, network.copyParameters(), 1);
    assertEquals(4, u.carried().elapsed());
    assertArrayEquals(new int[] {0, 0, 4}, u.carried().began());
    assertArrayEquals(new int[] {0, 1, 2}, u.carried().rowIds());
  }

  @Test
  @Tag("cold")
  void refusesWhatIsOfAnotherSize() {
    Unrolled u = unrolled();
    window(u, Nets.initialise(ALL, 1).copyParameters(), 1);
    Carried c = u.carried();
    float[] states = c.states();
    int[] three = new int[3];
    int[] two = new int[2];
    boolean[] fresh = new boolean[6];
    Carried[] bad = {
      new Carried(new float[states.length - 1], fresh, 1, three, three),
      new Carried(new float[states.length], new boolean[2], 1, three, three),
      new Carried(new float[states.length], fresh, 1, two, three),
      new Carried(new float[states.length], fresh, 1, three, two)
    };
    String[] names = {"states", "fresh", "began", "rowIds"};
    for (int i = 0; i < bad.length; i++) {
      Carried one = bad[i];
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> u.restore(one));
      assertTrue(e.getMessage().startsWith(names[i] + ": expected "), e.getMessage());
      Nets.assertSameBits("states", states, u.carried().states());
      assertEquals(4, u.carried().elapsed());
    }
  }

  @Test
  @Tag("cold")
  void masksRefuseOtherRows() {
    RandomMasks masks = new RandomMasks(1, 3);
    masks.advance(5);
    masks.restart(1);
    masks.rowIds(4, 5, 6);
    int[] began = masks.began();
    int[] ids = masks.rowIds();
    assertThrows(IllegalArgumentException.class, () -> masks.restore(1, new int[2], ids));
    assertThrows(IllegalArgumentException.class, () -> masks.restore(1, began, new int[4]));
    assertEquals(5, masks.elapsed());
    assertArrayEquals(new int[] {0, 5, 0}, began);
    assertArrayEquals(new int[] {4, 5, 6}, ids);
    began[0] = 9;
    assertNotEquals(9, masks.began()[0], "a copy");
  }
}
