package dev.cellwise.kernels;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes arrays so much larger than they need to be that the collector places them, while the memory
 * of all of them that are there is bounded. What is gone counts until a collection has found it.
 */
final class Placing {
  private final int placed;
  private final long cost;
  private final long most;
  private final ReferenceQueue<float[]> gone = new ReferenceQueue<>();
  private final Set<Reference<? extends float[]>> there = new HashSet<>();

  /**
   * A policy.
   *
   * @param placed floats of an array that is placed; 0 where none is
   * @param cost bytes of the heap that such an array takes
   * @param most bytes that all of them may take
   */
  Placing(int placed, long cost, long most) {
    this.placed = placed;
    this.cost = cost;
    this.most = most;
  }

  /** An array of at least so many floats, placed if there is room. */
  synchronized float[] make(int length) {
    if (length >= placed) {
      return new float[length];
    }
    for (Object g = gone.poll(); g != null; g = gone.poll()) {
      there.remove(g);
    }
    if ((there.size() + 1) * cost > most) {
      return new float[length];
    }
    float[] made = new float[placed];
    there.add(new PhantomReference<>(made, gone));
    return made;
  }

  /** Of each array that was placed and, as far as is known, is there. */
  synchronized List<Reference<? extends float[]>> there() {
    return List.copyOf(there);
  }
}
