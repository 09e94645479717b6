package dev.cellwise.examples.charlm;

/**
 * An n-gram model with interpolated Kneser-Ney smoothing.
 *
 * <p>For a context {@code h} of k-1 symbols and its shortening {@code h'} by the oldest symbol,
 *
 * <pre>
 *   p_k(w | h) = max(c(h w) - D_k, 0) / c(h •)  +  D_k · N1+(h •) / c(h •) · p_(k-1)(w | h')
 *   p_0(w)     = 1 / V
 * </pre>
 *
 * where {@code c} is the number of occurrences at the highest order and the number {@code N1+(• h
 * w)} of different preceding symbols at every lower one, {@code c(h •)} its sum over w, and {@code
 * N1+(h •)} the number of different w seen after h. A context that was never seen is shortened. The
 * discount of an order is {@code D = n1 / (n1 + 2 n2)}, n1 and n2 being how many of the order's
 * n-grams have count 1 and 2; where either is zero, D = 1/2. Because the recursion ends in the
 * uniform distribution, every symbol has a probability above zero, also one that training never
 * showed.
 *
 * <p>Source: S. F. Chen and J. Goodman, An empirical study of smoothing techniques for language
 * modeling, Computer Speech and Language 13 (1999) 359–394, section 2.7 (with one discount an
 * order).
 */
final class KneserNey {
  private final int order;
  private final int vocabulary;
  private final NgramCounts[] counts; // [k]: what order k uses; [0] is not used
  private final double[] discounts;

  private KneserNey(int vocabulary, NgramCounts[] counts) {
    this.order = counts.length - 1;
    this.vocabulary = vocabulary;
    this.counts = counts;
    discounts = new double[order + 1];
    for (int k = 1; k <= order; k++) {
      long n1 = counts[k].withCount(1);
      long n2 = counts[k].withCount(2);
      discounts[k] = n1 == 0 || n2 == 0 ? 0.5 : n1 / (n1 + 2.0 * n2);
    }
  }

  /**
   * Counts a stream.
   *
   * @param order the number of symbols in the longest n-gram, at least 1; 3 is a trigram model
   * @param vocabulary the number V of symbols; {@code V^order} must fit a long
   * @param stream the training stream, symbols in {@code [0, V)}
   */
  static KneserNey train(int order, int vocabulary, int[] stream) {
    NgramCounts[] counts = new NgramCounts[order + 1];
    counts[order] = NgramCounts.ofStream(order, vocabulary, stream);
    for (int k = order - 1; k >= 1; k--) {
      counts[k] = NgramCounts.ofStream(k + 1, vocabulary, stream).continuations(k + 1, vocabulary);
    }
    return new KneserNey(vocabulary, counts);
  }

  /** The discount of order k, from 1 to the model's order. */
  double discount(int k) {
    return discounts[k];
  }

  /**
   * The probability of a stream's symbol after those before it.
   *
   * @param stream symbols in {@code [0, V)}
   * @param position which of them; near the start of the stream the context is shorter
   */
  double probability(int[] stream, int position) {
    return probability(stream, position, Math.min(order, position + 1));
  }

  private double probability(int[] stream, int position, int k) {
    if (k == 0) {
      return 1.0 / vocabulary;
    }
    double shorter = probability(stream, position, k - 1);
    long context = 0;
    for (int i = position - k + 1; i < position; i++) {
      context = context * vocabulary + stream[i];
    }
    int place = counts[k].context(context);
    if (place < 0) {
      return shorter;
    }
    double total = counts[k].total(place);
    double seen =
        Math.max(counts[k].count(context * vocabulary + stream[position]) - discounts[k], 0);
    return seen / total + discounts[k] * counts[k].followers(place) / total * shorter;
  }

  /**
   * The mean of {@code -ln p} over a stream, without its lead-in: nats a character.
   *
   * @param stream at least two symbols; the first is the lead-in
   */
  double crossEntropy(int[] stream) {
    double sum = 0;
    for (int i = 1; i < stream.length; i++) {
      sum -= StrictMath.log(probability(stream, i));
    }
    return sum / (stream.length - 1);
  }
}
