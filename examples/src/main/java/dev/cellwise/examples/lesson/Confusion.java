package dev.cellwise.examples.lesson;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How often samples of each class were taken for each. */
public final class Confusion {
  private final List<String> labels;
  private final int[][] counts;
  private int right;
  private int all;

  /**
   * Counts.
   *
   * @param labels names of the classes
   * @param truth of each sample its class
   * @param said of each sample what it was taken for
   */
  public Confusion(List<String> labels, int[] truth, int[] said) {
    this.labels = labels;
    counts = new int[labels.size()][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][said[i]]++;
      right += truth[i] == said[i] ? 1 : 0;
      all++;
    }
  }

  /**
   * Samples of a class that were taken for a class.
   *
   * @param truth the former
   * @param said the latter
   * @return how many
   */
  public int count(int truth, int said) {
    return counts[truth][said];
  }

  /**
   * The share that was taken for what it is.
   *
   * @return 0 to 1
   */
  public double accuracy() {
    return (double) right / all;
  }

  /**
   * The most frequent mistakes.
   *
   * @param most how many at most
   * @return such as "Danish for Norwegian: 12 of 50", the most frequent first
   */
  public List<String> mistakes(int most) {
    List<int[]> pairs = new ArrayList<>();
    for (int truth = 0; truth < counts.length; truth++) {
      for (int said = 0; said < counts.length; said++) {
        if (truth != said && counts[truth][said] > 0) {
          pairs.add(new int[] {truth, said});
        }
      }
    }
    pairs.sort(Comparator.comparingInt(p -> -counts[p[0]][p[1]]));
    return pairs.stream().limit(most).map(this::text).toList();
  }

  private String text(int[] pair) {
    return "%s taken for %s: %d of %d"
        .formatted(
            labels.get(pair[0]), labels.get(pair[1]), counts[pair[0]][pair[1]], sum(pair[0]));
  }

  private int sum(int truth) {
    int sum = 0;
    for (int count : counts[truth]) {
      sum += count;
    }
    return sum;
  }

  /**
   * A picture of shares of each class.
   *
   * @param title above it
   * @return rows are what samples are, columns what they were taken for
   */
  public Heatmap picture(String title) {
    double[][] shares = new double[counts.length][counts.length];
    for (int truth = 0; truth < counts.length; truth++) {
      for (int said = 0; said < counts.length; said++) {
        shares[truth][said] = (double) counts[truth][said] / Math.max(1, sum(truth));
      }
    }
    return new Heatmap(title, "what it is", labels, "what it was taken for", labels, shares);
  }
}
