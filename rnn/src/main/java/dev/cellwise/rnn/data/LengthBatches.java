package dev.cellwise.rnn.data;

import java.util.Arrays;
import java.util.Locale;

/**
 * Batches of sequences of different length, in which the lengths are alike, so that little of a
 * batch is padding: in each epoch the sequences are shuffled and cut into pools; a pool is sorted,
 * the longest first, and cut into batches; and the batches of all pools are shuffled.
 *
 * <p>A large pool makes lengths more alike, a small one mixes more; a hundred batches' worth is a
 * usual size. Each sequence comes once an epoch. All of it is a function of the lengths, the sizes,
 * the seed and the epoch, so an {@linkplain #epoch epoch} and a {@linkplain #batch batch} are all
 * that is to be kept in order to go on later.
 *
 * <p>Not thread-safe. Filling allocates nothing; an epoch's batches are made when its first one is
 * asked for.
 */
public final class LengthBatches {
  private final int[] lengths;
  private final int maxRows;
  private final long maxRowSteps;
  private final int pool;
  private final long seed;

  // Of one epoch: its sequences batch by batch, where each batch begins, and the batches' order.
  private final int[] sequences;
  private final int[] begins;
  private final int[] order;
  private final long[] keys;
  private int batches;
  private long made = -1;

  private long epoch;
  private int batch;
  private int steps;

  private LengthBatches(int[] lengths, int rows, long rowSteps, int pool, long seed) {
    if (lengths.length == 0) {
      throw new IllegalArgumentException("lengths: expected at least one, got none");
    }
    int shortest = Integer.MAX_VALUE;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || lengths[i] > rowSteps) {
        throw new IllegalArgumentException(
            "lengths["
                + i
                + "]: expected "
                + (lengths[i] < 1 ? "at least 1" : "at most " + rowSteps + " row-steps")
                + ", got "
                + lengths[i]);
      }
      shortest = Math.min(shortest, lengths[i]);
    }
    int most = Math.min(pool, lengths.length);
    this.maxRows = (int) Math.min(Math.min(rows, most), rowSteps / shortest);
    this.maxRowSteps = rowSteps;
    this.lengths = lengths.clone();
    this.pool = pool;
    this.seed = seed;
    this.sequences = new int[lengths.length];
    this.begins = new int[lengths.length + 1];
    this.order = new int[lengths.length];
    this.keys = new long[most];
  }

  /**
   * Batches of so many rows. The last batch of an epoch's sequences has fewer where they do not
   * come out even.
   *
   * @param lengths steps of each sequence, each at least 1; copied
   * @param rows N, at least 1
   * @param pool sequences that are sorted together, a multiple of the rows
   * @param seed the batches are the same for the same seed
   * @return at the start of epoch 0
   * @throws IllegalArgumentException if there are no lengths, one is not positive, or a size is
   *     none of these
   */
  public static LengthBatches ofRows(int[] lengths, int rows, int pool, long seed) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows: expected at least 1, got " + rows);
    }
    if (pool < 1 || pool % rows != 0) {
      throw new IllegalArgumentException(
          "pool: expected a multiple of " + rows + " rows, got " + pool);
    }
    return new LengthBatches(lengths, rows, Long.MAX_VALUE, pool, seed);
  }

  /**
   * Batches of as many rows as a budget allows: rows times the steps of the longest, padding
   * counted. So long sequences come in narrow batches and short ones in wide ones, and each takes
   * about the same time and memory. How many batches there are may differ between epochs.
   *
   * @param lengths steps of each sequence, each at least 1 and at most the budget; copied
   * @param rowSteps the budget
   * @param pool sequences that are sorted together, at least 1; no batch has more rows than that
   * @param seed the batches are the same for the same seed
   * @return at the start of epoch 0
   * @throws IllegalArgumentException if there are no lengths, one is not positive or alone over the
   *     budget, or the pool is empty
   */
  public static LengthBatches ofRowSteps(int[] lengths, int rowSteps, int pool, long seed) {
    if (rowSteps < 1) {
      throw new IllegalArgumentException("rowSteps: expected at least 1, got " + rowSteps);
    }
    if (pool < 1) {
      throw new IllegalArgumentException("pool: expected at least 1, got " + pool);
    }
    return new LengthBatches(lengths, Integer.MAX_VALUE, rowSteps, pool, seed);
  }

  /**
   * The next batch.
   *
   * @param rows the numbers of its sequences, the longest first, from the array's start on; room
   *     for {@link #maxRows}. Modified.
   * @return how many they are, N
   * @throws IllegalArgumentException if the array has less room
   */
  public int fill(int[] rows) {
    if (rows.length < maxRows) {
      throw new IllegalArgumentException(
          "rows: expected room for " + maxRows + ", got " + rows.length);
    }
    make(epoch);
    int begin = begins[order[batch]];
    int count = begins[order[batch] + 1] - begin;
    System.arraycopy(sequences, begin, rows, 0, count);
    steps = lengths[rows[0]];
    batch++;
    if (batch == batches) {
      epoch++;
      batch = 0;
    }
    return count;
  }

  /** Makes the batches of an epoch, unless they are there. */
  private void make(long of) {
    if (made == of) {
      return;
    }
    made = -1;
    batches = 0;
    Counters.permute(seed, Counters.ITEMS, of, order.length, order);
    for (int from = 0; from < order.length; from += Math.min(pool, order.length - from)) {
      int count = Math.min(pool, order.length - from);
      sort(from, count);
      cut(from, from + count);
    }
    begins[batches] = order.length;
    Counters.permute(seed, Counters.BATCHES, of, batches, order);
    made = of;
  }

  /** A pool's sequences, the longest first, those of one length as they were shuffled. */
  private void sort(int from, int count) {
    for (int i = 0; i < count; i++) {
      keys[i] = (long) (Integer.MAX_VALUE - lengths[order[from + i]]) << Integer.SIZE | i;
    }
    HeapSort.sort(keys, count);
    for (int i = 0; i < count; i++) {
      sequences[from + i] = order[from + (int) keys[i]];
    }
  }

  /** The batches of a sorted pool: the first sequence of each is its longest. */
  private void cut(int from, int to) {
    while (from < to) {
      begins[batches++] = from;
      long fit = Math.min(maxRows, maxRowSteps / lengths[sequences[from]]);
      from += (int) Math.min(fit, to - from);
    }
  }

  /**
   * Steps of the batch that was filled last: the length of its longest sequence.
   *
   * @return T; 0 before the first
   */
  public int steps() {
    return steps;
  }

  /**
   * Whether it was made of some lengths.
   *
   * @param others steps of each sequence. Not modified.
   * @return true if they are the same, in the same order
   */
  public boolean isOf(int... others) {
    return Arrays.equals(lengths, others);
  }

  /**
   * The most rows that a batch may have.
   *
   * @return at least 1
   */
  public int maxRows() {
    return maxRows;
  }

  /**
   * The most steps that the rows of a batch may have together, padding left out: what is to be
   * reserved for packed rows.
   *
   * @return at least 1
   * @throws ArithmeticException if they are more than an int holds
   */
  public int maxTotal() {
    int[] sorted = lengths.clone();
    Arrays.sort(sorted);
    long total = 0;
    for (int i = 0; i < maxRows; i++) {
      total += sorted[sorted.length - 1 - i];
    }
    return Math.toIntExact(Math.min(total, maxRowSteps));
  }

  /**
   * Batches of the epoch of the batch that comes next.
   *
   * @return at least 1
   */
  public int batches() {
    make(epoch);
    return batches;
  }

  /**
   * The epoch of the batch that comes next.
   *
   * @return from 0
   */
  public long epoch() {
    return epoch;
  }

  /**
   * The place in its epoch of the batch that comes next.
   *
   * @return 0 to batches - 1
   */
  public int batch() {
    return batch;
  }

  /**
   * Goes to a position, such as that of an earlier run with the same lengths, sizes and seed.
   *
   * @param newEpoch at least 0
   * @param newBatch 0 to that epoch's batches - 1
   * @throws IllegalArgumentException if there is no such batch; the position is then as it was
   */
  public void position(long newEpoch, int newBatch) {
    if (newEpoch < 0) {
      throw new IllegalArgumentException("epoch: expected at least 0, got " + newEpoch);
    }
    make(newEpoch);
    if (newBatch < 0 || newBatch >= batches) {
      throw new IllegalArgumentException(
          "batch: expected 0 to " + (batches - 1) + ", got " + newBatch);
    }
    epoch = newEpoch;
    batch = newBatch;
  }

  /** Sizes, seed, and a hash of the lengths: the same text, the same batches. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LengthBatches[%d lengths of hash %08x, rows %d, row-steps %d, pool %d, seed %d]",
        lengths.length,
        Arrays.hashCode(lengths),
        maxRows,
        maxRowSteps,
        pool,
        seed);
  }
}
