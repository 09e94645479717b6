package dev.cellwise.rnn.data;

/**
 * The numbers from 0 to n - 1 in another order each epoch, handed out a batch at a time: windows,
 * sequences, or whatever has a number. Each of the n! orders is as likely as a 32-bit generator
 * makes it (Fisher and Yates over {@link dev.cellwise.kernels.Threefry}, without the bias of a
 * remainder), and depends on the seed, the epoch and n alone.
 *
 * <p>So a {@linkplain #position position} is all that is to be kept in order to go on later. Not
 * thread-safe. Filling allocates nothing; an epoch's order is made when its first number is asked
 * for.
 */
public final class Shuffle {
  private final int count;
  private final long seed;
  private final int[] order;
  private long ordered = -1;
  private long position;

  private Shuffle(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("count: expected at least 1, got " + count);
    }
    this.count = count;
    this.seed = seed;
    this.order = new int[count];
  }

  /**
   * Orders of n numbers.
   *
   * @param count n, at least 1
   * @param seed the orders are the same for the same seed
   * @return at the start of epoch 0
   * @throws IllegalArgumentException if there is nothing to order
   */
  public static Shuffle of(int count, long seed) {
    return new Shuffle(count, seed);
  }

  /**
   * The order of one epoch, all of it.
   *
   * @param seed the seed
   * @param epoch from 0
   * @param order [n], the numbers from 0 to n - 1 in the order of the epoch. Modified.
   */
  public static void order(long seed, long epoch, int[] order) {
    Counters.permute(seed, Counters.ITEMS, epoch, order.length, order);
  }

  /**
   * The next numbers: as many as asked for, fewer at the end of an epoch, so that no batch has
   * numbers of two.
   *
   * @param indices the numbers, from its start on. Modified.
   * @return how many, 1 to the array's length
   * @throws IllegalArgumentException if the array is empty
   */
  public int fill(int[] indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("indices: expected room for at least 1, got none");
    }
    long epoch = epoch();
    if (ordered != epoch) {
      order(seed, epoch, order);
      ordered = epoch;
    }
    int from = index();
    int filled = Math.min(indices.length, count - from);
    System.arraycopy(order, from, indices, 0, filled);
    position += filled;
    return filled;
  }

  /**
   * How many numbers there are, n.
   *
   * @return at least 1
   */
  public int count() {
    return count;
  }

  /**
   * The epoch of the number that comes next.
   *
   * @return from 0
   */
  public long epoch() {
    return position / count;
  }

  /**
   * The place in its epoch of the number that comes next.
   *
   * @return 0 to n - 1
   */
  public int index() {
    return (int) (position % count);
  }

  /**
   * Numbers handed out since the start: all that is to be kept in order to go on later from here.
   *
   * @return from 0
   */
  public long position() {
    return position;
  }

  /**
   * Goes to a position, such as that of an earlier run with the same n and seed.
   *
   * @param newPosition numbers from the start, at least 0
   * @throws IllegalArgumentException if it is negative
   */
  public void position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("position: expected at least 0, got " + newPosition);
    }
    position = newPosition;
  }
}
