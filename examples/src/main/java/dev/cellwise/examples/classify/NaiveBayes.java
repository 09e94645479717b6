package dev.cellwise.examples.classify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Multinomial naive Bayes over the character n-grams of a text, of 1 to n characters, with a mark
 * at its start and its end: each n-gram of a class has the probability (count + α) / (all + α (V +
 * 1)), V different n-grams in training and one for those that are new.
 */
final class NaiveBayes {
  private static final char START = '\u0002';
  private static final char END = '\u0003';
  private static final double[] ALPHAS = {10, 3, 1, 0.3, 0.1, 0.03, 0.01};
  private static final int LONGEST = 5;

  private final Counts counts;
  private final double alpha;

  private NaiveBayes(Counts counts, double alpha) {
    this.counts = counts;
    this.alpha = alpha;
  }

  /**
   * Counts.
   *
   * @param texts at least one
   * @param classes of each text
   * @param labels number of classes
   * @param n longest n-gram, at least 1
   * @param alpha α, above 0
   */
  static NaiveBayes of(List<String> texts, int[] classes, int labels, int n, double alpha) {
    return new NaiveBayes(new Counts(texts, classes, labels, n), alpha);
  }

  /** How often each class has each n-gram. */
  private static final class Counts {
    final int n;
    final Map<String, int[]> grams = new HashMap<>();
    final long[] totals;
    final double[] prior;

    Counts(List<String> texts, int[] classes, int labels, int n) {
      this.n = n;
      prior = new double[labels];
      totals = new long[labels];
      for (int i = 0; i < classes.length; i++) {
        prior[classes[i]]++;
        for (String gram : grams(texts.get(i), n)) {
          grams.computeIfAbsent(gram, g -> new int[labels])[classes[i]]++;
          totals[classes[i]]++;
        }
      }
      for (int c = 0; c < labels; c++) {
        prior[c] = StrictMath.log((prior[c] + 1) / (classes.length + labels));
      }
    }
  }

  /**
   * The one that is right most often on held-out texts.
   *
   * @return the one of shortest n-grams of several as good
   */
  static NaiveBayes tuned(
      List<String> texts, int[] classes, int labels, List<String> held, int[] heldClasses) {
    NaiveBayes best = null;
    int most = -1;
    for (int n = 1; n <= LONGEST; n++) {
      Counts counts = new Counts(texts, classes, labels, n);
      for (double alpha : ALPHAS) {
        NaiveBayes one = new NaiveBayes(counts, alpha);
        int right = 0;
        for (int i = 0; i < heldClasses.length; i++) {
          right += one.classify(held.get(i)) == heldClasses[i] ? 1 : 0;
        }
        if (right > most) {
          most = right;
          best = one;
        }
      }
    }
    return best;
  }

  /** The most likely class, the first of several as likely. */
  int classify(String text) {
    double[] scores = logs(text);
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  /** Of each class log (P(class) · P(text | class)). */
  double[] logs(String text) {
    double[] scores = counts.prior.clone();
    String[] grams = grams(text, counts.n);
    for (int c = 0; c < scores.length; c++) {
      double all = StrictMath.log(counts.totals[c] + alpha * (counts.grams.size() + 1));
      for (String gram : grams) {
        int[] count = counts.grams.get(gram);
        scores[c] += StrictMath.log((count == null ? 0 : count[c]) + alpha) - all;
      }
    }
    return scores;
  }

  private static String[] grams(String text, int n) {
    int[] marked = (START + text + END).codePoints().toArray();
    int count = 0;
    for (int length = 1; length <= n; length++) {
      count += Math.max(0, marked.length - length + 1);
    }
    String[] grams = new String[count];
    int i = 0;
    for (int length = 1; length <= n; length++) {
      for (int from = 0; from + length <= marked.length; from++) {
        grams[i++] = new String(marked, from, length);
      }
    }
    return grams;
  }

  @Override
  public String toString() {
    return "naive Bayes, 1 to %d characters, α %s".formatted(counts.n, alpha);
  }
}
