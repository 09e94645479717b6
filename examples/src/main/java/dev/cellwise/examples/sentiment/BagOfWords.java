package dev.cellwise.examples.sentiment;

import dev.cellwise.examples.sentiment.Texts.Part;
import java.util.Arrays;

/**
 * Classifiers that know how often each token is in a text, and nothing of its place: a weight for
 * each token and class, and the class with the largest sum wins.
 */
final class BagOfWords {
  private static final int ROUNDS = 30;
  private static final double RATE = 0.1;
  private static final double DECAY = 1e-4;

  private final double[] bias;
  private final double[][] weights; // [class][token]

  private BagOfWords(int classes, int vocabulary) {
    bias = new double[classes];
    weights = new double[classes][vocabulary];
  }

  /**
   * Multinomial naive Bayes with add-one smoothing: log p(class) + Σ log p(token | class).
   *
   * @param classes how many there are
   * @param vocabulary tokens are below it
   * @param part to count
   */
  static BagOfWords naiveBayes(int classes, int vocabulary, Part part) {
    BagOfWords bag = new BagOfWords(classes, vocabulary);
    double[] total = new double[classes];
    for (int i = 0; i < part.classes().length; i++) {
      int k = part.classes()[i];
      bag.bias[k]++;
      total[k] += part.tokens()[i].length;
      for (int token : part.tokens()[i]) {
        bag.weights[k][token]++;
      }
    }
    for (int k = 0; k < classes; k++) {
      bag.bias[k] = StrictMath.log(bag.bias[k] / part.classes().length);
      for (int v = 0; v < vocabulary; v++) {
        bag.weights[k][v] = StrictMath.log((bag.weights[k][v] + 1) / (total[k] + vocabulary));
      }
    }
    return bag;
  }

  /**
   * Multinomial logistic regression: stochastic gradient descent on the cross-entropy with a small
   * weight decay, thirty times through the texts as they stand, at a falling rate.
   *
   * @param classes how many there are
   * @param vocabulary tokens are below it
   * @param part to fit
   */
  static BagOfWords logistic(int classes, int vocabulary, Part part) {
    BagOfWords bag = new BagOfWords(classes, vocabulary);
    for (int round = 0; round < ROUNDS; round++) {
      double rate = RATE / (1 + 0.2 * round);
      for (int i = 0; i < part.classes().length; i++) {
        bag.learn(part.tokens()[i], part.classes()[i], rate);
      }
    }
    return bag;
  }

  private void learn(int[] tokens, int truth, double rate) {
    double[] p = scores(tokens);
    double most = Arrays.stream(p).max().orElseThrow();
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = StrictMath.exp(p[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      double gradient = p[k] / sum - (k == truth ? 1 : 0);
      bias[k] -= rate * gradient;
      for (int token : tokens) {
        weights[k][token] -= rate * (gradient + DECAY * weights[k][token]);
      }
    }
  }

  private double[] scores(int[] tokens) {
    double[] scores = bias.clone();
    for (int k = 0; k < scores.length; k++) {
      for (int token : tokens) {
        scores[k] += weights[k][token];
      }
    }
    return scores;
  }

  /**
   * The class of a text.
   *
   * @param tokens its tokens
   * @return the first of the largest score
   */
  int classOf(int... tokens) {
    double[] scores = scores(tokens);
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    return best;
  }

  /** The share of texts that are told right. */
  double accuracy(Part part) {
    int right = 0;
    for (int i = 0; i < part.classes().length; i++) {
      right += classOf(part.tokens()[i]) == part.classes()[i] ? 1 : 0;
    }
    return (double) right / part.classes().length;
  }
}
