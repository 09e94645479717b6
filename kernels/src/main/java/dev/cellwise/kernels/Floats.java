package dev.cellwise.kernels;

/** Arrays for weights and tapes. */
public final class Floats {
  private Floats() {}

  /**
   * Where data should start in an array: an array's elements begin 16 bytes behind its header, so
   * that this element lies on a cache line wherever the collector puts the array on one, as G1 does
   * with every array of half a region or more.
   */
  public static final int BASE = 12;

  /**
   * An array of zeros.
   *
   * @param length its floats, {@link #BASE} included
   * @return the array, {@code length} long or longer
   */
  public static float[] allocate(int length) {
    return new float[length];
  }
}
