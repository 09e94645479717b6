package dev.cellwise.kernels;

/**
 * Arrays for weights and tapes, so placed that vectors do not straddle cache lines where the
 * collector allows it.
 *
 * <p>A {@code float[]} starts on a multiple of 8 bytes, and a 512-bit load that straddles two cache
 * lines costs twice a whole one on some CPUs. Java offers no aligned arrays. But G1, the default
 * collector, puts an array of more than half a region at the start of a region and leaves it there:
 * its element {@link #BASE} lies on a cache line. So arrays that are read again and again are made
 * that large where half a region is at most {@value #MOST_BYTES} bytes. Elsewhere they are as fast
 * as they are placed; the bits are the same.
 */
public final class Floats {
  private Floats() {}

  /** Most bytes that an array is enlarged to. */
  private static final int MOST_BYTES = 4 << 20;

  /** Arrays below this many floats are left alone. */
  private static final int LEAST = 4096;

  /** Weights of streams from this many floats on are placed. */
  private static final int LEAST_WEIGHTS = 512;

  /** Where data starts in an array: the first element on a cache line behind the array's header. */
  public static final int BASE =
      Machine.option("UseCompactObjectHeaders", "false").equals("true") ? 13 : 12;

  /** Floats of an array that is placed; 0 where there is no such array. */
  private static final int PLACED = regionPlaced();

  /** Of small networks there may be thousands; the rest of an array's region is lost to others. */
  private static final Placing SMALL =
      new Placing(PLACED, 2L * Float.BYTES * PLACED, Runtime.getRuntime().maxMemory() / 16);

  /** Floats of an array that G1 places at the start of a region; 0 where there is no such array. */
  private static int regionPlaced() {
    if (!Machine.option("UseG1GC", "false").equals("true")) {
      return 0;
    }
    long half = Long.parseLong(Machine.option("G1HeapRegionSize", "0")) / 2;
    return half > MOST_BYTES ? 0 : (int) (half / Float.BYTES);
  }

  /**
   * An array of zeros for data that starts at {@link #BASE}.
   *
   * @param length its floats, those before {@link #BASE} included
   * @return the array, {@code length} long or longer
   */
  public static float[] allocate(int length) {
    return new float[placed(length)];
  }

  /**
   * The same for weights that every step of a stream reads whole: from {@value #LEAST_WEIGHTS}
   * floats on they are placed too, each array in a region of its own, as long as those of all such
   * weights that are there take no more than a sixteenth of the largest heap.
   *
   * @param length its floats, those before {@link #BASE} included
   * @return the array, {@code length} long or longer
   */
  public static float[] allocateWeights(int length) {
    return length < LEAST_WEIGHTS || length >= LEAST ? allocate(length) : SMALL.make(length);
  }

  /** The length, of four bytes an element, that an array of at least so many is given. */
  static int placed(int length) {
    return length < LEAST ? length : Math.max(length, PLACED);
  }
}
