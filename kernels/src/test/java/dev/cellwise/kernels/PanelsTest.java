package dev.cellwise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The geometry of packed matrices. */
class PanelsTest {
  private static final int[] UNITS = {1, 15, 16, 17, 33, 48, 64, 65, 100, 129};
  private static final int[] INPUTS = {0, 1, 3, 16, 17, 65};

  private static List<Panels> all() {
    List<Panels> all = new ArrayList<>();
    for (int units : UNITS) {
      all.add(Panels.dense(units));
      for (int gates = 2; gates <= 4; gates++) {
        all.add(Panels.gated(gates, units));
      }
    }
    return all;
  }

  /** Weights of all gates, each [units, k]. */
  private static float[][] weights(Panels p, int k) {
    float[][] w = new float[p.gates()][];
    for (int g = 0; g < w.length; g++) {
      w[g] = new Inputs(g).uniform(p.units() * k, 1, 2);
    }
    return w;
  }

  private static float[] pack(Panels p, int k, float[][] w) {
    float[] packed = new float[p.size(k)];
    for (int g = 0; g < w.length; g++) {
      p.pack(k, g, w[g], 0, packed, 0);
    }
    return packed;
  }

  @Test
  void countsAddUp() {
    for (Panels p : all()) {
      int columns = 0;
      int units = 0;
      for (int q = 0; q < p.count(); q++) {
        assertEquals(0, p.width(q) % Panels.BLOCK, p + ", panel " + q);
        assertTrue(p.width(q) <= Panels.WIDTH && p.width(q) <= p.width());
        assertTrue(p.units(q) >= 1 && p.units(q) * p.gates() <= p.width(q));
        columns += p.width(q);
        units += p.units(q);
      }
      assertEquals(p.columns(), columns, p.toString());
      assertEquals(p.units(), units, p.toString());
      assertEquals(p.gates() * p.units(), p.outputs());
      assertEquals(p.gates() * Panels.padded(p.units()), p.columns());
      assertEquals(7 * p.columns(), p.size(7));
    }
    assertEquals(16, Panels.padded(1));
    assertEquals(16, Panels.padded(16));
    assertEquals(32, Panels.padded(17));
  }

  /** The layout once more, written down as the page of the class has it. */
  @Test
  void indexIsTheStatedLayout() {
    for (Panels p : all()) {
      for (int k : INPUTS) {
        boolean[] taken = new boolean[p.size(k)];
        for (int i = 0; i < k; i++) {
          for (int g = 0; g < p.gates(); g++) {
            for (int u = 0; u < p.units(); u++) {
              int each = p.gates() > 1 ? 16 : 64;
              int panel = u / each;
              int before = p.gates() > 1 ? panel * 16 * p.gates() * k : panel * 64 * k;
              int column = p.gates() > 1 ? g * 16 + u % 16 : u % 64;
              int expected = before + i * p.width(panel) + column;
              assertEquals(expected, p.index(k, i, g, u));
              assertFalse(taken[expected]);
              taken[expected] = true;
            }
          }
        }
      }
    }
  }

  @Test
  void packingIsUndoneByUnpackingAndPadsWithZeros() {
    for (Panels p : all()) {
      for (int k : INPUTS) {
        float[][] w = weights(p, k);
        float[] packed = pack(p, k, w);
        int zeros = 0;
        for (float value : packed) {
          zeros += value == 0 ? 1 : 0;
        }
        assertEquals((p.columns() - p.outputs()) * k, zeros, p + ", k " + k);
        for (int g = 0; g < p.gates(); g++) {
          float[] back = new float[p.units() * k];
          p.unpack(k, g, packed, 0, back, 0);
          assertArrayEquals(w[g], back, p + ", k " + k);
        }
      }
    }
  }

  @Test
  void offsetsAreKept() {
    Panels p = Panels.gated(3, 17);
    float[] w = new Inputs(1).uniform(2 + 17 * 5 + 1, 1, 2);
    float[] packed = new float[3 + p.size(5) + 2];
    Arrays.fill(packed, 9);
    p.pack(5, 1, w, 2, packed, 3);
    float[] back = new float[4 + 17 * 5 + 1];
    p.unpack(5, 1, packed, 3, back, 4);
    assertArrayEquals(Arrays.copyOfRange(w, 2, 87), Arrays.copyOfRange(back, 4, 89));
    for (int i = 0; i < packed.length; i++) {
      boolean inside = i >= 3 && i < 3 + p.size(5);
      assertTrue(inside || packed[i] == 9, "element " + i);
    }
    for (int u = 0; u < 17; u++) {
      assertEquals(9, packed[3 + p.index(5, 2, 0, u)], "another gate");
    }
    assertEquals(0, back[3] + back[89]);
  }

  @Test
  void transposeHasTheOutputsInPackedOrderAndNoPaddingOfThem() {
    for (Panels p : all()) {
      for (int k : new int[] {1, 3, 16, 17, 64, 65, 130}) {
        float[][] w = weights(p, k);
        float[] packed = pack(p, k, w);
        Panels to = Panels.dense(k);
        float[] t = new float[2 + to.size(p.outputs()) + 3];
        Arrays.fill(t, 9);
        p.transpose(Panels.dense(k), packed, 0, t, 2);
        int row = 0;
        for (int q = 0; q < p.count(); q++) {
          int first = q * (p.gates() > 1 ? 16 : 64);
          for (int g = 0; g < p.gates(); g++) {
            for (int u = first; u < first + p.units(q); u++, row++) {
              for (int i = 0; i < k; i++) {
                assertEquals(w[g][u * k + i], t[2 + to.index(p.outputs(), row, 0, i)]);
              }
            }
          }
        }
        assertEquals(p.outputs(), row);
        int zeros = 0;
        for (int i = 2; i < t.length - 3; i++) {
          zeros += t[i] == 0 ? 1 : 0;
        }
        assertEquals((to.columns() - k) * p.outputs(), zeros);
        assertEquals(5 * 9, t[0] + t[1] + t[t.length - 3] + t[t.length - 2] + t[t.length - 1]);
      }
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    refused("gates", () -> Panels.gated(0, 3));
    refused("gates", () -> Panels.gated(1, 3));
    refused("gates", () -> Panels.gated(5, 3));
    refused("units", () -> Panels.gated(4, 0));
    refused("units", () -> Panels.dense(-1));
    refused("units", () -> Panels.dense(Integer.MAX_VALUE));
    Panels p = Panels.gated(4, 17);
    float[] w = new float[17 * 3];
    float[] packed = new float[p.size(3)];
    refused("gate", () -> p.pack(3, 4, w, 0, packed, 0));
    refused("gate", () -> p.unpack(3, -1, packed, 0, w, 0));
    refused("w", () -> p.pack(3, 0, w, 1, packed, 0));
    refused("packed", () -> p.pack(3, 0, w, 0, packed, 1));
    refused("packed", () -> p.unpack(3, 0, packed, -1, w, 0));
    float[] t = new float[Panels.dense(3).size(68)];
    refused("transposed", () -> p.transpose(Panels.dense(3), packed, 0, t, 1));
    refused("packed", () -> p.transpose(Panels.dense(3), packed, 2, t, 0));
    refused("k", () -> p.size(1 << 26));
    refused("k", () -> Panels.dense(16).size(-(1 << 28)));
    refused("w", () -> p.pack(1 << 26, 0, w, 0, packed, 0));
    refused("units", () -> Panels.dense((1 << 24) + 1));
    assertEquals(1 << 24, Panels.dense(1 << 24).columns());
    assertEquals("Panels[gates=4, units=17]", p.toString());
  }

  private static void refused(String argument, Runnable call) {
    RuntimeException e = assertThrows(RuntimeException.class, call::run);
    assertTrue(e.getMessage().startsWith(argument + ": expected "), e.toString());
  }
}
