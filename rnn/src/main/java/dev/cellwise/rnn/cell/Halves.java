package dev.cellwise.rnn.cell;

import dev.cellwise.kernels.Bf16;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Matrices in half the bytes ({@link Bf16}), for streams, which read them whole at every step.
 * Immutable, shared by all threads.
 */
public final class Halves {
  /** All of them, one after the other. */
  final int[] w;

  private final Map<Integer, Integer> places;
  private final int end;

  private Halves(int[] w, Map<Integer, Integer> places, int end) {
    this.w = w;
    this.places = places;
    this.end = end;
  }

  /**
   * Packs matrices.
   *
   * @param matrices all that may be asked for, one at each place
   * @param p parameters. Not modified; the matrices among them are rounded on the way.
   * @return the matrices
   * @throws IllegalArgumentException if there are two at one place
   * @throws ArithmeticException if they are more than 2^31 - 1 ints
   */
  public static Halves of(List<Matrix> matrices, float[] p) {
    Map<Integer, Integer> places = new HashMap<>();
    int end = Bf16.BASE;
    for (Matrix m : matrices) {
      if (places.put(m.at(), end) != null) {
        throw new IllegalArgumentException("matrices: expected one at each place, got two at " + m);
      }
      end = Math.addExact(end, Bf16.size(m.inputs(), m.panels()));
    }
    int[] w = Bf16.allocate(end);
    for (Matrix m : matrices) {
      Bf16.pack(m.inputs(), m.panels(), p, m.at(), w, places.get(m.at()));
    }
    return new Halves(w, Map.copyOf(places), end);
  }

  /** Where the matrix lies in {@link #w}; -1 if it is none of these. */
  int at(Matrix m) {
    return places.getOrDefault(m.at(), -1);
  }

  /**
   * Size of the matrices.
   *
   * @return bytes, padding included
   */
  public long bytes() {
    return 4L * (end - Bf16.BASE);
  }
}
