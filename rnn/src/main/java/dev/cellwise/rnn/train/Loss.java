package dev.cellwise.rnn.train;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a network's outputs are held against. A mean over all rows that count, weighted where they
 * have weights, as PyTorch's losses with {@code reduction="mean"} are.
 *
 * <p>A row of weight 0 is skipped: neither its outputs nor its target are looked at. Where no row
 * counts the loss is 0, and so is its gradient.
 */
public sealed interface Loss {
  /**
   * Whether the target of a row is a class, an index, or else a row of numbers.
   *
   * @return true for {@link CrossEntropy}
   */
  boolean ofClasses();

  /**
   * Cross-entropy of the softmax of the outputs, in nats.
   *
   * @param smoothing ε, share of the target that is spread over all classes, at least 0 and less
   *     than 1
   * @param classWeights a weight of each class, at least 0; empty: all 1. Copied.
   */
  record CrossEntropy(double smoothing, float[] classWeights) implements Loss {
    /** Checks. */
    public CrossEntropy {
      if (!(smoothing >= 0 && smoothing < 1)) {
        throw new IllegalArgumentException(
            "smoothing: expected at least 0 and less than 1, got " + smoothing);
      }
      classWeights = checked("classWeights", classWeights);
    }

    /**
     * The weights.
     *
     * @return a copy
     */
    @Override
    public float[] classWeights() {
      return classWeights.clone();
    }

    /**
     * With label smoothing.
     *
     * @param share ε
     * @return a copy
     */
    public CrossEntropy withSmoothing(double share) {
      return new CrossEntropy(share, classWeights);
    }

    /**
     * With weights of classes.
     *
     * @param weights one for each class
     * @return a copy
     */
    public CrossEntropy withClassWeights(float... weights) {
      return new CrossEntropy(smoothing, weights);
    }

    @Override
    public boolean ofClasses() {
      return true;
    }

    boolean plain() {
      return smoothing == 0 && classWeights.length == 0;
    }

    /** Not a copy; null where all are 1. */
    float[] weights() {
      return classWeights.length == 0 ? null : classWeights;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof CrossEntropy that
          && smoothing == that.smoothing
          && Arrays.equals(classWeights, that.classWeights);
    }

    @Override
    public int hashCode() {
      return Objects.hash(smoothing, Arrays.hashCode(classWeights));
    }

    @Override
    public String toString() {
      return "crossEntropy(" + smoothing + ", " + Arrays.toString(classWeights) + ")";
    }
  }

  /** Mean of the squared errors (MSE) of all columns. */
  record Squared() implements Loss {
    @Override
    public boolean ofClasses() {
      return false;
    }
  }

  /** Mean of the absolute errors (MAE) of all columns. */
  record Absolute() implements Loss {
    @Override
    public boolean ofClasses() {
      return false;
    }
  }

  /**
   * Huber's loss: half the square within δ, linear beyond.
   *
   * @param delta δ, above 0
   */
  record Huber(float delta) implements Loss {
    /** Checks. */
    public Huber {
      if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("delta: expected a number above 0, got " + delta);
      }
    }

    @Override
    public boolean ofClasses() {
      return false;
    }
  }

  /**
   * Binary cross-entropy of the sigmoid of each output against a target from 0 to 1, in nats.
   *
   * @param positiveWeight factor of the share of a target of 1, at least 0
   */
  record Binary(float positiveWeight) implements Loss {
    /** Checks. */
    public Binary {
      if (!(positiveWeight >= 0 && positiveWeight < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "positiveWeight: expected a number of at least 0, got " + positiveWeight);
      }
    }

    @Override
    public boolean ofClasses() {
      return false;
    }
  }

  /**
   * Cross-entropy without smoothing and weights.
   *
   * @return the loss
   */
  static CrossEntropy crossEntropy() {
    return new CrossEntropy(0, new float[0]);
  }

  /**
   * Mean squared error.
   *
   * @return the loss
   */
  static Loss squared() {
    return new Squared();
  }

  /**
   * Mean absolute error.
   *
   * @return the loss
   */
  static Loss absolute() {
    return new Absolute();
  }

  /**
   * Huber's.
   *
   * @param delta δ
   * @return the loss
   */
  static Loss huber(float delta) {
    return new Huber(delta);
  }

  /**
   * Binary cross-entropy from logits.
   *
   * @return the loss
   */
  static Loss binary() {
    return new Binary(1);
  }

  private static float[] checked(String name, float[] weights) {
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            name + "[" + i + "]: expected a number of at least 0, got " + weights[i]);
      }
    }
    return weights.clone();
  }
}
