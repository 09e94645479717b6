package dev.cellwise.examples.charlm;

import java.util.Arrays;

/**
 * How often each n-gram of one order occurs, with what discounting needs to know about each
 * context.
 *
 * <p>An n-gram {@code (a, b, c)} over a vocabulary of V symbols is the key {@code (a·V + b)·V + c};
 * its context is {@code key / V}, itself the key of an (n-1)-gram. Keys are kept sorted, so the
 * followers of a context lie side by side.
 */
final class NgramCounts {
  private final long[] keys;
  private final int[] counts;
  private final long[] contexts;
  private final long[] totals;
  private final int[] followers;

  private NgramCounts(int vocabulary, long[] keys, int[] counts) {
    this.keys = keys;
    this.counts = counts;
    contexts = distinct(Arrays.stream(keys).map(key -> key / vocabulary).toArray());
    totals = new long[contexts.length];
    followers = new int[contexts.length];
    for (int i = 0, c = 0; i < keys.length; i++) {
      while (contexts[c] != keys[i] / vocabulary) {
        c++;
      }
      totals[c] += counts[i];
      followers[c]++;
    }
  }

  /**
   * Counts the n-grams of a stream.
   *
   * @param order n, at least 1; {@code vocabulary^order} must fit a long
   * @param vocabulary the number V of symbols
   * @param stream symbols, each in {@code [0, V)}
   */
  static NgramCounts ofStream(int order, int vocabulary, int[] stream) {
    long modulus = power(vocabulary, order);
    long[] all = new long[Math.max(0, stream.length - order + 1)];
    long key = 0;
    for (int i = 0; i < stream.length; i++) {
      key = (key % (modulus / vocabulary)) * vocabulary + stream[i];
      if (i >= order - 1) {
        all[i - order + 1] = key;
      }
    }
    return ofKeys(vocabulary, all);
  }

  /**
   * The continuation counts of the order below this one: for each (n-1)-gram, by how many different
   * symbols it is preceded, {@code N1+(• w)}.
   *
   * @param order the order n of these counts, at least 2
   * @param vocabulary the number V of symbols
   */
  NgramCounts continuations(int order, int vocabulary) {
    long modulus = power(vocabulary, order - 1);
    return ofKeys(vocabulary, Arrays.stream(keys).map(key -> key % modulus).toArray());
  }

  private static NgramCounts ofKeys(int vocabulary, long[] all) {
    long[] keys = distinct(all); // sorts `all`
    int[] counts = new int[keys.length];
    for (int i = 0, k = 0; i < all.length; i++) {
      if (all[i] != keys[k]) {
        k++;
      }
      counts[k]++;
    }
    return new NgramCounts(vocabulary, keys, counts);
  }

  /** The place of a context, or a negative number when it never occurred. */
  int context(long context) {
    return Arrays.binarySearch(contexts, context);
  }

  /** The sum of the counts of a context's followers; {@code place} from {@link #context}. */
  long total(int place) {
    return totals[place];
  }

  /** The number of different followers of a context; {@code place} from {@link #context}. */
  int followers(int place) {
    return followers[place];
  }

  /** The count of an n-gram, 0 when it never occurred. */
  int count(long key) {
    int place = Arrays.binarySearch(keys, key);
    return place < 0 ? 0 : counts[place];
  }

  /** How many different n-grams have exactly this count. */
  long withCount(int count) {
    return Arrays.stream(counts).filter(c -> c == count).count();
  }

  private static long[] distinct(long[] values) {
    Arrays.sort(values);
    return Arrays.stream(values).distinct().toArray();
  }

  private static long power(int base, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power = Math.multiplyExact(power, base);
    }
    return power;
  }
}
