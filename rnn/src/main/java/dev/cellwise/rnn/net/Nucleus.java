package dev.cellwise.rnn.net;

import java.util.Arrays;

/**
 * The likeliest tokens: the k largest logits, and of these as many as it takes for a share p of
 * their weight. Of equal logits the first comes first. Works in its own memory, which grows to the
 * largest number of tokens seen.
 */
final class Nucleus {
  private long[] heap = new long[0];
  private double[] kept = new double[0];

  /**
   * Sets all weights to zero but those of the likeliest tokens.
   *
   * @param k at most so many tokens, at least 1
   * @param p share of the weight of these k, above 0; 1 for all of it
   * @param logits [n], no NaN. Not modified.
   * @param weights [n], not negative, larger where the logit is. Modified.
   * @param n tokens
   */
  void keep(int k, float p, float[] logits, double[] weights, int n) {
    if (k >= n && p >= 1) {
      return;
    }
    if (heap.length < n) {
      heap = new long[n];
      kept = new double[n];
    }
    fill(logits, n);
    heapify(n);
    int most = Math.min(k, n);
    double enough = p >= 1 ? Double.POSITIVE_INFINITY : p * total(most, weights, n);
    double sum = 0;
    int count = 0;
    // What is popped goes behind what is left of the heap.
    while (count < most && sum < enough) {
      int token = pop(n - count++);
      sum += weights[token];
    }
    for (int i = n - count; i < n; i++) {
      kept[i] = weights[(int) heap[i]];
    }
    Arrays.fill(weights, 0, n, 0);
    for (int i = n - count; i < n; i++) {
      weights[(int) heap[i]] = kept[i];
    }
  }

  /** The weight of the likeliest tokens; all are in the heap again after it. */
  private double total(int most, double[] weights, int n) {
    double sum = 0;
    if (most == n) {
      for (int i = 0; i < n; i++) {
        sum += weights[i];
      }
      return sum;
    }
    for (int count = 0; count < most; count++) {
      sum += weights[pop(n - count)];
    }
    heapify(n);
    return sum;
  }

  /** Ascending keys are descending logits, and ascending tokens where these are equal. */
  private void fill(float[] logits, int n) {
    for (int i = 0; i < n; i++) {
      int bits = Float.floatToIntBits(logits[i] + 0f);
      int ascending = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      heap[i] = (long) ~ascending << 32 | i;
    }
  }

  private void heapify(int n) {
    for (int i = n / 2 - 1; i >= 0; i--) {
      sink(i, n);
    }
  }

  /** Takes the smallest key off a heap of {@code size}; it lies behind the rest then. */
  private int pop(int size) {
    long first = heap[0];
    heap[0] = heap[size - 1];
    heap[size - 1] = first;
    sink(0, size - 1);
    return (int) first;
  }

  private void sink(int at, int size) {
    long key = heap[at];
    int child;
    while ((child = 2 * at + 1) < size) {
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= key) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = key;
  }
}
