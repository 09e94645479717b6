package dev.cellwise.kernels;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes arrays larger than they need to be, so that the collector places them, while what that
 * wastes in all is bounded: arrays that are no longer there do not count.
 */
final class Placing {
  /** An array that was enlarged, and by how many bytes. */
  private static final class Enlarged extends PhantomReference<Object> {
    private final long bytes;

    Enlarged(Object array, long bytes, ReferenceQueue<Object> gone) {
      super(array, gone);
      this.bytes = bytes;
    }
  }

  private final int placed;
  private final long most;
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  private final Set<Enlarged> there = new HashSet<>();
  private long wasted;

  /**
   * A policy.
   *
   * @param placed elements of four bytes of an array that is placed; 0 where none is
   * @param most bytes wasted at most
   */
  Placing(int placed, long most) {
    this.placed = placed;
    this.most = most;
  }

  /**
   * An array of at least so many elements of four bytes, placed if that wastes no more than there
   * is left.
   */
  synchronized float[] make(int length) {
    long waste = (long) Float.BYTES * (placed - length);
    if (waste <= 0) {
      return new float[length];
    }
    for (Object g = gone.poll(); g != null; g = gone.poll()) {
      there.remove(g);
      wasted -= ((Enlarged) g).bytes;
    }
    if (wasted + waste > most) {
      return new float[length];
    }
    float[] made = new float[placed];
    there.add(new Enlarged(made, waste, gone));
    wasted += waste;
    return made;
  }
}
